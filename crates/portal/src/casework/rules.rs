//! How long each step of a case may take: the province's own numbers, and the defaults until it has any.
//!
//! A rule is for a step, an [`Urgency`], and a category or any. The rule of the category counts before that for any. Until
//! the province confirms a rule, what follows from it is shown as expected («dự kiến»).
//!
//! **Invariant:** there is a rule for every step, category and urgency.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use worktime::{Allowance, Pace};

use crate::casework::reason::coded;
use crate::casework::{UnknownCode, Urgency};

coded!(
    /// A step of a case that somebody has to take in time.
    ClockStep {
        /// The duty desk takes it in.
        Receive = "receive",
        /// The duty desk finds out and sends it to a unit, or turns it down.
        Dispatch = "dispatch",
        /// The unit begins, or returns it.
        Confirm = "confirm",
        /// It is answered. This is what the citizen waits for.
        Handle = "handle",
        /// The answer is approved.
        Approve = "approve",
    }
);

/// The most that a rule may allow: a year of working days, or of days and nights.
pub const MOST_DAYS: u32 = 366;
/// The same in minutes.
pub const MOST_MINUTES: u32 = MOST_DAYS * 24 * 60;

/// How long a step may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineRule {
    /// Which step.
    pub step: ClockStep,
    /// For which category, by code; `None`: any.
    pub category: Option<String>,
    /// For cases that must go so fast.
    pub urgency: Urgency,
    /// How long.
    pub allowance: Allowance,
    /// In which hours.
    pub pace: Pace,
    /// Who set it, and when, ms; `None`: it is the default.
    pub changed: Option<(String, i64)>,
    /// When the province said that it is so, ms.
    pub confirmed_at_ms: Option<i64>,
}

/// Why a rule is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("allowance: a minute at least and {MOST_DAYS} days at most")]
pub struct AllowanceUnfit;

impl DeadlineRule {
    /// Says whether its allowance makes sense.
    ///
    /// # Errors
    /// When it allows nothing, or more than a year.
    pub fn check(&self) -> Result<(), AllowanceUnfit> {
        let fits = match self.allowance {
            Allowance::Minutes(minutes) => (1..=MOST_MINUTES).contains(&minutes),
            Allowance::Days(days) => (1..=MOST_DAYS).contains(&days),
        };
        if fits { Ok(()) } else { Err(AllowanceUnfit) }
    }

    fn is_for(&self, step: ClockStep, category: Option<&str>, urgency: Urgency) -> bool {
        self.step == step && self.category.as_deref() == category && self.urgency == urgency
    }
}

/// All rules that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    rules: Vec<DeadlineRule>,
    day_and_night: BTreeSet<String>,
}

/// The defaults (docs: «Cách tính thời hạn»), until the province has its own.
impl Default for Rules {
    fn default() -> Self {
        Self { rules: defaults().collect(), day_and_night: BTreeSet::new() }
    }
}

impl Rules {
    /// The defaults, in the place of which stand what the province set; and the categories whose clocks run day and night.
    pub fn new(set: impl IntoIterator<Item = DeadlineRule>, day_and_night: impl IntoIterator<Item = String>) -> Self {
        let mut rules: Vec<DeadlineRule> = defaults().collect();
        for rule in set {
            rules.retain(|known| !known.is_for(rule.step, rule.category.as_deref(), rule.urgency));
            rules.push(rule);
        }
        let order = |rule: &DeadlineRule| (rule.step as usize, rule.category.clone(), speed(rule.urgency));
        rules.sort_by_key(order);
        Self { rules, day_and_night: day_and_night.into_iter().collect() }
    }

    /// Every rule: by step, those for any category first, by urgency.
    #[must_use]
    pub fn all(&self) -> &[DeadlineRule] {
        &self.rules
    }

    /// The codes of the categories whose clocks run day and night.
    pub fn day_and_night(&self) -> impl Iterator<Item = &str> {
        self.day_and_night.iter().map(String::as_str)
    }

    /// The rule for a case.
    #[must_use]
    pub fn of(&self, step: ClockStep, category: &str, urgency: Urgency) -> DeadlineRule {
        let find = |category| self.rules.iter().find(|rule| rule.is_for(step, category, urgency));
        let rule = find(Some(category)).or_else(|| find(None)).cloned();
        let rule = rule.unwrap_or_else(|| default(step, urgency));
        if self.day_and_night.contains(category) { DeadlineRule { pace: Pace::Always, ..rule } } else { rule }
    }
}

/// How fast a case must go, from the slowest on.
#[must_use]
pub fn speed(urgency: Urgency) -> usize {
    Urgency::ALL.iter().position(|known| *known == urgency).unwrap_or_default()
}

/// The default for a step, for any category.
#[must_use]
pub fn default(step: ClockStep, urgency: Urgency) -> DeadlineRule {
    use ClockStep::{Approve, Confirm, Dispatch, Handle, Receive};
    let (allowance, pace) = match (step, urgency) {
        (Receive | Dispatch, Urgency::Urgent) => (Allowance::Minutes(30), Pace::Always),
        (Confirm | Approve, Urgency::Urgent) => (Allowance::hours(1), Pace::Always),
        (Handle, Urgency::Urgent) => (Allowance::hours(4), Pace::Always),
        (Receive | Dispatch, _) => (Allowance::hours(8), Pace::Working),
        (Confirm | Approve, _) => (Allowance::Days(1), Pace::Working),
        (Handle, Urgency::Complex) => (Allowance::Days(15), Pace::Working),
        (Handle, Urgency::Normal) => (Allowance::Days(5), Pace::Working),
    };
    DeadlineRule { step, category: None, urgency, allowance, pace, changed: None, confirmed_at_ms: None }
}

fn defaults() -> impl Iterator<Item = DeadlineRule> {
    ClockStep::ALL.iter().flat_map(|step| Urgency::ALL.iter().map(|urgency| default(*step, *urgency)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_of_the_category_counts_before_that_for_any_but_only_for_its_urgency() {
        let own = DeadlineRule {
            category: Some("giao-thong".into()),
            allowance: Allowance::Days(10),
            ..default(ClockStep::Handle, Urgency::Normal)
        };
        let rules = Rules::new([own], ["bom-min-vat-no".to_owned()]);
        let handle = |category, urgency| {
            let rule = rules.of(ClockStep::Handle, category, urgency);
            (rule.allowance, rule.pace)
        };
        assert_eq!(handle("giao-thong", Urgency::Normal), (Allowance::Days(10), Pace::Working));
        assert_eq!(handle("giao-thong", Urgency::Urgent), (Allowance::hours(4), Pace::Always));
        assert_eq!(handle("moi-truong", Urgency::Normal), (Allowance::Days(5), Pace::Working));
        assert_eq!(handle("bom-min-vat-no", Urgency::Normal), (Allowance::Days(5), Pace::Always));
    }

    #[test]
    fn every_default_makes_sense_and_waits_for_the_province() {
        let rules = Rules::default();
        assert_eq!(rules.all().len(), ClockStep::ALL.len() * Urgency::ALL.len());
        assert!(rules.all().iter().all(|rule| rule.check().is_ok() && rule.confirmed_at_ms.is_none()));
        let unfit = |allowance| DeadlineRule { allowance, ..default(ClockStep::Handle, Urgency::Normal) }.check();
        for allowance in [Allowance::Days(0), Allowance::Minutes(0), Allowance::Days(367), Allowance::Minutes(u32::MAX)]
        {
            assert_eq!(unfit(allowance), Err(AllowanceUnfit), "{allowance}");
        }
    }
}
