//! What cases have to do with each other, as far as no deed says it: the same trouble again.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::{details, seen};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{CaseDetails, ProblemShape};
use crate::access::Action;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::case;
use crate::store::link::{self, Linked};

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");

/// A case that has to do with another.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkShown {
    /// How.
    pub kind: LinkKind,
    /// Its number.
    pub number: String,
    /// Where it stands: a code of `status`.
    pub status: String,
    /// What came of it: a code of `outcome`.
    #[schema(required)]
    pub outcome: Option<String>,
}

/// How a case has to do with this one.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// This one was merged into it.
    Main,
    /// It was merged into this one.
    Merged,
    /// It was split off from this one.
    Part,
    /// This one was split off from it.
    Whole,
    /// It is an earlier case of the same trouble.
    Earlier,
    /// It is a later case of the same trouble.
    Later,
}

/// An earlier case of the same trouble.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EarlierCase {
    /// Its number.
    pub number: String,
}

/// Say that the same trouble was there before
///
/// Both cases then show each other. Right: `merge`.
#[utoipa::path(post, path = "/console/api/cases/{number}/earlier", tag = "cases", operation_id = "recurs",
    params(("number" = String, Path, description = "The public number")), request_body = EarlierCase,
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn recurs(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    request: Result<Json<EarlierCase>, JsonRejection>,
) -> Result<Json<CaseDetails>, Problem> {
    let Json(EarlierCase { number: earlier }) = request.map_err(|_| MALFORMED)?;
    set(&state, &officer, &number, &earlier, true).await
}

/// Say that it was not the same trouble
#[utoipa::path(delete, path = "/console/api/cases/{number}/earlier/{earlier}", tag = "cases", operation_id = "recurs_not",
    params(("number" = String, Path, description = "The public number"),
        ("earlier" = String, Path, description = "The number of the earlier case")),
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn recurs_not(
    State(state): State<AppState>,
    officer: Officer,
    Path((number, earlier)): Path<(String, String)>,
) -> Result<Json<CaseDetails>, Problem> {
    set(&state, &officer, &number, &earlier, false).await
}

async fn set(
    state: &AppState,
    officer: &Officer,
    number: &str,
    earlier: &str,
    does: bool,
) -> Result<Json<CaseDetails>, Problem> {
    let found = seen(state, officer, number).await?;
    let earlier = seen(state, officer, earlier).await?.id;
    if !officer.may(Action::Merge, found.unit.as_deref()) {
        return Err(NOT_ALLOWED);
    }
    let (id, actor, now_ms) = (found.id, officer.user.name.clone(), state.now_ms());
    state.store().write(move |books| case::recurs(books, id, earlier, does, actor, now_ms)).await?;
    let found = seen(state, officer, number).await?;
    Ok(Json(details(state, officer, found).await?))
}

/// Every case that has to do with this one, as far as this officer may see it.
///
/// # Errors
/// Those of the database.
pub async fn shown(state: &AppState, case_id: i64) -> Result<Vec<LinkShown>, PortalError> {
    let linked = link::of_case(state.store().readers(), case_id).await?;
    Ok(linked.into_iter().map(shape).collect())
}

fn shape(linked: Linked) -> LinkShown {
    LinkShown {
        kind: match linked.kind {
            link::Kind::Main => LinkKind::Main,
            link::Kind::Merged => LinkKind::Merged,
            link::Kind::Part => LinkKind::Part,
            link::Kind::Whole => LinkKind::Whole,
            link::Kind::Earlier => LinkKind::Earlier,
            link::Kind::Later => LinkKind::Later,
        },
        number: linked.number.to_string(),
        status: linked.status.to_string(),
        outcome: linked.outcome.map(|outcome| outcome.to_string()),
    }
}
