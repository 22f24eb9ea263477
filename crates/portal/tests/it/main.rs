//! The portal as devices and scripts meet it: the real router on a folder of its own, without a network.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bad_items;
mod changes;
mod cli;
mod folder;
mod house;
mod keys;
mod receipts;
mod region;
mod sync;
mod upkeep;
mod uploads;
