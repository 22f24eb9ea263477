//! Other people's public cases, for the window.

use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

use super::place::Commune;

/// A published case.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::PublicCase")]
pub struct PublicCase {
    pub case_number: String,
    pub status: String,
    pub outcome: Option<String>,
    pub category: String,
    pub submitted_at: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub text: String,
    /// «Tôi cũng gặp tình trạng này» makes sense: something is still to be done.
    pub open: bool,
    /// Since when its answer is overdue, RFC 3339; nothing: it is not.
    pub overdue_since: Option<String>,
    /// How far from what is being written, whole metres.
    pub distance_m: Option<u32>,
}

/// What is public in a commune.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::Around")]
pub struct Around {
    pub commune: Commune,
    /// When it was told, RFC 3339; nothing: not yet.
    pub told_at: Option<String>,
    pub cases: Vec<PublicCase>,
}

impl PublicCase {
    /// A public case as it is now.
    pub(crate) fn of(case: outbox::PublicCase, now: Timestamp) -> Self {
        Self {
            open: case.is_open(),
            overdue_since: case.overdue_since(now).map(|due| due.to_string()),
            case_number: case.case_number.to_string(),
            status: case.status,
            outcome: case.outcome,
            category: case.category,
            submitted_at: case.submitted_at.to_string(),
            lat: case.spot.map(|(lat, _)| lat),
            lon: case.spot.map(|(_, lon)| lon),
            text: case.text,
            distance_m: None,
        }
    }

    /// One that may be what is being written.
    pub(crate) fn of_similar(similar: outbox::Similar, now: Timestamp) -> Self {
        let distance_m = similar.distance_m.map(|metres| metres.round() as u32);
        Self { distance_m, ..Self::of(similar.case, now) }
    }
}
