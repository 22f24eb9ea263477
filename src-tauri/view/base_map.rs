//! The base map, for the window.

use report::base_map::PackBaseMap;
use serde::Serialize;
use specta::Type;

use crate::problem::AppError;
use crate::settings::Language;

/// The base map as this device has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::BaseMap")]
pub struct BaseMap {
    pub here: Option<LocalMap>,
    /// Bytes of the one that the province has and this device has not.
    pub offered_bytes: Option<u64>,
    pub held_bytes: u64,
    pub wanted: bool,
    pub trouble: Option<AppError>,
}

/// A base map that is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LocalMap {
    /// Its hash.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// Whose data it is, to be shown upon it.
    pub attribution: String,
}

impl BaseMap {
    /// The outbox's map in the citizen's language.
    #[must_use]
    pub fn new(map: outbox::BaseMap, language: Language) -> Self {
        let local = |map: PackBaseMap| LocalMap {
            sha256: map.sha256.to_string(),
            bytes: map.length,
            attribution: map.attribution,
        };
        Self {
            here: map.here.map(local),
            offered_bytes: map.offered.map(|map| map.length),
            held_bytes: map.held_bytes,
            wanted: map.wanted,
            trouble: map.trouble.map(|code| AppError::of(&code, language)),
        }
    }
}
