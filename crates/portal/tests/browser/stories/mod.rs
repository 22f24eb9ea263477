//! Forty stories of one month, and what their clocks must then be.
//!
//! What stands here as due was worked out by hand from the rules (receive 8 working hours, confirm and approve a working
//! day, handle 5 working days, 15 where it is complex; urgent 30 minutes, an hour and 4 hours by day and night) and the
//! calendar of the month: Saturday 22 August is worked, 31 August to 2 September are free. A number of working days
//! keeps the hour, so 5 working days after Thursday the 20th, 10:00, is Wednesday the 26th, 10:00: Friday, Saturday,
//! Monday, Tuesday, Wednesday.

mod decided;
mod passed_on;
mod timed;

use serde_json::{Value, json};

pub const DESK: &str = "duty.officer";
pub const SUPERVISOR: &str = "duty.supervisor";
pub const OFFICER: &str = "unit.officer";
pub const LEADER: &str = "unit.leader";
/// The officer of the People's Committee to which some cases go by mistake.
pub const WARD: &str = "dong.ha";

pub const ROADS: &str = "so-xay-dung";
pub const WARD_UNIT: &str = "ubnd-19333";

/// Stands in a story for the number of the first case of the month.
pub const FIRST: &str = "the first case of the month";

/// What happens to one case.
pub struct Story {
    pub name: &'static str,
    pub category: &'static str,
    pub filed: At,
    pub steps: Vec<(At, Doing)>,
    pub status: &'static str,
    pub clocks: Vec<Expected>,
}

/// Something that somebody does.
pub enum Doing {
    /// An officer, in the console.
    Officer(&'static str, Value),
    /// Whoever reported answers a question.
    Answers,
    /// Whoever reported wants it handled again.
    WantsRework,
    /// Whoever reported takes it back.
    Withdraws,
    /// Whoever reported says how content they are.
    Rates,
}

/// Step, round, due, and how it ended.
pub type Expected = (&'static str, i64, At, &'static str);
/// A day and an hour of August or September 2026 in Việt Nam.
pub type At = (&'static str, &'static str);

const KEPT: &str = "kept";
const MISSED: &str = "missed";

pub fn all() -> Vec<Story> {
    let stories = [
        passed_on::straight(),
        passed_on::returned(),
        passed_on::again(),
        timed::asked(),
        timed::extended(),
        timed::urgent(),
        decided::approved(),
        decided::ended(),
    ];
    stories.into_iter().flatten().collect()
}

/// The clocks of a case that came at 09:00, was with the unit at 10:00 and begun before the next day.
fn first_steps(next: &'static str, (due, ended): (At, &'static str)) -> Vec<Expected> {
    let handle = ("handle", 1, due, ended);
    vec![("receive", 1, (next, "09:00"), KEPT), ("confirm", 1, (next, "10:00"), KEPT), handle]
}

fn begun(day: &'static str, then: Vec<(At, Doing)>) -> Vec<(At, Doing)> {
    let mut steps = vec![((day, "10:00"), dispatch(ROADS)), ((day, "11:00"), start())];
    steps.extend(then);
    steps
}

fn by(who: &'static str, deed: Value) -> Doing {
    Doing::Officer(who, deed)
}

fn dispatch(unit: &str) -> Doing {
    by(DESK, json!({ "kind": "dispatch", "unit": unit }))
}

fn start() -> Doing {
    by(LEADER, json!({ "kind": "start" }))
}

fn explained() -> Doing {
    by(LEADER, json!({ "kind": "answer", "outcome": "explained", "text": "Đã kiểm tra, đưa vào kế hoạch duy tu." }))
}

fn hurry(urgency: &str, reason: &str) -> Doing {
    by(DESK, json!({ "kind": "set_urgency", "urgency": urgency, "reason": reason }))
}
