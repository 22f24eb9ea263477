//! When something falls due, and every hour that did not count on the way.

use jiff::{SignedDuration, Timestamp};

use crate::pause::merged;
use crate::vietnam::local;
use crate::{Allowance, Calendar, Pace, Pause, Why};

/// No deadline lies further ahead: a hundred years.
const HORIZON: SignedDuration = SignedDuration::from_hours(100 * 366 * 24);

/// What is asked of whoever has to keep a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// When the clock was started.
    pub from: Timestamp,
    /// How much was allowed at first.
    pub allowance: Allowance,
    /// What was granted on top.
    pub extensions: Vec<Allowance>,
    /// Which hours count.
    pub pace: Pace,
    /// When the clock stood still, in any order.
    pub pauses: Vec<Pause>,
}

/// When it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last moment in time; `None` while the clock stands still before it.
    pub due: Option<Timestamp>,
    /// What is left when the clock goes on; nothing when `due` is known.
    pub left: SignedDuration,
    /// What did not count between the start and the due moment, in order.
    pub skipped: Vec<Skipped>,
    /// Years on the way whose holidays the calendar does not know.
    pub unknown_years: Vec<i16>,
}

/// Time that did not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// From when.
    pub from: Timestamp,
    /// Until when; `None`: the clock still stands.
    pub to: Option<Timestamp>,
    /// Why.
    pub why: Why,
}

/// A deadline lies further ahead than a hundred years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the deadline lies more than a hundred years ahead")]
pub struct TooFar;

impl Terms {
    /// So much from `from` on, and nothing else.
    #[must_use]
    pub const fn new(from: Timestamp, allowance: Allowance, pace: Pace) -> Self {
        Self { from, allowance, extensions: Vec::new(), pace, pauses: Vec::new() }
    }

    /// When it is due, and why then.
    ///
    /// # Errors
    /// When that is more than a hundred years ahead.
    pub fn deadline(&self, calendar: &Calendar) -> Result<Deadline, TooFar> {
        let pauses = merged(&self.pauses);
        let mut left = self.allowed(calendar);
        let mut skipped: Vec<Skipped> = Vec::new();
        for stretch in calendar.course(self.from, self.pace, &pauses) {
            if stretch.from.duration_since(self.from) > HORIZON {
                break;
            }
            match stretch.why {
                None => {
                    let long = stretch.to.duration_since(stretch.from);
                    if left <= long {
                        let due = stretch.from.checked_add(left).map_err(|_| TooFar)?;
                        return self.due(calendar, due, skipped);
                    }
                    left -= long;
                }
                Some(why) => skip(&mut skipped, Skipped { from: stretch.from, to: Some(stretch.to), why }),
            }
            if let Some(open) = skipped.last_mut().filter(|_| is_open(&pauses, stretch.to)) {
                open.to = None;
                let unknown_years = self.unknown_years(calendar, open.from);
                return Ok(Deadline { due: None, left, skipped, unknown_years });
            }
        }
        Err(TooFar)
    }

    /// All that was allowed and granted.
    fn allowed(&self, calendar: &Calendar) -> SignedDuration {
        let duration = |allowance: &Allowance| allowance.duration(self.pace, calendar.hours());
        std::iter::once(&self.allowance).chain(&self.extensions).map(duration).sum()
    }

    fn due(&self, calendar: &Calendar, due: Timestamp, skipped: Vec<Skipped>) -> Result<Deadline, TooFar> {
        if due.duration_since(self.from) > HORIZON {
            return Err(TooFar);
        }
        let unknown_years = self.unknown_years(calendar, due);
        Ok(Deadline { due: Some(due), left: SignedDuration::ZERO, skipped, unknown_years })
    }

    fn unknown_years(&self, calendar: &Calendar, until: Timestamp) -> Vec<i16> {
        if self.pace == Pace::Always {
            return Vec::new();
        }
        (local(self.from).year()..=local(until).year()).filter(|year| !calendar.knows(*year)).collect()
    }
}

/// Whether a stretch that ends here lies in a pause without an end.
fn is_open(pauses: &[(Timestamp, Timestamp)], to: Timestamp) -> bool {
    pauses.last().is_some_and(|(from, end)| *end == Timestamp::MAX && *from < to)
}

/// Notes what did not count, together with what did not just before for the same reason.
fn skip(skipped: &mut Vec<Skipped>, next: Skipped) {
    match skipped.last_mut() {
        Some(last) if last.to == Some(next.from) && last.why == next.why => last.to = next.to,
        _ => skipped.push(next),
    }
}
