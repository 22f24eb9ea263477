//! Why something does not become public.

/// What speaks against a publication. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicationError {
    /// Nobody said that children, faces and plates were looked at.
    #[error("it is not said that children, faces and plates were looked at")]
    Unlooked,
    /// The category is private by default: publishing it needs a second confirmation.
    #[error("the category is private: a second confirmation is needed")]
    ConfirmTwice,
    /// What the citizen wrote holds a telephone number, a plate or a number of identity: it must be edited first.
    #[error("the citizen's words hold a telephone number, a plate or a number of identity")]
    WordsUncovered,
    /// The category or a zone allows less of the place to be told.
    #[error("less of the place may be told")]
    PlaceTooClose,
    /// The case is sealed.
    #[error("the case is sealed")]
    Sealed,
}

impl PublicationError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unlooked => "publication_unlooked",
            Self::ConfirmTwice => "publication_confirm_twice",
            Self::WordsUncovered => "words_uncovered",
            Self::PlaceTooClose => "place_too_close",
            Self::Sealed => "case_sealed",
        }
    }

    /// The field of the deed that is wrong.
    #[must_use]
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::Unlooked => Some("looked"),
            Self::ConfirmTwice => Some("confirmed_private"),
            Self::WordsUncovered => Some("public_text"),
            Self::PlaceTooClose => Some("place"),
            Self::Sealed => None,
        }
    }
}
