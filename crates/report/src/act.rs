//! What a citizen does, before it is sealed.

use minicbor::{Decode, Encode};

use crate::id::{ActId, CaseNumber, Sha256};
use crate::limits;

/// One deed of a citizen, made at one place and time on one device.
///
/// It says nothing about who the citizen is: name and telephone travel beside it as personal parts, bound by the
/// hashes in [`Act::parts`]. Keys of the CBOR map: `docs/protocol.md`, «act».
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Act {
    /// Made when the deed was captured; also what orders acts of one device.
    #[n(0)]
    pub id: ActId,
    /// What is done.
    #[n(1)]
    pub kind: ActKind,
    /// The device's wall clock, milliseconds since 1970. Never trusted, only told.
    #[n(2)]
    pub captured_at_ms: i64,
    /// Milliseconds since the device started, beside the wall clock: shows a clock that jumped.
    #[n(3)]
    pub uptime_ms: u64,
    /// The category's code. A report has one.
    #[n(4)]
    pub category: Option<String>,
    /// What the citizen wrote.
    #[n(5)]
    pub text: Option<String>,
    /// Where. A report has one.
    #[n(6)]
    pub place: Option<Place>,
    /// What comes after the act, by hash.
    #[n(7)]
    pub attachments: Vec<Attachment>,
    /// The act of the same device that this one replaces.
    #[n(8)]
    pub replaces: Option<ActId>,
    /// The report of the same device that this act concerns.
    #[n(9)]
    pub about: Option<ActId>,
    /// The version of the consent that the citizen gave; 0 without one.
    #[n(10)]
    pub consent_version: u32,
    /// Salted hashes of the personal parts that travel beside the act.
    #[n(11)]
    pub parts: Option<Vec<Sha256>>,
    /// The public number of the case that this act concerns, when that is not the device's own report.
    #[n(12)]
    pub case: Option<CaseNumber>,
    /// With [`ActKind::Rate`].
    #[n(13)]
    pub rating: Option<Rating>,
}

/// What kind of deed. New kinds get new numbers; a number is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ActKind {
    /// Files a report.
    #[n(0)]
    Report,
    /// Answers what the citizen was asked: text or attachments.
    #[n(1)]
    Answer,
    /// Rates how a report was handled.
    #[n(2)]
    Rate,
    /// Asks to handle an answered report again; the text says why (đề nghị xử lý lại).
    #[n(3)]
    Rework,
    /// Takes a report back.
    #[n(4)]
    Withdraw,
    /// «Tôi cũng gặp tình trạng này»: the same trouble, of a published case.
    #[n(5)]
    MeToo,
    /// Wants to hear of a published case.
    #[n(6)]
    Follow,
    /// Wants to hear of it no longer.
    #[n(7)]
    Unfollow,
    /// Asks to erase a report with everything personal in it.
    #[n(8)]
    Erase,
}

impl ActKind {
    /// Every kind, by number.
    pub const ALL: [Self; 9] = [
        Self::Report,
        Self::Answer,
        Self::Rate,
        Self::Rework,
        Self::Withdraw,
        Self::MeToo,
        Self::Follow,
        Self::Unfollow,
        Self::Erase,
    ];

    /// The stable code, for books and command lines.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Answer => "answer",
            Self::Rate => "rate",
            Self::Rework => "rework",
            Self::Withdraw => "withdraw",
            Self::MeToo => "me_too",
            Self::Follow => "follow",
            Self::Unfollow => "unfollow",
            Self::Erase => "erase",
        }
    }

    /// Whether it concerns a case that everybody may read, so that anybody may do it.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::MeToo | Self::Follow | Self::Unfollow)
    }

    /// Whether attachments may travel after it.
    #[must_use]
    pub const fn takes_attachments(self) -> bool {
        matches!(self, Self::Report | Self::Answer | Self::Rework)
    }
}

impl std::str::FromStr for ActKind {
    type Err = crate::id::ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let kind = Self::ALL.into_iter().find(|kind| kind.code() == text);
        kind.ok_or(crate::id::ParseIdError::of("kind of act"))
    }
}

/// How content a citizen is, from 1 to 4. There is no middle to hide in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Rating {
    /// Not at all.
    #[n(1)]
    VeryDissatisfied,
    /// Not really.
    #[n(2)]
    Dissatisfied,
    /// Rather.
    #[n(3)]
    Satisfied,
    /// Very.
    #[n(4)]
    VerySatisfied,
}

impl Rating {
    /// The rating of this number of stars.
    #[must_use]
    pub const fn from_stars(stars: u8) -> Option<Self> {
        match stars {
            1 => Some(Self::VeryDissatisfied),
            2 => Some(Self::Dissatisfied),
            3 => Some(Self::Satisfied),
            4 => Some(Self::VerySatisfied),
            _ => None,
        }
    }

    /// From 1 to 4.
    #[must_use]
    pub const fn stars(self) -> u8 {
        match self {
            Self::VeryDissatisfied => 1,
            Self::Dissatisfied => 2,
            Self::Satisfied => 3,
            Self::VerySatisfied => 4,
        }
    }
}

/// Where something is.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Place {
    /// Latitude, WGS 84; missing when only a commune was chosen.
    #[n(0)]
    pub lat: Option<Degrees>,
    /// Longitude, WGS 84; there whenever `lat` is.
    #[n(1)]
    pub lon: Option<Degrees>,
    /// Radius of 68 % confidence, in metres.
    #[n(2)]
    pub accuracy_m: Option<u32>,
    /// How the device knows.
    #[n(3)]
    pub source: PlaceSource,
    /// The commune-level unit's code, five digits, when the device or the citizen knew it.
    #[n(4)]
    pub commune: Option<String>,
}

/// How a place came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum PlaceSource {
    /// The device's satellite receiver or network position.
    #[n(0)]
    Gps,
    /// The photo's own metadata.
    #[n(1)]
    Exif,
    /// A finger on the map.
    #[n(2)]
    Map,
    /// Where the kiosk stands.
    #[n(3)]
    Kiosk,
    /// A commune picked from a list.
    #[n(4)]
    Chosen,
}

/// Degrees × 10⁷ as an integer (about 1 cm): the same number in every language and on every processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Degrees(#[n(0)] i32);

impl Degrees {
    /// From degrees; `None` when it is not a finite number within ±180.
    #[must_use]
    pub fn from_degrees(degrees: f64) -> Option<Self> {
        // The range check makes the cast exact to the rounded digit.
        (degrees.is_finite() && degrees.abs() <= 180.0).then(|| Self((degrees * 1e7).round() as i32))
    }

    /// In degrees.
    #[must_use]
    pub fn degrees(self) -> f64 {
        f64::from(self.0) / 1e7
    }
}

/// Something that belongs to an act and travels after it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Attachment {
    /// [`limits::PHOTO_TYPE`], or one of [`limits::VOICE_TYPES`].
    #[n(0)]
    pub media_type: String,
    /// The hash of its bytes.
    #[n(1)]
    pub sha256: Sha256,
    /// How many bytes.
    #[n(2)]
    pub length: u64,
    /// The hash of its thumbnail, which travels in the sync itself.
    #[n(3)]
    pub thumbnail: Option<Sha256>,
    /// Of a voice note: true when whoever speaks agreed that the unit that handles the report hears it too.
    #[n(4)]
    pub unit_hears: Option<bool>,
}

impl Attachment {
    /// Whether it is a voice note.
    #[must_use]
    pub fn is_voice(&self) -> bool {
        limits::VOICE_TYPES.contains(&self.media_type.as_str())
    }
}
