//! The language that a citizen's device and a province's portal share.
//!
//! A citizen's every deed is an [`Act`]; sealing it ([`Device::seal`]) makes the bytes that travel, by air
//! or by hand, and that nobody re-encodes again. The portal answers with two frozen [receipts](receipt):
//! `accepted` (the report has a case number and a tracking code) and `complete` (each photo is stored).
//! What an act, a receipt and the items of a sync look like to the last byte is written in
//! `docs/protocol.md`, whose test vectors this crate's tests hold.
//!
//! Here live also the [`Status`] machine that both sides know, the default [categories](category), the limits
//! and the words of the vocabulary in Vietnamese and English ([`words`]).
//!
//! No I/O, no clock and no database: bytes in, values out.

mod act;
pub mod base_map;
pub mod category;
pub mod cbor;
mod id;
pub mod limits;
mod notify;
pub mod pack;
mod part;
pub mod receipt;
mod seal;
mod sign;
pub mod spoken;
mod status;
mod tracking;
mod trust;
pub mod wire;
pub mod words;

pub use act::{Act, ActKind, Attachment, Degrees, Place, PlaceSource, Rating};
pub use id::{ActId, CaseNumber, DeviceKey, Digest, Epoch, Nonce, PortalId, Sha256};
pub use notify::{Notify, NotifyError, mobile};
pub use part::Part;
pub use seal::{Device, SealError, SealedAct, open_proof};
pub use sign::{Content, SignatureError, Signed, Signer};
pub use status::{Outcome, Status, Step};
pub use tracking::TrackingCode;
pub use trust::{Certificate, Purpose, TrustError, TrustedKeys};

rust_i18n::i18n!("locales", fallback = "vi");
