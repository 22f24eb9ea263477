//! What is said about a point: the commune, how it was found, and what else it could be.
//!
//! Invariant: `candidates` is sorted by distance and holds at most [`CANDIDATES`].

use serde::{Deserialize, Serialize};

use crate::Commune;

/// As many candidates are named as a person can choose from at a glance.
pub const CANDIDATES: usize = 3;

/// How a commune was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The point lies in the commune's polygon.
    Polygon,
    /// The point is at sea; the commune has the nearest coast.
    NearestCoast,
    /// There were no polygons to ask; the candidates are the nearest units, for a person to choose from.
    Suggested,
    /// The point is not in this province, or was not a position at all.
    Outside,
    /// A person picked the commune. Never an answer of this crate; it belongs to the vocabulary that callers keep.
    Chosen,
}

/// A commune that a point could belong to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The commune.
    pub commune: Commune,
    /// Great-circle distance in km from the point to the commune's nearest boundary (0 inside it), or, without
    /// polygons, to its representative point.
    pub distance_km: f64,
}

/// Where a point lies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The commune, with [`Method::Polygon`], [`Method::NearestCoast`] and [`Method::Chosen`] only.
    pub commune: Option<Commune>,
    /// How it was found, or why it was not.
    pub method: Method,
    /// The nearest communes, the nearest first, the found one included.
    pub candidates: Vec<Candidate>,
}

impl Place {
    /// The answer for what is not a position: outside, and nothing to choose from.
    pub(crate) const fn nowhere() -> Self {
        Self { commune: None, method: Method::Outside, candidates: Vec::new() }
    }
}

/// Keeps the nearest [`CANDIDATES`], the nearest first.
pub(crate) fn nearest_first(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| a.distance_km.total_cmp(&b.distance_km));
    candidates.truncate(CANDIDATES);
    candidates
}
