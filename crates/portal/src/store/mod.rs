//! The books: all SQL of the portal, one file per subject.
//!
//! [`Store`] opens the database, reads through a pool and writes through **one writer** (`writer`), so that many
//! requests share one commit. What is written in one [`Store::write`] is there whole or not at all.
//!
//! SQL here is what SQLite and PostgreSQL both read: `$1`, `ON CONFLICT … RETURNING`, columns of 64-bit integers,
//! doubles, texts and bytes. In what they differ stands in `dialect`.
//!
//! **Invariant:** no other module holds SQL; a store function takes a connection and says nothing about who may ask.

pub mod acceptance;
pub mod act;
pub mod alarm;
pub mod answer_file;
pub mod around;
pub mod attachment;
pub mod audit;
pub mod base_map;
pub mod calendar;
pub mod candidate;
pub mod case;
pub mod case_map;
pub mod case_record;
mod case_row;
pub mod case_view;
pub mod category;
pub mod changes;
pub mod citizen;
pub mod claim;
pub mod clock;
pub mod coordinating;
pub mod copy;
pub(crate) mod database;
pub mod deadline_rule;
pub mod device;
pub mod device_session;
pub(crate) mod dialect;
pub mod dispatch_rule;
pub mod duty;
pub mod erasure;
pub mod follower;
pub mod founding;
pub mod handover;
pub mod held;
pub mod inbox;
pub mod inspect;
pub mod link;
pub mod look;
pub mod mail;
pub mod message;
pub mod migrate;
pub mod moving;
mod new_case;
pub mod news;
pub mod office_file;
pub mod part;
pub mod people;
pub mod personal;
pub mod public_events;
pub mod public_photo;
pub mod publication;
pub mod published;
pub mod recording;
pub mod region;
pub mod roster;
pub mod row;
pub(crate) mod seeding;
pub mod session;
pub mod setting;
pub mod subject;
pub mod suggestion;
mod table;
pub mod tally;
pub mod template;
pub mod timetable;
pub mod told;
pub mod unit;
pub mod user;
pub mod voice;
pub mod words;
mod writer;
pub mod zone;

pub use database::{Address, Books, FILE, Store, Use};
pub use writer::Pending;
