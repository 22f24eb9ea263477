//! The province's side: takes reports in, gives receipts, and follows each case to its answer.
//!
//! Floors, from the ground; no arrow runs up:
//!
//! ```text
//! main, cli                      commands: serve, and work on the folder beside it
//! app, router, rounds            one portal that serves; every route on one screen; what it does by itself
//! escalation, mail               who is told when, and the way out for mails
//! channels                       citizens whose app is closed are told: SMS, Zalo, mail
//! intake   public   console      devices · everybody · officers
//! open
//! casework, access, regions      what a deed makes of a case · who may what · where a point lies
//! roster                         who answers for a unit on which day
//! upkeep                         backup, restore, check: work on the folder as a whole
//! store, photos, keys            all SQL · files · secrets
//! ```
//!
//! Everything lives in one folder: `portal.sqlite3`, `photos/`, `uploads/`, `keys/`.
//!
//! **Invariants:** whoever was told «accepted» finds it after a power cut; (device, act id) is accepted once, however
//! often it is offered; receipts never change; nothing is public before it is published.

pub mod access;
mod app;
pub mod attempts;
pub mod base_map;
pub mod calendar_edit;
pub mod casework;
pub mod channels;
pub mod cli;
pub mod clock;
pub mod config;
pub mod console;
mod durable;
mod encoding;
pub mod entry;
mod error;
pub mod escalation;
mod fault;
mod guesses;
pub mod intake;
pub mod keys;
pub mod mail;
mod news;
mod office_files;
pub mod open;
mod openapi;
pub mod password;
mod phase;
pub mod photos;
pub mod placing;
pub mod problem;
pub mod public;
pub mod publication;
mod region_check;
pub mod region_import;
pub mod region_pack;
pub mod regions;
pub mod roster;
pub mod rounds;
mod router;
pub mod spoken;
mod state;
pub mod store;
pub mod timetables;
pub mod upkeep;

pub use app::{App, FIRST_USER};
pub use clock::Clock;
pub use config::Config;
pub use error::PortalError;
pub use guesses::Limits;
pub use openapi::openapi;
pub use state::AppState;
