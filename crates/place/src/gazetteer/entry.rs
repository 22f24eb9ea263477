//! What the province's tables hold.

use jiff::civil::Date;

use crate::{CommuneCode, Point};

/// The last day before the reorganisation of 2025 (Resolution 1680/NQ-UBTVQH15 took effect on 1 July).
pub(super) const LAST_OLD_DAY: Date = jiff::civil::date(2025, 6, 30);

/// A commune-level unit that is no more. One that was divided has an entry for each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldCommune {
    /// Three to five digits. Another unit may bear the same code today.
    pub code: String,
    /// Its full name, kind included, in NFC: «Thị trấn Ái Tử».
    pub name: String,
    /// The district it belonged to, which tells namesakes apart.
    pub district: Option<String>,
    /// The first day on which it was valid; none when that is not known.
    pub valid_from: Option<Date>,
    /// The last day on which it was valid.
    pub valid_until: Date,
    /// The commune of today in which it lies.
    pub today: CommuneCode,
}

impl OldCommune {
    /// Whether it had begun on that day.
    pub(super) fn had_begun(&self, on: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= on)
    }

    /// Whether it was valid on that day.
    pub(super) fn is_valid(&self, on: Date) -> bool {
        self.had_begun(on) && on <= self.valid_until
    }
}

/// A village, a road, a bridge: what people say when they say where.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPlace {
    /// As it is written, in NFC.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// The commune of today in which it lies. What lies in several has an entry for each.
    pub commune: CommuneCode,
    /// A point of it.
    pub point: Option<Point>,
}

/// What a named place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlaceKind {
    /// Thôn, bản, khu phố, tổ dân phố.
    Village,
    /// Đường, quốc lộ, tỉnh lộ, ngã ba.
    Road,
    /// Cầu, cống, bến đò.
    Bridge,
    /// Chợ, trung tâm thương mại.
    Market,
    /// Sông, hồ, bãi biển.
    Water,
    /// Anything else that everybody knows: a school, a station, a monument.
    Landmark,
}

impl PlaceKind {
    const ALL: [Self; 6] = [Self::Village, Self::Road, Self::Bridge, Self::Market, Self::Water, Self::Landmark];

    /// The code in tables: `village`, `road`, `bridge`, `market`, `water`, `landmark`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Road => "road",
            Self::Bridge => "bridge",
            Self::Market => "market",
            Self::Water => "water",
            Self::Landmark => "landmark",
        }
    }

    /// The kind of that code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }

    /// The number in region packs.
    #[must_use]
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The kind of that number. One that a newer pack brings is a landmark here.
    #[must_use]
    pub fn of_number(number: u32) -> Self {
        Self::ALL.into_iter().find(|kind| kind.number() == number).unwrap_or(Self::Landmark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_keeps_its_code_and_its_number() {
        let numbers = PlaceKind::ALL.map(PlaceKind::number);
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5], "numbers are in packs that were signed: they never change");
        for kind in PlaceKind::ALL {
            assert_eq!((PlaceKind::of(kind.as_str()), PlaceKind::of_number(kind.number())), (Some(kind), kind));
        }
        assert_eq!(PlaceKind::of_number(99), PlaceKind::Landmark);
    }
}
