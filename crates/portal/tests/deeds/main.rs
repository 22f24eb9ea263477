//! What officers do with cases, through the real router on a folder of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

mod held;
#[path = "../office/mod.rs"]
mod office;
mod units_work;
