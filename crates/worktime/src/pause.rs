//! Times in which a clock stands still.

use jiff::Timestamp;

/// A time in which the clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pause {
    /// From when.
    pub from: Timestamp,
    /// Until when; `None`: it still does.
    pub to: Option<Timestamp>,
}

impl Pause {
    /// A pause that is over.
    #[must_use]
    pub const fn closed(from: Timestamp, to: Timestamp) -> Self {
        Self { from, to: Some(to) }
    }

    /// A pause that is not over.
    #[must_use]
    pub const fn open(from: Timestamp) -> Self {
        Self { from, to: None }
    }
}

/// Pauses in order, none of which touches another. What ends before it begins is none; an open one ends never.
pub(crate) fn merged(pauses: &[Pause]) -> Vec<(Timestamp, Timestamp)> {
    let bounds = |pause: &Pause| (pause.from, pause.to.unwrap_or(Timestamp::MAX));
    let mut all: Vec<_> = pauses.iter().map(bounds).filter(|(from, to)| from < to).collect();
    all.sort_unstable();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (from, to) in all {
        match merged.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => merged.push((from, to)),
        }
    }
    merged
}
