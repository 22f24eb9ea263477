//! Within how many days a change is to be recorded, and how late it was.

use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;

/// The province's rule. The day on which a change takes effect is not counted.
#[derive(Clone)]
pub struct Notice {
    /// How many days there are; three by the regulation.
    pub days: u32,
    /// Whether only working days count.
    pub in_working_days: bool,
    counts: Arc<dyn Fn(Date) -> bool + Send + Sync>,
}

/// No rule is longer than this, however few days count.
const HORIZON_DAYS: i64 = 400;

impl Notice {
    /// So many days, each counts.
    #[must_use]
    pub fn in_days(days: u32) -> Self {
        Self { days, in_working_days: false, counts: Arc::new(|_| true) }
    }

    /// So many days on which it is worked.
    #[must_use]
    pub fn in_working_days(days: u32, worked: impl Fn(Date) -> bool + Send + Sync + 'static) -> Self {
        Self { days, in_working_days: true, counts: Arc::new(worked) }
    }

    /// The last day on which a change that takes effect on `effect` is recorded in time.
    #[must_use]
    pub fn due(&self, effect: Date) -> Date {
        let counted = (1..=HORIZON_DAYS).map(|days| later(effect, days)).filter(|day| (self.counts)(*day));
        counted.take(self.days as usize).last().unwrap_or(effect)
    }

    /// How many counted days after the last one a change was recorded; 0 in time.
    #[must_use]
    pub fn late_days(&self, effect: Date, recorded: Date) -> i64 {
        let due = self.due(effect);
        let after = (1..=HORIZON_DAYS).map(|days| later(due, days)).take_while(|day| *day <= recorded);
        let late = after.filter(|day| (self.counts)(*day)).count();
        i64::try_from(late).unwrap_or(i64::MAX)
    }

    /// Whether a post that nobody has had since `vacant` raises an alarm on `day`.
    #[must_use]
    pub fn alarms(&self, vacant: Date, day: Date) -> bool {
        day >= self.due(vacant)
    }
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if self.in_working_days { "working days" } else { "days" };
        write!(out, "Notice({} {kind})", self.days)
    }
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::*;

    #[test]
    fn three_calendar_days_end_on_the_third_day_after() {
        let notice = Notice::in_days(3);
        assert_eq!(notice.due(date(2026, 11, 20)), date(2026, 11, 23));
        assert_eq!(notice.late_days(date(2026, 11, 20), date(2026, 11, 23)), 0);
        assert_eq!(notice.late_days(date(2026, 11, 20), date(2026, 11, 25)), 2);
        assert_eq!(notice.late_days(date(2026, 11, 20), date(2026, 11, 1)), 0, "recorded beforehand");
        assert!(notice.alarms(date(2026, 11, 20), date(2026, 11, 23)));
        assert!(!notice.alarms(date(2026, 11, 20), date(2026, 11, 22)));
    }

    #[test]
    fn three_working_days_pass_over_the_weekend() {
        let worked = |day: Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let notice = Notice::in_working_days(3, worked);
        // Friday 20 November: Monday, Tuesday, Wednesday.
        assert_eq!(notice.due(date(2026, 11, 20)), date(2026, 11, 25));
        assert_eq!(notice.late_days(date(2026, 11, 20), date(2026, 11, 29)), 2, "Thursday and Friday");
    }
}
