//! What officers do with cases, through the real router on a folder of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

mod entry;
mod files;
mod held;
mod merging;
#[path = "../office/mod.rs"]
mod office;
mod templates;
mod units_work;
