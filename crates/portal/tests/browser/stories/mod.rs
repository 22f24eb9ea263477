//! Forty stories of one month, and what their clocks, their owners and whoever was told must then be.
//!
//! What stands here was worked out by hand from the rules and the calendar of the month, never read off the program.
//!
//! **Clocks.** Receive, dispatch, confirm and approve have a working day (8 hours), handle has five, 15 where it is complex.
//! Urgent: 30 minutes, an hour to confirm, 4 hours to handle, by day and night. Saturday 22 August is worked, 31 August to
//! 2 September are free; Friday 4 September becomes free on Thursday the 3rd at 11:00 (`office_life`), which moves what is
//! open then. A number of working days keeps the hour, so 5 working days after Thursday the 20th, 10:00, is Wednesday the
//! 26th, 10:00: Friday, Saturday, Monday, Tuesday, Wednesday.
//!
//! **Who is told.** Of a usual clock that still runs: four hours before it is due its owner, when it is due the unit's
//! leader and its owner (of what no unit has: the supervisor), a day later the desk with the supervisor, three days later the
//! province. Hours of the clock on the wall, by night and on Sundays too. Of an urgent one: when it begins whoever is on call,
//! else its owner; then a quarter of an hour before, when it is due, a quarter of an hour later, an hour later. Who ends a clock
//! in the very minute in which somebody would be told does so before the portal looks. A clock that stands still tells nobody.
//!
//! **Owners.** What no unit has is the desk's; of the roads' department they change with the roster (`office_life`).

mod decided;
pub mod office_life;
mod passed_on;
mod timed;

use std::collections::HashMap;

use serde_json::{Value, json};

pub const DESK: &str = "duty.officer";
pub const SUPERVISOR: &str = "duty.supervisor";
pub const PROVINCE: &str = "province.leader";
pub const ADMINISTRATOR: &str = "administrator";
/// Whom the portal made by itself when it was first started; nobody has signed in with that name.
pub const FIRST_ADMINISTRATOR: &str = "admin";
/// The leader of the roads' department.
pub const LEADER: &str = "unit.leader";
/// Its officer until Friday 14 August.
pub const OFFICER: &str = "unit.officer";
/// Its officer from Monday 24 August on.
pub const SUCCESSOR: &str = "can.bo.moi";
/// Who stands in, and is on call.
pub const DEPUTY: &str = "nguoi.thay";
/// The officer of the People's Committee to which some cases go by mistake.
pub const WARD: &str = "dong.ha";

pub const ROADS: &str = "so-xay-dung";
pub const WARD_UNIT: &str = "ubnd-19333";
/// A People's Committee that has named nobody.
pub const EMPTY_UNIT: &str = "ubnd-19351";

/// What happens to one case, and what must have come of it.
#[derive(Default)]
pub struct Story {
    /// With its number among those of the same name it is what other stories call it: `straight 4`.
    pub name: &'static str,
    pub category: &'static str,
    pub filed: At,
    /// The story of which it is a part, split off by the desk instead of filed.
    pub part_of: Option<&'static str>,
    pub steps: Vec<(At, Doing)>,
    pub status: &'static str,
    pub clocks: Vec<Expected>,
    /// Everybody who was told of its clocks, and nobody else was.
    pub told: Vec<Told>,
    /// What else is to be seen of it at the end.
    pub seen: Vec<Seen>,
}

/// Something that somebody does.
#[derive(Clone)]
pub enum Doing {
    /// An officer, in the console.
    Officer(&'static str, Value),
    /// The desk says that the same trouble was there before, in that story.
    Recurs(&'static str),
    /// Whoever reported answers a question.
    Answers,
    /// Whoever reported wants it handled again.
    WantsRework,
    /// Whoever reported takes it back.
    Withdraws,
    /// Whoever reported says how content they are.
    Rates,
    /// The officer looks for it and does not find it.
    DoesNotSee(&'static str),
}

/// What is to be seen of a case.
pub enum Seen {
    /// This value at this place of its details; the name of a story stands for its number.
    At(&'static str, Value),
    /// The texts of all entries of this kind that officers alone read.
    Entries(&'static str, Vec<&'static str>),
}

/// Step, round, due, and how it ended.
pub type Expected = (&'static str, i64, At, &'static str);
/// When, of which step's clock, how far up it had come, and who was told, by name.
pub type Told = (At, &'static str, &'static str, &'static [&'static str]);
/// A day and an hour of August or September 2026 in Việt Nam.
pub type At = (&'static str, &'static str);

const KEPT: &str = "kept";
const MISSED: &str = "missed";

impl Story {
    fn goes_on(&mut self, steps: impl IntoIterator<Item = (At, Doing)>) {
        self.steps.extend(steps);
    }
}

/// Every story with what others call it.
pub fn all() -> Vec<(String, Story)> {
    let stories = [
        passed_on::straight(),
        passed_on::parts(),
        passed_on::returned(),
        passed_on::again(),
        timed::asked(),
        timed::extended(),
        timed::urgent(),
        decided::approved(),
        decided::ended(),
    ];
    let mut counts = HashMap::new();
    let numbered = stories.into_iter().flatten().map(|story| {
        let count = counts.entry(story.name).or_insert(0);
        *count += 1;
        (format!("{} {count}", story.name), story)
    });
    numbered.collect()
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

fn close() -> Doing {
    by(DESK, json!({ "kind": "close" }))
}

fn explained() -> Doing {
    explained_by(LEADER)
}

fn explained_by(who: &'static str) -> Doing {
    by(who, json!({ "kind": "answer", "outcome": "explained", "text": "Đã kiểm tra, đưa vào kế hoạch duy tu." }))
}

fn noted(who: &'static str, text: &str) -> Doing {
    by(who, json!({ "kind": "note", "text": text }))
}

fn hurry(urgency: &str, reason: &str) -> Doing {
    by(DESK, json!({ "kind": "set_urgency", "urgency": urgency, "reason": reason }))
}
