//! The portal's two receipts (xác nhận đã nhận): what a citizen can show for ever.
//!
//! Both are frozen when they are made: asked again, a portal gives the same bytes. A device deletes a file only
//! after a verified [`Complete`] lists its hash.

use jiff::Timestamp;
use minicbor::{Decode, Encode};

use crate::id::{ActId, CaseNumber, DeviceKey, Digest, PortalId, Sha256};
use crate::seal::SealedAct;
use crate::sign::{Content, Signed, Signer};
use crate::tracking::TrackingCode;
use crate::trust::{Purpose, TrustError, TrustedKeys};

/// The act is in the portal's books under a case number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Accepted {
    /// Who sealed the act.
    #[n(0)]
    pub device: DeviceKey,
    /// Which act.
    #[n(1)]
    pub act: ActId,
    /// What exactly it said.
    #[n(2)]
    pub digest: Digest,
    /// The public number of the case.
    #[n(3)]
    pub case_number: CaseNumber,
    /// The secret that opens the case to its holder; only in the receipt of the report that began the case.
    #[n(4)]
    pub tracking_code: Option<TrackingCode>,
    /// When, by the portal's clock, milliseconds since 1970.
    #[n(5)]
    pub at_ms: i64,
    /// Attachments that the portal now waits for.
    #[n(6)]
    pub expected: Vec<Expected>,
}

/// An attachment that a portal waits for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Expected {
    /// Its hash.
    #[n(0)]
    pub sha256: Sha256,
    /// Its length in bytes.
    #[n(1)]
    pub length: u64,
}

/// Every attachment of the act is stored, verified by hash.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Complete {
    /// Who sealed the act.
    #[n(0)]
    pub device: DeviceKey,
    /// Which act.
    #[n(1)]
    pub act: ActId,
    /// What exactly it said.
    #[n(2)]
    pub digest: Digest,
    /// The public number of the case.
    #[n(3)]
    pub case_number: CaseNumber,
    /// The hash of each attachment as it is stored.
    #[n(4)]
    pub stored: Vec<Sha256>,
    /// When, by the portal's clock, milliseconds since 1970.
    #[n(5)]
    pub at_ms: i64,
}

impl Accepted {
    /// The portal's time in a receipt that was verified when it came.
    #[must_use]
    pub fn at(bytes: &[u8]) -> Option<Timestamp> {
        at::<Self>(bytes)
    }

    /// Signs the receipt, once and for ever.
    #[must_use]
    pub fn sign(&self, key: &Signer, portal: &PortalId) -> Vec<u8> {
        sign(self, key, portal)
    }

    /// Verifies that `bytes` are the portal's receipt for `act`.
    ///
    /// # Errors
    /// [`TrustError::Malformed`] when it is a receipt for something else.
    pub fn verify(bytes: &[u8], keys: &TrustedKeys, act: &SealedAct) -> Result<Self, TrustError> {
        verify(bytes, keys, act)
    }
}

impl Complete {
    /// The portal's time in a receipt that was verified when it came.
    #[must_use]
    pub fn at(bytes: &[u8]) -> Option<Timestamp> {
        at::<Self>(bytes)
    }

    /// Signs the receipt, once and for ever.
    #[must_use]
    pub fn sign(&self, key: &Signer, portal: &PortalId) -> Vec<u8> {
        sign(self, key, portal)
    }

    /// Verifies that `bytes` are the portal's receipt for every attachment of `act`.
    ///
    /// # Errors
    /// [`TrustError::Malformed`] when it is for something else or lists not every attachment.
    pub fn verify(bytes: &[u8], keys: &TrustedKeys, act: &SealedAct) -> Result<Self, TrustError> {
        verify(bytes, keys, act)
    }
}

/// What the two have in common: signed by the portal's receipt key, about one sealed act, at one moment.
trait Receipt: Encode<()> + for<'b> Decode<'b, ()> {
    const CONTENT: Content;

    /// Who sealed the act, which one, and what exactly it said.
    fn subject(&self) -> (DeviceKey, ActId, Digest);

    /// When, by the portal's clock, milliseconds since 1970.
    fn at_ms(&self) -> i64;

    /// Whether it says all that it should of an act that it is about.
    fn covers(&self, act: &SealedAct) -> bool;
}

impl Receipt for Accepted {
    const CONTENT: Content = Content::Accepted;

    fn subject(&self) -> (DeviceKey, ActId, Digest) {
        (self.device, self.act, self.digest)
    }

    fn at_ms(&self) -> i64 {
        self.at_ms
    }

    fn covers(&self, _act: &SealedAct) -> bool {
        true
    }
}

impl Receipt for Complete {
    const CONTENT: Content = Content::Complete;

    fn subject(&self) -> (DeviceKey, ActId, Digest) {
        (self.device, self.act, self.digest)
    }

    fn at_ms(&self) -> i64 {
        self.at_ms
    }

    fn covers(&self, act: &SealedAct) -> bool {
        act.act().attachments.iter().all(|attachment| self.stored.contains(&attachment.sha256))
    }
}

fn verify<R: Receipt>(bytes: &[u8], keys: &TrustedKeys, act: &SealedAct) -> Result<R, TrustError> {
    let signed = keys.open(bytes, R::CONTENT, Purpose::Receipts)?;
    let receipt: R = minicbor::decode(&signed.payload).map_err(|_| TrustError::Malformed)?;
    let same = receipt.subject() == (act.device(), act.act().id, act.digest());
    if same && receipt.covers(act) { Ok(receipt) } else { Err(TrustError::Malformed) }
}

fn sign<R: Receipt>(receipt: &R, key: &Signer, portal: &PortalId) -> Vec<u8> {
    let payload = minicbor::to_vec(receipt).expect("a receipt of plain values always encodes");
    key.sign(R::CONTENT, portal, payload)
}

fn at<R: Receipt>(bytes: &[u8]) -> Option<Timestamp> {
    let signed = Signed::open(bytes, R::CONTENT).ok()?;
    let receipt: R = minicbor::decode(&signed.payload).ok()?;
    Timestamp::from_millisecond(receipt.at_ms()).ok()
}
