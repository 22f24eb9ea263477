//! Types made for the window. They exist only at this border; TypeScript gets them generated.

use outbox::sync::{SyncPhase as EnginePhase, SyncState as EngineState};
use outbox::{ReportState as State, SpotSource, Story};
use place::{HitKind, PlaceKind};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::problem::AppError;
use crate::settings::Language;

/// A commune-level unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Commune {
    /// Five digits.
    pub code: String,
    /// «Phường Đông Hà».
    pub name: String,
}

impl From<place::Commune> for Commune {
    fn from(commune: place::Commune) -> Self {
        Self { code: commune.code.to_string(), name: commune.name }
    }
}

/// A commune to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Which.
    pub commune: Commune,
    /// How far, kilometres.
    pub distance_km: f64,
}

/// What was found by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as place::HitKind")]
pub enum PlaceHitKind {
    Commune,
    OldCommune,
    Village,
    Road,
    Bridge,
    Market,
    Water,
    Landmark,
}

/// One answer of a search by name.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[expect(missing_docs, reason = "as place::PlaceHit")]
pub struct PlaceHit {
    pub name: String,
    pub kind: PlaceHitKind,
    pub commune: Commune,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// An old unit's district.
    pub district: Option<String>,
    pub former: bool,
}

impl From<place::PlaceHit> for PlaceHit {
    fn from(hit: place::PlaceHit) -> Self {
        Self {
            kind: match hit.kind {
                HitKind::Commune => PlaceHitKind::Commune,
                HitKind::OldCommune => PlaceHitKind::OldCommune,
                HitKind::Place(PlaceKind::Village) => PlaceHitKind::Village,
                HitKind::Place(PlaceKind::Road) => PlaceHitKind::Road,
                HitKind::Place(PlaceKind::Bridge) => PlaceHitKind::Bridge,
                HitKind::Place(PlaceKind::Market) => PlaceHitKind::Market,
                HitKind::Place(PlaceKind::Water) => PlaceHitKind::Water,
                HitKind::Place(PlaceKind::Landmark) => PlaceHitKind::Landmark,
            },
            name: hit.name,
            commune: hit.commune.into(),
            lat: hit.point.map(place::Point::lat),
            lon: hit.point.map(place::Point::lon),
            district: hit.old.and_then(|old| old.district),
            former: hit.former,
        }
    }
}

/// How a commune was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as place::Method")]
pub enum PlaceMethod {
    Polygon,
    NearestCoast,
    Suggested,
    Outside,
    Chosen,
}

/// How a position came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "as report::PlaceSource")]
pub enum PlaceSource {
    Gps,
    Exif,
    Map,
    Kiosk,
    Chosen,
}

/// Where a draft is.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::DraftPlace")]
pub struct DraftPlace {
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub accuracy_m: Option<f64>,
    pub source: PlaceSource,
    pub method: PlaceMethod,
    pub commune: Option<Commune>,
    pub candidates: Vec<Candidate>,
}

impl From<outbox::DraftPlace> for DraftPlace {
    fn from(place: outbox::DraftPlace) -> Self {
        Self {
            lat: place.spot.map(|spot| spot.lat),
            lon: place.spot.map(|spot| spot.lon),
            accuracy_m: place.spot.and_then(|spot| spot.accuracy_m),
            source: match place.source {
                SpotSource::Given => PlaceSource::Gps,
                SpotSource::Photo => PlaceSource::Exif,
                SpotSource::Chosen => PlaceSource::Chosen,
            },
            method: match place.method {
                place::Method::Polygon => PlaceMethod::Polygon,
                place::Method::NearestCoast => PlaceMethod::NearestCoast,
                place::Method::Suggested => PlaceMethod::Suggested,
                place::Method::Outside => PlaceMethod::Outside,
                place::Method::Chosen => PlaceMethod::Chosen,
            },
            commune: place.commune.map(Into::into),
            candidates: place.candidates.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<place::Candidate> for Candidate {
    fn from(candidate: place::Candidate) -> Self {
        Self { commune: candidate.commune.into(), distance_km: candidate.distance_km }
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
}

/// What a draft lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as outbox::Missing")]
pub enum Missing {
    PhotoOrText,
    Category,
    Place,
}

impl From<outbox::Missing> for Missing {
    fn from(missing: outbox::Missing) -> Self {
        match missing {
            outbox::Missing::PhotoOrText => Self::PhotoOrText,
            outbox::Missing::Category => Self::Category,
            outbox::Missing::Place => Self::Place,
        }
    }
}

/// The report that is being written.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::Draft")]
pub struct Draft {
    pub id: String,
    pub photos: Vec<DraftPhoto>,
    pub category: Option<String>,
    pub text: String,
    pub place: Option<DraftPlace>,
    pub missing: Vec<Missing>,
}

/// A change of the draft; null leaves as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Type)]
#[expect(missing_docs, reason = "as outbox::DraftChange")]
pub struct DraftChange {
    pub category: Option<String>,
    pub text: Option<String>,
    pub commune: Option<String>,
}

/// How far a report has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as outbox::ReportState")]
pub enum ReportState {
    Queued,
    Accepted,
    Complete,
    Paused,
    NeedsAttention,
}

/// One line of «Mine».
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::ReportSummary")]
pub struct ReportSummary {
    pub id: String,
    pub state: ReportState,
    pub status: Option<String>,
    pub outcome: Option<String>,
    pub category: String,
    pub text: String,
    pub commune: Option<Commune>,
    pub filed_at: String,
    pub photo: Option<String>,
    pub bytes_left: u64,
    pub tracking_code: Option<String>,
    pub case_number: Option<String>,
}

impl ReportSummary {
    /// The line for `report`, whose commune has this name in the device's region.
    #[must_use]
    pub fn new(report: outbox::ReportSummary, commune: Option<place::Commune>) -> Self {
        Self {
            id: report.id.to_string(),
            state: match report.state {
                State::Queued => ReportState::Queued,
                State::Accepted => ReportState::Accepted,
                State::Complete => ReportState::Complete,
                State::Paused => ReportState::Paused,
                State::NeedsAttention => ReportState::NeedsAttention,
            },
            status: report.status,
            outcome: report.outcome,
            category: report.category,
            text: report.text,
            commune: commune.map(Into::into),
            filed_at: report.filed_at.to_string(),
            photo: report.photo.map(|sha256| sha256.to_string()),
            bytes_left: report.bytes_left,
            tracking_code: report.tracking_code.map(|code| code.to_string()),
            case_number: report.case_number.map(|number| number.to_string()),
        }
    }
}

/// One step that the portal told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::TimelineEntry")]
pub struct TimelineEntry {
    pub status: String,
    pub outcome: Option<String>,
    pub at: String,
    pub text: Option<String>,
    pub unit: Option<String>,
}

/// How far one photo has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::StoryPhoto")]
pub struct StoryPhoto {
    pub sha256: String,
    pub bytes: u64,
    pub sent_bytes: u64,
    pub stored: bool,
}

/// Which receipts are held, verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "times of report::receipt, RFC 3339")]
pub struct Receipt {
    pub accepted_at: Option<String>,
    pub complete_at: Option<String>,
}

/// Everything about one report.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::Story")]
pub struct ReportStory {
    pub summary: ReportSummary,
    pub timeline: Vec<TimelineEntry>,
    pub photos: Vec<StoryPhoto>,
    pub receipt: Receipt,
    pub attention: Option<AppError>,
}

impl ReportStory {
    /// The page for `story`.
    #[must_use]
    pub fn new(story: Story, commune: Option<place::Commune>, language: Language) -> Self {
        Self {
            attention: story.summary.attention.as_deref().map(|code| AppError::of(code, language)),
            receipt: Receipt {
                accepted_at: story.accepted_at.map(|at| at.to_string()),
                complete_at: story.complete_at.map(|at| at.to_string()),
            },
            timeline: story.timeline.into_iter().map(Into::into).collect(),
            photos: story.photos.into_iter().map(Into::into).collect(),
            summary: ReportSummary::new(story.summary, commune),
        }
    }
}

impl From<outbox::TimelineEntry> for TimelineEntry {
    fn from(entry: outbox::TimelineEntry) -> Self {
        Self {
            status: entry.status,
            outcome: entry.outcome,
            at: entry.at.to_string(),
            text: entry.text,
            unit: entry.unit,
        }
    }
}

impl From<outbox::StoryPhoto> for StoryPhoto {
    fn from(photo: outbox::StoryPhoto) -> Self {
        Self {
            sha256: photo.sha256.to_string(),
            bytes: photo.bytes,
            sent_bytes: photo.sent_bytes,
            stored: photo.stored,
        }
    }
}

/// What the engine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as outbox::sync::SyncPhase")]
pub enum SyncPhase {
    Idle,
    Sending,
    Waiting,
    NeedsAttention,
}

/// The connection, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::sync::SyncState, and outbox::RootKeys::seen")]
pub struct SyncState {
    pub phase: SyncPhase,
    pub waiting_reports: u64,
    pub bytes_left: u64,
    pub next_try_at: Option<String>,
    pub last_contact_at: Option<String>,
    pub error: Option<AppError>,
    pub photos_held: bool,
    pub seen_root_key: Option<String>,
}

impl SyncState {
    /// The engine's state in the citizen's language.
    #[must_use]
    pub fn new(state: &EngineState, language: Language) -> Self {
        Self {
            phase: match state.phase {
                EnginePhase::Idle => SyncPhase::Idle,
                EnginePhase::Sending => SyncPhase::Sending,
                EnginePhase::Waiting => SyncPhase::Waiting,
                EnginePhase::NeedsAttention => SyncPhase::NeedsAttention,
            },
            waiting_reports: state.counts.waiting,
            bytes_left: state.counts.bytes_left,
            next_try_at: state.next_try_at.map(|at| at.to_string()),
            last_contact_at: state.last_contact_at.map(|at| at.to_string()),
            error: state.problem.map(|problem| AppError::of(problem.code(), language)),
            photos_held: state.photos_held,
            seen_root_key: None,
        }
    }
}
