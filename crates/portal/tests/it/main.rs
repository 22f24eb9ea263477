//! The portal as devices and scripts meet it: the real router on a folder of its own, without a network.
#![expect(clippy::unwrap_used, reason = "tests")]

mod acts;
mod acts_in_json;
mod bad_items;
#[path = "../books/mod.rs"]
mod books;
mod calendar;
mod changes;
mod citizens;
mod claims;
mod cli;
mod deadline;
mod deeds;
mod engines;
mod erasure;
mod events;
mod folder;
mod followers;
mod house;
mod keys;
mod lying_devices;
mod openapi;
mod parts;
mod receipts;
mod region;
mod sessions;
mod sync;
mod upkeep;
mod uploads;
