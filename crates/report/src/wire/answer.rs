//! What a portal answers.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::id::{Epoch, Nonce, Sha256};
use crate::wire::request::ActRef;

/// One item of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum AnswerItem {
    /// First, once.
    #[n(0)]
    Header(#[n(0)] AnswerHeader),
    /// What became of an act.
    #[n(1)]
    Result(#[n(0)] ItemResult),
    /// What happened to a case of this device since the position it named.
    #[n(2)]
    Change(#[n(0)] Change),
    /// Last, once: the answer is whole. Holds the position up to which changes were told.
    #[n(3)]
    End(#[n(0)] u64),
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AnswerHeader {
    /// The portal's unbroken memory.
    #[n(0)]
    pub epoch: Epoch,
    /// To be signed in the next request's proof.
    #[n(1)]
    pub nonce: Nonce,
    /// Certificates of the receipt and pack keys by the root key.
    #[n(2)]
    pub certificates: Vec<ByteVec>,
    /// The least version that this portal takes.
    #[n(3)]
    pub least_version: u32,
    /// The portal's clock, milliseconds since 1970.
    #[n(4)]
    pub at_ms: i64,
    /// The `ETag` of the region pack, when there is one.
    #[n(5)]
    pub region: Option<String>,
    /// With a valid proof or session: opaque, shown instead of a proof from now on.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub session: Option<Vec<u8>>,
}

/// What became of one act.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ItemResult {
    /// The act; missing when the item could not be read at all (then [`ItemResult::index`] tells).
    #[n(0)]
    pub of: Option<ActRef>,
    /// The item's place in the request, the header being 0.
    #[n(1)]
    pub index: u32,
    /// How it went.
    #[n(2)]
    pub outcome: ItemOutcome,
    /// A stable code when it went wrong.
    #[n(3)]
    pub code: Option<String>,
    /// The receipt `accepted`, unless held.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub accepted: Option<Vec<u8>>,
    /// The receipt `complete`, when there is one, unless held.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub complete: Option<Vec<u8>>,
    /// Upload tickets for the attachments that the portal does not have yet.
    #[n(6)]
    pub tickets: Vec<Ticket>,
    /// Attachments whose thumbnail the portal does not have yet.
    #[n(7)]
    pub thumbnails: Vec<Sha256>,
    /// Seconds to wait before offering it again, with [`ItemOutcome::Retry`].
    #[n(8)]
    pub retry_after_s: Option<u32>,
    /// To a claim: the sealed bytes of the report.
    #[n(9)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed: Option<Vec<u8>>,
}

/// How it went with an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ItemOutcome {
    /// In the books now.
    #[n(0)]
    Created,
    /// In the books before, with the same digest: the same receipts.
    #[n(1)]
    Exists,
    /// Another digest stands under this device and id.
    #[n(2)]
    Conflict,
    /// Refused for good.
    #[n(3)]
    Rejected,
    /// Not now.
    #[n(4)]
    Retry,
    /// The portal does not have it: offer it again.
    #[n(5)]
    Unknown,
}

/// Leave to upload one attachment of one act.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ticket {
    /// The attachment.
    #[n(0)]
    pub attachment: Sha256,
    /// What the upload shows, opaque: `Authorization: Bearer …` or `Upload-Metadata: ticket …`.
    #[n(1)]
    pub ticket: String,
}

/// One step in the life of a case.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Change {
    /// The report that it concerns.
    #[n(0)]
    pub of: ActRef,
    /// Its place in the portal's commit order.
    #[n(1)]
    pub position: u64,
    /// The status that the case then had, a code of [`crate::Status`].
    #[n(2)]
    pub status: String,
    /// When, by the portal's clock, milliseconds since 1970.
    #[n(3)]
    pub at_ms: i64,
    /// What the citizen is told.
    #[n(4)]
    pub text: Option<String>,
    /// With an answer, a code of [`crate::Outcome`].
    #[n(5)]
    pub outcome: Option<String>,
    /// The name of the unit that has it.
    #[n(6)]
    pub unit: Option<String>,
    /// Pictures that belong to the step, by hash.
    #[n(7)]
    pub attachments: Vec<Sha256>,
}
