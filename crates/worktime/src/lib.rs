//! Working time: when a deadline falls due, and why on that day.
//!
//! A [`Calendar`] says which hours are worked: Monday to Friday, less public holidays, plus working Saturdays that were
//! swapped for a day off, in the time of Việt Nam. [`Terms`] say what is asked: from when, how much ([`Allowance`]), at
//! which [`Pace`], and when the clock stood still ([`Pause`]). [`Terms::deadline`] answers with the moment and with every
//! hour that did not count and [why](Why); [`words`] says it in Vietnamese and English.
//!
//! - A step begun outside working time begins with the next working stretch.
//! - *n* working days are *n* times the hours of a working day, so a deadline keeps the hour.
//! - A due moment that coincides with the end of a stretch is that end (11:30, 17:00), not the next beginning.
//! - What is granted later is added to what was allowed; pauses may come in any order and overlap.
//! - Of a year whose holidays nobody entered, the answer says that it is not known ([`Deadline::unknown_years`]).
//!
//! All of it pure: a calendar and times in, times and reasons out. Who may extend, who is told, and anything that reads
//! a clock or a database is elsewhere.
//!
//! **Invariant:** the answer depends on the moments alone, never on the order in which they were told; a later start, a
//! greater allowance, a longer pause or one more holiday never makes a deadline earlier.

mod allowance;
mod builtin;
mod calendar;
mod course;
mod day;
mod deadline;
mod hours;
mod packed;
mod pause;
mod standing;
pub mod table;
mod vietnam;
mod why;
mod window;
pub mod words;

pub use allowance::{Allowance, Pace};
pub use builtin::YEARS as BUILTIN_YEARS;
pub use calendar::{Calendar, TwoDays};
pub use day::{Day, DayError, DayKind};
pub use deadline::{Deadline, Skipped, Terms, TooFar};
pub use hours::{Hours, HoursError};
pub use pause::Pause;
pub use standing::Standing;
pub use vietnam::{local, moment};
pub use why::Why;
pub use window::{NoSpan, Span, Weekdays, Window};

rust_i18n::i18n!("locales", fallback = "vi");
