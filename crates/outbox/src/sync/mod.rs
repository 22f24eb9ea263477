//! Sending and hearing: one engine per folder, one step at a time.
//!
//! ```text
//!            ┌────────────── what the database holds (store::queue)
//!            ▼
//! planner::next(queue, link, now) ──▶ Step ──▶ exchange │ upload │ pack  (the network: link)
//!            ▲                                        │
//!            └── link.after(outcome) ◀── incoming ◀───┘  (what came, verified, into the database)
//! ```
//!
//! The [`planner`] decides and does no I/O; `exchange`, `upload`, `pack`, `around`, `recordings` and `base_map` do one thing on the network each;
//! `exchange` and `upload` over sockets of their own (`http`), the others by `reqwest` (`web`). `incoming` believes nothing
//! that is not signed. A failure changes only the [`planner::Link`]: the queue is
//! as it was, so that nothing can be lost by trying, and there is no limit on tries.

mod address;
mod around;
mod base_map;
pub mod engine;
mod events;
mod exchange;
mod head;
mod http;
mod incoming;
mod line;
mod meter;
mod pace;
mod pack;
pub mod planner;
mod problem;
mod pulse;
mod recordings;
mod sse;
pub mod state;
mod tls;
mod upload;
mod web;
mod wire;

pub use address::{AddressError, PortalAddress};
pub use meter::Meter;
pub use pace::Patience;
pub use problem::LinkProblem;
pub use state::{SyncPhase, SyncState};
