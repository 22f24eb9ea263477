//! All of the device's SQL, and the files beside the database.
//!
//! A function here takes a connection or a transaction and does one thing; who begins and commits is the caller.
//! Times are integers, milliseconds since 1970 UTC.

pub mod ballast;
pub mod database;
pub mod drafts;
pub mod files;
pub mod portal;
pub mod queue;
pub mod recovery;
pub mod reports;
