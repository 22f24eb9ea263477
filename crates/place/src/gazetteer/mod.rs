//! Place names, searched without a network: the communes of today, those that were merged or renamed, and what people
//! call the spots between them (villages, roads, bridges, markets).
//!
//! # Old names
//!
//! Codes were used again in 2025 under other names, so that a code or a name means something only on a date. An
//! [`OldCommune`] has the days on which it was valid; a search and [`Gazetteer::commune_on`] take the day on which the
//! words are meant. What was no longer valid on that day is found too, marked as [`PlaceHit::former`]; what was not
//! valid yet is not. Every answer names the commune of today, the only one that a report may bear.
//!
//! # What is like what
//!
//! Names and queries are folded ([`crate::names::fold`]) and the usual abbreviations written out («TT. Ái Tử» =
//! «Thị trấn Ái Tử», «QL9» = «Quốc lộ 9»); the kind in front may be missing or wrong. [`Likeness`] ranks what is
//! found: the whole name, its beginning, the beginnings of its words, somewhere inside.
//!
//! Where the tables come from is not known here: `tables` reads the province's CSV files, the region pack brings the
//! same to devices.

mod entry;
mod hit;
mod index;
mod query;
mod tables;

pub use entry::{NamedPlace, OldCommune, PlaceKind};
pub use hit::{CommuneThen, HitKind, Likeness, OldUnit, PlaceHit};
pub use index::Gazetteer;
pub use tables::{RowFault, TableFaults, old_communes, places};
