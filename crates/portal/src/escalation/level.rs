//! The levels, and how long after what each is reached.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How far up something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Something urgent began: who is on call.
    Urgent,
    /// Nearly due: who answers for it.
    DueSoon,
    /// Overdue: the unit's leader.
    Leader,
    /// Overdue for longer: the duty desk.
    Desk,
    /// Overdue for much longer: the province.
    Province,
    /// Nobody has had a post for days.
    Vacancy,
    /// A way to citizens takes nothing: the administrators.
    Channel,
}

/// What is not the code of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a level")]
pub struct ParseLevelError;

impl Level {
    /// Every level.
    pub const ALL: [Self; 7] =
        [Self::Urgent, Self::DueSoon, Self::Leader, Self::Desk, Self::Province, Self::Vacancy, Self::Channel];
    /// Those that a clock reaches as time passes, in order.
    pub const OF_A_CLOCK: [Self; 4] = [Self::DueSoon, Self::Leader, Self::Desk, Self::Province];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::DueSoon => "due_soon",
            Self::Leader => "leader",
            Self::Desk => "desk",
            Self::Province => "province",
            Self::Vacancy => "vacancy",
            Self::Channel => "channel",
        }
    }
}

impl FromStr for Level {
    type Err = ParseLevelError;

    fn from_str(text: &str) -> Result<Self, ParseLevelError> {
        Self::ALL.into_iter().find(|level| level.code() == text).ok_or(ParseLevelError)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// When each level is reached, in minutes from the moment at which a clock is due; before it is negative. The defaults are
/// the program's: the province's regulation says only who is told after whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Delays {
    /// Nearly due: four hours before.
    pub due_soon_minutes: i64,
    /// To the leader: at once.
    pub leader_minutes: i64,
    /// To the desk: after a day.
    pub desk_minutes: i64,
    /// To the province: after three days.
    pub province_minutes: i64,
}

impl Delays {
    /// Of most cases.
    pub const USUAL: Self =
        Self { due_soon_minutes: -4 * 60, leader_minutes: 0, desk_minutes: 24 * 60, province_minutes: 3 * 24 * 60 };
    /// Of urgent ones.
    pub const URGENT: Self = Self { due_soon_minutes: -15, leader_minutes: 0, desk_minutes: 15, province_minutes: 60 };

    /// The field that is out of order; each level is reached after the one before it, the first one before the clock is due.
    #[must_use]
    pub const fn fault(&self) -> Option<&'static str> {
        if self.due_soon_minutes >= 0 {
            return Some("due_soon_minutes");
        }
        if self.leader_minutes < 0 {
            return Some("leader_minutes");
        }
        if self.desk_minutes <= self.leader_minutes {
            return Some("desk_minutes");
        }
        if self.province_minutes <= self.desk_minutes { Some("province_minutes") } else { None }
    }

    /// The moment before which a clock must have been due, for it to have reached `level` by `now_ms`.
    #[must_use]
    pub const fn due_by(&self, level: Level, now_ms: i64) -> i64 {
        let minutes = match level {
            Level::DueSoon => self.due_soon_minutes,
            Level::Leader => self.leader_minutes,
            Level::Desk => self.desk_minutes,
            Level::Province => self.province_minutes,
            Level::Urgent | Level::Vacancy | Level::Channel => 0,
        };
        now_ms - minutes * 60_000
    }
}

/// Four numbers, as a setting keeps them.
impl fmt::Display for Delays {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { due_soon_minutes, leader_minutes, desk_minutes, province_minutes } = self;
        write!(out, "{due_soon_minutes} {leader_minutes} {desk_minutes} {province_minutes}")
    }
}

/// What is not four numbers in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not four numbers of minutes, each greater than the one before")]
pub struct ParseDelaysError;

impl FromStr for Delays {
    type Err = ParseDelaysError;

    fn from_str(text: &str) -> Result<Self, ParseDelaysError> {
        let numbers: Result<Vec<i64>, _> = text.split(' ').map(str::parse).collect();
        let numbers = numbers.map_err(|_| ParseDelaysError)?;
        let [due_soon_minutes, leader_minutes, desk_minutes, province_minutes] = numbers[..] else {
            return Err(ParseDelaysError);
        };
        let delays = Self { due_soon_minutes, leader_minutes, desk_minutes, province_minutes };
        if delays.fault().is_none() { Ok(delays) } else { Err(ParseDelaysError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_read_back_and_say_which_is_out_of_order() {
        for delays in [Delays::USUAL, Delays::URGENT] {
            assert_eq!(delays.to_string().parse(), Ok(delays));
        }
        assert_eq!("-240 0 0 60".parse::<Delays>(), Err(ParseDelaysError));
        assert_eq!(Delays { desk_minutes: 0, ..Delays::USUAL }.fault(), Some("desk_minutes"));
        assert_eq!(Delays { due_soon_minutes: 5, ..Delays::USUAL }.fault(), Some("due_soon_minutes"));
    }

    #[test]
    fn codes_of_levels_read_back() {
        for level in Level::ALL {
            assert_eq!(level.code().parse(), Ok(level));
        }
    }

    #[test]
    fn a_clock_reaches_each_level_after_the_one_before() {
        for delays in [Delays::USUAL, Delays::URGENT] {
            let moments = Level::OF_A_CLOCK.map(|level| delays.due_by(level, 0));
            assert!(moments.is_sorted_by(|earlier, later| earlier > later), "{moments:?}");
        }
        assert_eq!(Delays::USUAL.due_by(Level::DueSoon, 0), 4 * 3_600_000);
    }
}
