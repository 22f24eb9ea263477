//! How much time a step has, and which hours count.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;

use crate::Hours;

/// How much time a step has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Allowance {
    /// So many minutes that count.
    Minutes(u32),
    /// So many days: of working hours, or of 24 hours where every hour counts.
    Days(u32),
}

impl Allowance {
    /// So many hours that count.
    #[must_use]
    pub const fn hours(hours: u32) -> Self {
        Self::Minutes(hours.saturating_mul(60))
    }

    /// The time that must pass while the clock runs.
    #[must_use]
    pub fn duration(self, pace: Pace, hours: &Hours) -> SignedDuration {
        match (self, pace) {
            (Self::Minutes(minutes), _) => SignedDuration::from_mins(i64::from(minutes)),
            (Self::Days(days), Pace::Working) => SignedDuration::from_mins(i64::from(days) * hours.minutes()),
            (Self::Days(days), Pace::Always) => SignedDuration::from_hours(i64::from(days) * 24),
        }
    }
}

/// `30m` or `5d`, as the books keep it.
impl fmt::Display for Allowance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(minutes) => write!(out, "{minutes}m"),
            Self::Days(days) => write!(out, "{days}d"),
        }
    }
}

/// Neither `30m` nor `5d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount of time such as 30m or 5d")]
pub struct NotAnAllowance;

impl FromStr for Allowance {
    type Err = NotAnAllowance;

    fn from_str(text: &str) -> Result<Self, NotAnAllowance> {
        let unit = text.chars().last().ok_or(NotAnAllowance)?;
        let amount = text.strip_suffix(unit).and_then(|amount| amount.parse().ok()).ok_or(NotAnAllowance)?;
        match unit {
            'm' => Ok(Self::Minutes(amount)),
            'd' => Ok(Self::Days(amount)),
            _ => Err(NotAnAllowance),
        }
    }
}

/// Which hours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Pace {
    /// Working hours.
    #[default]
    Working,
    /// Every hour, day and night.
    Always,
}

impl Pace {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Always => "always",
        }
    }
}

/// Neither `working` nor `always`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither working nor always")]
pub struct NotAPace;

impl FromStr for Pace {
    type Err = NotAPace;

    fn from_str(text: &str) -> Result<Self, NotAPace> {
        [Self::Working, Self::Always].into_iter().find(|pace| pace.code() == text).ok_or(NotAPace)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn amounts_read_back() {
        for allowance in [Allowance::Minutes(30), Allowance::hours(8), Allowance::Days(5)] {
            assert_eq!(allowance.to_string().parse::<Allowance>().unwrap(), allowance);
        }
        for wrong in ["", "5", "d", "5h", "-5d", "5.0d", "99999999999m", "5ngày"] {
            assert_eq!(wrong.parse::<Allowance>(), Err(NotAnAllowance), "{wrong}");
        }
        assert_eq!("always".parse::<Pace>().unwrap(), Pace::Always);
        assert!("24/7".parse::<Pace>().is_err());
    }

    #[test]
    fn a_working_day_is_as_long_as_its_hours() {
        let hours = Hours::default();
        assert_eq!(Allowance::Days(2).duration(Pace::Working, &hours), SignedDuration::from_hours(16));
        assert_eq!(Allowance::Days(2).duration(Pace::Always, &hours), SignedDuration::from_hours(48));
    }
}
