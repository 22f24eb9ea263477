//! The deeds: what an officer, or the portal itself, can do with a case.

use report::Outcome;

/// Something done to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// The duty desk takes it.
    Accept,
    /// It goes to a unit.
    Dispatch {
        /// The unit's code.
        unit: String,
    },
    /// The unit is at work.
    Start,
    /// It is answered.
    Answer {
        /// What came of it.
        outcome: Outcome,
        /// What the citizen reads. Not empty.
        text: String,
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
        /// What the citizen reads. Not empty.
        reason: String,
    },
    /// It is not what this system is for.
    OutOfScope {
        /// What the citizen reads. Not empty.
        reason: String,
    },
    /// It is the same as another.
    Duplicate {
        /// The row of the other case.
        of: i64,
        /// The number of the other case, for the words.
        number: String,
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
    },
    /// Nobody outside the portal sees it any more.
    Unpublish,
}
