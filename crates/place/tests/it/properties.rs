//! What holds for every point.

use std::collections::HashMap;

use geo::{Contains, MultiPolygon, Point};
use geojson::GeoJson;
use place::{Method, Region, SEA_LIMIT_KM, SUGGESTION_LIMIT_KM, suggest};
use proptest::prelude::*;

use crate::data;

/// The polygons as the file has them, read without this crate.
fn polygons(text: &str) -> HashMap<String, MultiPolygon> {
    let GeoJson::FeatureCollection(file) = text.parse().unwrap() else { panic!("not a collection") };
    let keyed = file.features.into_iter().map(|feature| {
        let code = feature.property("code").unwrap().as_str().unwrap().to_owned();
        let geometry: geo::Geometry = feature.geometry.unwrap().try_into().unwrap();
        (
            code,
            MultiPolygon::try_from(geometry.clone())
                .unwrap_or_else(|_| geo::Polygon::try_from(geometry).unwrap().into()),
        )
    });
    keyed.collect()
}

fn run<T: std::fmt::Debug>(points: impl Strategy<Value = T>, check: impl Fn(T) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() };
    proptest::test_runner::TestRunner::new(config).run(&points, check).unwrap();
}

/// Latitudes and longitudes of the province, its neighbours and its sea.
fn around() -> impl Strategy<Value = (f64, f64)> {
    (16.0..18.4, 105.3..108.2)
}

#[test]
fn no_two_numbers_make_it_panic() {
    let Some(province) = data::province("no_two_numbers_make_it_panic") else { return };
    run((any::<f64>(), any::<f64>()), |(lat, lon)| {
        let place = province.locate(lat, lon);
        prop_assert_eq!(place.commune.is_none(), place.method == Method::Outside);
        prop_assert!(suggest(lat, lon).commune.is_none());
        Ok(())
    });
    run((-90.0..=90.0, -180.0..=180.0), |(lat, lon)| {
        prop_assert_eq!(province.locate(lat, lon).candidates.len(), 3);
        Ok(())
    });
}

#[test]
fn a_point_in_a_polygon_is_always_found_there() {
    let test = "a_point_in_a_polygon_is_always_found_there";
    let (Some(province), Some(text)) = (data::province(test), data::read(test, "region/communes-2025.geojson")) else {
        return;
    };
    let polygons = polygons(&text);
    run(around(), |(lat, lon)| {
        let holding = polygons.iter().find(|(_, polygons)| polygons.contains(&Point::new(lon, lat)));
        if let Some((code, _)) = holding {
            let place = province.locate(lat, lon);
            prop_assert_eq!(place.method, Method::Polygon);
            prop_assert_eq!(place.commune.unwrap().code.to_string(), code.as_str());
        }
        Ok(())
    });
}

#[test]
fn candidates_are_sorted_and_the_sea_is_never_beyond_its_limit() {
    let Some(province) = data::province("candidates_are_sorted_and_the_sea_is_never_beyond_its_limit") else { return };
    run(around(), |(lat, lon)| {
        let place = province.locate(lat, lon);
        prop_assert!(place.candidates.is_sorted_by(|a, b| a.distance_km <= b.distance_km));
        prop_assert!(place.method != Method::NearestCoast || place.candidates[0].distance_km <= SEA_LIMIT_KM);
        Ok(())
    });
}

#[test]
fn from_the_sea_straight_towards_land_is_this_province() {
    let Some(province) = data::province("from_the_sea_straight_towards_land_is_this_province") else { return };
    // At a right angle to the line from Đèo Ngang to the border with Huế, in degrees of latitude and longitude.
    let (south, west) = (0.569, 0.862);
    let lies_in = |lat: f64, lon: f64| province.locate(lat, lon).method == Method::Polygon;
    run(around(), |(lat, lon)| {
        let at_sea = province.locate(lat, lon).method == Method::NearestCoast;
        let mut landward = (1..80).map(|step| f64::from(step) * 0.01);
        prop_assert!(!at_sea || landward.any(|way| lies_in(lat - way * south, lon - way * west)));
        Ok(())
    });
}

#[test]
fn what_a_pack_finds_the_built_in_table_does_not_call_outside() {
    let Some(province) = data::province("what_a_pack_finds_the_built_in_table_does_not_call_outside") else { return };
    run(around(), |(lat, lon)| {
        let suggested = suggest(lat, lon);
        let found = province.locate(lat, lon).commune.is_some();
        prop_assert!(!found || suggested.method == Method::Suggested, "{:?}", suggested.candidates);
        prop_assert!(suggested.method == Method::Outside || suggested.candidates[0].distance_km <= SUGGESTION_LIMIT_KM);
        Ok(())
    });
}

#[test]
fn the_canonical_geojson_makes_the_same_region_and_the_same_bytes() {
    let Some(province) = data::province("the_canonical_geojson_makes_the_same_region_and_the_same_bytes") else {
        return;
    };
    let canonical = province.to_geojson();
    let again = Region::from_geojson(&canonical).unwrap();
    assert_eq!(again.to_geojson(), canonical);
    assert!(again.communes().eq(province.communes()));
    assert!(province.communes().is_sorted_by(|a, b| a.code < b.code));
    run(around(), |(lat, lon)| {
        prop_assert_eq!(again.locate(lat, lon), province.locate(lat, lon));
        Ok(())
    });
}
