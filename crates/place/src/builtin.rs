//! The 78 commune-level units since 1 July 2025, for a device that has no region pack yet.
//!
//! A code, a name, a kind and a point inside: facts, no boundaries. The nearest of these points is the right commune
//! for only about seven points in ten, so that nothing here ever answers with one; it offers three to choose from, and
//! the right one is among them for nineteen points in twenty.
//!
//! Invariant: a suggestion has no commune until a person chooses.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::plane::kilometres;
use crate::{Candidate, Commune, CommuneCode, CommuneKind, Method, Place, Point, found};

/// Farther than this from every representative point, in km, a point is not of this province. Nowhere on the
/// province's land is the nearest of them more than 29 km away, and nowhere in its sea more than 74 km. The
/// neighbours' land within the limit is suggested for too, as points alone cannot tell.
pub const SUGGESTION_LIMIT_KM: f64 = 75.0;

/// A unit of the built-in table.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltinUnit {
    /// Code, name, kind.
    pub commune: Commune,
    /// Latitude of a point inside it, degrees to three decimals.
    pub lat: f64,
    /// Longitude of a point inside it, degrees to three decimals.
    pub lon: f64,
    /// The day from which the code means this unit; before, most of these codes meant another.
    pub valid_from: Date,
}

/// A line of `data/units.csv`.
#[derive(Deserialize)]
struct Row {
    code: CommuneCode,
    name: String,
    kind: CommuneKind,
    lat: f64,
    lon: f64,
    valid_from: Date,
}

static UNITS: LazyLock<Vec<BuiltinUnit>> = LazyLock::new(|| {
    let mut table = csv::Reader::from_reader(include_bytes!("../data/units.csv").as_slice());
    let rows = table.deserialize().collect::<Result<Vec<Row>, _>>();
    rows.expect("the built-in table is well formed").into_iter().map(BuiltinUnit::from).collect()
});

/// The units, sorted by code.
#[must_use]
pub fn builtin() -> &'static [BuiltinUnit] {
    &UNITS
}

/// The nearest units to choose from, for a latitude and a longitude in degrees. What is no position is
/// [`Method::Outside`] without candidates.
#[must_use]
pub fn suggest(lat: f64, lon: f64) -> Place {
    Point::parse(lat, lon).map_or_else(|_| Place::nowhere(), suggest_at)
}

/// The nearest units to choose from; [`Method::Outside`] beyond [`SUGGESTION_LIMIT_KM`] from all.
#[must_use]
pub fn suggest_at(point: Point) -> Place {
    let candidates = found::nearest_first(builtin().iter().map(|unit| unit.candidate(point)).collect());
    let near = candidates.first().is_some_and(|nearest| nearest.distance_km <= SUGGESTION_LIMIT_KM);
    Place { commune: None, method: if near { Method::Suggested } else { Method::Outside }, candidates }
}

impl BuiltinUnit {
    fn candidate(&self, from: Point) -> Candidate {
        let distance_km = kilometres(from.into(), geo::Point::new(self.lon, self.lat));
        Candidate { commune: self.commune.clone(), distance_km }
    }
}

impl From<Row> for BuiltinUnit {
    fn from(Row { code, name, kind, lat, lon, valid_from }: Row) -> Self {
        Self { commune: Commune { code, name, kind }, lat, lon, valid_from }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::names;

    #[test]
    fn the_table_has_the_provinces_78_units() {
        let count = |kind| builtin().iter().filter(|unit| unit.commune.kind == kind).count();
        assert_eq!((count(CommuneKind::Xa), count(CommuneKind::Phuong), count(CommuneKind::DacKhu)), (69, 8, 1));
    }

    #[test]
    fn every_row_agrees_with_itself() {
        for unit in builtin() {
            assert_eq!(CommuneKind::of_full_name(&unit.commune.name), Some(unit.commune.kind));
            assert_eq!(unit.valid_from, jiff::civil::date(2025, 7, 1));
            assert!(Point::parse(unit.lat, unit.lon).is_ok());
        }
    }

    #[test]
    fn no_two_units_share_a_code_or_a_name_even_without_diacritics() {
        let codes: HashSet<_> = builtin().iter().map(|unit| &unit.commune.code).collect();
        let names: HashSet<_> = builtin().iter().map(|unit| names::fold(&unit.commune.name)).collect();
        assert_eq!((codes.len(), names.len()), (78, 78));
    }

    #[test]
    fn a_suggestion_names_three_and_chooses_none() {
        let place = suggest(16.8163, 107.096);
        assert_eq!((place.commune, place.method, place.candidates.len()), (None, Method::Suggested, 3));
    }

    #[test]
    fn what_is_far_away_or_no_position_gets_no_suggestion() {
        assert_eq!(suggest(10.77, 106.70).method, Method::Outside);
        assert_eq!(suggest(0.0, 0.0), Place::nowhere());
        assert_eq!(suggest(f64::NAN, 107.0), Place::nowhere());
    }
}
