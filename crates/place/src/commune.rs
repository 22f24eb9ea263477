//! The communes: code, name and kind. Not their boundaries.
//!
//! Invariant: a [`CommuneCode`] is five ASCII digits. Codes were used again in 2025 under other names, so that a code
//! means something only together with the date from which it is valid.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::names;

/// What is not the code or the kind of a commune.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseCommuneError {
    /// A code is five digits; `found` is not.
    #[error("«{found}» is not a commune code of five digits")]
    Code {
        /// The text in question.
        found: String,
    },
    /// A kind is `xa`, `phuong` or `dac_khu`; `found` is not.
    #[error("«{found}» is not a kind of commune (xa, phuong, dac_khu)")]
    Kind {
        /// The text in question.
        found: String,
    },
}

/// The five digits by which the state's list of administrative units knows a commune-level unit, such as `19333`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommuneCode(String);

impl CommuneCode {
    /// The five digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CommuneCode {
    type Err = ParseCommuneError;

    fn from_str(text: &str) -> Result<Self, ParseCommuneError> {
        let five_digits = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        five_digits.then(|| Self(text.to_owned())).ok_or_else(|| ParseCommuneError::Code { found: text.to_owned() })
    }
}

impl TryFrom<String> for CommuneCode {
    type Error = ParseCommuneError;

    fn try_from(text: String) -> Result<Self, ParseCommuneError> {
        text.parse()
    }
}

impl From<CommuneCode> for String {
    fn from(code: CommuneCode) -> Self {
        code.0
    }
}

impl fmt::Display for CommuneCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The three kinds of commune-level unit since 1 July 2025 (Law 72/2025/QH15, article 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommuneKind {
    /// Xã, a rural commune.
    Xa,
    /// Phường, an urban ward.
    Phuong,
    /// Đặc khu, an island's special zone.
    DacKhu,
}

impl CommuneKind {
    /// The code in tables and `GeoJSON`: `xa`, `phuong`, `dac_khu`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xa => "xa",
            Self::Phuong => "phuong",
            Self::DacKhu => "dac_khu",
        }
    }

    /// The kind that a full name begins with («Phường Đông Hà»), if it does.
    #[must_use]
    pub fn of_full_name(name: &str) -> Option<Self> {
        let folded = names::fold(name);
        let kinds = [("xa ", Self::Xa), ("phuong ", Self::Phuong), ("dac khu ", Self::DacKhu)];
        kinds.into_iter().find(|(prefix, _)| folded.starts_with(prefix)).map(|(_, kind)| kind)
    }
}

impl FromStr for CommuneKind {
    type Err = ParseCommuneError;

    fn from_str(text: &str) -> Result<Self, ParseCommuneError> {
        let kinds = [Self::Xa, Self::Phuong, Self::DacKhu];
        let kind = kinds.into_iter().find(|kind| kind.as_str() == text);
        kind.ok_or_else(|| ParseCommuneError::Kind { found: text.to_owned() })
    }
}

/// A commune-level unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commune {
    /// Its code.
    pub code: CommuneCode,
    /// Its full name, kind included, in NFC: «Phường Đông Hà».
    pub name: String,
    /// Its kind.
    pub kind: CommuneKind,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

    use super::*;

    #[test]
    fn a_code_is_five_digits_and_nothing_else() {
        assert_eq!("19333".parse::<CommuneCode>().unwrap().as_str(), "19333");
        for wrong in ["", "1933", "193333", "1933a", " 1933", "１９３３３"] {
            assert_eq!(wrong.parse::<CommuneCode>(), Err(ParseCommuneError::Code { found: wrong.to_owned() }));
        }
    }

    #[test]
    fn a_wrong_code_is_refused_in_json_too() {
        assert!(serde_json::from_str::<CommuneCode>("\"19333\"").is_ok());
        assert!(serde_json::from_str::<CommuneCode>("\"1933\"").is_err());
    }

    #[test]
    fn the_kind_is_read_from_the_full_name() {
        assert_eq!(CommuneKind::of_full_name("Đặc khu Cồn Cỏ"), Some(CommuneKind::DacKhu));
        assert_eq!(CommuneKind::of_full_name("Xã Lệ Thủy"), Some(CommuneKind::Xa));
        assert_eq!(CommuneKind::of_full_name("Xanh"), None);
    }

    #[test]
    fn a_kind_has_one_spelling_everywhere() {
        for kind in [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu] {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
            assert_eq!(kind.as_str().parse::<CommuneKind>().unwrap(), kind);
        }
    }
}
