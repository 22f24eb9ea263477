//! Reasons that have a code: why a case is turned down, why it went to a unit, what a file shows.
//!
//! The words of a refusal are `refusal.<code>` in `report::words`: the citizen reads them in front of the officer's own.

use report::words::{Language, word};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares a plain enum whose variants have stable codes, in the books and in JSON.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:tt,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every one, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownCode;

            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                Self::ALL.iter().copied().find(|known| known.code() == text).ok_or(UnknownCode)
            }
        }
    };
}

pub(super) use coded;

/// What is not a code of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known code")]
pub struct UnknownCode;

coded!(
    /// Why a case is turned down.
    Refusal {
        /// Not clear enough.
        Unclear = "unclear",
        /// The place cannot be found.
        NoPlace = "no_place",
        /// Nothing to go by.
        NoEvidence = "no_evidence",
        /// Not so at the place.
        NotTrue = "not_true",
        /// Put right before it was reported.
        AlreadyHandled = "already_handled",
        /// Insulting, or an advertisement.
        Offensive = "offensive",
        /// A trial.
        Test = "test",
        /// A complaint or denunciation under its own law.
        Denunciation = "denunciation",
        /// An emergency.
        Emergency = "emergency",
        /// Between private persons.
        CivilDispute = "civil_dispute",
        /// Before the judicial authorities.
        InCourt = "in_court",
        /// In another province.
        OtherProvince = "other_province",
        /// Taken through another channel.
        OtherChannel = "other_channel",
    }
);

impl Refusal {
    /// Whether it says that the case is none of this system's matters, rather than not fit to be handled.
    #[must_use]
    pub const fn is_out_of_scope(self) -> bool {
        matches!(
            self,
            Self::Denunciation
                | Self::Emergency
                | Self::CivilDispute
                | Self::InCourt
                | Self::OtherProvince
                | Self::OtherChannel
        )
    }

    /// What the citizen reads: texts of a case are in Vietnamese, whoever writes them.
    #[must_use]
    pub fn words(self) -> String {
        word("refusal", self.code(), Language::Vi)
    }
}

coded!(
    /// Why a case went to a unit.
    Why {
        /// A rule for its category names the unit.
        Rule = "rule",
        /// It lies within the boundary of the commune whose People's Committee the unit is.
        Boundary = "boundary",
        /// An officer chose it.
        ByHand = "by_hand",
    }
);

coded!(
    /// What a file of the office is.
    FileKind {
        /// A photo of what was put right.
        After = "after",
        /// A photo of how it was.
        Before = "before",
        /// A document.
        Document = "document",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_every_refusal_has_its_words() {
        for refusal in Refusal::ALL {
            assert_eq!(refusal.code().parse(), Ok(*refusal));
            assert_ne!(refusal.words(), refusal.code());
            assert_ne!(word("refusal", refusal.code(), Language::En), refusal.code());
        }
        for why in Why::ALL {
            assert_eq!(why.code().parse(), Ok(*why));
        }
        assert_eq!("because".parse::<Why>(), Err(UnknownCode));
    }
}
