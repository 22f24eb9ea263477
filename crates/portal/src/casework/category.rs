//! What a category asks of the cases that are about it. The table is the province's (`store::category`); here is what its
//! columns mean and with what it is founded.
//!
//! **Invariant:** a category is a default until the province confirmed it, and says so.

use std::fmt;
use std::str::FromStr;

use report::words::{Language, word};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a report can be about (lĩnh vực), and what that asks of its cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its code: lower-case letters, digits and hyphens; never changed.
    pub code: String,
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// A name of the kit's icons.
    pub icon: String,
    /// In which order it is offered.
    pub rank: i64,
    /// What whoever reports must tell of themselves.
    pub identity: Identity,
    /// What its cases begin with.
    pub urgency: Urgency,
    /// Whom to call at once, as the citizen reads it.
    pub hotline: Option<String>,
    /// Its cases are private unless somebody confirms twice.
    pub private: bool,
    /// In public only the commune is said of the place.
    pub coarse: bool,
    /// Its cases are the sealed queue's, never a unit's.
    pub sealed: bool,
    /// The unit's leader approves the answer.
    pub needs_approval: bool,
    /// Its clocks run day and night.
    pub always: bool,
    /// Whether a photo is asked for.
    pub photo_asked: bool,
    /// Since when it is no longer offered, ms.
    pub retired_at_ms: Option<i64>,
    /// When the province confirmed it, ms; missing: a default.
    pub confirmed_at_ms: Option<i64>,
    /// Counts the edits.
    pub version: i64,
}

/// What whoever reports must tell of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// Nothing.
    AnonymousAllowed,
    /// A telephone number.
    Phone,
    /// A name and a telephone number.
    Name,
}

impl Identity {
    /// Whether a name is asked for.
    #[must_use]
    pub fn needs_name(self) -> bool {
        self == Self::Name
    }

    /// Whether a telephone number is asked for.
    #[must_use]
    pub fn needs_phone(self) -> bool {
        self != Self::AnonymousAllowed
    }
}

/// How fast a case must go. Which deadlines that means is the province's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// As most.
    Normal,
    /// More time for what needs more.
    Complex,
    /// At once, day and night.
    Urgent,
}

/// What is not a code of that table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known code")]
pub struct ParseCodeError;

impl Identity {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::AnonymousAllowed, Self::Phone, Self::Name];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AnonymousAllowed => "anonymous_allowed",
            Self::Phone => "phone",
            Self::Name => "name",
        }
    }
}

impl Urgency {
    /// Every urgency, from the slowest clock to the fastest.
    pub const ALL: [Self; 3] = [Self::Complex, Self::Normal, Self::Urgent];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Complex => "complex",
            Self::Urgent => "urgent",
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Display for Urgency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl FromStr for Identity {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        Self::ALL.into_iter().find(|rule| rule.code() == text).ok_or(ParseCodeError)
    }
}

impl FromStr for Urgency {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        Self::ALL.into_iter().find(|urgency| urgency.code() == text).ok_or(ParseCodeError)
    }
}

/// Alleged violations of law: private by default, and their place is said no closer than the commune.
const SENSITIVE: [&str; 3] = ["an-ninh-trat-tu", "an-toan-thuc-pham", "dat-dai-xay-dung"];
/// What cannot wait for working hours.
const URGENT: [&str; 3] = [report::category::ORDNANCE, "pccc-cuu-nan", "thien-tai"];
const COMPLEX: [&str; 2] = ["dat-dai-xay-dung", "rung-khoang-san"];
/// What whoever finds ordnance reads first; the number is the police's, which answers everywhere and at any time.
const ORDNANCE_HOTLINE: &str = "Đừng lại gần, đừng chạm. Gọi 113.";

impl Category {
    /// The categories with which a province's table is founded, none of them confirmed.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        (1..).zip(report::category::DEFAULTS).map(|(rank, code)| Self::default_of(code, rank)).collect()
    }

    fn default_of(code: &str, rank: i64) -> Self {
        let (ordnance, urgent) = (code == report::category::ORDNANCE, URGENT.contains(&code));
        let sensitive = SENSITIVE.contains(&code);
        Self {
            name_vi: word("category", code, Language::Vi),
            name_en: word("category", code, Language::En),
            icon: code.to_owned(),
            rank,
            identity: Identity::AnonymousAllowed,
            urgency: match code {
                _ if urgent => Urgency::Urgent,
                code if COMPLEX.contains(&code) => Urgency::Complex,
                _ => Urgency::Normal,
            },
            hotline: ordnance.then(|| ORDNANCE_HOTLINE.to_owned()),
            private: sensitive,
            coarse: sensitive || ordnance,
            sealed: false,
            needs_approval: code == "dat-dai-xay-dung",
            always: urgent,
            photo_asked: !ordnance,
            retired_at_ms: None,
            confirmed_at_ms: None,
            version: 1,
            code: code.to_owned(),
        }
    }

    /// Its name in this language.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.name_vi,
            Language::En => &self.name_en,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn alleged_violations_of_law_are_private_and_ordnance_asks_for_no_photo() {
        let defaults = Category::defaults();
        assert_eq!(defaults.len(), 18);
        let private: Vec<&str> = defaults.iter().filter(|one| one.private).map(|one| one.code.as_str()).collect();
        assert_eq!(private, SENSITIVE);
        let ordnance = defaults.iter().find(|one| one.code == report::category::ORDNANCE).unwrap();
        assert!(!ordnance.photo_asked && ordnance.always && ordnance.hotline.is_some());
        assert_eq!(ordnance.urgency, Urgency::Urgent);
        assert!(defaults.iter().all(|one| one.confirmed_at_ms.is_none()));
    }

    #[test]
    fn codes_read_back() {
        assert!(Identity::ALL.into_iter().all(|rule| rule.code().parse() == Ok(rule)));
        assert!(Urgency::ALL.into_iter().all(|urgency| urgency.code().parse() == Ok(urgency)));
        assert_eq!("at_once".parse::<Urgency>(), Err(ParseCodeError));
    }
}
