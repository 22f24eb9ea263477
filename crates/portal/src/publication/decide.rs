//! Whether a publication may go out, and with which place.

use place::Told;
use serde::{Deserialize, Serialize};

use super::{Precision, PublicPlace, PublicationError, finds_personal};

/// On what terms an officer publishes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// That children, faces and plates were looked at, in the words and in every photo that is to be seen.
    #[serde(default)]
    pub looked: bool,
    /// The second confirmation that a private category needs.
    #[serde(default)]
    pub confirmed_private: bool,
    /// How closely the place is told; none: a cell, or the commune where no more is allowed.
    #[serde(default)]
    pub place: Option<Precision>,
}

impl Terms {
    /// Of somebody who looked, and wants nothing special.
    #[must_use]
    pub const fn looked() -> Self {
        Self { looked: true, confirmed_private: false, place: None }
    }
}

/// What the books say.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Whether the case is sealed.
    pub sealed: bool,
    /// Whether its category is private by default.
    pub private: bool,
    /// Whether of its category only the commune is told.
    pub coarse: bool,
    /// What the zone around it allows.
    pub zone: Option<Told>,
    /// Where it is: latitude and longitude in degrees.
    pub spot: Option<(f64, f64)>,
    /// What the citizen wrote.
    pub text: Option<String>,
}

/// What is told of the place, when the publication may go out. `text`: what everybody reads instead of the citizen's words.
///
/// # Errors
/// The first thing that speaks against it.
pub fn decide(facts: &Facts, text: Option<&str>, terms: Terms) -> Result<PublicPlace, PublicationError> {
    if facts.sealed {
        return Err(PublicationError::Sealed);
    }
    if !terms.looked {
        return Err(PublicationError::Unlooked);
    }
    if facts.private && !terms.confirmed_private {
        return Err(PublicationError::ConfirmTwice);
    }
    let edited = text.is_some_and(|text| !text.trim().is_empty());
    if !edited && facts.text.as_deref().is_some_and(finds_personal) {
        return Err(PublicationError::WordsUncovered);
    }
    let closest = Precision::closest(facts.coarse, facts.zone);
    let wanted = terms.place.unwrap_or_else(|| closest.min(Precision::Grid));
    if wanted > closest {
        return Err(PublicationError::PlaceTooClose);
    }
    Ok(PublicPlace::of(facts.spot, wanted))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn plain() -> Facts {
        Facts {
            sealed: false,
            private: false,
            coarse: false,
            zone: None,
            spot: Some((16.8163, 107.096)),
            text: Some("Ổ gà lớn trước chợ".into()),
        }
    }

    #[test]
    fn a_place_is_told_as_a_cell_unless_somebody_says_otherwise() {
        assert_eq!(decide(&plain(), None, Terms::looked()).unwrap().precision, Precision::Grid);
        let exact = Terms { place: Some(Precision::Exact), ..Terms::looked() };
        assert_eq!(decide(&plain(), None, exact).unwrap().point, plain().spot);
        let zone = Facts { zone: Some(Told::Grid), ..plain() };
        assert_eq!(decide(&zone, None, exact), Err(PublicationError::PlaceTooClose));
        let coarse = Facts { coarse: true, ..plain() };
        assert_eq!(decide(&coarse, None, Terms::looked()).unwrap().point, None);
    }

    #[test]
    fn nothing_goes_out_unlooked_and_nothing_private_on_one_word() {
        assert_eq!(decide(&plain(), None, Terms::default()), Err(PublicationError::Unlooked));
        let private = Facts { private: true, ..plain() };
        assert_eq!(decide(&private, None, Terms::looked()), Err(PublicationError::ConfirmTwice));
        assert!(decide(&private, None, Terms { confirmed_private: true, ..Terms::looked() }).is_ok());
        let sealed = Facts { sealed: true, ..plain() };
        let all = Terms { confirmed_private: true, ..Terms::looked() };
        assert_eq!(decide(&sealed, None, all), Err(PublicationError::Sealed));
    }

    #[test]
    fn words_that_name_somebody_are_edited_first() {
        let plate = Facts { text: Some("Xe 74A-123.45 đổ rác".into()), ..plain() };
        assert_eq!(decide(&plate, None, Terms::looked()), Err(PublicationError::WordsUncovered));
        assert!(decide(&plate, Some("Một xe tải đổ rác"), Terms::looked()).is_ok());
    }
}
