//! The engine against a portal in memory that is honest, lies, changes its keys, or forgets.
#![expect(clippy::unwrap_used, reason = "tests")]

mod around;
mod base_map;
mod claims;
mod clocks;
mod damage;
mod deeds;
mod device;
mod drafts;
mod epoch;
mod events;
mod full;
mod lies;
mod lost_photos;
mod mine;
mod news;
mod own_data;
mod packs;
mod people;
mod portal;
mod recordings;
mod sessions;
mod sound;
mod told;
mod trust;
mod voice;
