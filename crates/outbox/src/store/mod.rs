//! All of the device's SQL, and the files beside the database.
//!
//! A function here takes a connection or a transaction and does one thing; who begins and commits is the caller.
//! Times are integers, milliseconds since 1970 UTC.

pub mod acts;
pub mod around;
pub mod attachments;
pub mod ballast;
pub mod base_map;
pub mod changes;
pub mod claims;
pub mod database;
pub mod drafts;
pub mod erasing;
pub mod files;
pub mod holdings;
pub mod news;
pub mod people;
pub mod portal;
pub mod queue;
pub mod recovery;
pub mod reports;
