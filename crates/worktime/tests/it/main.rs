//! Deadlines against the reference calendar, by hand, and for any times whatever.
#![expect(clippy::unwrap_used, reason = "tests")]

mod data;
mod deadlines;
mod properties;
mod reference;
mod said;
mod tables;

use jiff::Timestamp;
use worktime::{Allowance, Calendar, Deadline, Pace, Terms, local, moment};

/// A moment by the clock on the wall in Việt Nam: `2026-11-24 08:00`.
fn at(text: &str) -> Timestamp {
    moment(jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", text).unwrap()).unwrap()
}

/// The other way round.
fn shown(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%d %H:%M").to_string()
}

fn deadline(terms: &Terms) -> Deadline {
    terms.deadline(&Calendar::builtin()).unwrap()
}

/// When something is due by the built-in calendar.
fn due(from: &str, allowance: Allowance, pace: Pace) -> String {
    shown(deadline(&Terms::new(at(from), allowance, pace)).due.unwrap())
}
