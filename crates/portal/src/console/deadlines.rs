//! How long each step may take: every officer reads it, who may edit it changes it. Each change gives every open case its
//! deadlines anew.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use report::words::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use worktime::{Allowance, Pace, words};

use super::case::time;
use super::edit::{Edit, Nothing, body};
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::access::Action;
use crate::casework::{ClockStep, DeadlineRule, Urgency};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{audit, category, deadline_rule, timetable};
use crate::timetables;

/// No such step or urgency, or nothing to go back from.
const NO_RULE: Problem = Problem::new(StatusCode::NOT_FOUND, "deadline_unknown");

/// How long each step may take.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deadlines {
    /// By step; those for any category first.
    pub deadlines: Vec<DeadlineShown>,
}

/// How long a step may take.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineShown {
    /// Which step.
    pub step: ClockStep,
    /// For cases that must go so fast.
    pub urgency: Urgency,
    /// For which category, by code; missing: any.
    #[schema(required)]
    pub category: Option<String>,
    /// How long.
    pub amount: u32,
    /// What the amount counts.
    pub unit: AllowanceUnit,
    /// Whether the clock runs day and night; else in working hours.
    pub always: bool,
    /// The same in words: «5 ngày làm việc».
    pub words: String,
    /// When the province confirmed it; missing: what follows from it is shown as expected.
    #[schema(required)]
    pub confirmed_at: Option<String>,
    /// Who set it; missing: it is the default.
    #[schema(required)]
    pub changed_by: Option<String>,
}

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllowanceUnit {
    /// Minutes.
    Minutes,
    /// Working days; of 24 hours where the clock runs day and night.
    Days,
}

/// How long a step may take from now on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeadlineEdit {
    /// How long.
    pub amount: u32,
    /// What the amount counts.
    pub unit: AllowanceUnit,
    /// Whether the clock runs day and night.
    pub always: bool,
    /// Whether the province confirms it.
    pub confirmed: bool,
}

/// For which category.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ForCategory {
    /// The category's code; missing: any.
    #[serde(default)]
    category: Option<String>,
}

/// How long each step may take
#[utoipa::path(get, path = "/console/api/deadlines", tag = "deadlines", operation_id = "deadlines",
    responses((status = 200, body = Deadlines), (status = 401, body = ProblemShape)))]
pub async fn deadlines(State(state): State<AppState>, officer: Officer) -> Result<Json<Deadlines>, Problem> {
    Ok(Json(all(&state, officer.language).await?))
}

async fn all(state: &AppState, language: Language) -> Result<Deadlines, PortalError> {
    let timetable = state.timetable().await?;
    Ok(Deadlines { deadlines: timetable.rules.all().iter().map(|rule| shown(rule, language)).collect() })
}

/// Set how long a step may take
#[utoipa::path(put, path = "/console/api/deadlines/{step}/{urgency}", tag = "deadlines", operation_id = "set_deadline",
    params(("step" = String, Path, description = "The step's code"), ("urgency" = String, Path, description = "Its code"),
        ForCategory),
    request_body = DeadlineEdit,
    responses((status = 200, body = DeadlineShown), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn set_deadline(
    State(state): State<AppState>,
    officer: Officer,
    Path((step, urgency)): Path<(String, String)>,
    Query(of): Query<ForCategory>,
    request: Result<Json<DeadlineEdit>, JsonRejection>,
) -> Result<Json<DeadlineShown>, Problem> {
    let asked = body(request)?;
    let (step, urgency) = key(&step, &urgency)?;
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let rule = DeadlineRule {
        step,
        category: of.category.filter(|category| !category.is_empty()),
        urgency,
        allowance: match asked.unit {
            AllowanceUnit::Minutes => Allowance::Minutes(asked.amount),
            AllowanceUnit::Days => Allowance::Days(asked.amount),
        },
        pace: if asked.always { Pace::Always } else { Pace::Working },
        changed: Some((who.clone(), now_ms)),
        confirmed_at_ms: asked.confirmed.then_some(now_ms),
    };
    let subject = subject(step, urgency, rule.category.as_deref());
    let of_log = subject.clone();
    let set = edit(&officer, "deadline_changed", &subject).carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            rule.check().map_err(|_| PortalError::DeadlineInvalid { field: "amount" })?;
            if let Some(code) = &rule.category
                && category::find(&mut *books, code).await?.is_none()
            {
                return Err(PortalError::DeadlineInvalid { field: "category" });
            }
            let timetable = timetable::read(&mut *books).await?;
            let before = timetable.rules.all().iter().find(|known| {
                (known.step, &known.category, known.urgency) == (rule.step, &rule.category, rule.urgency)
            });
            let was = before.map(written);
            deadline_rule::put(books, &rule).await?;
            audit::record(books, &who, "deadline_changed", &of_log, was, Some(written(&rule)), now_ms).await?;
            timetable::changed(books, now_ms).await?;
            Ok(rule)
        })
    });
    let rule = set.await?;
    timetables::settle_soon(&state).await;
    Ok(Json(shown(&rule, officer.language)))
}

/// Go back to the default, or for a category to the rule for any
#[utoipa::path(delete, path = "/console/api/deadlines/{step}/{urgency}", tag = "deadlines",
    operation_id = "remove_deadline",
    params(("step" = String, Path, description = "The step's code"), ("urgency" = String, Path, description = "Its code"),
        ForCategory),
    responses((status = 204), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn remove_deadline(
    State(state): State<AppState>,
    officer: Officer,
    Path((step, urgency)): Path<(String, String)>,
    Query(of): Query<ForCategory>,
) -> Result<StatusCode, Problem> {
    let (step, urgency) = key(&step, &urgency)?;
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let subject = subject(step, urgency, of.category.as_deref());
    let of_log = subject.clone();
    let removed = edit(&officer, "deadline_removed", &subject).carry_out(&state, &Nothing, move |books| {
        Box::pin(async move {
            let was = deadline_rule::all(&mut *books)
                .await?
                .into_iter()
                .find(|known| (known.step, &known.category, known.urgency) == (step, &of.category, urgency));
            let Some(was) = was else { return Ok(false) };
            deadline_rule::remove(books, step, of.category.as_deref(), urgency).await?;
            audit::record(books, &who, "deadline_removed", &of_log, Some(written(&was)), None, now_ms).await?;
            timetable::changed(books, now_ms).await?;
            Ok(true)
        })
    });
    if !removed.await? {
        return Err(NO_RULE);
    }
    timetables::settle_soon(&state).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that every deadline as it stands is the province's own
#[utoipa::path(post, path = "/console/api/deadlines/confirmation", tag = "deadlines",
    operation_id = "confirm_deadlines",
    responses((status = 200, body = Deadlines), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape)))]
pub async fn confirm_deadlines(State(state): State<AppState>, officer: Officer) -> Result<Json<Deadlines>, Problem> {
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let confirmed = edit(&officer, "deadlines_confirmed", "deadlines").carry_out(&state, &Nothing, move |books| {
        Box::pin(async move {
            for rule in timetable::read(&mut *books).await?.rules.all() {
                if rule.confirmed_at_ms.is_none() {
                    let changed = rule.changed.clone().or(Some((who.clone(), now_ms)));
                    let rule = DeadlineRule { changed, confirmed_at_ms: Some(now_ms), ..rule.clone() };
                    deadline_rule::put(books, &rule).await?;
                }
            }
            let became = Some(json!({ "confirmed": true }));
            audit::record(books, &who, "deadlines_confirmed", "deadlines", None, became, now_ms).await?;
            timetable::changed(books, now_ms).await
        })
    });
    confirmed.await?;
    timetables::settle_soon(&state).await;
    Ok(Json(all(&state, officer.language).await?))
}

fn key(step: &str, urgency: &str) -> Result<(ClockStep, Urgency), Problem> {
    Ok((step.parse().map_err(|_| NO_RULE)?, urgency.parse().map_err(|_| NO_RULE)?))
}

fn subject(step: ClockStep, urgency: Urgency, category: Option<&str>) -> String {
    format!("{}/{}/{}", step.code(), urgency.code(), category.unwrap_or("*"))
}

fn shown(rule: &DeadlineRule, language: Language) -> DeadlineShown {
    let (amount, unit) = match rule.allowance {
        Allowance::Minutes(minutes) => (minutes, AllowanceUnit::Minutes),
        Allowance::Days(days) => (days, AllowanceUnit::Days),
    };
    DeadlineShown {
        step: rule.step,
        urgency: rule.urgency,
        category: rule.category.clone(),
        amount,
        unit,
        always: rule.pace == Pace::Always,
        words: words::allowance(rule.allowance, rule.pace, language),
        confirmed_at: rule.confirmed_at_ms.map(time),
        changed_by: rule.changed.as_ref().map(|(who, _)| who.clone()),
    }
}

fn written(rule: &DeadlineRule) -> serde_json::Value {
    json!({
        "allowance": rule.allowance.to_string(),
        "pace": rule.pace.code(),
        "confirmed": rule.confirmed_at_ms.is_some(),
    })
}

const fn edit<'a>(officer: &'a Officer, what: &'static str, subject: &'a str) -> Edit<'a> {
    Edit { officer, action: Action::EditDeadlines, unit: None, what, subject }
}
