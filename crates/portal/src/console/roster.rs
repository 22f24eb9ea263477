//! The roster: who has which post of which unit, since when and until when, what is vacant, and what was handed over.
//! Changes are `terms`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::case::time;
use super::officer::{NOT_ALLOWED, Officer};
use super::owner::{OwnerShown, Owners};
use super::shape::{ProblemShape, UnitName};
use crate::access::{Action, Role};
use crate::clock;
use crate::problem::Problem;
use crate::roster::{Notice, Post, Vacancy, vacancies};
use crate::state::AppState;
use crate::store::handover::{self, HandoverRow};
use crate::store::roster::{self, DeputyRow, Named, TermRow};
use crate::store::{people, unit};

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RosterQuery {
    /// A day like `2026-11-25`; missing: today.
    on: Option<String>,
}

/// Every unit that the officer sees.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterShown {
    /// The day, `2026-11-25`.
    pub day: String,
    /// Within how many days a change is to be recorded.
    pub notice_days: u32,
    /// Whether only working days count.
    pub notice_in_working_days: bool,
    /// By name.
    pub units: Vec<UnitRoster>,
}

/// A unit and its people on that day.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitRoster {
    /// The unit.
    pub unit: UnitName,
    /// What kind, in the province's words: a department, a committee, a company.
    #[schema(required)]
    pub kind: Option<String>,
    /// Its leader.
    pub leader: PostShown,
    /// Its officer.
    pub officer: PostShown,
    /// Who answers for its cases.
    pub owner: OwnerShown,
    /// Its open cases.
    pub open_cases: i64,
    /// Whether this officer may change its roster.
    pub may_edit: bool,
}

/// A post on that day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostShown {
    /// Who has it.
    #[schema(required)]
    pub term: Option<TermShown>,
    /// Who stands in.
    #[schema(required)]
    pub deputy: Option<DeputyShown>,
    /// Who has it next.
    #[schema(required)]
    pub next: Option<TermShown>,
    /// Since when nobody has had it.
    #[schema(required)]
    pub vacant_since: Option<String>,
    /// Whether it has been vacant for longer than a change may go unrecorded.
    pub alarm: bool,
}

/// Somebody's time in a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermShown {
    /// By which it is ended or withdrawn.
    pub id: i64,
    /// The post.
    pub post: Post,
    /// The user.
    pub user: String,
    /// The name as colleagues say it.
    pub name: String,
    /// The first day.
    pub since: String,
    /// The last day; missing: until further notice.
    #[schema(required)]
    pub until: Option<String>,
    /// When it was recorded.
    pub recorded_at: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// How many days late it was recorded; 0: in time.
    pub late_days: i64,
    /// How many days late its end was recorded.
    #[schema(required)]
    pub end_late_days: Option<i64>,
}

/// Somebody who stands in.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeputyShown {
    /// By which it is withdrawn.
    pub id: i64,
    /// The post.
    pub post: Post,
    /// The user.
    pub user: String,
    /// The name as colleagues say it.
    pub name: String,
    /// The first day.
    pub since: String,
    /// The last day.
    pub until: String,
    /// Why.
    #[schema(required)]
    pub why: Option<String>,
    /// Who named them.
    pub recorded_by: String,
}

/// Everything that was recorded of a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitHistory {
    /// The unit.
    pub unit: UnitName,
    /// Terms, by first day.
    pub terms: Vec<TermShown>,
    /// Deputies, by first day.
    pub deputies: Vec<DeputyShown>,
    /// Who answered from when on, the newest first.
    pub handovers: Vec<HandoverShown>,
    /// The unit's people who can be named.
    pub people: Vec<Colleague>,
    /// Whether this officer may change its roster.
    pub may_edit: bool,
}

/// That somebody answers for a unit's cases from then on.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverShown {
    /// The user; missing: the duty desk.
    #[schema(required)]
    pub user: Option<String>,
    /// As what: a code of `Standing`.
    pub standing: String,
    /// From when on.
    pub at: String,
    /// Open cases that were handed over.
    pub cases: i64,
}

/// Somebody of a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Colleague {
    /// The user.
    pub user: String,
    /// The name as colleagues say it.
    pub name: String,
    /// What they are to the portal.
    pub role: Role,
}

/// The roster of a day
#[utoipa::path(get, path = "/console/api/roster", tag = "roster", operation_id = "roster", params(RosterQuery),
    responses((status = 200, body = RosterShown), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape)))]
pub async fn roster(
    State(state): State<AppState>,
    officer: Officer,
    Query(query): Query<RosterQuery>,
) -> Result<Json<RosterShown>, Problem> {
    let day = day(query.on.as_deref(), &state)?;
    let mut books = state.store().readers().acquire().await.map_err(crate::PortalError::from)?;
    let notice = roster::notice(&mut books).await?;
    let mut named = roster::all(&mut books).await?.by_unit();
    let open = handover::open_cases(&mut *books).await?;
    let (owners, since) = (Owners::on(&state, day).await?, unit::since(&mut *books).await?);
    let known = unit::list(&mut *books).await?;
    let seen = known.into_iter().filter(|unit| officer.may(Action::Read, Some(&unit.code)));
    let units = seen.map(|unit| {
        let of_unit = named.remove(&unit.code).unwrap_or_default();
        let since = clock::day(since.get(&unit.code).copied().unwrap_or_default());
        let on = On { day, notice: &notice, named: &of_unit, since };
        UnitRoster {
            leader: on.post(Post::Leader),
            officer: on.post(Post::Officer),
            owner: owners.of_unit(Some(&unit.code)),
            open_cases: open.get(&unit.code).copied().unwrap_or_default(),
            may_edit: officer.may(Action::EditRoster, Some(&unit.code)),
            unit: UnitName { code: unit.code, name: unit.name },
            kind: unit.kind,
        }
    });
    let units = units.collect();
    let (notice_days, notice_in_working_days) = (notice.days, notice.in_working_days);
    Ok(Json(RosterShown { day: day.to_string(), notice_days, notice_in_working_days, units }))
}

/// Everything that was recorded of a unit
#[utoipa::path(get, path = "/console/api/roster/{unit}", tag = "roster", operation_id = "unit_roster",
    params(("unit" = String, Path, description = "The unit's code")),
    responses((status = 200, body = UnitHistory), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn history(
    State(state): State<AppState>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Json<UnitHistory>, Problem> {
    Ok(Json(told(&state, &officer, unit).await?))
}

/// Everything of a unit as it is told to this officer.
///
/// # Errors
/// `not_allowed`, `unit_unknown`, those of the database.
pub async fn told(state: &AppState, officer: &Officer, unit: String) -> Result<UnitHistory, Problem> {
    if !officer.may(Action::Read, Some(&unit)) {
        return Err(NOT_ALLOWED);
    }
    let mut books = state.store().readers().acquire().await.map_err(crate::PortalError::from)?;
    let name = unit::known(&mut *books, &unit).await?;
    let named = roster::of_unit(&mut books, &unit).await?;
    let handovers = handover::of_unit(&mut *books, &unit).await?.into_iter().map(handed).collect();
    let here = people::list(&mut *books).await?.into_iter();
    let here = here.filter(|person| person.unit.as_deref() == Some(&unit) && person.disabled_at_ms.is_none());
    let colleague = |person: people::Person| Colleague {
        name: person.contact.full_name.unwrap_or_else(|| person.name.clone()),
        user: person.name,
        role: person.role,
    };
    Ok(UnitHistory {
        terms: named.terms.iter().map(term).collect(),
        deputies: named.deputies.iter().map(deputy).collect(),
        handovers,
        people: here.map(colleague).collect(),
        may_edit: officer.may(Action::EditRoster, Some(&unit)),
        unit: UnitName { code: unit, name },
    })
}

/// A day as it is written, or today.
fn day(text: Option<&str>, state: &AppState) -> Result<Date, Problem> {
    let wrong = Problem::new(StatusCode::BAD_REQUEST, "request_malformed").about(Some("on"));
    text.map_or_else(|| Ok(clock::day(state.now_ms())), |text| text.parse().map_err(|_| wrong))
}

/// A unit on a day.
struct On<'a> {
    day: Date,
    notice: &'a Notice,
    named: &'a Named,
    /// Since when the unit has been here.
    since: Date,
}

impl On<'_> {
    fn post(&self, post: Post) -> PostShown {
        let terms = || self.named.terms.iter().filter(|row| row.term.post == post);
        let stands_in = |row: &&DeputyRow| row.deputy.post == post && row.deputy.holds(self.day);
        let found = vacancies(&self.named.terms(), self.since, self.day);
        let vacancy = found.into_iter().find(|vacancy: &Vacancy| vacancy.post == post);
        PostShown {
            term: terms().find(|row| row.term.holds(self.day)).map(term),
            deputy: self.named.deputies.iter().find(stands_in).map(deputy),
            next: terms().find(|row| row.term.since > self.day).map(term),
            alarm: vacancy.is_some_and(|vacancy| self.notice.alarms(vacancy.since, self.day)),
            vacant_since: vacancy.map(|vacancy| vacancy.since.to_string()),
        }
    }
}

fn term(row: &TermRow) -> TermShown {
    TermShown {
        id: row.term.id,
        post: row.term.post,
        user: row.term.user.clone(),
        name: row.full_name.clone().unwrap_or_else(|| row.term.user.clone()),
        since: row.term.since.to_string(),
        until: row.term.until.map(|day| day.to_string()),
        recorded_at: time(row.recorded_at_ms),
        recorded_by: row.recorded_by.clone(),
        late_days: row.late_days,
        end_late_days: row.end_late_days,
    }
}

fn deputy(row: &DeputyRow) -> DeputyShown {
    DeputyShown {
        id: row.deputy.id,
        post: row.deputy.post,
        user: row.deputy.user.clone(),
        name: row.full_name.clone().unwrap_or_else(|| row.deputy.user.clone()),
        since: row.deputy.since.to_string(),
        until: row.deputy.until.to_string(),
        why: row.why.clone(),
        recorded_by: row.recorded_by.clone(),
    }
}

fn handed(row: HandoverRow) -> HandoverShown {
    HandoverShown { user: row.user, standing: row.standing, at: time(row.since_ms), cases: row.cases }
}
