//! What a device sends.

use minicbor::{Decode, Encode};

use crate::id::{ActId, DeviceKey, Epoch, Sha256};
use crate::part::Part;
use crate::tracking::TrackingCode;

/// One item of a request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum RequestItem {
    /// First, once.
    #[n(0)]
    Header(#[n(0)] RequestHeader),
    /// A sealed act.
    #[n(1)]
    Act(#[n(0)] ActItem),
    /// A thumbnail of an attachment.
    #[n(2)]
    Thumbnail(#[n(0)] ThumbnailItem),
    /// Asks for the result of an act that the portal has; needs the proof in the header.
    #[n(3)]
    Follow(#[n(0)] FollowItem),
    /// Asks for a case by its tracking code, and to hear of it from now on; needs proof too.
    #[n(4)]
    Claim(#[n(0)] ClaimItem),
}

/// Who speaks, and what it last heard.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RequestHeader {
    /// [`crate::limits::PROTOCOL_VERSION`] of the sender.
    #[n(0)]
    pub version: u32,
    /// The sender's wall clock, milliseconds since 1970.
    #[n(1)]
    pub wall_ms: i64,
    /// Milliseconds since the sender started.
    #[n(2)]
    pub uptime_ms: u64,
    /// The epoch of the last answer.
    #[n(3)]
    pub epoch: Option<Epoch>,
    /// The position up to which changes were heard, in that epoch.
    #[n(4)]
    pub position: Option<u64>,
    /// Proof that the device's key is alive, see [`crate::Device::prove`]: without it nothing can be read.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub proof: Option<Vec<u8>>,
    /// The session token of the last answer: stands for a proof while it lasts.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub session: Option<Vec<u8>>,
}

/// A sealed act on its way.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ActItem {
    /// The sealed bytes.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// Receipts that need not be sent again.
    #[n(1)]
    pub held: HeldReceipts,
    /// Personal parts whose hashes the act names.
    #[n(2)]
    pub parts: Option<Vec<Part>>,
    /// The receipt `accepted` that the device kept, offered to a portal that lost its memory: it takes its number back.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub accepted: Option<Vec<u8>>,
    /// The receipt `complete`, likewise.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub complete: Option<Vec<u8>>,
}

impl ActItem {
    /// An act alone, as it is offered most times.
    #[must_use]
    pub fn new(bytes: Vec<u8>, held: HeldReceipts) -> Self {
        Self { bytes, held, parts: None, accepted: None, complete: None }
    }
}

/// Which receipts the device already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum HeldReceipts {
    /// None.
    #[n(0)]
    #[default]
    None,
    /// `accepted`.
    #[n(1)]
    Accepted,
    /// Both.
    #[n(2)]
    Both,
}

/// An act by its idempotency key: the device that sealed it and the id that it gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct ActRef {
    /// Who sealed it.
    #[n(0)]
    pub device: DeviceKey,
    /// Its id.
    #[n(1)]
    pub act: ActId,
}

/// A thumbnail: believed when its hash is the one that the sealed act names.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ThumbnailItem {
    /// The act.
    #[n(0)]
    pub of: ActRef,
    /// The attachment, by the hash of the whole.
    #[n(1)]
    pub attachment: Sha256,
    /// The thumbnail, at most [`crate::limits::THUMBNAIL_BYTES`].
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// Asks how far an act has come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FollowItem {
    /// The act.
    #[n(0)]
    pub of: ActRef,
    /// Receipts that need not be sent again.
    #[n(1)]
    pub held: HeldReceipts,
}

/// Claims the report that a tracking code opens.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ClaimItem {
    /// The secret of the receipt.
    #[n(0)]
    pub code: TrackingCode,
}
