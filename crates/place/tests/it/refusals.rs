//! Files that a province might send by mistake, each refused by name.

use place::{CommuneKind, FeatureLabel, Region, RegionError};
use serde_json::{Value, json};

fn square(lon: f64, lat: f64) -> Value {
    json!([[[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1], [lon, lat]]])
}

fn feature(code: &str, name: &str, coordinates: &Value) -> Value {
    json!({ "type": "Feature", "properties": { "code": code, "full_name": name },
        "geometry": { "type": "Polygon", "coordinates": coordinates } })
}

fn good() -> Vec<Value> {
    vec![
        feature("19333", "Phường Đông Hà", &square(107.0, 16.8)),
        feature("19639", "Xã Cửa Việt", &square(107.1, 16.8)),
    ]
}

fn read(features: &[Value]) -> Result<Region, RegionError> {
    Region::from_geojson(&json!({ "type": "FeatureCollection", "features": features }).to_string())
}

/// Reads the good file with its second feature changed; it must be refused.
fn refused(change: impl FnOnce(&mut Value)) -> RegionError {
    let mut features = good();
    change(&mut features[1]);
    read(&features).map(|_| "a region").unwrap_err()
}

fn second() -> FeatureLabel {
    FeatureLabel { number: 2, name: Some("Xã Cửa Việt".to_owned()) }
}

#[test]
fn a_good_file_is_a_region_whatever_order_its_features_have() {
    let mut features = good();
    features.reverse();
    let region = read(&features).unwrap();
    let kinds: Vec<_> = region.communes().map(|commune| (commune.code.as_str(), commune.kind)).collect();
    assert_eq!(kinds, [("19333", CommuneKind::Phuong), ("19639", CommuneKind::Xa)]);
    assert_eq!(region.commune(&"19639".parse().unwrap()).unwrap().name, "Xã Cửa Việt");
    assert_eq!(region.commune(&"00001".parse().unwrap()), None);
}

#[test]
fn a_decomposed_name_is_kept_composed() {
    let mut features = good();
    features[1]["properties"]["full_name"] = json!("Xa\u{303} Cu\u{31b}\u{309}a Vie\u{323}\u{302}t ");
    assert!(read(&features).unwrap().communes().any(|commune| commune.name == "Xã Cửa Việt"));
}

#[test]
fn text_that_is_not_json_is_refused_by_line_and_column() {
    let error = Region::from_geojson("{\n\"type\": oops").map(|_| ()).unwrap_err();
    assert!(matches!(error, RegionError::NotJson { line: 2, .. }), "{error}");
}

#[test]
fn a_single_feature_is_not_a_collection() {
    let error = Region::from_geojson(&good()[0].to_string()).map(|_| ()).unwrap_err();
    assert_eq!(error, RegionError::NotFeatureCollection { found: "\"Feature\"".to_owned() });
    let error = Region::from_geojson("[1]").map(|_| ()).unwrap_err();
    assert_eq!(error, RegionError::NotFeatureCollection { found: "null".to_owned() });
}

#[test]
fn an_empty_collection_is_refused() {
    assert_eq!(read(&[]).map(|_| ()).unwrap_err(), RegionError::NoFeatures);
}

#[test]
fn a_member_that_is_no_feature_is_refused_by_number() {
    let error = refused(|feature| *feature = json!({ "type": "Polygon" }));
    assert!(matches!(error, RegionError::NotAFeature { feature: FeatureLabel { number: 2, name: None }, .. }));
}

#[test]
fn a_missing_code_is_named() {
    for nothing in [Value::Null, json!("  ")] {
        let error = refused(|feature| feature["properties"]["code"] = nothing);
        assert_eq!(error, RegionError::Missing { feature: second(), field: "code" });
        assert_eq!(error.to_string(), "feature 2 («Xã Cửa Việt»): property `code` is missing");
    }
}

#[test]
fn a_code_that_is_a_number_or_too_short_is_malformed() {
    for (wrong, found) in [(json!(19639), "19639"), (json!("1963"), "\"1963\"")] {
        let error = refused(|feature| feature["properties"]["code"] = wrong);
        assert_eq!(error, RegionError::Malformed { feature: second(), field: "code", found: found.to_owned() });
    }
}

#[test]
fn a_code_used_twice_names_both_features() {
    let error = refused(|feature| feature["properties"]["code"] = json!("19333"));
    assert_eq!(error, RegionError::DuplicateCode { feature: second(), code: "19333".parse().unwrap(), first: 1 });
}

#[test]
fn a_missing_name_is_named_by_the_code() {
    let error = refused(|feature| feature["properties"] = json!({ "code": "19639" }));
    let feature = FeatureLabel { number: 2, name: Some("19639".to_owned()) };
    assert_eq!(error, RegionError::Missing { feature, field: "full_name" });
}

#[test]
fn a_kind_must_be_known_or_the_names_first_word() {
    let error = refused(|feature| feature["properties"]["kind"] = json!("town"));
    assert_eq!(error, RegionError::Malformed { feature: second(), field: "kind", found: "\"town\"".to_owned() });
    let error = refused(|feature| feature["properties"]["full_name"] = json!("Cửa Việt"));
    assert!(matches!(error, RegionError::Missing { field: "kind", .. }));
}

#[test]
fn a_geometry_without_polygons_is_refused() {
    let point = json!({ "type": "Point", "coordinates": [107.1, 16.8] });
    let none = json!({ "type": "MultiPolygon", "coordinates": [] });
    for (geometry, found) in [(Value::Null, "null"), (point, "Point"), (none, "MultiPolygon")] {
        let error = refused(|feature| feature["geometry"] = geometry);
        assert_eq!(error, RegionError::NoPolygons { feature: second(), found: found.to_owned() });
    }
}

#[test]
fn a_ring_of_two_corners_and_a_polygon_of_no_rings_enclose_nothing() {
    for coordinates in [json!([]), json!([[]]), json!([[[107.0, 16.0], [107.1, 16.1], [107.0, 16.0]]])] {
        let error = refused(|feature| feature["geometry"]["coordinates"] = coordinates);
        assert_eq!(error, RegionError::EmptyRing { feature: second() });
    }
}

#[test]
fn a_position_of_one_number_is_refused_and_does_not_panic() {
    let error = refused(|feature| feature["geometry"]["coordinates"] = json!([[[107.0], [107.1], [107.2], [107.0]]]));
    assert!(matches!(error, RegionError::NotAFeature { feature: FeatureLabel { number: 2, .. }, .. }), "{error}");
}

#[test]
fn a_ring_that_crosses_itself_says_where() {
    let bow_tie = json!([[[107.0, 16.0], [107.2, 16.2], [107.2, 16.0], [107.0, 16.2], [107.0, 16.0]]]);
    let RegionError::SelfCrossing { feature, lon, lat } =
        refused(|feature| feature["geometry"]["coordinates"] = bow_tie)
    else {
        panic!("a bow tie was taken")
    };
    assert_eq!(feature, second());
    assert!((lon - 107.1).abs() < 1e-6 && (lat - 16.1).abs() < 1e-6, "{lon} {lat}");
}

#[test]
fn latitude_before_longitude_is_told_apart_from_metres() {
    let swapped = json!([[[16.8, 107.0], [16.8, 107.1], [16.9, 107.1], [16.8, 107.0]]]);
    let error = refused(|feature| feature["geometry"]["coordinates"] = swapped);
    assert_eq!(error, RegionError::SwappedDegrees { feature: second(), x: 16.8, y: 107.0 });
    let metres = json!([[[713_000.0, 1_858_000.0], [714_000.0, 1_858_000.0], [714_000.0, 1_859_000.0]]]);
    let error = refused(|feature| feature["geometry"]["coordinates"] = metres);
    assert_eq!(error, RegionError::NotDegrees { feature: second(), x: 713_000.0, y: 1_858_000.0 });
    assert!(error.to_string().contains("VN-2000"));
}
