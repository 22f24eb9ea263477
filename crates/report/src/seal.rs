//! Sealing: from an act to the bytes that travel, and back.

use crate::act::{Act, ActKind, Attachment};
use crate::cbor;
use crate::id::{DeviceKey, Digest, Epoch, Nonce, PortalId};
use crate::limits;
use crate::sign::{Content, SignatureError, Signed, Signer};

/// Why an act cannot be sealed or its seal is not believed. `code` is stable, see `docs/protocol.md`.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum SealError {
    /// The envelope is not believed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The payload is not an act.
    #[error("the payload is not an act")]
    Malformed,
    /// Longer than [`limits::TEXT_CHARS`].
    #[error("the text is longer than {} characters", limits::TEXT_CHARS)]
    TextTooLong,
    /// More than [`limits::ATTACHMENTS`], or more than [`limits::VOICE_NOTES`] voice notes among them.
    #[error("more than {} attachments, or than {} voice note", limits::ATTACHMENTS, limits::VOICE_NOTES)]
    TooManyAttachments,
    /// Empty, longer than [`limits::ATTACHMENT_BYTES`], or a voice note longer than [`limits::VOICE_BYTES`].
    #[error(
        "an attachment is empty or longer than {} bytes, a voice note than {}",
        limits::ATTACHMENT_BYTES,
        limits::VOICE_BYTES
    )]
    AttachmentTooLarge,
    /// Neither [`limits::PHOTO_TYPE`] nor of [`limits::VOICE_TYPES`].
    #[error("an attachment of a kind that is not taken")]
    MediumNotTaken,
    /// A report without category or place, or with none of text, photo and voice note.
    #[error("a report needs a category, a place, and a text, a photo or a voice note")]
    Incomplete,
    /// Any other act without what its kind needs, or with what its kind does not take.
    #[error("an act that lacks what its kind needs")]
    ActIncomplete,
}

impl SealError {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Signature(SignatureError::OtherPortal) => "wrong_portal",
            Self::Signature(SignatureError::Version) => "version_not_taken",
            Self::Signature(SignatureError::Invalid) => "signature_invalid",
            Self::Signature(SignatureError::Malformed | SignatureError::OtherContent) | Self::Malformed => {
                "act_malformed"
            }
            Self::TextTooLong => "text_too_long",
            Self::TooManyAttachments => "too_many_attachments",
            Self::AttachmentTooLarge => "attachment_too_large",
            Self::MediumNotTaken => "medium_not_taken",
            Self::Incomplete => "report_incomplete",
            Self::ActIncomplete => "act_incomplete",
        }
    }
}

/// A device that seals acts for one portal.
#[derive(Debug, Clone)]
pub struct Device {
    signer: Signer,
    portal: PortalId,
}

impl Device {
    /// The device of this key, talking to `portal`.
    #[must_use]
    pub fn new(signer: Signer, portal: PortalId) -> Self {
        Self { signer, portal }
    }

    /// The device's public key.
    #[must_use]
    pub fn key(&self) -> DeviceKey {
        self.signer.key()
    }

    /// The portal it talks to.
    #[must_use]
    pub fn portal(&self) -> &PortalId {
        &self.portal
    }

    /// Seals `act`, which from now on is these bytes.
    ///
    /// # Errors
    /// When the act breaks a limit: nothing that a portal would refuse for good is ever sealed.
    pub fn seal(&self, act: &Act) -> Result<SealedAct, SealError> {
        check(act)?;
        let payload = minicbor::to_vec(act).map_err(|_| SealError::Malformed)?;
        let bytes = self.signer.sign(Content::Act, &self.portal, payload);
        SealedAct::open(&bytes, &self.portal)
    }

    /// Proof that the key is alive, for the portal's `nonce`.
    #[must_use]
    pub fn prove(&self, epoch: Epoch, nonce: Nonce) -> Vec<u8> {
        let payload = minicbor::to_vec((epoch, nonce)).expect("two byte strings always encode");
        self.signer.sign(Content::Proof, &self.portal, payload)
    }
}

/// Which device proves itself with `proof`, and with which nonce of which epoch.
///
/// # Errors
/// When the envelope is not believed or its payload is not `[epoch, nonce]`.
pub fn open_proof(proof: &[u8], portal: &PortalId) -> Result<(DeviceKey, Epoch, Nonce), SignatureError> {
    let signed = Signed::open_for(proof, Content::Proof, portal)?;
    let (epoch, nonce) = minicbor::decode(&signed.payload).map_err(|_| SignatureError::Malformed)?;
    Ok((signed.key, epoch, nonce))
}

/// A sealed act: the bytes, and what they were verified to say.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedAct {
    bytes: Vec<u8>,
    device: DeviceKey,
    digest: Digest,
    act: Act,
}

impl SealedAct {
    /// Reads and verifies sealed bytes meant for `portal`.
    ///
    /// # Errors
    /// When the seal is not believed or the act breaks a limit.
    pub fn open(bytes: &[u8], portal: &PortalId) -> Result<Self, SealError> {
        let signed = Signed::open_for(bytes, Content::Act, portal)?;
        cbor::check_item(&signed.payload).map_err(|_| SealError::Malformed)?;
        let act = minicbor::decode(&signed.payload).map_err(|_| SealError::Malformed)?;
        check(&act)?;
        let digest = Digest::of(&signed.payload);
        Ok(Self { bytes: bytes.to_vec(), device: signed.key, digest, act })
    }

    /// The bytes, as they travel and are kept.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Who sealed it.
    #[must_use]
    pub fn device(&self) -> DeviceKey {
        self.device
    }

    /// SHA-256 of the payload.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What it says.
    #[must_use]
    pub fn act(&self) -> &Act {
        &self.act
    }
}

fn check(act: &Act) -> Result<(), SealError> {
    if act.text.as_ref().is_some_and(|text| text.chars().count() > limits::TEXT_CHARS) {
        return Err(SealError::TextTooLong);
    }
    let voices = act.attachments.iter().filter(|one| one.is_voice()).count();
    if act.attachments.len() > limits::ATTACHMENTS || voices > limits::VOICE_NOTES {
        return Err(SealError::TooManyAttachments);
    }
    if act.parts.as_ref().is_some_and(|parts| parts.len() > limits::PARTS) {
        return Err(SealError::Malformed);
    }
    act.attachments.iter().try_for_each(check_attachment)?;
    match act.kind {
        ActKind::Report if says_enough(act) => Ok(()),
        ActKind::Report => Err(SealError::Incomplete),
        _ if is_about_one_case(act) && has_what_its_kind_needs(act) => Ok(()),
        _ => Err(SealError::ActIncomplete),
    }
}

fn check_attachment(attachment: &Attachment) -> Result<(), SealError> {
    let longest = if attachment.is_voice() { limits::VOICE_BYTES } else { limits::ATTACHMENT_BYTES };
    if !(1..=longest).contains(&attachment.length) {
        return Err(SealError::AttachmentTooLarge);
    }
    let taken = attachment.is_voice() || attachment.media_type == limits::PHOTO_TYPE;
    if taken { Ok(()) } else { Err(SealError::MediumNotTaken) }
}

/// A report of the same device or a case by its number; what everybody may do, only by number.
fn is_about_one_case(act: &Act) -> bool {
    act.about.is_some() != act.case.is_some() && (act.case.is_some() || !act.kind.is_public())
}

fn has_what_its_kind_needs(act: &Act) -> bool {
    let has_words = act.text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let enough = match act.kind {
        ActKind::Answer => has_words || !act.attachments.is_empty(),
        ActKind::Rework => has_words,
        ActKind::Rate => act.rating.is_some(),
        _ => true,
    };
    enough && (act.attachments.is_empty() || act.kind.takes_attachments())
}

fn says_enough(act: &Act) -> bool {
    let says_where = act.place.as_ref().is_some_and(|place| {
        place.lat.is_some() == place.lon.is_some() && (place.lat.is_some() || place.commune.is_some())
    });
    let says_what = act.text.as_ref().is_some_and(|text| !text.trim().is_empty()) || !act.attachments.is_empty();
    let in_a_category = act.category.as_ref().is_some_and(|code| (1..=60).contains(&code.len()));
    says_where && says_what && in_a_category
}
