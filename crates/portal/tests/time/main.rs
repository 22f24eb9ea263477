//! Clocks, calendar and deadlines: what was reckoned by hand is what the portal says.
#![expect(clippy::unwrap_used, reason = "tests")]

mod calendar;
mod clocks;
mod deadlines;
#[path = "../office/mod.rs"]
mod office;
mod office_clocks;
