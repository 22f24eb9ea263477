//! What a citizen is still writing, and what it lacks to be filed.

use std::time::Duration;

use photo::Area;
use report::{ActId, ActKind, Part, Sha256, limits};

use crate::error::DraftProblem;

/// A report, an answer, or a wish to have a report handled again, before it is sealed. Everything in it is saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Becomes the act's id.
    pub id: ActId,
    /// What it becomes: [`ActKind::Report`], [`ActKind::Answer`] or [`ActKind::Rework`].
    pub kind: ActKind,
    /// The report that it concerns or, itself a report, is to take the place of.
    pub about: Option<ActId>,
    /// In the order in which they were added.
    pub photos: Vec<DraftPhoto>,
    /// What the citizen told by voice.
    pub voice: Option<DraftVoice>,
    /// The category's code.
    pub category: Option<String>,
    /// What the citizen wrote.
    pub text: String,
    /// A position that the citizen or the device gave; it goes before the photos' own.
    pub spot: Option<Spot>,
    /// That position was set by a finger on the map.
    pub by_map: bool,
    /// The code of a commune that the citizen picked; it goes before what the position says.
    pub commune: Option<String>,
    /// Whether it says who files it; `None` as the citizen chose for all ([`crate::Outbox::person`]).
    pub named: Option<bool>,
    /// For whom it is filed, when that is somebody else than who files it.
    pub behalf: Option<Behalf>,
}

/// Somebody for whom a report is filed: it says who they are, not who files it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Behalf {
    /// What they are called, as it is being typed.
    pub name: String,
    /// Where they can be called, as it is being typed.
    pub phone: String,
    /// They heard what is sent, and agreed.
    pub agreed: bool,
}

impl Behalf {
    /// Whom a filed report is for, as its parts say; nothing when that is whoever filed it.
    #[must_use]
    pub fn of_parts(parts: &[Part]) -> Option<Self> {
        let text = |label: &str| {
            let part = parts.iter().find(|part| part.label == label);
            part.and_then(Part::as_text).unwrap_or_default().to_owned()
        };
        let filed_for = parts.iter().any(|part| part.label == Part::ON_BEHALF);
        filed_for.then(|| Self { name: text(Part::NAME), phone: text(Part::PHONE), agreed: true })
    }
}

/// Personal: not for logs.
impl std::fmt::Debug for Behalf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Behalf(…)")
    }
}

/// A position, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius of 68 % confidence, metres.
    pub accuracy_m: Option<f64>,
}

/// A photo of a draft: upright, clean, small, and on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftPhoto {
    /// The hash of the file.
    pub sha256: Sha256,
    /// The file's bytes.
    pub length: u64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// A JPEG of at most [`limits::THUMBNAIL_BYTES`].
    pub thumbnail: Vec<u8>,
    /// Where its metadata said that it was taken; the metadata itself is gone.
    pub spot: Option<Spot>,
    /// What was done to it, when anything was.
    pub retouched: Option<Retouched>,
}

/// The voice note of a draft, on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftVoice {
    /// The hash of the file.
    pub sha256: Sha256,
    /// The file's bytes.
    pub length: u64,
    /// One of [`limits::VOICE_TYPES`].
    pub media_type: String,
    /// How long it is.
    pub duration: Duration,
    /// Whoever speaks agreed that the unit that handles the report hears it too; the duty desk does in any case.
    pub unit_hears: bool,
}

/// How a draft's photo differs from what the camera saw. The original stays on the device, and only for as long as the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retouched {
    /// The hash of the original's file.
    pub original: Sha256,
    /// Quarter turns to the right, 0–3.
    pub turns: u8,
    /// What is covered, in the coordinates of the original.
    pub areas: Vec<Area>,
}

impl DraftPhoto {
    /// The photo that it was made of, itself when nothing was done to it.
    #[must_use]
    pub fn original(&self) -> Sha256 {
        self.retouched.as_ref().map_or(self.sha256, |retouched| retouched.original)
    }

    /// What is covered, in the coordinates of the photo as it is seen.
    #[must_use]
    pub fn areas(&self) -> Vec<Area> {
        let turned = |retouched: &Retouched| retouched.areas.iter().map(|area| area.turned(retouched.turns)).collect();
        self.retouched.as_ref().map(turned).unwrap_or_default()
    }

    /// How often it was turned to the right by a quarter, 0–3.
    #[must_use]
    pub fn turns(&self) -> u8 {
        self.retouched.as_ref().map_or(0, |retouched| retouched.turns)
    }
}

/// A change of a draft; `None` leaves as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DraftChange {
    /// The category's code.
    pub category: Option<String>,
    /// The whole text.
    pub text: Option<String>,
    /// A position that the citizen or the device gave: what was picked before it is not meant any more.
    pub spot: Option<Spot>,
    /// A position that a finger set on the map: nor is what was picked before that.
    pub map: Option<Spot>,
    /// The code of a picked commune.
    pub commune: Option<String>,
    /// Whether it says who files it.
    pub named: Option<bool>,
    /// For whom it is filed: `Some(None)` for who files it.
    pub behalf: Option<Option<Behalf>>,
    /// Whether the unit that handles the report hears the voice note too; without one it says nothing.
    pub unit_hears: Option<bool>,
}

/// What a draft still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A photo, a text or a voice note.
    PhotoOrText,
    /// A text, which a photo does not stand for.
    Text,
    /// A category.
    Category,
    /// A place within the province.
    Place,
    /// The word of the person for whom it is filed.
    Agreement,
    /// A name, which its category asks for.
    Name,
    /// A telephone number, which its category asks for.
    Phone,
}

impl Draft {
    /// Where it is: what was given, else what the first photo with a position says.
    #[must_use]
    pub fn position(&self) -> Option<Spot> {
        self.spot.or_else(|| self.photos.iter().find_map(|photo| photo.spot))
    }

    /// The draft with `change` in it, checked for form: what is merely missing yet is no error.
    ///
    /// # Errors
    /// Names the first thing that can never be filed; the draft is as before.
    pub fn with(mut self, change: DraftChange) -> Result<Self, DraftProblem> {
        if let Some(text) = change.text {
            self.text = checked_text(text)?;
        }
        if let Some(spot) = change.spot {
            self.spot = Some(spot.checked()?);
            self.by_map = false;
            self.commune = None;
        }
        if let Some(spot) = change.map {
            self.spot = Some(spot.checked()?);
            self.by_map = true;
            self.commune = None;
        }
        self.category = change.category.or(self.category);
        self.commune = change.commune.or(self.commune);
        self.named = change.named.or(self.named);
        self.behalf = change.behalf.unwrap_or(self.behalf);
        if let Some((voice, unit_hears)) = self.voice.as_mut().zip(change.unit_hears) {
            voice.unit_hears = unit_hears;
        }
        Ok(self)
    }

    /// Whether another photo has room.
    ///
    /// # Errors
    /// [`DraftProblem::TooManyPhotos`].
    pub fn check_room(&self) -> Result<(), DraftProblem> {
        if self.photos.len() < limits::PHOTOS { Ok(()) } else { Err(DraftProblem::TooManyPhotos) }
    }

    /// Whether there is anything in it that could be reported.
    #[must_use]
    pub fn says_something(&self) -> bool {
        !self.photos.is_empty() || self.voice.is_some() || !self.text.trim().is_empty()
    }
}

impl Spot {
    /// The position, when it is one on Earth and not 0,0, which devices give when they do not know.
    ///
    /// # Errors
    /// [`DraftProblem::PositionInvalid`].
    pub fn checked(self) -> Result<Self, DraftProblem> {
        place::Point::parse(self.lat, self.lon).map_err(|_| DraftProblem::PositionInvalid)?;
        let sane = self.accuracy_m.is_none_or(|metres| metres.is_finite() && metres >= 0.0);
        if sane { Ok(self) } else { Err(DraftProblem::PositionInvalid) }
    }
}

/// Text as it may be filed: lines and tabs are fine, zero bytes and other controls are not.
pub(crate) fn checked_text(text: String) -> Result<String, DraftProblem> {
    if text.chars().count() > limits::TEXT_CHARS {
        return Err(DraftProblem::TextTooLong);
    }
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return Err(DraftProblem::TextInvalid);
    }
    Ok(text)
}
