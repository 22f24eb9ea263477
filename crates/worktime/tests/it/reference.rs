//! The built-in calendar is that of the reference, day by day.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use worktime::{BUILTIN_YEARS, Calendar, DayKind, Hours, table};

use super::data;

const FILE: &str = "calendar/vn_holidays_2024_2030.csv";

#[test]
fn every_day_of_the_reference_is_in_the_builtin_calendar_and_no_other() {
    let Some(table) = data::file(FILE) else { return };
    // Reading checks that every weekday of the reference is right.
    let reference = kinds(&Calendar::new(Hours::default(), table::read(&table).unwrap()).unwrap());
    let builtin = kinds(&Calendar::builtin());
    assert_eq!(builtin, reference);
}

#[test]
fn every_weekday_that_the_reference_names_is_the_one_of_its_date() {
    let Some(table) = data::file(FILE) else { return };
    let text = String::from_utf8(table).unwrap();
    for (from, to) in [("Thứ Ba,Ngày Văn hóa", "Thứ Tư,Ngày Văn hóa"), ("2024-01-01,Thứ Hai", "2024-01-01,Chủ Nhật")]
    {
        let faults = table::read(text.replace(from, to).as_bytes()).unwrap_err();
        assert_eq!((faults.lines().len(), faults.lines()[0].field), (1, "weekday"), "{faults}");
    }
}

#[test]
fn each_day_of_seven_years_is_worked_or_free_as_in_the_reference() {
    let Some(table) = data::file(FILE) else { return };
    let reference = Calendar::new(Hours::default(), table::read(&table).unwrap()).unwrap();
    let builtin = Calendar::builtin();
    let days = std::iter::successors(Some(date(2024, 1, 1)), |day| day.tomorrow().ok());
    let mut worked = BTreeMap::new();
    for day in days.take_while(|day| day.year() <= 2030) {
        assert_eq!(builtin.is_worked(day), reference.is_worked(day), "{day}");
        *worked.entry(day.year()).or_insert(0) += i32::from(builtin.is_worked(day));
    }
    // 365 days less 104 of weekends, less 12 holidays that are not on a weekend or are made up for: 249 in a plain year.
    assert_eq!(worked[&2027], 249);
}

#[test]
fn the_years_that_are_known_are_those_of_the_reference() {
    let calendar = Calendar::builtin();
    assert!(BUILTIN_YEARS.clone().all(|year| calendar.knows(year)));
    assert!(!calendar.knows(2023) && !calendar.knows(2031));
}

fn kinds(calendar: &Calendar) -> BTreeMap<Date, DayKind> {
    calendar.days().map(|day| (day.date, day.kind)).collect()
}
