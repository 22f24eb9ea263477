//! What a map of the province draws, as `GeoJSON`: communes with `code` and `full_name`, and places with `place`, their name.

use place::NamedPlace;
use serde_json::{Value, json};

use crate::error::OutboxError;
use crate::region::Region;

impl Region {
    /// The communes' polygons, without a pack a point for each, and the named places whose position is known.
    ///
    /// # Errors
    /// When the polygons do not read.
    pub fn map(&self) -> Result<Value, OutboxError> {
        let mut drawn = match &self.polygons {
            Some(polygons) => {
                serde_json::from_str(&polygons.to_geojson()).map_err(|error| OutboxError::Region(error.to_string()))?
            }
            None => json!({ "type": "FeatureCollection", "features": middles() }),
        };
        if let Some(features) = drawn["features"].as_array_mut() {
            features.extend(self.places.iter().filter_map(named));
        }
        Ok(drawn)
    }
}

fn middles() -> Vec<Value> {
    let middle = |unit: &place::BuiltinUnit| {
        let names = json!({ "code": unit.commune.code.as_str(), "full_name": unit.commune.name });
        point(unit.lat, unit.lon, &names)
    };
    place::builtin().iter().map(middle).collect()
}

fn named(place: &NamedPlace) -> Option<Value> {
    let at = place.point?;
    Some(point(at.lat(), at.lon(), &json!({ "place": place.name })))
}

fn point(lat: f64, lon: f64, names: &Value) -> Value {
    json!({ "type": "Feature", "properties": names, "geometry": { "type": "Point", "coordinates": [lon, lat] } })
}
