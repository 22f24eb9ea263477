//! `/v1/files`: photos by tus 1.0.0 (<https://tus.io/protocols/resumable-upload>) with the extensions creation,
//! creation-with-upload, checksum, expiration and termination, for whoever shows an upload ticket.
//!
//! ```text
//! POST   ticket ──▶ the place, the same each time          create
//! HEAD   how far it is                                     progress
//! PATCH  append ──▶ fsync ──▶ offset … the last byte:      append, part
//!        hash ──▶ rename ──▶ record in the books           complete
//! DELETE forget what arrived                               progress
//! ```
//!
//! One request at a time moves an upload: a new one stops the one before ([`Uploads`]), because a phone that changes
//! its network leaves a dead connection behind that would otherwise block it.
//!
//! **Invariants:** an offset that was answered counts bytes that are fsynced; a photo is recorded only after its whole
//! hash was right and its name is durable.

pub(crate) mod append;
mod complete;
pub(crate) mod create;
mod headers;
pub(crate) mod options;
mod origin;
mod part;
mod place;
pub(crate) mod progress;
mod route;
pub mod sweep;
mod uploads;

pub use route::router;
pub use uploads::Uploads;
