//! The clocks of a case: which step had to be taken by when, when the clock stood still, and whether it was too late.
//!
//! A clock is a pure function of what happened, of the rules and of the calendar: nothing about it is decided anywhere
//! else, so that a changed rule or holiday gives every open case its new deadlines by reading its history again.
//!
//! ```text
//! submitted ──▶ received ──▶ dispatched ──▶ in_progress ──▶ awaiting_approval ──▶ answered
//!   receive  ─┤   dispatch ─┤   confirm  ─┤                       approve  ────┤
//!                             ├──────────────── handle ─┤
//! ```
//!
//! - While the citizen is asked, every clock stands still; while an answer waits for approval, `handle` does.
//! - A unit that returns a case does not stop `handle`: the citizen's date stands however often the case is passed on.
//! - What must go faster gets its new time from that moment on, never more than it had; what may take longer gets it from
//!   the beginning. What was granted is added to `handle`.
//! - A case that is reopened begins another round.
//!
//! **Invariant:** an open case always has a clock that runs or stands still: lateness cannot hide between two steps.

use jiff::Timestamp;
use report::Status;
use worktime::{Allowance, Calendar, Deadline, Pause, Standing, Terms};

use crate::casework::Urgency;
use crate::casework::rules::{self, ClockStep, DeadlineRule, Rules};

/// What clocks go by of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The code of its category.
    pub category: String,
    /// What happened, in any order.
    pub happenings: Vec<Happening>,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Its position in the order of commits.
    pub position: i64,
    /// When, ms.
    pub at_ms: i64,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It got this status, and was then with this unit.
    Became(Status, Option<String>),
    /// It must go so fast.
    Urgency(Urgency),
    /// So much time was granted, in minutes of the clock.
    Granted(u32),
}

/// The clock of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepClock {
    /// Which step.
    pub step: ClockStep,
    /// The round: 1, and one more each time the case was reopened.
    pub round: i64,
    /// The rule by which it runs.
    pub rule: DeadlineRule,
    /// When the step began.
    pub began: Timestamp,
    /// When it was taken.
    pub ended: Option<Timestamp>,
    /// From when how much was allowed and granted, and when the clock stood still.
    pub terms: Terms,
    /// When it is due, and why then.
    pub deadline: Deadline,
    /// The unit that then had the case, by code.
    pub unit: Option<String>,
}

impl StepClock {
    /// How it stands at `now`.
    #[must_use]
    pub fn standing(&self, calendar: &Calendar, now: Timestamp) -> Standing {
        self.terms.standing(calendar, &self.deadline, self.ended, now)
    }

    /// When it is due, while somebody has to keep it.
    #[must_use]
    pub fn running_due(&self) -> Option<Timestamp> {
        self.deadline.due.filter(|_| self.ended.is_none())
    }
}

/// The clocks of a case, in the order in which they were started.
#[must_use]
pub fn of(history: &History, rules: &Rules, calendar: &Calendar) -> Vec<StepClock> {
    let mut happenings: Vec<&Happening> = history.happenings.iter().collect();
    happenings.sort_by_key(|happening| happening.position);
    let mut desk = Desk::new(&history.category, rules, calendar);
    for happening in happenings {
        // A clock that was set back does not make time run backwards.
        desk.now = desk.now.max(Timestamp::from_millisecond(happening.at_ms).unwrap_or_default());
        match &happening.what {
            What::Became(status, unit) => desk.became(*status, unit.as_deref()),
            What::Urgency(urgency) => desk.must_go(*urgency),
            What::Granted(minutes) => desk.granted(*minutes),
        }
    }
    desk.clocks()
}

/// The clock that is due first of those that somebody has to keep, with its moment; `None` while all stand still.
#[must_use]
pub fn first_due(clocks: &[StepClock]) -> Option<(&StepClock, Timestamp)> {
    let running = clocks.iter().filter_map(|clock| Some((clock, clock.running_due()?)));
    running.min_by_key(|(_, due)| *due)
}

/// By when the citizen can expect an answer, and whether every rule behind it is confirmed; `None` when nobody owes one, or
/// while they are asked. Before a unit has the case, the steps until then are reckoned with in full.
#[must_use]
pub fn answer_due(
    category: &str,
    clocks: &[StepClock],
    rules: &Rules,
    calendar: &Calendar,
) -> Option<(Timestamp, bool)> {
    let running = |step| clocks.iter().rev().find(|clock| clock.step == step && clock.ended.is_none());
    if let Some(handle) = running(ClockStep::Handle) {
        return Some((handle.deadline.due?, handle.rule.confirmed_at_ms.is_some()));
    }
    let (first, then): (_, &[ClockStep]) = match (running(ClockStep::Receive), running(ClockStep::Dispatch)) {
        (Some(receive), _) => (receive, &[ClockStep::Dispatch, ClockStep::Handle]),
        (None, Some(dispatch)) => (dispatch, &[ClockStep::Handle]),
        (None, None) => return None,
    };
    let (mut due, mut confirmed) = (first.deadline.due?, first.rule.confirmed_at_ms.is_some());
    for step in then {
        let rule = rules.of(*step, category, first.rule.urgency);
        confirmed &= rule.confirmed_at_ms.is_some();
        due = Terms::new(due, rule.allowance, rule.pace).deadline(calendar).ok()?.due?;
    }
    Some((due, confirmed))
}

/// A case on its way through its history.
struct Desk<'a> {
    category: &'a str,
    rules: &'a Rules,
    calendar: &'a Calendar,
    now: Timestamp,
    round: i64,
    urgency: Urgency,
    status: Option<Status>,
    clocks: Vec<StepClock>,
}

impl<'a> Desk<'a> {
    fn new(category: &'a str, rules: &'a Rules, calendar: &'a Calendar) -> Self {
        let (now, urgency) = (Timestamp::MIN, Urgency::Normal);
        Self { category, rules, calendar, now, round: 1, urgency, status: None, clocks: Vec::new() }
    }

    fn clocks(mut self) -> Vec<StepClock> {
        // What was done in the very moment in which it began is no step that anybody waited for.
        let passing = |clock: &StepClock| {
            matches!(clock.step, ClockStep::Dispatch | ClockStep::Confirm) && clock.ended == Some(clock.began)
        };
        self.clocks.retain(|clock| !passing(clock));
        for clock in &mut self.clocks {
            clock.deadline = deadline(&clock.terms, self.calendar);
        }
        self.clocks
    }

    fn became(&mut self, status: Status, unit: Option<&str>) {
        let before = self.status.replace(status);
        if status == Status::AwaitingCitizen {
            let pause = Pause::open(self.now);
            self.running().for_each(|clock| clock.terms.pauses.push(pause));
            return;
        }
        if before == Some(Status::AwaitingCitizen) {
            self.go_on();
        }
        if status == Status::Reopened {
            self.end(|_| true);
            self.round += 1;
        }
        let wanted = steps(status);
        let kept = |clock: &StepClock| match clock.step {
            ClockStep::Confirm => wanted.contains(&ClockStep::Confirm) && clock.unit.as_deref() == unit,
            ClockStep::Handle => wanted.contains(&ClockStep::Handle) || with_the_desk(status),
            step => wanted.contains(&step),
        };
        self.end(|clock| !kept(clock));
        for step in wanted {
            self.begin(*step, unit, before);
        }
    }

    /// The clocks that nobody has stopped.
    fn running(&mut self) -> impl Iterator<Item = &mut StepClock> {
        self.clocks.iter_mut().filter(|clock| clock.ended.is_none())
    }

    /// The citizen is no longer asked.
    fn go_on(&mut self) {
        let now = self.now;
        for clock in self.running() {
            if let Some(pause) = clock.terms.pauses.last_mut().filter(|pause| pause.to.is_none()) {
                pause.to = Some(now);
            }
        }
    }

    fn end(&mut self, which: impl Fn(&StepClock) -> bool) {
        let now = self.now;
        self.running().filter(|clock| which(clock)).for_each(|clock| clock.ended = Some(now));
    }

    /// Starts the clock of a step, unless it runs.
    fn begin(&mut self, step: ClockStep, unit: Option<&str>, before: Option<Status>) {
        if self.running().any(|clock| clock.step == step) {
            return;
        }
        if step == ClockStep::Handle && before == Some(Status::AwaitingApproval) && self.resume() {
            return;
        }
        let rule = self.rules.of(step, self.category, self.urgency);
        let terms = Terms::new(self.now, rule.allowance, rule.pace);
        self.clocks.push(StepClock {
            step,
            round: self.round,
            rule,
            began: self.now,
            ended: None,
            deadline: deadline(&terms, self.calendar),
            terms,
            unit: unit.map(str::to_owned),
        });
    }

    /// The answer was sent back: the time that it waited for approval is not the unit's.
    fn resume(&mut self) -> bool {
        let (now, round) = (self.now, self.round);
        let last = self.clocks.iter_mut().rev().find(|clock| clock.step == ClockStep::Handle && clock.round == round);
        let Some((clock, waited)) = last.and_then(|clock| clock.ended.take().map(|ended| (clock, ended))) else {
            return false;
        };
        clock.terms.pauses.push(Pause::closed(waited, now));
        true
    }

    fn must_go(&mut self, urgency: Urgency) {
        let faster = rules::speed(urgency) > rules::speed(self.urgency);
        self.urgency = urgency;
        let (now, category, rules, calendar) = (self.now, self.category, self.rules, self.calendar);
        for clock in self.running() {
            let rule = rules.of(clock.step, category, urgency);
            let mut terms = Terms { allowance: rule.allowance, pace: rule.pace, ..clock.terms.clone() };
            if faster && now > clock.began {
                terms.from = now;
                terms.extensions.clear();
                let due = |terms: &Terms| deadline(terms, calendar).due;
                // Nobody gets more time because it is urgent, and what is late stays late.
                if due(&clock.terms).is_some_and(|before| due(&terms).is_none_or(|after| before <= after)) {
                    continue;
                }
            }
            if !faster {
                terms.from = clock.began;
            }
            (clock.rule, clock.terms) = (rule, terms);
        }
    }

    fn granted(&mut self, minutes: u32) {
        let handle = self.running().find(|clock| clock.step == ClockStep::Handle);
        if let Some(clock) = handle {
            clock.terms.extensions.push(Allowance::Minutes(minutes));
        }
    }
}

/// The steps that have to be taken while a case stands here.
const fn steps(status: Status) -> &'static [ClockStep] {
    match status {
        Status::Submitted => &[ClockStep::Receive],
        Status::Received | Status::Verifying | Status::Reopened => &[ClockStep::Dispatch],
        Status::Dispatched => &[ClockStep::Confirm, ClockStep::Handle],
        Status::InProgress | Status::Planned => &[ClockStep::Handle],
        Status::AwaitingApproval => &[ClockStep::Approve],
        Status::AwaitingCitizen
        | Status::Answered
        | Status::Closed
        | Status::Rejected
        | Status::OutOfScope
        | Status::Duplicate
        | Status::Withdrawn => &[],
    }
}

const fn with_the_desk(status: Status) -> bool {
    matches!(status, Status::Received | Status::Verifying)
}

/// Times so far off that nobody will see them have no deadline.
fn deadline(terms: &Terms, calendar: &Calendar) -> Deadline {
    let never = Deadline {
        due: None,
        left: terms.allowance.duration(terms.pace, calendar.hours()),
        skipped: Vec::new(),
        unknown_years: Vec::new(),
    };
    terms.deadline(calendar).unwrap_or(never)
}
