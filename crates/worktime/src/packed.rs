//! The calendar as the region pack carries it, so that a device reckons as the portal does.

use report::pack::{PackDay, PackRule};

use crate::{Calendar, Day, Hours, Weekdays, Window};

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

impl Window {
    /// When a rule of a pack counts; nothing when it says so in words that this version does not know.
    #[must_use]
    pub fn of_pack(rule: &PackRule) -> Option<Self> {
        let day = |text: &Option<String>| text.as_deref().map(str::parse).transpose().ok();
        let hours = rule.hours.as_deref().map_or(Ok(crate::Span::Always), str::parse).ok()?;
        let weekdays = Weekdays::of_bits(rule.weekdays.unwrap_or_default());
        Some(Self { weekdays, hours, first: day(&rule.first)?, last: day(&rule.last)? })
    }

    /// A rule of a pack that counts then, for one unit.
    #[must_use]
    pub fn packed(&self, unit: (String, String), category: Option<String>, commune: Option<String>) -> PackRule {
        PackRule {
            unit: unit.0,
            name: unit.1,
            category,
            commune,
            weekdays: Some(self.weekdays.bits()).filter(|bits| *bits != 0),
            hours: Some(self.hours).filter(|hours| *hours != crate::Span::Always).map(|hours| hours.to_string()),
            first: self.first.map(|day| day.to_string()),
            last: self.last.map(|day| day.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Span;

    #[test]
    fn a_packed_rule_counts_when_the_one_that_was_packed_does() {
        let unit = || ("so-y-te".to_owned(), "Sở Y tế".to_owned());
        let night = Window { hours: "18:00-06:00".parse().unwrap_or(Span::Working), ..Window::default() };
        let weekend = Window { weekdays: Weekdays::of_bits(0x60), last: Some(date(2026, 12, 31)), ..Window::default() };
        for window in [Window::default(), night, weekend] {
            assert_eq!(Window::of_pack(&window.packed(unit(), None, None)), Some(window));
        }
        let later = PackRule { hours: Some("at_dusk".into()), ..night.packed(unit(), None, None) };
        assert_eq!(Window::of_pack(&later), None);
    }

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
