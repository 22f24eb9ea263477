//! Why a province's `GeoJSON` is refused: each error names the feature and the field, in words for who made the file.
//!
//! Invariant: a file is taken whole or not at all.

use std::fmt;

/// Which feature of the file: its number from 1, and its name where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureLabel {
    /// The position in the file, from 1.
    pub number: usize,
    /// The name or, failing that, the code that it claims.
    pub name: Option<String>,
}

impl fmt::Display for FeatureLabel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(out, "feature {} («{name}»)", self.number),
            None => write!(out, "feature {}", self.number),
        }
    }
}

/// What is wrong with a region's `GeoJSON` (RFC 7946).
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RegionError {
    /// The text is not JSON.
    #[error("not JSON: line {line}, column {column}")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// JSON, but `type` is something else.
    #[error("`type` is {found}, not FeatureCollection")]
    NotFeatureCollection {
        /// What `type` is, as JSON; `null` if there is none.
        found: String,
    },
    /// A collection of no features.
    #[error("`features` is empty")]
    NoFeatures,
    /// One of the features is not a `GeoJSON` feature at all.
    #[error("{feature}: not a GeoJSON feature: {reason}")]
    NotAFeature {
        /// The feature.
        feature: FeatureLabel,
        /// What the reader tripped over.
        reason: String,
    },
    /// A property is missing or empty.
    #[error("{feature}: property `{field}` is missing")]
    Missing {
        /// The feature.
        feature: FeatureLabel,
        /// The property: `code`, `full_name` or `kind`.
        field: &'static str,
    },
    /// A property is there, but is not what it should be.
    #[error("{feature}: property `{field}` is {found}")]
    Malformed {
        /// The feature.
        feature: FeatureLabel,
        /// The property: `code`, `full_name` or `kind`.
        field: &'static str,
        /// Its value, as JSON.
        found: String,
    },
    /// Two features claim the same code.
    #[error("{feature}: property `code` repeats {code}, which feature {first} has")]
    DuplicateCode {
        /// The later feature.
        feature: FeatureLabel,
        /// The code.
        code: crate::CommuneCode,
        /// The number of the earlier feature, from 1.
        first: usize,
    },
    /// The geometry is not a Polygon or a `MultiPolygon`, or holds none.
    #[error("{feature}: `geometry` has no polygons ({found})")]
    NoPolygons {
        /// The feature.
        feature: FeatureLabel,
        /// The geometry's type, or `null`.
        found: String,
    },
    /// A ring has fewer than three corners or encloses nothing.
    #[error("{feature}: `geometry` has a ring that encloses nothing")]
    EmptyRing {
        /// The feature.
        feature: FeatureLabel,
    },
    /// A ring crosses itself or another of the same polygon.
    #[error("{feature}: `geometry` crosses itself near longitude {lon}, latitude {lat}")]
    SelfCrossing {
        /// The feature.
        feature: FeatureLabel,
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
    },
    /// Two communes lie upon each other.
    #[error("{feature}: `geometry` covers ground of {other}")]
    Overlap {
        /// The later feature.
        feature: FeatureLabel,
        /// The earlier one.
        other: FeatureLabel,
    },
    /// The coordinates are latitude, longitude; `GeoJSON` wants longitude first (RFC 7946 §3.1.1).
    #[error("{feature}: `coordinates` have latitude and longitude swapped: [{x}, {y}]")]
    SwappedDegrees {
        /// The feature.
        feature: FeatureLabel,
        /// The first number of the position.
        x: f64,
        /// The second number of the position.
        y: f64,
    },
    /// The coordinates are no degrees: metres of VN-2000 or UTM, most likely. `GeoJSON` wants WGS 84 (RFC 7946 §4).
    #[error("{feature}: `coordinates` are not degrees (metres of VN-2000 or UTM?): [{x}, {y}]")]
    NotDegrees {
        /// The feature.
        feature: FeatureLabel,
        /// The first number of the position.
        x: f64,
        /// The second number of the position.
        y: f64,
    },
}
