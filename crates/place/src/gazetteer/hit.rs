//! What a search answers.

use jiff::civil::Date;

use super::PlaceKind;
use crate::{Commune, Point};

/// How well a name fits what was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Likeness {
    /// The whole name, with or without its kind.
    Exact,
    /// The name begins so.
    Beginning,
    /// Each word typed begins a word of the name or, after the first, of its district or commune, in this order.
    Words,
    /// It stands somewhere inside.
    Inside,
}

impl Likeness {
    /// A stable code for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Beginning => "beginning",
            Self::Words => "words",
            Self::Inside => "inside",
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitKind {
    /// A commune of today.
    Commune,
    /// A commune that was merged, divided or renamed.
    OldCommune,
    /// A named place.
    Place(PlaceKind),
}

impl HitKind {
    /// A stable code for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::OldCommune => "old_commune",
            Self::Place(kind) => kind.as_str(),
        }
    }
}

/// An old unit, as far as it tells namesakes apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldUnit {
    /// Its code then.
    pub code: String,
    /// Its district then.
    pub district: Option<String>,
    /// The last day on which it was valid.
    pub valid_until: Date,
}

/// One answer of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceHit {
    /// The name that was found, as it is written.
    pub name: String,
    /// What bears it.
    pub kind: HitKind,
    /// The commune of today.
    pub commune: Commune,
    /// A point of a named place, or inside a commune of today, where one is known.
    pub point: Option<Point>,
    /// With an old commune: what it was.
    pub old: Option<OldUnit>,
    /// Whether it was no longer valid on the day of the search: it is shown with «(cũ)».
    pub former: bool,
    /// How well it fits.
    pub likeness: Likeness,
}

/// What a code meant on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommuneThen {
    /// Its full name then.
    pub name: String,
    /// The communes of today in which it lies; several when it was divided.
    pub today: Vec<Commune>,
}
