//! To which unit a case goes by itself: the province's rules, asked in its own order; the first that fits counts.
//!
//! A rule speaks of a category, a commune and a time, each of which may be any. Where no rule fits, the table of units
//! counts (`store::unit`): the committee of the commune, or who takes the category.
//!
//! **Invariant:** no rule stands behind one that leaves it nothing ([`shadowed`]): whoever adds, changes, orders or switches
//! on a rule is told which other one has the same.

use jiff::Timestamp;
use worktime::{Calendar, Window};

/// A rule by which cases go to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DispatchRule {
    /// Its row.
    pub id: i64,
    /// The smaller is asked first.
    pub rank: i64,
    /// What it says.
    pub says: DispatchSays,
    /// Since when it does not count, ms.
    pub switched_off_at_ms: Option<i64>,
    /// Counts the edits.
    pub version: i64,
    /// When it was last changed, ms.
    pub updated_at_ms: i64,
    /// By whom.
    pub updated_by: String,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DispatchSays {
    /// What officers call it.
    pub name: String,
    /// A category's code; none: any.
    pub category: Option<String>,
    /// A commune's code; none: any.
    pub commune: Option<String>,
    /// When it counts.
    pub window: Window,
    /// The code of the unit that has the case.
    pub unit: String,
    /// The codes of those that work beside it.
    pub beside: Vec<String>,
}

/// What a rule is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// A category's code.
    pub category: &'a str,
    /// A commune's code.
    pub commune: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

impl DispatchRule {
    /// Whether it counts for this.
    #[must_use]
    pub fn fits(&self, of: Subject<'_>, calendar: &Calendar) -> bool {
        self.switched_off_at_ms.is_none()
            && self.says.category.as_deref().is_none_or(|own| own == of.category)
            && self.says.commune.as_deref().is_none_or(|own| Some(own) == of.commune)
            && self.says.window.holds(of.at, calendar)
    }
}

impl DispatchSays {
    /// Whether it fits whatever the other fits.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let any_or_same = |own: &Option<String>, other: &Option<String>| own.is_none() || own == other;
        any_or_same(&self.category, &other.category)
            && any_or_same(&self.commune, &other.commune)
            && self.window.covers(&other.window)
    }
}

/// The first two rules of which the later one never counts because of the earlier: what is to be refused. `rules` are in
/// their order.
#[must_use]
pub fn shadowed(rules: &[DispatchRule]) -> Option<(&DispatchRule, &DispatchRule)> {
    let counting: Vec<&DispatchRule> = rules.iter().filter(|rule| rule.switched_off_at_ms.is_none()).collect();
    counting.iter().enumerate().find_map(|(at, later)| {
        let earlier = counting[..at].iter().find(|earlier| earlier.says.covers(&later.says))?;
        Some((*earlier, *later))
    })
}

/// Where a new rule belongs among `rules`, which are in their order: before the first that would leave it nothing, else at
/// the end.
#[must_use]
pub fn place_of(new: &DispatchSays, rules: &[DispatchRule]) -> usize {
    let leaves_it_nothing =
        |rule: &DispatchRule| rule.switched_off_at_ms.is_none() && rule.says.covers(new) && !new.covers(&rule.says);
    rules.iter().position(leaves_it_nothing).unwrap_or(rules.len())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn says(category: &str, commune: &str, hours: &str) -> DispatchSays {
        let any = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        DispatchSays {
            name: "Quy tắc".into(),
            category: any(category),
            commune: any(commune),
            window: Window { hours: hours.parse().unwrap(), ..Window::default() },
            unit: "so-xay-dung".into(),
            beside: Vec::new(),
        }
    }

    fn rule(id: i64, says: DispatchSays) -> DispatchRule {
        let updated_by = String::new();
        DispatchRule { id, rank: id, says, switched_off_at_ms: None, version: 1, updated_at_ms: 0, updated_by }
    }

    #[test]
    fn a_rule_fits_its_category_commune_and_time_unless_it_is_switched_off() {
        let night = rule(1, says("giao-thong", "19333", "outside"));
        let of = |category, commune, at: &str| Subject { category, commune, at: at.parse().unwrap() };
        let (noon, morning) = ("2026-11-23T12:00:00+07:00", "2026-11-23T09:00:00+07:00");
        for (subject, fits) in [
            (of("giao-thong", Some("19333"), noon), true),
            (of("giao-thong", Some("19333"), morning), false),
            (of("y-te", Some("19333"), noon), false),
            (of("giao-thong", Some("19351"), noon), false),
            (of("giao-thong", None, noon), false),
        ] {
            assert_eq!(night.fits(subject, &Calendar::builtin()), fits, "{subject:?}");
        }
        let off = DispatchRule { switched_off_at_ms: Some(1), ..night };
        assert!(!off.fits(of("giao-thong", Some("19333"), noon), &Calendar::builtin()));
    }

    #[test]
    fn a_rule_behind_one_that_fits_whatever_it_fits_is_found() {
        let (wide, narrow) =
            (rule(1, says("giao-thong", "", "always")), rule(2, says("giao-thong", "19333", "outside")));
        let ids = |rules: &[DispatchRule]| shadowed(rules).map(|(earlier, later)| (earlier.id, later.id));
        assert_eq!(ids(&[wide.clone(), narrow.clone()]), Some((1, 2)));
        assert_eq!(ids(&[narrow.clone(), wide.clone()]), None);
        assert_eq!(ids(&[narrow.clone(), rule(3, narrow.says.clone())]), Some((2, 3)), "the same twice");
        let off = DispatchRule { switched_off_at_ms: Some(1), ..wide.clone() };
        assert_eq!(ids(&[off, narrow]), None);
        assert_eq!(ids(&[rule(4, says("", "19333", "always")), wide]), None, "each fits what the other does not");
    }

    #[test]
    fn a_new_rule_goes_before_what_would_leave_it_nothing() {
        let rules = [rule(1, says("y-te", "", "always")), rule(2, says("giao-thong", "", "always"))];
        assert_eq!(place_of(&says("giao-thong", "19333", "always"), &rules), 1);
        assert_eq!(place_of(&says("moi-truong", "", "always"), &rules), 2);
        assert_eq!(place_of(&says("", "", "always"), &rules), 2, "the widest comes last");
        assert_eq!(place_of(&says("giao-thong", "", "always"), &rules), 2, "the same is told as a conflict");
    }
}
