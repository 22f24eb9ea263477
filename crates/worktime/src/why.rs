//! Why time did not count.

use std::fmt;

/// Why time did not count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Why {
    /// Before or after the hours of a working day.
    OutsideHours,
    /// Between two stretches of a working day.
    NoonBreak,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday {
        /// What it is called in Vietnamese.
        name: String,
        /// What it is called in English; empty where nobody said.
        name_en: String,
    },
    /// The clock stood still.
    Paused,
}

impl Why {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutsideHours => "outside_hours",
            Self::NoonBreak => "noon_break",
            Self::Weekend => "weekend",
            Self::Holiday { .. } => "holiday",
            Self::Paused => "paused",
        }
    }
}

/// The code, of a holiday with its name: `holiday: Quốc khánh`.
impl fmt::Display for Why {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holiday { name, .. } => write!(out, "{}: {name}", self.code()),
            _ => out.write_str(self.code()),
        }
    }
}
