//! The hours in which no telephone rings for a message.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Time;

/// From when until when messages to telephones wait, by the clock in Việt Nam: `21:00-06:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    from: Time,
    until: Time,
}

impl Quiet {
    /// From nine in the evening to six in the morning, as the app's own notices.
    pub const NIGHT: Self = Self { from: Time::constant(21, 0, 0, 0), until: Time::constant(6, 0, 0, 0) };

    /// The moment from which a message may go that is ready at `at_ms`.
    #[must_use]
    pub fn over_ms(self, at_ms: i64) -> i64 {
        let clock = worktime::local(Timestamp::from_millisecond(at_ms).unwrap_or_default());
        if !self.covers(clock.time()) {
            return at_ms;
        }
        let day = if clock.time() < self.until { Ok(clock.date()) } else { clock.date().tomorrow() };
        let end = day.ok().and_then(|day| worktime::moment(day.to_datetime(self.until)));
        end.map_or(at_ms, Timestamp::as_millisecond)
    }

    fn covers(self, time: Time) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.from.strftime("%H:%M"), self.until.strftime("%H:%M"))
    }
}

impl FromStr for Quiet {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "two times such as 21:00-06:00, or nothing";
        let (from, until) = text.split_once('-').ok_or(wrong)?;
        let read = |text: &str| Time::strptime("%H:%M", text.trim()).map_err(|_| wrong);
        Ok(Self { from: read(from)?, until: read(until)? })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(day: i8, hour: i8, minute: i8) -> i64 {
        worktime::moment(jiff::civil::date(2026, 11, day).at(hour, minute, 0, 0)).unwrap().as_millisecond()
    }

    #[test]
    fn what_is_ready_at_night_goes_in_the_morning() {
        for (ready, goes) in [
            (at(23, 20, 59), at(23, 20, 59)),
            (at(23, 21, 0), at(24, 6, 0)),
            (at(24, 0, 30), at(24, 6, 0)),
            (at(24, 5, 59), at(24, 6, 0)),
            (at(24, 6, 0), at(24, 6, 0)),
        ] {
            assert_eq!(Quiet::NIGHT.over_ms(ready), goes);
        }
        let noon: Quiet = "12:00-13:30".parse().unwrap();
        assert_eq!((noon.over_ms(at(23, 12, 0)), noon.over_ms(at(23, 13, 30))), (at(23, 13, 30), at(23, 13, 30)));
    }

    #[test]
    fn hours_read_back_and_others_are_refused() {
        assert_eq!("21:00-06:00".parse::<Quiet>().unwrap(), Quiet::NIGHT);
        assert_eq!(Quiet::NIGHT.to_string(), "21:00-06:00");
        for wrong in ["21-6", "25:00-06:00", "21:00", "night"] {
            assert!(wrong.parse::<Quiet>().is_err(), "{wrong}");
        }
    }
}
