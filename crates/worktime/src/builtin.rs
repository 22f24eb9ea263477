//! The calendar until a province has its own: what the law gives, and what was decided year by year.
//!
//! Labour Code 45/2019/QH14, article 112: 1 January; five days of Tết; the 10th of the third lunar month; 30 April;
//! 1 May; 2 September and the day before or after it; and 24 November, which joined them in 2026. A holiday that falls on
//! a weekend gives the next working day free (article 111.3). How Tết and 2 September lie, and which days were swapped
//! for Saturdays, is decided anew for each year; where it is not decided yet, the usual was computed.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::day::{Day, DayKind, is_weekend};

/// The years that are known.
pub const YEARS: std::ops::RangeInclusive<i16> = 2024..=2030;

/// The last year for which everything was decided and announced.
const ANNOUNCED_UNTIL: i16 = 2026;
/// The first year in which 24 November is a holiday.
const CULTURE_DAY_SINCE: i16 = 2026;
/// Days of Tết that the law gives.
const TET_DAYS: i64 = 5;

/// A month and a day of it.
type MonthDay = (i8, i8);

/// What differs from year to year.
struct Year {
    year: i16,
    /// The first day of the lunar year.
    new_year: MonthDay,
    /// How many of the days of Tết lie before it.
    before: i64,
    /// The 10th of the third lunar month.
    kings: MonthDay,
    /// The other day of 2 September.
    independence: i8,
    /// A day off, and the Saturday on which is worked instead.
    swaps: &'static [(MonthDay, MonthDay)],
}

#[rustfmt::skip]
const DECIDED: [Year; 7] = [
    Year { year: 2024, new_year: (2, 10), before: 2, kings: (4, 18), independence: 3, swaps: &[((4, 29), (5, 4))] },
    Year { year: 2025, new_year: (1, 29), before: 2, kings: (4, 7), independence: 1, swaps: &[((5, 2), (4, 26))] },
    Year { year: 2026, new_year: (2, 17), before: 1, kings: (4, 26), independence: 1,
           swaps: &[((1, 2), (1, 10)), ((8, 31), (8, 22))] },
    Year { year: 2027, new_year: (2, 6), before: 2, kings: (4, 16), independence: 3, swaps: &[] },
    Year { year: 2028, new_year: (1, 26), before: 2, kings: (4, 4), independence: 1, swaps: &[] },
    Year { year: 2029, new_year: (2, 13), before: 1, kings: (4, 23), independence: 3, swaps: &[] },
    Year { year: 2030, new_year: (2, 2), before: 2, kings: (4, 12), independence: 3, swaps: &[] },
];

const NEW_YEAR: Name = ("Tết Dương lịch", "New Year's Day");
const TET: Name = ("Tết Nguyên đán", "Lunar New Year");
const KINGS: Name = ("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration Day");
const VICTORY: Name = ("Ngày Chiến thắng", "Reunification Day");
const LABOUR: Name = ("Ngày Quốc tế lao động", "International Labour Day");
const INDEPENDENCE: Name = ("Quốc khánh", "National Day");
const CULTURE: Name = ("Ngày Văn hóa Việt Nam", "Vietnam Culture Day");
const SWAPPED: Name = ("Nghỉ hoán đổi ngày làm việc", "Day off, swapped");
const WORKED: Name = ("Làm bù ngày nghỉ hoán đổi", "Working day, swapped");

/// What a day is called, in Vietnamese and in English.
type Name = (&'static str, &'static str);

/// Every day that is known, in order.
pub(crate) fn days() -> Vec<Day> {
    DECIDED.iter().flat_map(Year::days).collect()
}

impl Year {
    fn days(&self) -> Vec<Day> {
        let mut days = BTreeMap::new();
        let statutory = self.statutory();
        for (date, name) in &statutory {
            days.insert(*date, self.day(*date, DayKind::Holiday, *name, ""));
        }
        for (off, worked) in self.swaps {
            let (off, worked) = (self.date(*off), self.date(*worked));
            days.insert(off, self.day(off, DayKind::Holiday, SWAPPED, ""));
            days.insert(worked, self.day(worked, DayKind::WorkingWeekend, WORKED, ""));
        }
        for (date, name) in statutory.into_iter().filter(|(date, _)| is_weekend(*date)) {
            let free = |date: &Date| is_weekend(*date) || days.contains_key(date);
            let next = std::iter::successors(Some(date), |date| date.tomorrow().ok()).find(|date| !free(date));
            if let Some(next) = next {
                days.insert(next, self.day(next, DayKind::Holiday, name, " (nghỉ bù)"));
            }
        }
        // The fourth day of the lunar year is a day of Tết to everybody, on whatever weekday.
        let fourth = self.date(self.new_year).saturating_add(3.days());
        days.entry(fourth).or_insert_with(|| self.day(fourth, DayKind::Holiday, TET, ""));
        days.into_values().collect()
    }

    /// The holidays of the law, in order.
    fn statutory(&self) -> Vec<(Date, Name)> {
        let day = |month, day, name| (date(self.year, month, day), name);
        let new_year = self.date(self.new_year);
        let mut days =
            vec![day(1, 1, NEW_YEAR), (self.date(self.kings), KINGS), day(4, 30, VICTORY), day(5, 1, LABOUR)];
        days.extend((-self.before..TET_DAYS - self.before).map(|nth| (new_year.saturating_add(nth.days()), TET)));
        days.extend([day(9, self.independence, INDEPENDENCE), day(9, 2, INDEPENDENCE)]);
        days.extend((self.year >= CULTURE_DAY_SINCE).then(|| day(11, 24, CULTURE)));
        days.sort_unstable();
        days
    }

    fn date(&self, (month, day): MonthDay) -> Date {
        date(self.year, month, day)
    }

    fn day(&self, date: Date, kind: DayKind, (vi, en): Name, observed: &str) -> Day {
        let observed_en = if observed.is_empty() { "" } else { " (observed)" };
        let basis = if self.year <= ANNOUNCED_UNTIL { "announced" } else { "computed" };
        Day {
            date,
            kind,
            name: format!("{vi}{observed}"),
            name_en: format!("{en}{observed_en}"),
            basis: basis.to_owned(),
        }
    }
}
