//! The 78 units: their points in their polygons, and the built-in table against the province's list.

use place::{Candidate, Method, builtin, suggest};
use serde::Deserialize;

use crate::data;

#[derive(Deserialize)]
struct Unit {
    code: String,
    full_name: String,
    kind: String,
    lat: f64,
    lon: f64,
}

fn units(test: &str) -> Option<Vec<Unit>> {
    data::rows(test, "region/units-2025.csv")
}

fn has(candidates: &[Candidate], code: &str) -> bool {
    candidates.iter().any(|candidate| candidate.commune.code.as_str() == code)
}

#[test]
fn every_units_point_lies_in_its_own_polygon() {
    let test = "every_units_point_lies_in_its_own_polygon";
    let (Some(province), Some(units)) = (data::province(test), units(test)) else { return };
    assert_eq!(units.len(), 78);
    for unit in units {
        let place = province.locate(unit.lat, unit.lon);
        let commune = place.commune.unwrap();
        assert_eq!((commune.code.as_str(), place.method), (unit.code.as_str(), Method::Polygon));
        assert_eq!((commune.name, commune.kind.as_str()), (unit.full_name, unit.kind.as_str()));
        assert_eq!(place.candidates[0].distance_km, 0.0);
    }
}

#[test]
fn every_built_in_point_still_lies_in_its_own_polygon_after_rounding() {
    let test = "every_built_in_point_still_lies_in_its_own_polygon_after_rounding";
    let Some(province) = data::province(test) else { return };
    for unit in builtin() {
        assert_eq!(province.locate(unit.lat, unit.lon).commune.as_ref(), Some(&unit.commune));
    }
}

#[test]
fn the_built_in_table_is_the_provinces_list() {
    let Some(mut units) = units("the_built_in_table_is_the_provinces_list") else { return };
    units.sort_by(|a, b| a.code.cmp(&b.code));
    assert_eq!(units.len(), builtin().len());
    for (unit, ours) in units.iter().zip(builtin()) {
        assert_eq!(
            (unit.code.as_str(), unit.full_name.as_str()),
            (ours.commune.code.as_str(), ours.commune.name.as_str())
        );
        assert_eq!(unit.kind, ours.commune.kind.as_str());
        assert!((unit.lat - ours.lat).abs() <= 0.000_51 && (unit.lon - ours.lon).abs() <= 0.000_51, "{}", unit.code);
    }
}

#[test]
fn without_a_pack_every_units_point_is_offered_its_own_unit_among_three() {
    let Some(units) = units("without_a_pack_every_units_point_is_offered_its_own_unit_among_three") else { return };
    for unit in units {
        let place = suggest(unit.lat, unit.lon);
        assert_eq!((place.method, place.candidates.len()), (Method::Suggested, 3));
        assert!(has(&place.candidates, &unit.code), "{}", unit.full_name);
    }
}

#[test]
fn without_a_pack_photos_of_the_province_are_offered_their_commune() {
    for (lat, lon, code) in [(16.8163, 107.096, "19333"), (17.4689, 106.6223, "18880"), (17.16, 107.338, "19742")] {
        assert!(has(&suggest(lat, lon).candidates, code), "{code}");
    }
}
