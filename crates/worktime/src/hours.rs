//! The hours of a working day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Time, time};

/// From when to when is worked on a working day, in the order of the day. Never empty, never overlapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours(Vec<(Time, Time)>);

/// Why hours are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Not written as `07:00-11:30,13:30-17:00`.
    #[error("not hours such as 07:00-11:30,13:30-17:00")]
    Unreadable,
    /// A stretch that ends before it begins, or begins before the one above ends.
    #[error("each stretch must end after it begins and before the next begins")]
    OutOfOrder,
}

impl Hours {
    /// The hours of a day.
    ///
    /// # Errors
    /// When there are none, or they are not in order.
    pub fn new(stretches: Vec<(Time, Time)>) -> Result<Self, HoursError> {
        let whole_minutes = |time: &Time| time.second() == 0 && time.subsec_nanosecond() == 0;
        if stretches.is_empty() || !stretches.iter().all(|(from, to)| whole_minutes(from) && whole_minutes(to)) {
            return Err(HoursError::Unreadable);
        }
        let bounds: Vec<Time> = stretches.iter().flat_map(|(from, to)| [*from, *to]).collect();
        if bounds.is_sorted_by(|before, after| before < after) {
            Ok(Self(stretches))
        } else {
            Err(HoursError::OutOfOrder)
        }
    }

    /// The stretches of work.
    #[must_use]
    pub fn stretches(&self) -> &[(Time, Time)] {
        &self.0
    }

    /// How long a working day is, in minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.0.iter().map(|(from, to)| from.duration_until(*to).as_mins()).sum()
    }
}

/// 07:00–11:30 and 13:30–17:00: eight hours.
impl Default for Hours {
    fn default() -> Self {
        Self(vec![(time(7, 0, 0, 0), time(11, 30, 0, 0)), (time(13, 30, 0, 0), time(17, 0, 0, 0))])
    }
}

/// `07:00-11:30,13:30-17:00`
impl fmt::Display for Hours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (from, to)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(out, "{comma}{}-{}", from.strftime("%H:%M"), to.strftime("%H:%M"))?;
        }
        Ok(())
    }
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).ok();
        let stretch = |text: &str| text.split_once(['-', '–']).and_then(|(from, to)| Some((time(from)?, time(to)?)));
        let stretches: Option<Vec<_>> = text.split(',').map(stretch).collect();
        Self::new(stretches.ok_or(HoursError::Unreadable)?)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_default_day_has_eight_hours_and_reads_back() {
        let hours = Hours::default();
        assert_eq!((hours.minutes(), hours.to_string().as_str()), (480, "07:00-11:30,13:30-17:00"));
        assert_eq!(hours.to_string().parse::<Hours>().unwrap(), hours);
        assert_eq!("07:30 – 12:00, 13:00–16:30".parse::<Hours>().unwrap().minutes(), 480);
    }

    #[test]
    fn hours_that_are_none_are_refused() {
        for wrong in ["", "07:00", "7h-11h", "25:00-26:00", "07:00-11:30,"] {
            assert_eq!(wrong.parse::<Hours>(), Err(HoursError::Unreadable), "{wrong}");
        }
        for wrong in ["11:30-07:00", "07:00-07:00", "07:00-11:30,11:00-17:00", "13:30-17:00,07:00-11:30"] {
            assert_eq!(wrong.parse::<Hours>(), Err(HoursError::OutOfOrder), "{wrong}");
        }
    }
}
