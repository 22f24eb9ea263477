//! The engine against a portal in memory that is honest, lies, changes its keys, or forgets.
#![expect(clippy::unwrap_used, reason = "tests")]

mod clocks;
mod damage;
mod device;
mod epoch;
mod events;
mod full;
mod lies;
mod packs;
mod portal;
mod sessions;
mod trust;
