//! What is being written, for the window.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::around::PublicCase;
use super::deed::DeedKind;
use super::next::Expected;
use super::place::DraftPlace;

/// A place of a picture to cover, in ten-thousandths of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[expect(missing_docs, reason = "as photo::Area")]
pub struct Area {
    pub left: u16,
    pub top: u16,
    pub width: u16,
    pub height: u16,
}

impl From<photo::Area> for Area {
    fn from(photo::Area { left, top, width, height }: photo::Area) -> Self {
        Self { left, top, width, height }
    }
}

impl From<Area> for photo::Area {
    fn from(Area { left, top, width, height }: Area) -> Self {
        Self { left, top, width, height }
    }
}

/// A photo of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::DraftPhoto")]
pub struct DraftPhoto {
    pub sha256: String,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    pub areas: Vec<Area>,
}

impl From<&outbox::DraftPhoto> for DraftPhoto {
    fn from(photo: &outbox::DraftPhoto) -> Self {
        Self {
            sha256: photo.sha256.to_string(),
            width: photo.width,
            height: photo.height,
            bytes: photo.length,
            areas: photo.areas().into_iter().map(Into::into).collect(),
        }
    }
}

/// The voice note of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::DraftVoice")]
pub struct DraftVoice {
    pub sha256: String,
    pub media_type: String,
    pub seconds: u64,
    pub unit_hears: bool,
}

const HALF_A_SECOND: Duration = Duration::from_millis(500);

impl From<&outbox::DraftVoice> for DraftVoice {
    fn from(voice: &outbox::DraftVoice) -> Self {
        Self {
            sha256: voice.sha256.to_string(),
            media_type: voice.media_type.clone(),
            seconds: (voice.duration + HALF_A_SECOND).as_secs(),
            unit_hears: voice.unit_hears,
        }
    }
}

/// What a draft lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as outbox::Missing")]
pub enum Missing {
    PhotoOrText,
    Text,
    Category,
    Place,
    Agreement,
    Name,
    Phone,
}

impl From<outbox::Missing> for Missing {
    fn from(missing: outbox::Missing) -> Self {
        match missing {
            outbox::Missing::PhotoOrText => Self::PhotoOrText,
            outbox::Missing::Text => Self::Text,
            outbox::Missing::Category => Self::Category,
            outbox::Missing::Place => Self::Place,
            outbox::Missing::Agreement => Self::Agreement,
            outbox::Missing::Name => Self::Name,
            outbox::Missing::Phone => Self::Phone,
        }
    }
}

/// What is being written: a new report, or words about one.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::Draft")]
pub struct Draft {
    pub id: String,
    pub kind: DeedKind,
    pub about: Option<String>,
    pub photos: Vec<DraftPhoto>,
    pub voice: Option<DraftVoice>,
    pub category: Option<String>,
    pub text: String,
    pub place: Option<DraftPlace>,
    /// Whether it says who files it, as far as they said so on this device.
    pub named: bool,
    pub behalf: Option<Behalf>,
    pub expected: Expected,
    /// Public cases that may be what it is about.
    pub similar: Vec<PublicCase>,
    pub missing: Vec<Missing>,
}

/// Somebody for whom a report is filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[expect(missing_docs, reason = "as outbox::Behalf")]
pub struct Behalf {
    pub name: String,
    pub phone: String,
    pub agreed: bool,
}

impl From<outbox::Behalf> for Behalf {
    fn from(outbox::Behalf { name, phone, agreed }: outbox::Behalf) -> Self {
        Self { name, phone, agreed }
    }
}

impl From<Behalf> for outbox::Behalf {
    fn from(Behalf { name, phone, agreed }: Behalf) -> Self {
        Self { name, phone, agreed }
    }
}

/// A point of the map.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Type)]
#[expect(missing_docs, reason = "degrees of WGS 84")]
pub struct MapPoint {
    pub lat: f64,
    pub lon: f64,
}

/// Where the device's own receiver says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::draft::Spot")]
pub struct DevicePosition {
    pub lat: f64,
    pub lon: f64,
    pub accuracy_m: Option<f64>,
}

/// A change of the draft; null leaves as it is.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::DraftChange")]
pub struct DraftChange {
    pub category: Option<String>,
    pub text: Option<String>,
    pub commune: Option<String>,
    pub spot: Option<DevicePosition>,
    pub map: Option<MapPoint>,
    pub behalf: Option<Behalf>,
    /// Whether it says who files it.
    #[serde(default)]
    pub named: Option<bool>,
    /// It is filed for whoever files it after all.
    #[serde(default)]
    pub for_myself: bool,
    #[serde(default)]
    pub unit_hears: Option<bool>,
}

impl From<DraftChange> for outbox::DraftChange {
    fn from(change: DraftChange) -> Self {
        let DraftChange { category, text, commune, spot, map, behalf, named, for_myself, unit_hears } = change;
        let spot = spot.map(|DevicePosition { lat, lon, accuracy_m }| outbox::draft::Spot { lat, lon, accuracy_m });
        let map = map.map(|MapPoint { lat, lon }| outbox::draft::Spot { lat, lon, accuracy_m: None });
        let behalf = if for_myself { Some(None) } else { behalf.map(|behalf| Some(behalf.into())) };
        Self { category, text, commune, spot, map, behalf, named, unit_hears }
    }
}
