//! When something counts: on which weekdays, at which hours, from which day to which.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

use crate::{Calendar, local};

/// At which hours of a day something counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Span {
    /// At any.
    #[default]
    Always,
    /// In working time.
    Working,
    /// Outside working time.
    Outside,
    /// From one time of the day until another, which is no longer of it. One that is not later is of the next day:
    /// 18:00–06:00 is the night.
    Between(Time, Time),
}

/// What is no span of hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not always, working, outside or hours such as 18:00-06:00")]
pub struct NoSpan;

/// On which weekdays something counts. None of them named is any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Weekdays(u8);

/// When something counts. The default is always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Window {
    /// On which weekdays.
    pub weekdays: Weekdays,
    /// At which hours.
    pub hours: Span,
    /// The first day.
    pub first: Option<Date>,
    /// The last day.
    pub last: Option<Date>,
}

impl Window {
    /// Whether it counts at that moment.
    #[must_use]
    pub fn holds(&self, at: Timestamp, calendar: &Calendar) -> bool {
        let here = local(at);
        self.weekdays.hold(here.date().weekday())
            && self.first.is_none_or(|first| first <= here.date())
            && self.last.is_none_or(|last| here.date() <= last)
            && self.hours.holds(at, calendar)
    }

    /// Whether it counts whenever the other does.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.weekdays.cover(other.weekdays)
            && self.hours.covers(other.hours)
            && self.first.is_none_or(|first| other.first.is_some_and(|other| first <= other))
            && self.last.is_none_or(|last| other.last.is_some_and(|other| other <= last))
    }

    /// Whether there is a day on which it could count.
    #[must_use]
    pub fn is_some_day(&self) -> bool {
        self.first.zip(self.last).is_none_or(|(first, last)| first <= last)
    }
}

impl Span {
    fn holds(self, at: Timestamp, calendar: &Calendar) -> bool {
        match self {
            Self::Always => true,
            Self::Working => calendar.is_working(at),
            Self::Outside => !calendar.is_working(at),
            Self::Between(from, until) => within(local(at).time(), from, until),
        }
    }

    fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Always, _) => true,
            (Self::Between(from, until), Self::Between(..)) if from == until => true,
            (Self::Between(from, until), Self::Between(other_from, other_until)) => {
                let length = |to: Time| minutes(from, to);
                length(other_from) < minutes_round(from, until)
                    && length(other_from) + minutes_round(other_from, other_until) <= minutes_round(from, until)
            }
            _ => self == other,
        }
    }
}

const DAY_MINUTES: i64 = 24 * 60;

fn within(time: Time, from: Time, until: Time) -> bool {
    if from < until { from <= time && time < until } else { from <= time || time < until }
}

/// Minutes from one time of the day on to another.
fn minutes(from: Time, to: Time) -> i64 {
    from.duration_until(to).as_mins().rem_euclid(DAY_MINUTES)
}

/// The same, a whole day round being a day.
fn minutes_round(from: Time, to: Time) -> i64 {
    if from == to { DAY_MINUTES } else { minutes(from, to) }
}

impl Weekdays {
    /// Of numbers, Monday being 1; nothing when one is no weekday's.
    #[must_use]
    pub fn of_numbers(numbers: &[u8]) -> Option<Self> {
        numbers
            .iter()
            .try_fold(Self(0), |days, number| (1..=7).contains(number).then(|| Self(days.0 | 1 << (number - 1))))
    }

    /// Their numbers, Monday being 1; none where any counts.
    #[must_use]
    pub fn numbers(self) -> Vec<u8> {
        (1..=7).filter(|number| self.0 & 1 << (number - 1) != 0).collect()
    }

    /// Of the bits of a number, Monday being 1, Sunday 64. Greater ones say nothing.
    #[must_use]
    pub const fn of_bits(bits: u32) -> Self {
        Self((bits & 0x7f) as u8)
    }

    /// As bits; 0 where any counts.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0 as u32
    }

    fn hold(self, day: Weekday) -> bool {
        self.0 == 0 || self.0 & 1 << (day.to_monday_one_offset() - 1) != 0
    }

    fn cover(self, other: Self) -> bool {
        let all = |days: Self| if days.0 == 0 { 0x7f } else { days.0 };
        all(self) & all(other) == all(other)
    }
}

impl Calendar {
    /// Whether it is worked at that moment.
    #[must_use]
    pub fn is_working(&self, at: Timestamp) -> bool {
        let (date, time) = (local(at).date(), local(at).time());
        self.is_worked(date) && self.hours().stretches().iter().any(|(from, to)| *from <= time && time < *to)
    }
}

/// `always`, `working`, `outside`, `18:00-06:00`
impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => out.write_str("always"),
            Self::Working => out.write_str("working"),
            Self::Outside => out.write_str("outside"),
            Self::Between(from, until) => write!(out, "{}-{}", from.strftime("%H:%M"), until.strftime("%H:%M")),
        }
    }
}

impl FromStr for Span {
    type Err = NoSpan;

    fn from_str(text: &str) -> Result<Self, NoSpan> {
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).map_err(|_| NoSpan);
        match text {
            "always" => Ok(Self::Always),
            "working" => Ok(Self::Working),
            "outside" => Ok(Self::Outside),
            hours => {
                let (from, until) = hours.split_once('-').ok_or(NoSpan)?;
                Ok(Self::Between(time(from)?, time(until)?))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use jiff::civil::{DateTime, date};

    use super::*;
    use crate::moment;

    fn holds(window: &Window, at: DateTime) -> bool {
        window.holds(moment(at).unwrap(), &Calendar::builtin())
    }

    fn at(hours: &str) -> Window {
        Window { hours: hours.parse().unwrap(), ..Window::default() }
    }

    #[test]
    fn working_time_knows_holidays_the_noon_break_and_weekends() {
        let monday = |hour, minute| date(2026, 11, 23).at(hour, minute, 0, 0);
        for (moment, working) in
            [(monday(7, 0), true), (monday(11, 30), false), (monday(16, 59), true), (monday(17, 0), false)]
        {
            assert_eq!(holds(&at("working"), moment), working, "{moment}");
            assert_eq!(holds(&at("outside"), moment), !working, "{moment}");
        }
        assert!(holds(&at("outside"), date(2026, 11, 24).at(9, 0, 0, 0)), "24 November is a holiday");
        assert!(holds(&at("outside"), date(2026, 11, 28).at(9, 0, 0, 0)), "a Saturday");
    }

    #[test]
    fn hours_run_over_midnight_and_days_from_the_first_to_the_last() {
        let night = at("18:00-06:00");
        let on = |hour| date(2026, 11, 23).at(hour, 0, 0, 0);
        assert_eq!([5, 6, 17, 18].map(|hour| holds(&night, on(hour))), [true, false, false, true]);
        let storm = Window {
            first: Some(date(2026, 11, 24)),
            last: Some(date(2026, 11, 25)),
            weekdays: Weekdays::of_numbers(&[2]).unwrap(),
            ..Window::default()
        };
        let day = |day| holds(&storm, date(2026, 11, day).at(9, 0, 0, 0));
        assert_eq!([23, 24, 25, 26].map(day), [false, true, false, false], "the 24th is a Tuesday");
    }

    #[test]
    fn what_counts_whenever_another_does_covers_it() {
        let weekdays = |days: &[u8]| Window { weekdays: Weekdays::of_numbers(days).unwrap(), ..Window::default() };
        let from = |day| Window { first: Some(date(2026, 11, day)), ..Window::default() };
        let always = Window::default();
        for narrow in [at("working"), at("18:00-06:00"), weekdays(&[6, 7]), from(1)] {
            assert!(always.covers(&narrow) && !narrow.covers(&always) && narrow.covers(&narrow), "{narrow:?}");
        }
        assert!(at("18:00-06:00").covers(&at("22:00-02:00")) && !at("22:00-02:00").covers(&at("18:00-06:00")));
        assert!(!at("18:00-06:00").covers(&at("05:00-07:00")) && !at("08:00-10:00").covers(&at("22:00-02:00")));
        assert!(!at("working").covers(&at("08:00-10:00")), "what the calendar says is not known here");
        assert!(weekdays(&[1, 2, 3]).covers(&weekdays(&[2])) && !weekdays(&[2]).covers(&weekdays(&[2, 3])));
        assert!(from(1).covers(&from(2)) && !from(2).covers(&from(1)));
        assert!(always.is_some_day() && !Window { last: Some(date(2026, 10, 31)), ..from(1) }.is_some_day());
    }

    #[test]
    fn spans_and_weekdays_read_back() {
        for text in ["always", "working", "outside", "18:00-06:00"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        for wrong in ["", "night", "18-6", "18:00-25:00"] {
            assert_eq!(wrong.parse::<Span>(), Err(NoSpan), "{wrong}");
        }
        assert_eq!(Weekdays::of_numbers(&[7, 1]).unwrap().numbers(), [1, 7]);
        assert_eq!((Weekdays::of_numbers(&[0]), Weekdays::of_numbers(&[8])), (None, None));
        assert_eq!(Weekdays::of_bits(Weekdays::of_numbers(&[7]).unwrap().bits()).numbers(), [7]);
    }
}
