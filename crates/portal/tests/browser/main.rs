//! The officers' console as officers have it: the real router behind Chromium, on a clock that the tests move.
#![expect(clippy::unwrap_used, reason = "tests")]

mod buttons;
mod chromium;
mod compared;
mod month;
#[path = "../office/mod.rs"]
mod office;
mod served;
mod stories;
