//! What a list and a page show of filed reports.

use jiff::Timestamp;
use report::{ActId, ActKind, CaseNumber, DeviceKey, Part, Rating, Sha256, Status, TrackingCode};

/// How far a report has come: what its receipts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    /// On this device alone.
    Queued,
    /// The portal has it; photos are still on their way.
    Accepted,
    /// The portal has everything.
    Complete,
    /// The portal asked to wait; it goes on by itself.
    Paused,
    /// Refused for good, or something only a person can put right.
    NeedsAttention,
}

impl ReportState {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Accepted => "accepted",
            Self::Complete => "complete",
            Self::Paused => "paused",
            Self::NeedsAttention => "needs_attention",
        }
    }
}

/// One line of «Mine».
#[derive(Debug, Clone, PartialEq)]
pub struct ReportSummary {
    /// Its id.
    pub id: ActId,
    /// How far it has come.
    pub state: ReportState,
    /// The last status heard, a code of [`report::Status`].
    pub status: Option<String>,
    /// With an answer, a code of [`report::Outcome`].
    pub outcome: Option<String>,
    /// The category's code.
    pub category: String,
    /// What the citizen wrote.
    pub text: String,
    /// The commune's code, when it is known.
    pub commune: Option<String>,
    /// When it was sealed, by this device's clock.
    pub filed_at: Timestamp,
    /// The first photo.
    pub photo: Option<Sha256>,
    /// What the portal does not have yet: sealed bytes, thumbnails and photos.
    pub bytes_left: u64,
    /// From the verified receipt.
    pub tracking_code: Option<TrackingCode>,
    /// From the verified receipt.
    pub case_number: Option<CaseNumber>,
    /// Why it needs attention, a stable code.
    pub attention: Option<String>,
    /// What was personal in it is gone from this device.
    pub erased: bool,
    /// Who sealed it, when that was another device: claimed by its tracking code.
    pub device: Option<DeviceKey>,
    /// What was done about it here, in order.
    pub acts: Vec<ActSummary>,
}

/// One deed about a report or a public case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActSummary {
    /// Its id.
    pub id: ActId,
    /// What is done; a report among them edits the one that it is about.
    pub kind: ActKind,
    /// How far it has come.
    pub state: ReportState,
    /// When it was sealed, by this device's clock.
    pub filed_at: Timestamp,
    /// What the citizen wrote.
    pub text: String,
    /// With a rating.
    pub rating: Option<Rating>,
    /// Its photos.
    pub photos: Vec<Sha256>,
    /// Why it needs attention, a stable code.
    pub attention: Option<String>,
}

/// A public case that this device takes part in or follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Its public number.
    pub case_number: CaseNumber,
    /// The last status heard, a code of [`report::Status`].
    pub status: Option<String>,
    /// With an answer, a code of [`report::Outcome`].
    pub outcome: Option<String>,
    /// What was done here, in order.
    pub acts: Vec<ActSummary>,
}

impl Followed {
    /// Whether its changes are still wanted.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        let heeded = self.acts.iter().rfind(|act| act.attention.is_none());
        heeded.is_some_and(|act| act.kind != ActKind::Unfollow)
    }
}

/// Everything that is known of one report.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The line of the list.
    pub summary: ReportSummary,
    /// What the portal told, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Its photos.
    pub photos: Vec<StoryPhoto>,
    /// Its voice note.
    pub voice: Option<StoryVoice>,
    /// What it says of who filed it.
    pub parts: Vec<Part>,
    /// The receipt `accepted`, the very bytes, verified when they came.
    pub accepted: Option<Vec<u8>>,
    /// The receipt `complete`, likewise.
    pub complete: Option<Vec<u8>>,
    /// The time in the receipt `accepted`.
    pub accepted_at: Option<Timestamp>,
    /// The time in the receipt `complete`.
    pub complete_at: Option<Timestamp>,
}

/// Who has a report now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The unit's name.
    pub unit: String,
    /// Since when, by the portal's clock.
    pub since: Timestamp,
}

impl Story {
    /// Who has it now, as far as the portal told.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        let unit = self.timeline.iter().rev().find_map(|entry| entry.unit.clone())?;
        let with_others = |entry: &&TimelineEntry| entry.unit.as_ref().is_none_or(|named| *named == unit);
        let since = self.timeline.iter().rev().take_while(with_others).filter(|entry| entry.unit.is_some()).last()?.at;
        Some(Holder { unit, since })
    }

    /// What the citizen was asked and has not answered: an answer that was refused is none, one that waits is.
    #[must_use]
    pub fn question(&self) -> Option<&TimelineEntry> {
        let asked = self.timeline.last().filter(|entry| entry.status == Status::AwaitingCitizen.code())?;
        // The clocks of device and portal may differ: one that the portal does not have yet is for this question.
        let answers = |act: &&ActSummary| act.kind == ActKind::Answer && act.attention.is_none();
        let heard = |act: &ActSummary| act.state != ReportState::Complete || act.filed_at >= asked.at;
        (!self.summary.acts.iter().filter(answers).any(heard)).then_some(asked)
    }
}

/// One step that the portal told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// A code of [`report::Status`].
    pub status: String,
    /// With an answer, a code of [`report::Outcome`].
    pub outcome: Option<String>,
    /// When, by the portal's clock.
    pub at: Timestamp,
    /// What the citizen is told.
    pub text: Option<String>,
    /// The unit's name.
    pub unit: Option<String>,
}

/// How far one photo has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryPhoto {
    /// The hash of the file.
    pub sha256: Sha256,
    /// Its bytes.
    pub bytes: u64,
    /// Bytes that the portal has on its disk, as far as it told.
    pub sent_bytes: u64,
    /// The portal has all of it, verified.
    pub stored: bool,
    /// Its file is gone from this device before the portal had it.
    pub missing: bool,
}

/// How far a voice note has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryVoice {
    /// The hash of the file.
    pub sha256: Sha256,
    /// One of [`report::limits::VOICE_TYPES`].
    pub media_type: String,
    /// Its bytes.
    pub bytes: u64,
    /// Bytes that the portal has on its disk, as far as it told.
    pub sent_bytes: u64,
    /// The portal has all of it, verified.
    pub stored: bool,
}
