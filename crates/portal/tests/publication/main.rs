//! What becomes public and what does not, the tables that say so, and the rules by which cases go to units.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../office/mod.rs"]
mod office;

mod candidates;
mod categories;
mod covering;
mod rules;
mod sealing;
mod zones;
