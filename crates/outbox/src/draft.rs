//! What a citizen is still writing, and what it lacks to be filed.

use report::{ActId, Sha256, limits};

use crate::error::DraftProblem;

/// A report before it is sealed. Everything in it is saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Becomes the report's id.
    pub id: ActId,
    /// In the order in which they were added.
    pub photos: Vec<DraftPhoto>,
    /// The category's code.
    pub category: Option<String>,
    /// What the citizen wrote.
    pub text: String,
    /// A position that the citizen or the device gave; it goes before the photos' own.
    pub spot: Option<Spot>,
    /// The code of a commune that the citizen picked; it goes before what the position says.
    pub commune: Option<String>,
    /// Whether it says who files it; `None` as the citizen chose for all ([`crate::Outbox::person`]).
    pub named: Option<bool>,
    /// The report whose place it is to take.
    pub replaces: Option<ActId>,
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
}

/// A change of a draft; `None` leaves as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DraftChange {
    /// The category's code.
    pub category: Option<String>,
    /// The whole text.
    pub text: Option<String>,
    /// A position.
    pub spot: Option<Spot>,
    /// The code of a picked commune.
    pub commune: Option<String>,
    /// Whether it says who files it.
    pub named: Option<bool>,
}

/// What a draft still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A photo or a text.
    PhotoOrText,
    /// A category.
    Category,
    /// A place within the province.
    Place,
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
        }
        self.category = change.category.or(self.category);
        self.commune = change.commune.or(self.commune);
        self.named = change.named.or(self.named);
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
        !self.photos.is_empty() || !self.text.trim().is_empty()
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
