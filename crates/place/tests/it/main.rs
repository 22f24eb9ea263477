//! The crate as its callers see it: real data of the province, files that must be refused, and properties.

#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

mod data;
mod gazetteer;
mod photos;
mod properties;
mod refusals;
mod sea;
mod speed;
mod tables;
mod units;
