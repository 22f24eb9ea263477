//! A citizen's own data, for the window.

use serde::Serialize;
use specta::Type;

/// How much of what is on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::Holdings")]
pub struct MyData {
    pub reports: u64,
    pub drafts: u64,
    pub photos: u64,
    pub photo_bytes: u64,
    pub codes: u64,
    pub followed: u64,
    pub unsent: bool,
}

impl From<outbox::Holdings> for MyData {
    fn from(holdings: outbox::Holdings) -> Self {
        let outbox::Holdings { reports, drafts, photos, photo_bytes, codes, followed, unsent } = holdings;
        Self { reports, drafts, photos, photo_bytes, codes, followed, unsent }
    }
}

/// A copy that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DataCopy {
    /// The folder's path.
    pub folder: String,
    /// How many reports.
    pub reports: usize,
    /// How many photos.
    pub photos: usize,
}
