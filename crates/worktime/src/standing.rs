//! How a deadline stands at a moment: how much is left, or how late it is, in the hours that count for it.

use jiff::{SignedDuration, Timestamp};

use crate::pause::merged;
use crate::{Calendar, Deadline, Pace, Pause, Terms};

/// How a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The clock runs; so much is left.
    Left(SignedDuration),
    /// The clock stands still; so much is left when it goes on.
    Paused(SignedDuration),
    /// It is so late, and not done.
    Late(SignedDuration),
    /// It was done in time.
    Kept,
    /// It was done so late.
    Missed(SignedDuration),
}

impl Standing {
    /// Whether the deadline has passed without being kept.
    #[must_use]
    pub const fn is_late(self) -> bool {
        matches!(self, Self::Late(_) | Self::Missed(_))
    }
}

impl Calendar {
    /// The time that counts between two moments.
    #[must_use]
    pub fn counted(&self, from: Timestamp, to: Timestamp, pace: Pace, pauses: &[Pause]) -> SignedDuration {
        let pauses = merged(pauses);
        let before = self.course(from, pace, &pauses).take_while(|stretch| stretch.from < to);
        let counted = before.filter(|stretch| stretch.why.is_none());
        counted.map(|stretch| stretch.to.min(to).duration_since(stretch.from)).sum()
    }
}

impl Calendar {
    /// How something that is due stands at `now`, when that is all that is known of it.
    #[must_use]
    pub fn standing(&self, due: Timestamp, pace: Pace, now: Timestamp) -> Standing {
        if now > due {
            return Standing::Late(self.counted(due, now, pace, &[]));
        }
        Standing::Left(self.counted(now, due, pace, &[]))
    }
}

impl Terms {
    /// How `deadline`, which is that of these terms, stands at `now`; `ended` says when what it is for was done.
    #[must_use]
    pub fn standing(
        &self,
        calendar: &Calendar,
        deadline: &Deadline,
        ended: Option<Timestamp>,
        now: Timestamp,
    ) -> Standing {
        let counted = |from, to| calendar.counted(from, to, self.pace, &self.pauses);
        match (deadline.due, ended) {
            (Some(due), Some(ended)) if ended > due => Standing::Missed(counted(due, ended)),
            (_, Some(_)) => Standing::Kept,
            (None, None) => Standing::Paused(deadline.left),
            (Some(due), None) if now > due => Standing::Late(counted(due, now)),
            (Some(due), None) => Standing::Left(counted(now.max(self.from), due)),
        }
    }
}
