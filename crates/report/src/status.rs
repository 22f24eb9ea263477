//! Where a case stands, and where it may go from there.
//!
//! Overdue is no status: it is computed from a deadline and a clock. Who may move a case is the portal's `access`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::ParseIdError;

/// Declares a plain enum whose variants have stable text codes.
macro_rules! coded_enum {
    ($(#[$doc:meta])* $name:ident, $kind:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every one, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                Self::ALL.iter().copied().find(|known| known.code() == text).ok_or(ParseIdError::of($kind))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.code())
            }
        }
    };
}

coded_enum!(
    /// Where a case stands. What a citizen reads for each is in `locales/` under `status.<code>`.
    Status, "status" {
        /// In the portal's books, nobody has looked yet.
        Submitted = "submitted",
        /// The duty desk has taken it.
        Received = "received",
        /// The duty desk is finding out.
        Verifying = "verifying",
        /// With a handling unit.
        Dispatched = "dispatched",
        /// The unit is at work.
        InProgress = "in_progress",
        /// The unit has planned it.
        Planned = "planned",
        /// The citizen was asked; the clock pauses.
        AwaitingCitizen = "awaiting_citizen",
        /// An answer waits for approval; a citizen reads that it is in progress.
        AwaitingApproval = "awaiting_approval",
        /// Answered, with an [`Outcome`].
        Answered = "answered",
        /// Ended.
        Closed = "closed",
        /// Not taken, with the reason.
        Rejected = "rejected",
        /// Not what this system is for, with the reason.
        OutOfScope = "out_of_scope",
        /// The same as another case, which it follows.
        Duplicate = "duplicate",
        /// Taken back by the citizen.
        Withdrawn = "withdrawn",
        /// To be handled again.
        Reopened = "reopened",
    }
);

coded_enum!(
    /// What came of a case. Words: `outcome.<code>`.
    Outcome, "outcome" {
        /// Put right.
        Fixed = "fixed",
        /// Explained.
        Explained = "explained",
        /// Cannot be put right now.
        NotFixable = "not_fixable",
        /// Handed to another authority.
        Referred = "referred",
    }
);

coded_enum!(
    /// The four steps that a citizen sees. Words: `step.<code>`.
    Step, "step" {
        /// Gửi.
        Sent = "sent",
        /// Tiếp nhận.
        Received = "received",
        /// Xử lý.
        Handling = "handling",
        /// Kết quả.
        Result = "result",
    }
);

impl Status {
    /// Where a case may go from here.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        use Status::{
            Answered, AwaitingApproval, AwaitingCitizen, Closed, Dispatched, Duplicate, InProgress, OutOfScope,
            Planned, Received, Rejected, Reopened, Submitted, Verifying, Withdrawn,
        };
        match self {
            Submitted => &[Received, Dispatched, Rejected, OutOfScope, Duplicate, Withdrawn],
            Received => &[Verifying, Dispatched, AwaitingCitizen, Rejected, OutOfScope, Duplicate, Withdrawn],
            Verifying => &[Dispatched, AwaitingCitizen, Rejected, OutOfScope, Duplicate, Withdrawn],
            // A unit gives back what is not its to handle, and the desk sends it to another.
            Dispatched => {
                &[Received, Dispatched, InProgress, AwaitingCitizen, AwaitingApproval, Answered, Duplicate, Withdrawn]
            }
            InProgress => {
                &[Received, Dispatched, Planned, AwaitingCitizen, AwaitingApproval, Answered, Duplicate, Withdrawn]
            }
            // A plan gets another date.
            Planned => &[
                Received,
                Dispatched,
                InProgress,
                Planned,
                AwaitingCitizen,
                AwaitingApproval,
                Answered,
                Duplicate,
                Withdrawn,
            ],
            // Back to where the question was asked, or on without an answer.
            AwaitingCitizen => &[
                Received,
                Verifying,
                Dispatched,
                InProgress,
                Planned,
                AwaitingApproval,
                Answered,
                Rejected,
                OutOfScope,
                Duplicate,
                Withdrawn,
            ],
            AwaitingApproval => &[InProgress, Answered, Withdrawn],
            Answered => &[Closed, Reopened],
            Closed => &[Reopened],
            Reopened => &[Verifying, Dispatched, Duplicate, Withdrawn],
            // The desk erred.
            Rejected | OutOfScope => &[Reopened],
            Duplicate => &[Received],
            Withdrawn => &[],
        }
    }

    /// Whether a case may go from here to `to`.
    #[must_use]
    pub fn may_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }

    /// Whether somebody still owes the citizen something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.step() as u8 != Step::Result as u8
    }

    /// Which of the four steps a citizen sees it in.
    #[must_use]
    pub const fn step(self) -> Step {
        match self {
            Self::Submitted => Step::Sent,
            Self::Received | Self::Verifying => Step::Received,
            Self::Dispatched
            | Self::InProgress
            | Self::Planned
            | Self::AwaitingCitizen
            | Self::AwaitingApproval
            | Self::Reopened => Step::Handling,
            Self::Answered | Self::Closed | Self::Rejected | Self::OutOfScope | Self::Duplicate | Self::Withdrawn => {
                Step::Result
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn codes_read_back() {
        for status in Status::ALL {
            assert_eq!(status.code().parse::<Status>().unwrap(), *status);
        }
        assert!("done".parse::<Status>().is_err());
    }

    #[test]
    fn every_open_case_can_be_withdrawn_and_no_ended_one() {
        for status in Status::ALL {
            assert_eq!(status.is_open(), status.may_become(Status::Withdrawn), "{status}");
        }
    }

    #[test]
    fn every_status_can_be_reached_from_submitted() {
        let mut reached = vec![Status::Submitted];
        let mut at = 0;
        while at < reached.len() {
            for next in reached[at].next() {
                if !reached.contains(next) {
                    reached.push(*next);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), Status::ALL.len());
    }
}
