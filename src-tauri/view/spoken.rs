//! Spoken help, for the window.

use serde::Serialize;
use specta::Type;

/// Spoken help as this device has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Spoken {
    /// The languages of which the province has recordings.
    pub languages: Vec<SpokenLanguage>,
    /// What can be heard now in the language that was chosen.
    pub recordings: Vec<Recording>,
}

/// A language of spoken help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SpokenLanguage {
    /// Its code.
    pub code: String,
    /// What it is called by those who speak it.
    pub name: String,
}

/// Something that can be heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Recording {
    /// What it is of, `category:giao-thong`.
    pub says: String,
    /// The media type of its bytes.
    pub media_type: String,
}
