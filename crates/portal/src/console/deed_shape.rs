//! The deeds as they cross to the console, and the right that each needs.

use jiff::civil::Date;
use report::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Action;
use crate::casework::{Deed, Refusal, Urgency, Why};
use crate::publication::{Precision, Terms};

/// What an officer does with a case.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeedRequest {
    /// The version that the officer saw.
    pub version: i64,
    /// What to do.
    pub deed: DeedShape,
}

/// The deeds and what each needs. Texts have at most 10,000 characters. What a citizen hears of is done some seconds later
/// and can be undone until then (`held` of the case); what officers alone read is done at once.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeedShape {
    /// Take it in.
    Accept,
    /// Find out more before it goes on; takes it in first.
    Verify,
    /// Send it to a unit; takes it in first. A case that a unit has goes to another.
    Dispatch {
        /// The unit's code.
        unit: String,
        /// The codes of the units that work on it beside that one; missing: those that do already, and those of the rule by
        /// which it goes there.
        #[serde(default)]
        coordinating: Option<Vec<String>>,
    },
    /// Say which units work on it beside the one that has it; they read it and write notes. Done at once.
    Coordinate {
        /// Their codes; none: no longer any.
        units: Vec<String>,
    },
    /// Say that it is the same as another: it ends, its followers and whoever reported it hear how the other goes on.
    Duplicate {
        /// The number of the other case, which goes on.
        of: String,
    },
    /// Say that it is not the same after all: it is taken up again.
    Unmerge {
        /// What the citizen reads.
        reason: String,
    },
    /// Give it back to the desk: it is not the unit's to handle. The citizen does not read why.
    Return {
        /// Why, for the desk.
        reason: String,
    },
    /// Begin handling it.
    Start,
    /// Say by when it will be put right; done again, the day changes.
    Plan {
        /// The day, `2026-12-05`, not one that is over.
        #[schema(value_type = String, format = Date)]
        on: Date,
        /// What the citizen reads beside «Dự kiến xử lý xong ngày …».
        #[serde(default)]
        text: Option<String>,
    },
    /// Answer it. Where the category asks for approval, the answer waits for it and nobody but officers reads it yet.
    Answer {
        /// A code of `outcome`.
        #[schema(value_type = String)]
        outcome: Outcome,
        /// What the citizen reads.
        text: String,
        /// With `fixed`: why there is no photo of what was put right. Written down, for officers alone.
        #[serde(default)]
        waiver: Option<String>,
    },
    /// Let the answer that waits go out, word for word. By whoever stands in for the leader, the history says so.
    Approve,
    /// Send the answer that waits back to the unit.
    SendBack {
        /// Why, for the unit.
        reason: String,
    },
    /// Ask whoever reported something; the clock pauses.
    Ask {
        /// What the citizen reads.
        question: String,
    },
    /// End it.
    Close,
    /// Turn it down.
    Reject {
        /// A code of `refusal` that is not out of scope; the citizen reads its words.
        #[serde(default)]
        why: Option<Refusal>,
        /// What the citizen reads beside that; needed where no code is named.
        #[serde(default)]
        reason: String,
    },
    /// Turn it down as none of this system's matters.
    OutOfScope {
        /// A code of `refusal` that is out of scope; the citizen reads its words.
        #[serde(default)]
        why: Option<Refusal>,
        /// What the citizen reads beside that; needed where no code is named.
        #[serde(default)]
        reason: String,
    },
    /// Have it handled again; also one that was turned down by mistake.
    Reopen {
        /// What the citizen reads.
        reason: String,
    },
    /// Show it to everybody.
    Publish {
        /// What everybody reads instead of the citizen's text; missing for the text as it is.
        #[serde(default)]
        public_text: Option<String>,
        /// That children, faces and plates were looked at, in the words and in every photo that is to be seen.
        #[serde(default)]
        looked: bool,
        /// The second confirmation, which a private category needs.
        #[serde(default)]
        confirmed_private: bool,
        /// How closely the place is told; missing: a cell of 200 m, or the commune where no more is allowed.
        #[serde(default)]
        place: Option<Precision>,
    },
    /// Let only the duty desk see it: no unit has it any more, nothing of it is public, and whoever reported is told where
    /// such things are heard. Done at once.
    Seal {
        /// Why, for the desk.
        reason: String,
    },
    /// Make it a case as any other again.
    Unseal {
        /// Why, for the desk.
        reason: String,
    },
    /// Show it to nobody else any more. Done at once.
    Unpublish,
    /// Write a note for officers alone. Needs no newest version and makes none.
    Note {
        /// The note.
        text: String,
    },
    /// Say how fast it must go.
    SetUrgency {
        /// How fast.
        urgency: Urgency,
        /// Why.
        reason: String,
    },
    /// Ask for more time: once granted, not again until the case begins anew.
    AskExtension {
        /// How much, in minutes of the case's clock, at most 43,200 (90 working days of eight hours).
        minutes: i64,
        /// Why.
        reason: String,
    },
    /// Give more time.
    GrantExtension {
        /// How much; missing for as much as was asked.
        #[serde(default)]
        minutes: Option<i64>,
    },
    /// Give no more time.
    RefuseExtension {
        /// Why.
        reason: String,
    },
}

impl DeedShape {
    /// The right that it needs.
    #[must_use]
    pub const fn action(&self) -> Action {
        match self {
            Self::Accept => Action::Accept,
            Self::Verify => Action::Verify,
            Self::Dispatch { .. } => Action::Dispatch,
            Self::Coordinate { .. } => Action::Coordinate,
            Self::Duplicate { .. } | Self::Unmerge { .. } => Action::Merge,
            Self::Return { .. } => Action::Return,
            Self::Start => Action::Start,
            Self::Plan { .. } => Action::Plan,
            Self::Answer { .. } => Action::Answer,
            Self::Approve | Self::SendBack { .. } => Action::Approve,
            Self::Ask { .. } => Action::Ask,
            Self::Close => Action::Close,
            Self::Reject { .. } | Self::OutOfScope { .. } => Action::Reject,
            Self::Reopen { .. } => Action::Reopen,
            Self::Publish { .. } | Self::Unpublish => Action::Publish,
            Self::Seal { .. } | Self::Unseal { .. } => Action::ReadSealed,
            Self::Note { .. } => Action::Note,
            Self::SetUrgency { .. } => Action::SetUrgency,
            Self::AskExtension { .. } => Action::AskExtension,
            Self::GrantExtension { .. } | Self::RefuseExtension { .. } => Action::DecideExtension,
        }
    }

    /// The deed with what the books add to it: the row of the case that is named as the `main` one. By which rule a case goes
    /// to the unit that was named says [`crate::store::suggestion::dispatch`].
    #[must_use]
    pub fn deed(self, main: i64) -> Deed {
        match self {
            Self::Accept => Deed::Accept,
            Self::Verify => Deed::Verify,
            Self::Dispatch { unit, coordinating } => {
                Deed::Dispatch { unit, why: Why::ByHand, rule: None, coordinating }
            }
            Self::Coordinate { units } => Deed::Coordinate { units },
            Self::Duplicate { of } => Deed::Duplicate { of: main, number: of },
            Self::Unmerge { reason } => Deed::Unmerge { reason },
            Self::Return { reason } => Deed::Return { reason },
            Self::Start => Deed::Start,
            Self::Plan { on, text } => Deed::Plan { on, text },
            Self::Answer { outcome, text, waiver } => Deed::Answer { outcome, text, waiver },
            Self::Approve => Deed::Approve { for_whom: None },
            Self::SendBack { reason } => Deed::SendBack { reason },
            Self::Ask { question } => Deed::Ask { question },
            Self::Close => Deed::Close,
            Self::Reject { why, reason } => Deed::Reject { why, reason },
            Self::OutOfScope { why, reason } => Deed::OutOfScope { why, reason },
            Self::Reopen { reason } => Deed::Reopen { reason },
            Self::Publish { public_text, looked, confirmed_private, place } => {
                Deed::Publish { public_text, terms: Terms { looked, confirmed_private, place } }
            }
            Self::Seal { reason } => Deed::Seal { reason },
            Self::Unseal { reason } => Deed::Unseal { reason },
            Self::Unpublish => Deed::Unpublish,
            Self::Note { text } => Deed::Note { text },
            Self::SetUrgency { urgency, reason } => Deed::SetUrgency { urgency, reason },
            Self::AskExtension { minutes, reason } => Deed::AskExtension { minutes, reason },
            Self::GrantExtension { minutes } => Deed::GrantExtension { minutes },
            Self::RefuseExtension { reason } => Deed::RefuseExtension { reason },
        }
    }
}
