//! Where a report is: the commune that the citizen or the device named, else the one that the region finds.
//!
//! **Invariant:** a commune is kept only with the method that found it; a report without one is taken all the same.

use place::{BuiltinUnit, Commune, CommuneCode, Method, Region};
use report::{Place, PlaceSource};

/// Where a case is, as the books keep it.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The commune's code.
    pub commune: Option<String>,
    /// The commune's name now.
    pub commune_name: Option<String>,
    /// How it was found: a code of [`Method`].
    pub method: String,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: Option<i64>,
    /// How the device knew.
    pub source: &'static str,
}

/// Places a report. A code that is named counts when it is one of this province's; the region says how it fits.
#[must_use]
pub fn placed(place: &Place, region: Option<&Region>) -> Placed {
    let point = place.lat.zip(place.lon).map(|(lat, lon)| (lat.degrees(), lon.degrees()));
    let found =
        point.map(|(lat, lon)| region.map_or_else(|| place::suggest(lat, lon), |region| region.locate(lat, lon)));
    let named = place.commune.as_deref().and_then(|code| named(code, region));
    let (commune, method) = match (named, found) {
        (Some(named), Some(found)) if found.commune.as_ref() == Some(&named) && place.source != PlaceSource::Chosen => {
            (Some(named), found.method)
        }
        (Some(named), _) => (Some(named), Method::Chosen),
        (None, Some(found)) => (found.commune, found.method),
        (None, None) => (None, Method::Outside),
    };
    Placed {
        commune: commune.as_ref().map(|commune| commune.code.to_string()),
        commune_name: commune.map(|commune| commune.name),
        method: code(method).to_owned(),
        lat: point.map(|(lat, _)| lat),
        lon: point.map(|(_, lon)| lon),
        accuracy_m: place.accuracy_m.map(i64::from),
        source: source(place.source),
    }
}

fn named(code: &str, region: Option<&Region>) -> Option<Commune> {
    let code: CommuneCode = code.parse().ok()?;
    match region {
        Some(region) => region.commune(&code).cloned(),
        None => builtin(&code).map(|unit| unit.commune.clone()),
    }
}

fn builtin(code: &CommuneCode) -> Option<&'static BuiltinUnit> {
    place::builtin().iter().find(|unit| unit.commune.code == *code)
}

const fn code(method: Method) -> &'static str {
    match method {
        Method::Polygon => "polygon",
        Method::NearestCoast => "nearest_coast",
        Method::Suggested => "suggested",
        Method::Outside => "outside",
        Method::Chosen => "chosen",
    }
}

/// The code of how a device knew a place.
#[must_use]
pub const fn source(source: PlaceSource) -> &'static str {
    match source {
        PlaceSource::Gps => "gps",
        PlaceSource::Exif => "exif",
        PlaceSource::Map => "map",
        PlaceSource::Kiosk => "kiosk",
        PlaceSource::Chosen => "chosen",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use report::Degrees;

    #[test]
    fn a_commune_that_was_named_counts_when_it_is_of_this_province() {
        let named = placed(&place(Some("19333"), None), None);
        assert_eq!((named.commune.as_deref(), named.method.as_str()), (Some("19333"), "chosen"));
        assert!(named.commune_name.unwrap().starts_with("Phường"));
        assert_eq!(placed(&place(Some("00001"), None), None).commune, None);
        assert_eq!(placed(&place(Some("x"), None), None).method, "outside");
    }

    #[test]
    fn without_a_region_a_position_names_no_commune() {
        let suggested = placed(&place(None, Some((16.8163, 107.096))), None);
        assert_eq!((suggested.commune, suggested.method.as_str()), (None, "suggested"));
        assert_eq!(placed(&place(None, Some((21.03, 105.85))), None).method, "outside");
    }

    #[test]
    fn the_region_finds_the_commune_and_a_hand_overrules_it() {
        let region = region();
        let found = placed(&place(None, Some((16.5, 107.5))), Some(&region));
        assert_eq!((found.commune.as_deref(), found.method.as_str()), (Some("19333"), "polygon"));
        let same = placed(&place(Some("19333"), Some((16.5, 107.5))), Some(&region));
        assert_eq!(same.method, "polygon");
        let other = placed(&place(Some("19334"), Some((16.5, 107.5))), Some(&region));
        assert_eq!((other.commune.as_deref(), other.method.as_str()), (Some("19334"), "chosen"));
    }

    fn place(commune: Option<&str>, point: Option<(f64, f64)>) -> Place {
        Place {
            lat: point.and_then(|(lat, _)| Degrees::from_degrees(lat)),
            lon: point.and_then(|(_, lon)| Degrees::from_degrees(lon)),
            accuracy_m: Some(8),
            source: PlaceSource::Gps,
            commune: commune.map(str::to_owned),
        }
    }

    fn region() -> Region {
        let square = |code: &str, west: u32| {
            let east = west + 1;
            format!(
                r#"{{"type":"Feature","properties":{{"code":"{code}","full_name":"Xã {code}","kind":"xa"}},
                "geometry":{{"type":"Polygon","coordinates":[[[{west},16],[{east},16],[{east},17],[{west},17],[{west},16]]]}}}}"#
            )
        };
        let features = [square("19333", 107), square("19334", 108)].join(",");
        Region::from_geojson(&format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap()
    }
}
