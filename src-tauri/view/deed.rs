//! What is done about a report after it was filed, for the window.

use outbox::ReportState as State;
use report::{ActKind, Rating};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::report::ReportState;
use crate::problem::AppError;
use crate::settings::Language;

/// A kind of deed; a report that is about another one edits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as report::ActKind")]
pub enum DeedKind {
    Report,
    Answer,
    Rate,
    Rework,
    Withdraw,
    MeToo,
    Follow,
    Unfollow,
    Erase,
}

impl From<ActKind> for DeedKind {
    fn from(kind: ActKind) -> Self {
        match kind {
            ActKind::Report => Self::Report,
            ActKind::Answer => Self::Answer,
            ActKind::Rate => Self::Rate,
            ActKind::Rework => Self::Rework,
            ActKind::Withdraw => Self::Withdraw,
            ActKind::MeToo => Self::MeToo,
            ActKind::Follow => Self::Follow,
            ActKind::Unfollow => Self::Unfollow,
            ActKind::Erase => Self::Erase,
        }
    }
}

impl From<DeedKind> for ActKind {
    fn from(kind: DeedKind) -> Self {
        match kind {
            DeedKind::Report => Self::Report,
            DeedKind::Answer => Self::Answer,
            DeedKind::Rate => Self::Rate,
            DeedKind::Rework => Self::Rework,
            DeedKind::Withdraw => Self::Withdraw,
            DeedKind::MeToo => Self::MeToo,
            DeedKind::Follow => Self::Follow,
            DeedKind::Unfollow => Self::Unfollow,
            DeedKind::Erase => Self::Erase,
        }
    }
}

/// One deed and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::ActSummary")]
pub struct Deed {
    pub id: String,
    pub kind: DeedKind,
    pub state: ReportState,
    pub at: String,
    pub text: String,
    pub stars: Option<u8>,
    pub photos: Vec<String>,
    pub attention: Option<AppError>,
}

impl Deed {
    /// The line for `act`.
    #[must_use]
    pub fn new(act: outbox::ActSummary, language: Language) -> Self {
        Self {
            id: act.id.to_string(),
            kind: act.kind.into(),
            state: act.state.into(),
            at: act.filed_at.to_string(),
            text: act.text,
            stars: act.rating.map(Rating::stars),
            photos: act.photos.iter().map(ToString::to_string).collect(),
            attention: act.attention.as_deref().map(|code| AppError::of(code, language)),
        }
    }
}

impl From<State> for ReportState {
    fn from(state: State) -> Self {
        match state {
            State::Queued => Self::Queued,
            State::Accepted => Self::Accepted,
            State::Complete => Self::Complete,
            State::Paused => Self::Paused,
            State::NeedsAttention => Self::NeedsAttention,
        }
    }
}

/// A public case that is followed here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::Followed")]
pub struct Followed {
    pub case_number: String,
    pub status: Option<String>,
    pub outcome: Option<String>,
    /// Its changes are still wanted.
    pub wanted: bool,
    pub deeds: Vec<Deed>,
}

impl Followed {
    /// The line for `case`.
    #[must_use]
    pub fn new(case: outbox::Followed, language: Language) -> Self {
        Self {
            wanted: case.is_wanted(),
            case_number: case.case_number.to_string(),
            status: case.status,
            outcome: case.outcome,
            deeds: case.acts.into_iter().map(|act| Deed::new(act, language)).collect(),
        }
    }
}

/// What came of a typed tracking code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as outbox::ClaimState")]
pub enum ClaimState {
    Waiting,
    Done,
    Refused,
}

/// A typed tracking code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::Claim")]
pub struct Claim {
    pub code: String,
    pub state: ClaimState,
    /// The report that it opened.
    pub report: Option<String>,
    pub attention: Option<AppError>,
}

impl Claim {
    /// The line for `claim`.
    #[must_use]
    pub fn new(claim: &outbox::Claim, language: Language) -> Self {
        let (state, report, refused) = match &claim.state {
            outbox::ClaimState::Waiting => (ClaimState::Waiting, None, None),
            outbox::ClaimState::Done(report) => (ClaimState::Done, Some(report.to_string()), None),
            outbox::ClaimState::Refused(code) => (ClaimState::Refused, None, Some(code)),
        };
        let attention = refused.map(|code| AppError::of(code, language));
        Self { code: claim.code.to_string(), state, report, attention }
    }
}
