//! The calendar as the region pack carries it, so that a device reckons as the portal does.

use report::pack::PackDay;

use crate::{Calendar, Day, Hours};

impl Calendar {
    /// The days as a pack carries them.
    #[must_use]
    pub fn packed_days(&self) -> Vec<PackDay> {
        let packed = |day: &Day| PackDay {
            date: day.date.to_string(),
            kind: day.kind.code().to_owned(),
            vi: day.name.clone(),
            en: day.name_en.clone(),
        };
        self.days().map(packed).collect()
    }

    /// The calendar of a pack. What a later version says of a day in words that this one does not know is passed over, and
    /// so are hours that do not read: then a day has the usual ones.
    #[must_use]
    pub fn of_pack(hours: &str, days: &[PackDay]) -> Self {
        let day = |day: &PackDay| {
            let (date, kind) = (day.date.parse().ok()?, day.kind.parse().ok()?);
            Some(Day { date, kind, name: day.vi.clone(), name_en: day.en.clone(), basis: String::new() })
        };
        let hours: Hours = hours.parse().unwrap_or_default();
        let mut calendar = Self::new(hours, []).unwrap_or_default();
        days.iter().filter_map(day).for_each(|day| calendar.put(day));
        calendar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_calendar_reckons_like_the_one_that_was_packed() {
        let calendar = Calendar::builtin();
        let mut days = calendar.packed_days();
        let read = Calendar::of_pack(&calendar.hours().to_string(), &days);
        assert!(read.packed_days() == days && read.hours() == calendar.hours());
        days[0].kind = "half_day".to_owned();
        assert_eq!(Calendar::of_pack("?", &days).packed_days(), days[1..]);
    }
}
