//! How reports come in from devices: `POST /v1/sync` for everything small, `/v1/files` (tus 1.0.0) for photos.
//!
//! ```text
//! sync ── exchange ── accept ──▶ store::acceptance      the stream, the items, the acts
//!            └─────── answer                            receipts, upload tickets, changes
//! ```
//!
//! What devices bring to prove themselves ([`token`]) is recognised, not remembered.

mod accept;
mod answer;
mod exchange;
mod sync;
pub mod token;
mod uploads;

pub use sync::sync;
pub use uploads::Uploads;
