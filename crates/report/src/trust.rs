//! Which keys of a portal to believe: those that its pinned root key certifies.

use minicbor::{Decode, Encode};

use crate::id::{DeviceKey, PortalId};
use crate::sign::{Content, SignatureError, Signed, Signer};

/// What a portal's key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Purpose {
    /// Signs receipts.
    #[n(0)]
    Receipts,
    /// Signs region packs.
    #[n(1)]
    Region,
    /// Is the next root key: whoever believes the one that signed believes this one from now on.
    #[n(2)]
    Root,
}

/// That `key` serves `purpose`, said by the root key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Certificate {
    /// The certified public key.
    #[n(0)]
    pub key: DeviceKey,
    /// What it may sign.
    #[n(1)]
    pub purpose: Purpose,
    /// Since when, milliseconds since 1970.
    #[n(2)]
    pub since_ms: i64,
}

impl Certificate {
    /// Signs the certificate with the portal's root key.
    #[must_use]
    pub fn sign(&self, root: &Signer, portal: &PortalId) -> Vec<u8> {
        let payload = minicbor::to_vec(self).expect("a certificate of plain values always encodes");
        root.sign(Content::Certificate, portal, payload)
    }
}

/// Why a portal is not believed.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum TrustError {
    /// An envelope is not valid.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Certified by another root key than the pinned one.
    #[error("the portal's root key is not the one this device knows")]
    OtherRoot,
    /// Signed by a key that no certificate names for this purpose.
    #[error("signed by a key that the portal's root key does not certify")]
    Uncertified,
    /// The payload does not read.
    #[error("the signed content does not read")]
    Malformed,
}

/// The keys of one portal that one root key vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKeys {
    root: DeviceKey,
    portal: PortalId,
    certificates: Vec<Certificate>,
}

impl TrustedKeys {
    /// Reads the certificates of an answer. With a `pinned` root only that root and its successors are believed; at
    /// first contact, the root that certified the first receipt or pack key is, and the caller pins it. A certificate
    /// for a purpose unknown here says nothing.
    ///
    /// # Errors
    /// [`TrustError::OtherRoot`] when the keys are certified by neither the pinned root nor a successor of it.
    pub fn read(certificates: &[Vec<u8>], portal: &PortalId, pinned: Option<DeviceKey>) -> Result<Self, TrustError> {
        let mut successors = Vec::new();
        let mut known = Vec::with_capacity(certificates.len());
        for bytes in certificates {
            let signed = Signed::open_for(bytes, Content::Certificate, portal)?;
            let certificate: Certificate = match minicbor::decode(&signed.payload) {
                Ok(certificate) => certificate,
                Err(error) if error.is_unknown_variant() => continue,
                Err(_) => return Err(TrustError::Malformed),
            };
            let kind = if certificate.purpose == Purpose::Root { &mut successors } else { &mut known };
            kind.push((signed.key, certificate));
        }
        let first = pinned.or(known.first().map(|(by, _)| *by)).ok_or(TrustError::Uncertified)?;
        let root = newest(first, &successors);
        if known.iter().any(|(by, _)| *by != root) {
            return Err(TrustError::OtherRoot);
        }
        let certificates = known.into_iter().map(|(_, certificate)| certificate).collect();
        Ok(Self { root, portal: portal.clone(), certificates })
    }

    /// The root key, to be pinned.
    #[must_use]
    pub fn root(&self) -> DeviceKey {
        self.root
    }

    /// Opens an item-sized envelope of `content` that a key for `purpose` must have signed.
    ///
    /// # Errors
    /// When it is not valid, for another portal, or by another key.
    pub fn open(&self, bytes: &[u8], content: Content, purpose: Purpose) -> Result<Signed, TrustError> {
        self.vouch(Signed::open_for(bytes, content, &self.portal)?, purpose)
    }

    /// Opens a region pack.
    ///
    /// # Errors
    /// As [`TrustedKeys::open`].
    pub fn open_region(&self, bytes: &[u8]) -> Result<Signed, TrustError> {
        let signed = Signed::open_large(bytes, Content::Region)?;
        if signed.portal != self.portal {
            return Err(SignatureError::OtherPortal.into());
        }
        self.vouch(signed, Purpose::Region)
    }

    fn vouch(&self, signed: Signed, purpose: Purpose) -> Result<Signed, TrustError> {
        let certified = |known: &Certificate| known.key == signed.key && known.purpose == purpose;
        if self.certificates.iter().any(certified) { Ok(signed) } else { Err(TrustError::Uncertified) }
    }
}

/// The root that follows from `root`, handed on as often as `successors` say; a circle ends where it began.
fn newest(mut root: DeviceKey, successors: &[(DeviceKey, Certificate)]) -> DeviceKey {
    for _ in successors {
        let Some((_, next)) = successors.iter().find(|(by, _)| *by == root) else { break };
        root = next.key;
    }
    root
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_key_that_the_pinned_root_did_not_certify_is_not_believed() {
        let portal: PortalId = "quang-tri".parse().unwrap();
        let (root, receipts, stranger) =
            (Signer::from_seed(&[1; 32]), Signer::from_seed(&[2; 32]), Signer::from_seed(&[3; 32]));
        let certificate = Certificate { key: receipts.key(), purpose: Purpose::Receipts, since_ms: 0 };
        let signed = vec![certificate.sign(&root, &portal)];
        let keys = TrustedKeys::read(&signed, &portal, None).unwrap();
        assert_eq!(keys.root(), root.key());

        let good = receipts.sign(Content::Accepted, &portal, vec![0]);
        let forged = stranger.sign(Content::Accepted, &portal, vec![0]);
        let pack = receipts.sign(Content::Region, &portal, vec![0]);
        assert!(keys.open(&good, Content::Accepted, Purpose::Receipts).is_ok());
        assert_eq!(keys.open(&forged, Content::Accepted, Purpose::Receipts), Err(TrustError::Uncertified));
        assert_eq!(keys.open_region(&pack), Err(TrustError::Uncertified));
        assert_eq!(TrustedKeys::read(&signed, &portal, Some(stranger.key())), Err(TrustError::OtherRoot));
    }

    #[test]
    fn a_root_that_hands_on_is_followed_and_one_that_does_not_is_another() {
        let portal: PortalId = "quang-tri".parse().unwrap();
        let [first, second, third, receipts] = [1, 2, 3, 4].map(|seed| Signer::from_seed(&[seed; 32]));
        let hand_on = |to: &Signer, by: &Signer| {
            Certificate { key: to.key(), purpose: Purpose::Root, since_ms: 0 }.sign(by, &portal)
        };
        let certify = |by: &Signer| {
            Certificate { key: receipts.key(), purpose: Purpose::Receipts, since_ms: 0 }.sign(by, &portal)
        };
        let answer = [hand_on(&second, &first), hand_on(&third, &second), certify(&third)];
        for pinned in [&first, &second, &third] {
            assert_eq!(TrustedKeys::read(&answer, &portal, Some(pinned.key())).unwrap().root(), third.key());
        }
        assert_eq!(TrustedKeys::read(&answer, &portal, None).unwrap().root(), third.key());
        assert_eq!(TrustedKeys::read(&answer, &portal, Some(receipts.key())), Err(TrustError::OtherRoot));
        let still_the_old = [hand_on(&second, &first), certify(&first)];
        assert_eq!(TrustedKeys::read(&still_the_old, &portal, Some(first.key())), Err(TrustError::OtherRoot));
        let circle = [hand_on(&second, &first), hand_on(&first, &second), certify(&first)];
        assert!(TrustedKeys::read(&circle, &portal, Some(first.key())).is_ok());
    }
}
