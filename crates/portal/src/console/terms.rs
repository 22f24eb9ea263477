//! Changes of the roster: somebody takes a post, leaves it, stands in.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::edit::{Edit, body};
use super::officer::Officer;
use super::roster::{UnitHistory, told};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::problem::Problem;
use crate::roster::{NewDeputy, NewTerm, Post};
use crate::state::AppState;
use crate::store::roster::{self, Recording};

/// Somebody is to have a post.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TermNew {
    /// The post.
    pub post: Post,
    /// The user.
    pub user: String,
    /// The first day, `2026-11-25`. Who has the post until further notice leaves it the day before.
    #[schema(value_type = String)]
    pub since: Date,
    /// The last day; missing: until further notice.
    #[schema(value_type = Option<String>)]
    pub until: Option<Date>,
}

/// Somebody is to leave a post.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TermEnd {
    /// The last day, `2026-11-25`.
    #[schema(value_type = String)]
    pub until: Date,
}

/// Somebody is to stand in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeputyNew {
    /// The post.
    pub post: Post,
    /// The user who stands in.
    pub user: String,
    /// The first day, `2026-11-25`.
    #[schema(value_type = String)]
    pub since: Date,
    /// The last day.
    #[schema(value_type = String)]
    pub until: Date,
    /// Why: leave, a journey, …
    pub why: Option<String>,
}

/// Put somebody into a post
#[utoipa::path(post, path = "/console/api/roster/{unit}/terms", tag = "roster", operation_id = "appoint",
    params(("unit" = String, Path, description = "The unit's code")), request_body = TermNew,
    responses((status = 200, body = UnitHistory), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn appoint(
    State(state): State<AppState>,
    officer: Officer,
    Path(unit): Path<String>,
    request: Result<Json<TermNew>, JsonRejection>,
) -> Result<Json<UnitHistory>, Problem> {
    let asked = body(request)?;
    let new = NewTerm { post: asked.post, user: asked.user.clone(), since: asked.since, until: asked.until };
    let (of, who, now_ms) = owned(&state, &officer, &unit);
    edit(&officer, &unit, "term_begun")
        .carry_out(&state, &asked, move |books| {
            Box::pin(async move {
                let recording = Recording::now(books, who, now_ms).await?;
                roster::appoint(books, &of, &new, &recording).await
            })
        })
        .await?;
    Ok(Json(told(&state, &officer, unit).await?))
}

/// Say which day is somebody's last in a post
#[utoipa::path(post, path = "/console/api/roster/{unit}/terms/{id}/end", tag = "roster", operation_id = "end_term",
    params(("unit" = String, Path, description = "The unit's code"), ("id" = i64, Path, description = "The term")),
    request_body = TermEnd,
    responses((status = 200, body = UnitHistory), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn end(
    State(state): State<AppState>,
    officer: Officer,
    Path((unit, id)): Path<(String, i64)>,
    request: Result<Json<TermEnd>, JsonRejection>,
) -> Result<Json<UnitHistory>, Problem> {
    let asked = body(request)?;
    let (of, who, now_ms) = owned(&state, &officer, &unit);
    let last_day = asked.until;
    edit(&officer, &unit, "term_ended")
        .carry_out(&state, &asked, move |books| {
            Box::pin(async move {
                let recording = Recording::now(books, who, now_ms).await?;
                roster::end(books, &of, id, last_day, &recording).await
            })
        })
        .await?;
    Ok(Json(told(&state, &officer, unit).await?))
}

/// Take back a term that has not begun before today
#[utoipa::path(delete, path = "/console/api/roster/{unit}/terms/{id}", tag = "roster", operation_id = "withdraw_term",
    params(("unit" = String, Path, description = "The unit's code"), ("id" = i64, Path, description = "The term")),
    responses((status = 200, body = UnitHistory), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn withdraw(
    State(state): State<AppState>,
    officer: Officer,
    Path((unit, id)): Path<(String, i64)>,
) -> Result<Json<UnitHistory>, Problem> {
    let (of, who, now_ms) = owned(&state, &officer, &unit);
    edit(&officer, &unit, "term_withdrawn")
        .carry_out(&state, &json!({ "id": id }), move |books| {
            Box::pin(async move {
                let recording = Recording::now(books, who, now_ms).await?;
                roster::withdraw(books, &of, id, &recording).await
            })
        })
        .await?;
    Ok(Json(told(&state, &officer, unit).await?))
}

/// Name somebody who stands in for a post
#[utoipa::path(post, path = "/console/api/roster/{unit}/deputies", tag = "roster", operation_id = "name_deputy",
    params(("unit" = String, Path, description = "The unit's code")), request_body = DeputyNew,
    responses((status = 200, body = UnitHistory), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn name_deputy(
    State(state): State<AppState>,
    officer: Officer,
    Path(unit): Path<String>,
    request: Result<Json<DeputyNew>, JsonRejection>,
) -> Result<Json<UnitHistory>, Problem> {
    let asked = body(request)?;
    let new = NewDeputy { post: asked.post, user: asked.user.clone(), since: asked.since, until: asked.until };
    let why = asked.why.as_deref().map(str::trim).filter(|why| !why.is_empty()).map(str::to_owned);
    let (of, who, now_ms) = owned(&state, &officer, &unit);
    edit(&officer, &unit, "deputy_named")
        .carry_out(&state, &asked, move |books| {
            Box::pin(async move {
                let recording = Recording::now(books, who, now_ms).await?;
                roster::name_deputy(books, &of, &new, why.as_deref(), &recording).await
            })
        })
        .await?;
    Ok(Json(told(&state, &officer, unit).await?))
}

/// Say that somebody does not stand in any longer
#[utoipa::path(delete, path = "/console/api/roster/{unit}/deputies/{id}", tag = "roster",
    operation_id = "withdraw_deputy",
    params(("unit" = String, Path, description = "The unit's code"), ("id" = i64, Path, description = "The deputy")),
    responses((status = 200, body = UnitHistory), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn withdraw_deputy(
    State(state): State<AppState>,
    officer: Officer,
    Path((unit, id)): Path<(String, i64)>,
) -> Result<Json<UnitHistory>, Problem> {
    let (of, who, now_ms) = owned(&state, &officer, &unit);
    edit(&officer, &unit, "deputy_withdrawn")
        .carry_out(&state, &json!({ "id": id }), move |books| {
            Box::pin(async move {
                let recording = Recording::now(books, who, now_ms).await?;
                roster::withdraw_deputy(books, &of, id, &recording).await
            })
        })
        .await?;
    Ok(Json(told(&state, &officer, unit).await?))
}

fn edit<'a>(officer: &'a Officer, unit: &'a str, what: &'static str) -> Edit<'a> {
    Edit { officer, action: Action::EditRoster, unit: Some(unit), what, subject: unit }
}

/// What a job takes with it.
fn owned(state: &AppState, officer: &Officer, unit: &str) -> (String, String, i64) {
    (unit.to_owned(), officer.user.name.clone(), state.now_ms())
}
