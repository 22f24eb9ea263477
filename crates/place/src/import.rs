//! From `GeoJSON` to communes with polygons, or to the first thing that is wrong with it.
//!
//! Read are the properties `code` (five digits as text), `full_name` (else `name`) and `kind` (else the kind that the
//! name begins with), and the geometry in WGS 84 degrees. Everything else in the file is passed over.

use std::collections::HashMap;

use geo::{MultiPolygon, Polygon};
use geojson::{Feature, GeometryValue, Position};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::ring::{self, Fault};
use crate::{Commune, CommuneCode, CommuneKind, FeatureLabel, RegionError};

/// The communes of the file, sorted by code.
pub(crate) fn communes(text: &str) -> Result<Vec<(Commune, MultiPolygon)>, RegionError> {
    let mut first_seen = HashMap::new();
    let mut communes = Vec::new();
    for (number, feature) in (1..).zip(features(text)?) {
        let label = label(number, &feature);
        let (commune, polygons) = commune(&label, feature)?;
        if let Some(first) = first_seen.insert(commune.code.clone(), number) {
            return Err(RegionError::DuplicateCode { feature: label, code: commune.code, first });
        }
        communes.push((commune, polygons));
    }
    communes.sort_by(|(a, _), (b, _)| a.code.cmp(&b.code));
    Ok(communes)
}

pub(crate) fn features(text: &str) -> Result<Vec<Value>, RegionError> {
    let mut json: Value = serde_json::from_str(text)
        .map_err(|error| RegionError::NotJson { line: error.line(), column: error.column() })?;
    if json["type"] != "FeatureCollection" {
        return Err(RegionError::NotFeatureCollection { found: json["type"].to_string() });
    }
    match json["features"].take() {
        Value::Array(features) if !features.is_empty() => Ok(features),
        _ => Err(RegionError::NoFeatures),
    }
}

pub(crate) fn label(number: usize, feature: &Value) -> FeatureLabel {
    let claimed = |field: &str| feature["properties"][field].as_str().map(str::to_owned);
    FeatureLabel { number, name: claimed("full_name").or_else(|| claimed("name")).or_else(|| claimed("code")) }
}

fn commune(label: &FeatureLabel, feature: Value) -> Result<(Commune, MultiPolygon), RegionError> {
    let feature = self::feature(label, feature)?;
    let code = code(label, &feature)?;
    let name = name(label, &feature)?;
    let kind = kind(label, &feature, &name)?;
    Ok((Commune { code, name, kind }, polygons(label, feature)?))
}

pub(crate) fn feature(label: &FeatureLabel, feature: Value) -> Result<Feature, RegionError> {
    serde_json::from_value(feature)
        .map_err(|error| RegionError::NotAFeature { feature: label.clone(), reason: error.to_string() })
}

fn code(label: &FeatureLabel, feature: &Feature) -> Result<CommuneCode, RegionError> {
    let field = "code";
    let text = text(label, feature, field)?.ok_or_else(|| missing(label, field))?;
    text.parse().map_err(|_| malformed(label, field, &Value::from(text)))
}

fn name(label: &FeatureLabel, feature: &Feature) -> Result<String, RegionError> {
    let full = text(label, feature, "full_name")?;
    let name = full.map_or_else(|| text(label, feature, "name"), |full| Ok(Some(full)))?;
    name.map(|name| name.nfc().collect()).ok_or_else(|| missing(label, "full_name"))
}

fn kind(label: &FeatureLabel, feature: &Feature, name: &str) -> Result<CommuneKind, RegionError> {
    let field = "kind";
    let Some(text) = text(label, feature, field)? else {
        return CommuneKind::of_full_name(name).ok_or_else(|| missing(label, field));
    };
    text.parse().map_err(|_| malformed(label, field, &Value::from(text)))
}

/// A property that is text, trimmed; nothing if it is absent, null or blank.
pub(crate) fn text<'a>(
    label: &FeatureLabel,
    feature: &'a Feature,
    field: &'static str,
) -> Result<Option<&'a str>, RegionError> {
    match feature.property(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        Some(other) => Err(malformed(label, field, other)),
    }
}

pub(crate) fn polygons(label: &FeatureLabel, feature: Feature) -> Result<MultiPolygon, RegionError> {
    let no_polygons = |found: &str| RegionError::NoPolygons { feature: label.clone(), found: found.to_owned() };
    let geometry = feature.geometry.ok_or_else(|| no_polygons("null"))?.value;
    let found = geometry.type_name();
    if !has_whole_positions(&geometry) {
        let reason = "a position of fewer than two numbers".to_owned();
        return Err(RegionError::NotAFeature { feature: label.clone(), reason });
    }
    let polygons: Vec<Polygon> = match geometry {
        GeometryValue::Polygon { .. } => Polygon::try_from(geometry).map(|polygon| vec![polygon]),
        GeometryValue::MultiPolygon { .. } => MultiPolygon::try_from(geometry).map(|polygons| polygons.0),
        _ => return Err(no_polygons(found)),
    }
    .map_err(|_| no_polygons(found))?;
    if polygons.is_empty() {
        return Err(no_polygons(found));
    }
    polygons.iter().map(|polygon| ring::checked(polygon).map_err(|fault| refusal(label, fault))).collect()
}

/// The conversion to polygons indexes positions without looking, and would panic on a short one.
fn has_whole_positions(geometry: &GeometryValue) -> bool {
    let whole = |rings: &Vec<Vec<Position>>| rings.iter().flatten().all(|position| position.as_slice().len() >= 2);
    match geometry {
        GeometryValue::Polygon { coordinates } => whole(coordinates),
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().all(whole),
        _ => true,
    }
}

fn refusal(label: &FeatureLabel, fault: Fault) -> RegionError {
    let feature = label.clone();
    match fault {
        Fault::NotDegrees(at) => RegionError::NotDegrees { feature, x: at.x, y: at.y },
        Fault::Swapped(at) => RegionError::SwappedDegrees { feature, x: at.x, y: at.y },
        Fault::Empty => RegionError::EmptyRing { feature },
        Fault::Crossing(at) => RegionError::SelfCrossing { feature, lon: at.x, lat: at.y },
    }
}

pub(crate) fn missing(label: &FeatureLabel, field: &'static str) -> RegionError {
    RegionError::Missing { feature: label.clone(), field }
}

pub(crate) fn malformed(label: &FeatureLabel, field: &'static str, found: &Value) -> RegionError {
    RegionError::Malformed { feature: label.clone(), field, found: found.to_string() }
}
