//! The clocks of a case, explained: which hours did not count, and why.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use report::words::Language;
use serde::Serialize;
use utoipa::ToSchema;
use worktime::{Allowance, Skipped, Standing, words};

use super::case::{seen, time};
use super::fresh::fresh;
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::casework::ClockStep;
use crate::casework::clocks::{self, StepClock};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::clock;
use crate::store::timetable::Timetable;

/// The clocks of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseClocks {
    /// In the order in which they were started.
    pub clocks: Vec<ClockShown>,
    /// By when the citizen can expect an answer.
    #[schema(required)]
    pub answer_due_at: Option<String>,
    /// Whether a rule behind that is still a default which the province has not confirmed.
    pub answer_expected: bool,
}

/// The clock of a step.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockShown {
    /// Which step.
    pub step: ClockStep,
    /// The round: 1, and one more each time the case was reopened.
    pub round: i64,
    /// The code of the unit that then had the case.
    #[schema(required)]
    pub unit: Option<String>,
    /// When the step began.
    pub began_at: String,
    /// When it was taken.
    #[schema(required)]
    pub ended_at: Option<String>,
    /// When it is, or was, due; missing while the clock stands still.
    #[schema(required)]
    pub due_at: Option<String>,
    /// How much was allowed, in words.
    pub allowed: String,
    /// What was granted on top, in words, one by one.
    pub granted: Vec<String>,
    /// Whether the rule is a default which the province has not confirmed.
    pub expected: bool,
    /// How it stands.
    pub state: ClockState,
    /// The same in words: «còn 2 ngày làm việc».
    pub words: String,
    /// What did not count until it is due, in order.
    pub skipped: Vec<SkippedShown>,
    /// Of years whose holidays were not entered, that they were not.
    pub notes: Vec<String>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// It runs.
    Running,
    /// It stands still.
    Paused,
    /// It is over, and nobody did it.
    Late,
    /// It was done in time.
    Kept,
    /// It was done late.
    Missed,
}

/// Time that did not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkippedShown {
    /// From when.
    pub from: String,
    /// Until when; missing while the clock still stands.
    #[schema(required)]
    pub to: Option<String>,
    /// Why: `outside_hours`, `noon_break`, `weekend`, `holiday`, `paused`.
    pub why: String,
    /// The same in words.
    pub words: String,
}

/// The clocks of a case
#[utoipa::path(get, path = "/console/api/cases/{number}/clocks", tag = "cases", operation_id = "case_clocks",
    params(("number" = String, Path, description = "The public number")),
    responses((status = 200, body = CaseClocks), (status = 304), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn case_clocks(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let case = seen(&state, &officer, &number).await?;
    let timetable = state.timetable().await?;
    let mut books = state.store().readers().acquire().await.map_err(crate::PortalError::from)?;
    let history = clock::history(&mut books, case.id).await?;
    let mut clocks = clocks::of(&history.of, &timetable.rules, &timetable.calendar);
    if !history.status.is_open() {
        clock::as_it_ended(&mut books, case.id, &mut clocks).await?;
    }
    let answer = clocks::answer_due(&case.category, &clocks, &timetable.rules, &timetable.calendar);
    let now = Timestamp::from_millisecond(state.now_ms()).unwrap_or_default();
    let language = officer.language;
    fresh(
        &asked,
        &CaseClocks {
            clocks: clocks.iter().map(|clock| shown(clock, &timetable, now, language)).collect(),
            answer_due_at: answer.map(|(due, _)| moment(due)),
            answer_expected: answer.is_some_and(|(_, confirmed)| !confirmed),
        },
    )
}

fn shown(clock: &StepClock, timetable: &Timetable, now: Timestamp, language: Language) -> ClockShown {
    let (pace, calendar) = (clock.terms.pace, &timetable.calendar);
    let standing = clock.standing(calendar, now);
    let amount = |allowance: &Allowance| words::allowance(*allowance, pace, language);
    ClockShown {
        step: clock.step,
        round: clock.round,
        unit: clock.unit.clone(),
        began_at: moment(clock.began),
        ended_at: clock.ended.map(moment),
        due_at: clock.deadline.due.map(moment),
        allowed: amount(&clock.terms.allowance),
        granted: clock.terms.extensions.iter().map(amount).collect(),
        expected: clock.rule.confirmed_at_ms.is_none(),
        state: state_of(standing),
        words: words::standing(standing, pace, calendar, language),
        skipped: clock.deadline.skipped.iter().map(|skipped| explained(skipped, language)).collect(),
        notes: clock.deadline.unknown_years.iter().map(|year| words::unknown_year(*year, language)).collect(),
    }
}

fn state_of(standing: Standing) -> ClockState {
    match standing {
        Standing::Left(_) => ClockState::Running,
        Standing::Paused(_) => ClockState::Paused,
        Standing::Late(_) => ClockState::Late,
        Standing::Kept => ClockState::Kept,
        Standing::Missed(_) => ClockState::Missed,
    }
}

fn explained(skipped: &Skipped, language: Language) -> SkippedShown {
    SkippedShown {
        from: moment(skipped.from),
        to: skipped.to.map(moment),
        why: skipped.why.code().to_owned(),
        words: words::why(&skipped.why, language),
    }
}

fn moment(at: Timestamp) -> String {
    time(at.as_millisecond())
}
