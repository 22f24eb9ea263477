//! Places of which the public is told less: a border belt, military ground, whatever the province draws.
//!
//! Read are the properties `name` and `show` (`commune` or `grid`: all that is told of a place inside) and polygons in WGS 84
//! degrees, checked as those of communes are. What a zone is for is the province's own word, in `name`.
//!
//! **Invariant:** a file is taken whole or not at all; where zones overlap, the one that tells less counts.

use geo::{BoundingRect, Intersects, MultiPolygon, Rect};

use crate::{FeatureLabel, Point, RegionError, import};

/// What the public is told of a place inside a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Told {
    /// The commune, nothing closer.
    Commune,
    /// The cell of a coarse grid.
    Grid,
}

impl Told {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Grid => "grid",
        }
    }
}

/// A zone of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// What it is called.
    pub name: String,
    /// What the public is told of a place inside.
    pub told: Told,
    polygons: MultiPolygon,
    bounds: Rect,
}

impl Zone {
    /// Whether the point lies in it or on its edge.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        let point = geo::Point::from(point);
        self.bounds.intersects(&point) && self.polygons.intersects(&point)
    }

    /// Latitude and longitude, in degrees, of its south-western corner and of its north-eastern one.
    #[must_use]
    pub fn bounds(&self) -> ((f64, f64), (f64, f64)) {
        let (low, high) = (self.bounds.min(), self.bounds.max());
        ((low.y, low.x), (high.y, high.x))
    }
}

/// The zones of a province.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Zones(Vec<Zone>);

impl Zones {
    /// Reads a `GeoJSON` `FeatureCollection` (RFC 7946, WGS 84 degrees); one without features has no zones.
    ///
    /// # Errors
    /// The first thing that is wrong, by feature and field; nothing is taken from a file with an error.
    pub fn from_geojson(text: &str) -> Result<Self, RegionError> {
        let features = match import::features(text) {
            Err(RegionError::NoFeatures) => return Ok(Self::default()),
            features => features?,
        };
        let read = |(number, feature): (usize, serde_json::Value)| {
            let label = import::label(number, &feature);
            zone(&label, feature)
        };
        Ok(Self((1..).zip(features).map(read).collect::<Result<_, _>>()?))
    }

    /// Every zone, in the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Zone> {
        self.0.iter()
    }

    /// The zone in which a point lies; of several the one that tells least.
    #[must_use]
    pub fn around(&self, point: Point) -> Option<&Zone> {
        self.0.iter().filter(|zone| zone.contains(point)).min_by_key(|zone| zone.told)
    }
}

fn zone(label: &FeatureLabel, feature: serde_json::Value) -> Result<Zone, RegionError> {
    let feature = import::feature(label, feature)?;
    let name = import::text(label, &feature, "name")?.ok_or_else(|| import::missing(label, "name"))?.to_owned();
    let told = match import::text(label, &feature, "show")? {
        Some("commune") => Told::Commune,
        Some("grid") => Told::Grid,
        Some(other) => return Err(import::malformed(label, "show", &other.into())),
        None => return Err(import::missing(label, "show")),
    };
    let polygons = import::polygons(label, feature)?;
    let bounds = polygons.bounding_rect().ok_or_else(|| RegionError::EmptyRing { feature: label.clone() })?;
    Ok(Zone { name, told, polygons, bounds })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn square(name: &str, show: &str, west: f64) -> String {
        let east = west + 1.0;
        format!(
            r#"{{"type":"Feature","properties":{{"name":"{name}","show":"{show}"}},"geometry":
            {{"type":"Polygon","coordinates":[[[{west},16],[{east},16],[{east},17],[{west},17],[{west},16]]]}}}}"#
        )
    }

    fn collection(features: &[String]) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
    }

    #[test]
    fn where_zones_overlap_the_one_that_tells_less_counts() {
        let zones = collection(&[square("Vành đai", "grid", 106.0), square("Doanh trại", "commune", 106.5)]);
        let zones = Zones::from_geojson(&zones).unwrap();
        let around = |lon| zones.around(Point::parse(16.5, lon).unwrap()).map(|zone| (zone.name.as_str(), zone.told));
        assert_eq!(around(106.25), Some(("Vành đai", Told::Grid)));
        assert_eq!(around(106.75), Some(("Doanh trại", Told::Commune)));
        assert_eq!(around(106.0), Some(("Vành đai", Told::Grid)), "the edge belongs to it");
        assert_eq!(around(108.0), None);
    }

    #[test]
    fn a_file_without_features_has_no_zones_and_a_broken_one_names_the_feature() {
        assert_eq!(Zones::from_geojson(&collection(&[])).unwrap().iter().len(), 0);
        let broken = collection(&[square("Vành đai", "grid", 106.0), square("Doanh trại", "exact", 106.5)]);
        let error = Zones::from_geojson(&broken).unwrap_err().to_string();
        assert_eq!(error, "feature 2 («Doanh trại»): property `show` is \"exact\"");
        let far = collection(&[square("Mét", "grid", 586_000.0)]);
        assert!(matches!(Zones::from_geojson(&far), Err(RegionError::NotDegrees { .. })));
    }
}
