//! `COSE_Sign1` (RFC 9052) with Ed25519 (RFC 8032, `EdDSA`): the one envelope for acts, receipts, certificates,
//! proofs and region packs.
//!
//! The protected header says what kind of content it is and for which portal, so that a signature over one kind can
//! never be shown as another. **Signed bytes are kept and compared as bytes, never re-encoded.**

use coset::iana;
use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, Label, TaggedCborSerializable};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::cbor;
use crate::id::{DeviceKey, PortalId};
use crate::limits::{LEAST_PROTOCOL_VERSION, PROTOCOL_VERSION};

/// Private header label (RFC 9052 §1.4): the envelope's version, an unsigned integer.
const VERSION_LABEL: i64 = -70_001;
/// Private header label: the portal's id, text.
const PORTAL_LABEL: i64 = -70_002;

/// What an envelope holds; its protected content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A citizen's act, by the device.
    Act,
    /// The first receipt, by the portal's receipt key.
    Accepted,
    /// The second receipt, by the portal's receipt key.
    Complete,
    /// That a key serves a purpose, by the portal's root key.
    Certificate,
    /// That a device's key is alive, by the device.
    Proof,
    /// A region pack, by the portal's pack key.
    Region,
}

impl Content {
    fn media_type(self) -> &'static str {
        match self {
            Self::Act => "application/vnd.phan-anh.act+cbor",
            Self::Accepted => "application/vnd.phan-anh.accepted+cbor",
            Self::Complete => "application/vnd.phan-anh.complete+cbor",
            Self::Certificate => "application/vnd.phan-anh.certificate+cbor",
            Self::Proof => "application/vnd.phan-anh.proof+cbor",
            Self::Region => "application/vnd.phan-anh.region+cbor",
        }
    }
}

/// Why an envelope is not believed.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum SignatureError {
    /// Not a `COSE_Sign1` of ours.
    #[error("not a signed envelope of this protocol")]
    Malformed,
    /// Of another kind than was asked for.
    #[error("an envelope of another kind")]
    OtherContent,
    /// Made for another portal.
    #[error("made for another portal")]
    OtherPortal,
    /// Of a version that is not read any more, or not yet.
    #[error("a version that is not read here")]
    Version,
    /// The signature does not fit.
    #[error("the signature is not valid")]
    Invalid,
}

/// Who signs: an Ed25519 key pair.
#[derive(Clone)]
pub struct Signer(SigningKey);

impl Signer {
    /// From the 32-byte secret seed of RFC 8032.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public key.
    #[must_use]
    pub fn key(&self) -> DeviceKey {
        DeviceKey::from_bytes(self.0.verifying_key().to_bytes())
    }

    /// Signs `payload` as `content` for `portal`: the tagged `COSE_Sign1`, whole.
    #[must_use]
    pub fn sign(&self, content: Content, portal: &PortalId, payload: Vec<u8>) -> Vec<u8> {
        let protected = HeaderBuilder::new()
            .algorithm(iana::Algorithm::EdDSA)
            .content_type(content.media_type().to_owned())
            .key_id(self.key().as_bytes().to_vec())
            .value(VERSION_LABEL, u64::from(PROTOCOL_VERSION).into())
            .value(PORTAL_LABEL, portal.as_str().to_owned().into())
            .build();
        CoseSign1Builder::new()
            .protected(protected)
            .payload(payload)
            .create_signature(&[], |message| self.0.sign(message).to_bytes().to_vec())
            .build()
            .to_tagged_vec()
            .expect("a header of plain values always encodes")
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Signer({})", self.key())
    }
}

/// An envelope whose signature was verified: who signed what for which portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The key that signed.
    pub key: DeviceKey,
    /// The portal it was made for.
    pub portal: PortalId,
    /// What was signed.
    pub payload: Vec<u8>,
}

impl Signed {
    /// Reads and verifies an envelope of kind `content`, by whichever key it names. Whether that key is to be
    /// believed is the caller's question.
    ///
    /// # Errors
    /// [`SignatureError`], in the order in which a reader can tell.
    pub fn open(bytes: &[u8], content: Content) -> Result<Self, SignatureError> {
        Self::open_checked(bytes, content, |bytes| cbor::check_item(bytes).is_ok())
    }

    /// The same for a region pack, which may be longer than an item of a sync; its caller has limited the length.
    ///
    /// # Errors
    /// As [`Signed::open`].
    pub fn open_large(bytes: &[u8], content: Content) -> Result<Self, SignatureError> {
        Self::open_checked(bytes, content, |_| true)
    }

    fn open_checked(bytes: &[u8], content: Content, fits: fn(&[u8]) -> bool) -> Result<Self, SignatureError> {
        if !fits(bytes) {
            return Err(SignatureError::Malformed);
        }
        let envelope = CoseSign1::from_tagged_slice(bytes).map_err(|_| SignatureError::Malformed)?;
        let header = Header::read(&envelope, content)?;
        let key = VerifyingKey::from_bytes(header.key.as_bytes()).map_err(|_| SignatureError::Malformed)?;
        envelope
            .verify_signature(&[], |signature, message| {
                let signature = Signature::from_slice(signature)?;
                key.verify_strict(message, &signature)
            })
            .map_err(|_| SignatureError::Invalid)?;
        let payload = envelope.payload.ok_or(SignatureError::Malformed)?;
        Ok(Self { key: header.key, portal: header.portal, payload })
    }

    /// The same, and only for `portal`.
    ///
    /// # Errors
    /// [`SignatureError::OtherPortal`] besides those of [`Signed::open`].
    pub fn open_for(bytes: &[u8], content: Content, portal: &PortalId) -> Result<Self, SignatureError> {
        let signed = Self::open(bytes, content)?;
        if &signed.portal == portal { Ok(signed) } else { Err(SignatureError::OtherPortal) }
    }
}

/// What the protected header must say.
struct Header {
    key: DeviceKey,
    portal: PortalId,
}

impl Header {
    fn read(envelope: &CoseSign1, content: Content) -> Result<Self, SignatureError> {
        let header = &envelope.protected.header;
        let algorithm = coset::RegisteredLabelWithPrivate::Assigned(iana::Algorithm::EdDSA);
        if header.alg != Some(algorithm) || !header.crit.is_empty() {
            return Err(SignatureError::Malformed);
        }
        let media_type = coset::ContentType::Text(content.media_type().to_owned());
        if header.content_type != Some(media_type) {
            return Err(SignatureError::OtherContent);
        }
        let version = private(header, VERSION_LABEL).and_then(coset::cbor::Value::as_integer);
        let version =
            version.and_then(|version| u32::try_from(i128::from(version)).ok()).ok_or(SignatureError::Malformed)?;
        if !(LEAST_PROTOCOL_VERSION..=PROTOCOL_VERSION).contains(&version) {
            return Err(SignatureError::Version);
        }
        let portal = private(header, PORTAL_LABEL).and_then(coset::cbor::Value::as_text);
        Ok(Self {
            key: DeviceKey::try_from(header.key_id.as_slice()).map_err(|_| SignatureError::Malformed)?,
            portal: portal.and_then(|text| text.parse().ok()).ok_or(SignatureError::Malformed)?,
        })
    }
}

fn private(header: &coset::Header, label: i64) -> Option<&coset::cbor::Value> {
    header.rest.iter().find(|(known, _)| *known == Label::Int(label)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn signed(content: Content) -> Vec<u8> {
        Signer::from_seed(&[7; 32]).sign(content, &"quang-tri".parse().unwrap(), vec![0x01])
    }

    #[test]
    fn an_envelope_opens_as_what_it_was_signed_as_and_nothing_else() {
        let bytes = signed(Content::Accepted);
        assert_eq!(Signed::open(&bytes, Content::Accepted).unwrap().payload, [0x01]);
        assert_eq!(Signed::open(&bytes, Content::Complete), Err(SignatureError::OtherContent));
        let other = "hue".parse().unwrap();
        assert_eq!(Signed::open_for(&bytes, Content::Accepted, &other), Err(SignatureError::OtherPortal));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let bytes = signed(Content::Act);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x01;
            assert!(Signed::open(&changed, Content::Act).is_err(), "byte {at}");
        }
    }

    #[test]
    fn an_envelope_with_something_behind_it_is_refused() {
        let bytes = [signed(Content::Act), vec![0]].concat();
        assert_eq!(Signed::open(&bytes, Content::Act), Err(SignatureError::Malformed));
    }
}
