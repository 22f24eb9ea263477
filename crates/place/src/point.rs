//! A position on the Earth, parsed once at the border.
//!
//! Invariant: a [`Point`] is finite, in range, and not the (0, 0) that devices write when they know no position.

use geo::{Distance as _, Haversine};

/// Why two numbers are not a position.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PointError {
    /// One of them is not a number, or infinite.
    #[error("the position is not a number")]
    NotFinite,
    /// The latitude is not in −90..=90 or the longitude not in −180..=180 degrees.
    #[error("({lat}, {lon}) is not a latitude and a longitude in degrees")]
    OutOfRange {
        /// What was given as latitude.
        lat: f64,
        /// What was given as longitude.
        lon: f64,
    },
    /// Exactly (0, 0): the mark of a device without a fix, and in the Gulf of Guinea besides.
    #[error("(0, 0) is no position")]
    Zero,
}

/// A WGS 84 position in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    lat: f64,
    lon: f64,
}

impl Point {
    /// Takes a latitude and a longitude in degrees, in this order.
    ///
    /// # Errors
    /// [`PointError`] for whatever cannot be a position.
    pub fn parse(lat: f64, lon: f64) -> Result<Self, PointError> {
        if !(lat.is_finite() && lon.is_finite()) {
            return Err(PointError::NotFinite);
        }
        if lat.abs() > 90.0 || lon.abs() > 180.0 {
            return Err(PointError::OutOfRange { lat, lon });
        }
        if lat == 0.0 && lon == 0.0 {
            return Err(PointError::Zero);
        }
        Ok(Self { lat, lon })
    }

    /// Degrees north.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }
}

impl Point {
    /// How far it is to another one, metres, on a sphere of the Earth's mean radius.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        Haversine.distance(self.into(), other.into())
    }
}

impl From<Point> for geo::Point {
    fn from(point: Point) -> Self {
        Self::new(point.lon, point.lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousandth_of_a_degree_of_latitude_is_a_hundred_metres() {
        let at = |lat, lon| Point::parse(lat, lon).unwrap_or_else(|_| panic!("a position"));
        let metres = at(16.816, 107.096).distance_m(at(16.817, 107.096));
        assert!((metres - 111.2).abs() < 0.1, "{metres}");
        assert!(at(16.8, 107.1).distance_m(at(16.8, 107.1)).abs() < f64::EPSILON);
    }

    #[test]
    fn what_is_no_position_is_refused_with_its_reason() {
        assert_eq!(Point::parse(f64::NAN, 107.0), Err(PointError::NotFinite));
        assert_eq!(Point::parse(16.8, f64::INFINITY), Err(PointError::NotFinite));
        assert_eq!(Point::parse(107.1, 16.8), Err(PointError::OutOfRange { lat: 107.1, lon: 16.8 }));
        assert_eq!(Point::parse(16.8, 180.1), Err(PointError::OutOfRange { lat: 16.8, lon: 180.1 }));
        assert_eq!(Point::parse(0.0, -0.0), Err(PointError::Zero));
    }

    #[test]
    fn a_point_on_the_equator_or_the_prime_meridian_is_a_position() {
        assert!(Point::parse(0.0, 107.0).is_ok());
        assert!(Point::parse(16.8, 0.0).is_ok());
    }
}
