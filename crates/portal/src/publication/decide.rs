//! Whether a publication may go out, and with which place.

use place::Told;

use super::{Precision, PublicPlace, PublicationError, finds_personal};

/// What an officer decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// The words that everybody reads; none: the citizen's own.
    pub text: Option<String>,
    /// That children, faces and plates were looked at, in the words and in every photo that is to be seen.
    pub looked: bool,
    /// The second confirmation that a private category needs.
    pub confirmed_private: bool,
    /// How closely the place is told; none: a cell, or the commune where no more is allowed.
    pub place: Option<Precision>,
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

/// What is told of the place, when the publication may go out.
///
/// # Errors
/// The first thing that speaks against it.
pub fn decide(facts: &Facts, publishing: &Publishing) -> Result<PublicPlace, PublicationError> {
    if facts.sealed {
        return Err(PublicationError::Sealed);
    }
    if !publishing.looked {
        return Err(PublicationError::Unlooked);
    }
    if facts.private && !publishing.confirmed_private {
        return Err(PublicationError::ConfirmTwice);
    }
    let edited = publishing.text.as_ref().is_some_and(|text| !text.trim().is_empty());
    if !edited && facts.text.as_deref().is_some_and(finds_personal) {
        return Err(PublicationError::WordsUncovered);
    }
    let closest = Precision::closest(facts.coarse, facts.zone);
    let wanted = publishing.place.unwrap_or_else(|| closest.min(Precision::Grid));
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

    fn looked() -> Publishing {
        Publishing { looked: true, ..Publishing::default() }
    }

    #[test]
    fn a_place_is_told_as_a_cell_unless_somebody_says_otherwise() {
        assert_eq!(decide(&plain(), &looked()).unwrap().precision, Precision::Grid);
        let exact = Publishing { place: Some(Precision::Exact), ..looked() };
        assert_eq!(decide(&plain(), &exact).unwrap().point, plain().spot);
        let zone = Facts { zone: Some(Told::Grid), ..plain() };
        assert_eq!(decide(&zone, &exact), Err(PublicationError::PlaceTooClose));
        let coarse = Facts { coarse: true, ..plain() };
        assert_eq!(decide(&coarse, &looked()).unwrap().point, None);
    }

    #[test]
    fn nothing_goes_out_unlooked_and_nothing_private_on_one_word() {
        assert_eq!(decide(&plain(), &Publishing::default()), Err(PublicationError::Unlooked));
        let private = Facts { private: true, ..plain() };
        assert_eq!(decide(&private, &looked()), Err(PublicationError::ConfirmTwice));
        assert!(decide(&private, &Publishing { confirmed_private: true, ..looked() }).is_ok());
        let sealed = Facts { sealed: true, ..plain() };
        let all = Publishing { confirmed_private: true, ..looked() };
        assert_eq!(decide(&sealed, &all), Err(PublicationError::Sealed));
    }

    #[test]
    fn words_that_name_somebody_are_edited_first() {
        let plate = Facts { text: Some("Xe 74A-123.45 đổ rác".into()), ..plain() };
        assert_eq!(decide(&plate, &looked()), Err(PublicationError::WordsUncovered));
        assert!(decide(&plate, &Publishing { text: Some("Một xe tải đổ rác".into()), ..looked() }).is_ok());
    }
}
