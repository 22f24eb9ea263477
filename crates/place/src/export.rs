//! The canonical `GeoJSON` of a region, for the pack: the same communes always make the same bytes.
//!
//! Sorted by code, properties in one order, every geometry a `MultiPolygon`, seven decimals. Written through structs
//! because the order of a JSON map's keys depends on how `serde_json` was built.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde::Serialize;

use crate::Commune;

type Ring = Vec<[f64; 2]>;

#[derive(Serialize)]
#[serde(tag = "type", rename = "FeatureCollection")]
struct Collection<'a> {
    features: Vec<Feature<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
struct Feature<'a> {
    properties: Properties<'a>,
    geometry: Geometry,
}

#[derive(Serialize)]
struct Properties<'a> {
    code: &'a str,
    full_name: &'a str,
    kind: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "MultiPolygon")]
struct Geometry {
    coordinates: Vec<Vec<Ring>>,
}

/// Writes communes in the order given.
pub(crate) fn geojson<'a>(communes: impl Iterator<Item = (&'a Commune, &'a MultiPolygon)>) -> String {
    let features = communes.map(|(commune, polygons)| feature(commune, polygons)).collect();
    serde_json::to_string(&Collection { features }).expect("structs of text and finite numbers are JSON")
}

fn feature<'a>(commune: &'a Commune, polygons: &MultiPolygon) -> Feature<'a> {
    let properties = Properties { code: commune.code.as_str(), full_name: &commune.name, kind: commune.kind.as_str() };
    Feature { properties, geometry: Geometry { coordinates: polygons.iter().map(rings).collect() } }
}

fn rings(polygon: &Polygon) -> Vec<Ring> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(positions).collect()
}

fn positions(ring: &LineString) -> Ring {
    ring.coords().map(|Coord { x, y }| [*x, *y]).collect()
}
