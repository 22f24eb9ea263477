//! How much of a place everybody is told.

use std::str::FromStr;

use place::Told;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A side of a cell of the coarse grid, in metres. Homes are told no closer.
pub const GRID_M: f64 = 200.0;

/// Metres of a degree of latitude.
const M_PER_DEGREE: f64 = 111_195.0;
/// The latitude at which cells are square: one for the whole province, so that every place lies in one cell of one grid.
const GRID_LAT: f64 = 16.9;

/// How closely a place is told, from the coarsest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The commune, nothing closer.
    Commune,
    /// A cell of 200 m.
    Grid,
    /// The very spot.
    Exact,
}

/// What everybody is told of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublicPlace {
    /// How closely.
    pub precision: Precision,
    /// Latitude and longitude in degrees: the spot, or the middle of its cell; none of a commune.
    pub point: Option<(f64, f64)>,
}

impl Precision {
    /// Every precision, from the coarsest on.
    pub const ALL: [Self; 3] = [Self::Commune, Self::Grid, Self::Exact];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Grid => "grid",
            Self::Exact => "exact",
        }
    }

    /// The closest that a category and a zone allow.
    #[must_use]
    pub fn closest(coarse: bool, zone: Option<Told>) -> Self {
        match zone {
            _ if coarse => Self::Commune,
            Some(Told::Commune) => Self::Commune,
            Some(Told::Grid) => Self::Grid,
            None => Self::Exact,
        }
    }
}

impl FromStr for Precision {
    type Err = crate::casework::ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.code() == text).ok_or(crate::casework::ParseCodeError)
    }
}

impl PublicPlace {
    /// The place of `spot` (latitude, longitude in degrees) at this precision.
    #[must_use]
    pub fn of(spot: Option<(f64, f64)>, precision: Precision) -> Self {
        match (spot, precision) {
            (Some(spot), Precision::Exact) => Self { precision, point: Some(spot) },
            (Some(spot), Precision::Grid) => Self { precision, point: Some(middle_of_cell(spot)) },
            _ => Self { precision: Precision::Commune, point: None },
        }
    }
}

/// The middle of the cell in which the point lies: the same for every point of the cell.
fn middle_of_cell((lat, lon): (f64, f64)) -> (f64, f64) {
    let high = GRID_M / M_PER_DEGREE;
    let wide = GRID_M / (M_PER_DEGREE * GRID_LAT.to_radians().cos());
    let middle = |degrees: f64, side: f64| ((degrees / side).floor() + 0.5) * side;
    let tidy = |degrees: f64| (degrees * 1e5).round() / 1e5;
    (tidy(middle(lat, high)), tidy(middle(lon, wide)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const SPOT: (f64, f64) = (16.8163, 107.096);

    #[test]
    fn a_cell_says_nothing_of_where_in_it_the_spot_is() {
        let middle = PublicPlace::of(Some(SPOT), Precision::Grid).point.unwrap();
        assert_ne!(middle, SPOT);
        for step in -4..=4 {
            let near = (middle.0 + f64::from(step) * 0.0002, middle.1 - f64::from(step) * 0.0002);
            assert_eq!(PublicPlace::of(Some(near), Precision::Grid).point, Some(middle), "{near:?}");
        }
        let metres = ((middle.0 - SPOT.0) * M_PER_DEGREE).hypot((middle.1 - SPOT.1) * M_PER_DEGREE * 0.957);
        assert!(metres <= GRID_M * 0.75, "{metres}");
    }

    #[test]
    fn a_commune_has_no_point_and_neither_has_a_case_without_a_spot() {
        assert_eq!(PublicPlace::of(Some(SPOT), Precision::Commune).point, None);
        let nowhere = PublicPlace::of(None, Precision::Exact);
        assert_eq!((nowhere.precision, nowhere.point), (Precision::Commune, None));
    }

    #[test]
    fn the_category_and_the_zone_set_how_close_it_may_be() {
        assert_eq!(Precision::closest(false, None), Precision::Exact);
        assert_eq!(Precision::closest(false, Some(Told::Grid)), Precision::Grid);
        assert_eq!(Precision::closest(false, Some(Told::Commune)), Precision::Commune);
        assert_eq!(Precision::closest(true, None), Precision::Commune);
    }
}
