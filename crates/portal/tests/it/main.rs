//! The portal as devices and scripts meet it: the real router on a folder of its own, without a network.
#![expect(clippy::unwrap_used, reason = "tests")]

mod acts;
mod bad_items;
mod changes;
mod citizens;
mod cli;
mod deeds;
mod erasure;
mod folder;
mod followers;
mod house;
mod keys;
mod parts;
mod receipts;
mod region;
mod sync;
mod upkeep;
mod uploads;
