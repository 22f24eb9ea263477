//! Filed reports, for the window.

use outbox::{Behalf, Story};
use serde::Serialize;
use specta::Type;

use super::deed::{Deed, DeedKind};
use super::next::Expected;
use super::place::Commune;
use crate::problem::AppError;
use crate::settings::Language;

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
    /// Sealed by another device, whose tracking code was typed here.
    pub claimed: bool,
    pub erased: bool,
    /// What was done about it here and is not wholly at the portal.
    pub deeds_waiting: usize,
}

impl ReportSummary {
    /// The line for `report`, whose commune has this name in the device's region.
    #[must_use]
    pub fn new(report: outbox::ReportSummary, commune: Option<place::Commune>) -> Self {
        Self {
            id: report.id.to_string(),
            state: report.state.into(),
            claimed: report.device.is_some(),
            erased: report.erased,
            deeds_waiting: report.acts.iter().filter(|act| act.state != outbox::ReportState::Complete).count(),
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
    /// What of it can be heard, in the order in which it is played.
    pub spoken: Vec<String>,
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

/// How far the voice note has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::StoryVoice")]
pub struct StoryVoice {
    pub sha256: String,
    pub media_type: String,
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

/// Who has a report now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::Holder")]
pub struct Holder {
    pub unit: String,
    pub since: String,
}

/// Everything about one report.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::Story")]
pub struct ReportStory {
    pub summary: ReportSummary,
    /// Whom it is for, where somebody else; empty without a name.
    pub for_whom: Option<String>,
    pub holder: Option<Holder>,
    /// What is likely to happen until there is an answer.
    pub expected: Expected,
    /// What the citizen was asked and has not answered.
    pub question: Option<TimelineEntry>,
    pub deeds: Vec<Deed>,
    /// What can be done about it, as far as this device knows.
    pub may: Vec<DeedKind>,
    pub timeline: Vec<TimelineEntry>,
    pub photos: Vec<StoryPhoto>,
    pub voice: Option<StoryVoice>,
    pub receipt: Receipt,
    pub attention: Option<AppError>,
}

impl ReportStory {
    /// The page for `story`.
    #[must_use]
    pub fn new(
        story: Story,
        commune: Option<place::Commune>,
        expected: Expected,
        may: Vec<DeedKind>,
        language: Language,
    ) -> Self {
        Self {
            may,
            expected,
            for_whom: Behalf::of_parts(&story.parts).map(|behalf| behalf.name),
            holder: story.holder().map(|holder| Holder { unit: holder.unit, since: holder.since.to_string() }),
            question: story.question().cloned().map(Into::into),
            deeds: story.summary.acts.iter().map(|act| Deed::new(act.clone(), language)).collect(),
            attention: story.summary.attention.as_deref().map(|code| AppError::of(code, language)),
            receipt: Receipt {
                accepted_at: story.accepted_at.map(|at| at.to_string()),
                complete_at: story.complete_at.map(|at| at.to_string()),
            },
            timeline: story.timeline.into_iter().map(Into::into).collect(),
            photos: story.photos.into_iter().map(Into::into).collect(),
            voice: story.voice.map(Into::into),
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
            spoken: Vec::new(),
        }
    }
}

impl From<outbox::StoryVoice> for StoryVoice {
    fn from(voice: outbox::StoryVoice) -> Self {
        Self {
            sha256: voice.sha256.to_string(),
            media_type: voice.media_type,
            bytes: voice.bytes,
            sent_bytes: voice.sent_bytes,
            stored: voice.stored,
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
