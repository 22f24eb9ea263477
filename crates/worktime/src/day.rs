//! A day that is not what its weekday says.

use std::str::FromStr;

use jiff::civil::{Date, Weekday};

/// The longest name of a day, in characters.
const NAME_CHARS: usize = 200;

/// What is different about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DayKind {
    /// Nobody works: a public holiday, the day off instead of one, or a day that was swapped.
    Holiday,
    /// A Saturday or Sunday on which is worked, instead of a day off.
    WorkingWeekend,
}

impl DayKind {
    /// The stable code, as in the tables of others.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holiday => "public",
            Self::WorkingWeekend => "weekend_workday",
        }
    }
}

impl FromStr for DayKind {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        [Self::Holiday, Self::WorkingWeekend].into_iter().find(|kind| kind.code() == text).ok_or(DayError::KindUnknown)
    }
}

/// A day that is not what its weekday says, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which day.
    pub date: Date,
    /// What is different about it.
    pub kind: DayKind,
    /// What it is called in Vietnamese.
    pub name: String,
    /// What it is called in English; empty where nobody said.
    pub name_en: String,
    /// On what it rests: a decision, a computation.
    pub basis: String,
}

/// Why a day is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// Not `public` or `weekend_workday`.
    #[error("neither public nor weekend_workday")]
    KindUnknown,
    /// A working weekend that is no Saturday or Sunday.
    #[error("not a Saturday or Sunday: it is worked on that day anyway")]
    NotAWeekend,
    /// A day without a name.
    #[error("empty")]
    NameMissing,
    /// A name that is too long or stands on several lines.
    #[error("longer than {NAME_CHARS} characters, or on several lines")]
    NameUnreadable,
}

impl DayError {
    /// The field that is wrong.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::KindUnknown | Self::NotAWeekend => "kind",
            Self::NameMissing | Self::NameUnreadable => "name_vi",
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KindUnknown => "day_kind_unknown",
            Self::NotAWeekend => "day_not_a_weekend",
            Self::NameMissing => "day_name_missing",
            Self::NameUnreadable => "day_name_unreadable",
        }
    }
}

impl Day {
    /// Says what is wrong with it.
    ///
    /// # Errors
    /// The first thing that is.
    pub fn check(&self) -> Result<(), DayError> {
        if self.kind == DayKind::WorkingWeekend && !is_weekend(self.date) {
            return Err(DayError::NotAWeekend);
        }
        if self.name.trim().is_empty() {
            return Err(DayError::NameMissing);
        }
        let unreadable = |text: &String| text.chars().count() > NAME_CHARS || text.chars().any(char::is_control);
        if [&self.name, &self.name_en, &self.basis].into_iter().any(unreadable) {
            return Err(DayError::NameUnreadable);
        }
        Ok(())
    }
}

/// Saturday and Sunday are free unless they were swapped.
pub(crate) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
