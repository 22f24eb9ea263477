//! The deeds: what an officer, or the portal itself, can do with a case.

use jiff::civil::Date;
use report::Outcome;
use serde::{Deserialize, Serialize};

use crate::casework::{Refusal, Urgency, Why};
use crate::publication::Terms;

/// Something done to a case. As JSON it lies in the books while it can still be undone (`store::held`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deed {
    /// The duty desk takes it.
    Accept,
    /// The duty desk is finding out.
    Verify,
    /// It goes to a unit.
    Dispatch {
        /// The unit's code.
        unit: String,
        /// Why to this one.
        why: Why,
        /// What the rule is called by which it goes there.
        #[serde(default)]
        rule: Option<String>,
        /// The units that work beside it; `None`: those that did.
        #[serde(default)]
        coordinating: Option<Vec<String>>,
    },
    /// Which units work beside the one that has it, from now on.
    Coordinate {
        /// Their codes.
        units: Vec<String>,
    },
    /// The unit gives it back to the desk: it is not the unit's to handle.
    Return {
        /// Why, for the desk. Not empty.
        reason: String,
    },
    /// The unit is at work.
    Start,
    /// The unit says by when it will be put right. Done again, it changes the day.
    Plan {
        /// The day; not one that is over.
        on: Date,
        /// What the citizen reads beside it.
        text: Option<String>,
    },
    /// It is answered; where the category asks for it, the answer waits for approval.
    Answer {
        /// What came of it.
        outcome: Outcome,
        /// What the citizen reads. Not empty.
        text: String,
        /// Why there is no photo of what was put right.
        waiver: Option<String>,
    },
    /// The answer that waits is approved, word for word.
    Approve {
        /// For whom, when the right was handed on.
        for_whom: Option<String>,
    },
    /// The answer that waits goes back to the unit.
    SendBack {
        /// Why, for the unit. Not empty.
        reason: String,
    },
    /// The citizen is asked something; the clock pauses.
    Ask {
        /// What the citizen reads. Not empty.
        question: String,
    },
    /// It ends.
    Close,
    /// It is turned down.
    Reject {
        /// Why, by the list.
        why: Option<Refusal>,
        /// What the citizen reads beside that. Not empty where nothing of the list is named.
        reason: String,
    },
    /// It is not what this system is for.
    OutOfScope {
        /// Why, by the list.
        why: Option<Refusal>,
        /// What the citizen reads beside that. Not empty where nothing of the list is named.
        reason: String,
    },
    /// It is the same as another.
    Duplicate {
        /// The row of the other case.
        of: i64,
        /// The number of the other case, for the words.
        number: String,
    },
    /// It is not the same as the other after all, and is taken up again.
    Unmerge {
        /// What the citizen reads. Not empty.
        reason: String,
    },
    /// It is to be handled again.
    Reopen {
        /// Why. Not empty.
        reason: String,
    },
    /// Everybody may see it. Done to a published case, it changes the words.
    Publish {
        /// What everybody reads instead of the citizen's words; `None`: the citizen's words.
        public_text: Option<String>,
        /// On what terms.
        #[serde(default)]
        terms: Terms,
    },
    /// Only whoever may read what is sealed sees it from now on; no unit has it, and nothing of it is public.
    Seal {
        /// Why, for the desk. Not empty.
        reason: String,
    },
    /// It is a case as any other again.
    Unseal {
        /// Why, for the desk. Not empty.
        reason: String,
    },
    /// Nobody outside the portal sees it any more.
    Unpublish,
    /// Words for officers alone.
    Note {
        /// Not empty.
        text: String,
    },
    /// It must go faster, or may take longer, than its category says.
    SetUrgency {
        /// How fast from now on.
        urgency: Urgency,
        /// Why. Not empty.
        reason: String,
    },
    /// The unit asks for more time.
    AskExtension {
        /// How much, in minutes of the case's clock.
        minutes: i64,
        /// Why. Not empty.
        reason: String,
    },
    /// The unit gets more time: once.
    GrantExtension {
        /// How much, in minutes of the case's clock; `None`: as much as was asked.
        minutes: Option<i64>,
    },
    /// The unit gets no more time.
    RefuseExtension {
        /// Why. Not empty.
        reason: String,
    },
}

impl Deed {
    /// Its name, as in JSON.
    #[must_use]
    pub fn kind(&self) -> String {
        let json = serde_json::to_value(self).unwrap_or_default();
        json["kind"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether a citizen hears of it or sees it: such a deed can be undone for some seconds before it is done.
    #[must_use]
    pub const fn is_heard(&self) -> bool {
        !matches!(
            self,
            Self::Unpublish
                | Self::Seal { .. }
                | Self::Unseal { .. }
                | Self::Coordinate { .. }
                | Self::Note { .. }
                | Self::SetUrgency { .. }
                | Self::AskExtension { .. }
                | Self::GrantExtension { .. }
                | Self::RefuseExtension { .. }
        )
    }

    /// Whether it decides nothing, so that whoever does it need not have seen the newest state of the case.
    #[must_use]
    pub const fn decides_nothing(&self) -> bool {
        matches!(self, Self::Note { .. })
    }
}
