//! How acts come in from devices: `POST /v1/sync` for everything small, `/v1/files` (tus 1.0.0) for photos.
//!
//! ```text
//! sync ── exchange ── accept ──▶ store::acceptance      the stream, the items, the acts
//!            └─────── answer                            receipts, upload tickets, changes
//! files ───────────────────────▶ store::attachment      photos, with a ticket from the answer
//! ```
//!
//! What devices bring to prove themselves ([`token`]) is recognised, not remembered.

mod accept;
mod answer;
mod exchange;
pub mod files;
pub mod forget;
mod kept;
mod sync;
pub mod token;

pub use files::Uploads;
pub use sync::sync;
