//! The province's working time and how long each step may take, as its pack carries them.

use report::pack::{PackDeadline, PackTime};
use worktime::{Allowance, Calendar, Pace};

/// A step of a case that somebody has to take in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The duty desk takes it in.
    Receive,
    /// The duty desk sends it to a unit.
    Dispatch,
    /// The unit answers.
    Handle,
}

impl Step {
    const fn code(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Dispatch => "dispatch",
            Self::Handle => "handle",
        }
    }
}

/// The urgency of a report that nobody has judged yet.
const NORMAL: &str = "normal";

/// How long a step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) allowance: Allowance,
    pub(crate) pace: Pace,
    pub(crate) confirmed: bool,
}

/// The province's working time and deadlines.
#[derive(Debug)]
pub(crate) struct Timetable {
    pub(crate) calendar: Calendar,
    deadlines: Vec<PackDeadline>,
    day_and_night: Vec<String>,
}

impl From<PackTime> for Timetable {
    fn from(time: PackTime) -> Self {
        Self {
            calendar: Calendar::of_pack(&time.hours, &time.days),
            deadlines: time.deadlines,
            day_and_night: time.day_and_night,
        }
    }
}

impl Timetable {
    /// The rule for a step of a report: that of its category before that for any. `None` where the pack has none that reads.
    pub(crate) fn rule(&self, step: Step, category: &str) -> Option<Rule> {
        let asked = |rule: &&PackDeadline| rule.step == step.code() && rule.urgency == NORMAL;
        let of = |category: Option<&str>| {
            self.deadlines.iter().filter(asked).find(|rule| rule.category.as_deref() == category)
        };
        let found = of(Some(category)).or_else(|| of(None))?;
        let day_and_night = self.day_and_night.iter().any(|code| code == category);
        let pace = if day_and_night { Pace::Always } else { found.pace.parse().ok()? };
        Some(Rule { allowance: found.allowance.parse().ok()?, pace, confirmed: found.confirmed == 1 })
    }
}
