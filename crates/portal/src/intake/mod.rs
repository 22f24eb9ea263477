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
pub(crate) mod acts;
mod answer;
mod body;
mod claim;
mod exchange;
pub mod files;
pub mod forget;
mod kept;
mod reader;
pub(crate) mod sync;
pub mod token;

pub(crate) use accept::filing;
pub use acts::{get_act, put_act};
pub use files::Uploads;
pub(crate) use reader::Reader;
pub use sync::sync;
