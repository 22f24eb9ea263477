//! Photos whose position is known to lie in a commune, at sea, or outside.

use place::{Method, Place};
use serde::Deserialize;

use crate::data;

#[derive(Deserialize)]
struct Photo {
    file: String,
    lat: Option<f64>,
    lon: Option<f64>,
    expected_commune: String,
}

fn photos(test: &str) -> Option<Vec<Photo>> {
    data::rows(test, "photos/manifest.csv")
}

/// The answer as the manifest writes it.
fn as_expected(place: &Place) -> String {
    match (&place.commune, place.method) {
        (Some(commune), Method::Polygon) => commune.code.to_string(),
        (Some(commune), Method::NearestCoast) => format!("sea:{}", commune.code),
        (None, Method::Outside) => "outside".to_owned(),
        other => panic!("not an answer of a region: {other:?}"),
    }
}

#[test]
fn every_photo_lies_where_the_manifest_says() {
    let test = "every_photo_lies_where_the_manifest_says";
    let (Some(province), Some(photos)) = (data::province(test), photos(test)) else { return };
    let expected: Vec<_> = photos.iter().filter(|photo| !photo.expected_commune.is_empty()).collect();
    assert_eq!(expected.len(), 8);
    for photo in expected {
        let place = province.locate(photo.lat.unwrap(), photo.lon.unwrap());
        assert_eq!(as_expected(&place), photo.expected_commune, "{}", photo.file);
    }
}

#[test]
fn photos_from_the_rest_of_the_world_are_outside() {
    let test = "photos_from_the_rest_of_the_world_are_outside";
    let (Some(province), Some(photos)) = (data::province(test), photos(test)) else { return };
    let elsewhere = photos.iter().filter(|photo| photo.expected_commune.is_empty() && !photo.file.contains("dongha"));
    let places: Vec<_> = elsewhere.filter_map(|photo| Some((photo.lat?, photo.lon?))).collect();
    assert!(places.len() >= 8);
    for (lat, lon) in places {
        assert_eq!(province.locate(lat, lon).method, Method::Outside, "{lat} {lon}");
    }
}

#[test]
fn a_point_at_sea_names_the_coasts_to_choose_from_the_nearest_first() {
    let Some(province) = data::province("a_point_at_sea_names_the_coasts_to_choose_from_the_nearest_first") else {
        return;
    };
    let place = province.locate(16.95, 107.25);
    assert_eq!(place.candidates[0].commune.code.as_str(), "19639");
    assert_eq!(place.candidates.len(), 3);
    assert!(place.candidates.is_sorted_by(|a, b| a.distance_km <= b.distance_km));
    assert!((1.0..10.0).contains(&place.candidates[0].distance_km), "{:?}", place.candidates);
}
