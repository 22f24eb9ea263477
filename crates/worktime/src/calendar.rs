//! Which days and hours are worked.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::day::{Day, DayKind, is_weekend};
use crate::{Hours, Why, builtin};

/// Which days and hours are worked in the province.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    hours: Hours,
    days: BTreeMap<Date, Day>,
}

/// A day stands twice in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} stands there twice")]
pub struct TwoDays(pub Date);

impl Calendar {
    /// The calendar of these hours and of days that are not what their weekday says.
    ///
    /// # Errors
    /// When a day stands there twice.
    pub fn new(hours: Hours, days: impl IntoIterator<Item = Day>) -> Result<Self, TwoDays> {
        let mut calendar = Self { hours, days: BTreeMap::new() };
        for day in days {
            let date = day.date;
            if calendar.days.insert(date, day).is_some() {
                return Err(TwoDays(date));
            }
        }
        Ok(calendar)
    }

    /// The calendar of the law and of the decisions that are known, until a province has its own.
    #[must_use]
    pub fn builtin() -> Self {
        let days = builtin::days().into_iter().map(|day| (day.date, day)).collect();
        Self { hours: Hours::default(), days }
    }

    /// The hours of a working day.
    #[must_use]
    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    /// The days that are not what their weekday says, in order.
    pub fn days(&self) -> impl Iterator<Item = &Day> {
        self.days.values()
    }

    /// What was said of a day.
    #[must_use]
    pub fn day(&self, date: Date) -> Option<&Day> {
        self.days.get(&date)
    }

    /// Puts a day in, in the place of what was said of it.
    pub fn put(&mut self, day: Day) {
        self.days.insert(day.date, day);
    }

    /// Whether holidays of this year were entered. Of another year only the weekends are known.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else { return false };
        self.days.range(first..=last).any(|(_, day)| day.kind == DayKind::Holiday)
    }

    /// Whether it is worked on this day.
    #[must_use]
    pub fn is_worked(&self, date: Date) -> bool {
        self.free(date).is_none()
    }

    /// Why nobody works on this day; `None` when somebody does.
    pub(crate) fn free(&self, date: Date) -> Option<Why> {
        match self.days.get(&date) {
            Some(Day { kind: DayKind::WorkingWeekend, .. }) => None,
            Some(day) => Some(Why::Holiday { name: day.name.clone(), name_en: day.name_en.clone() }),
            None => is_weekend(date).then_some(Why::Weekend),
        }
    }
}
