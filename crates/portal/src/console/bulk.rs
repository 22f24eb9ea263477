//! The same deed for several cases, each on its own.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::seen;
use super::deed::{Refused, decide, unread};
use super::deed_shape::DeedShape;
use super::officer::Officer;
use super::shape::{ProblemShape, TimelineEntry};
use crate::problem::{self, Problem};
use crate::state::AppState;

/// The most cases at a time.
const MOST: usize = 200;
const TOO_MANY: Problem = Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "request_too_large");

/// One deed for several cases.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BulkRequest {
    /// The cases, at most 200, each with the version that the officer saw.
    pub cases: Vec<BulkCase>,
    /// What to do with each of them.
    pub deed: DeedShape,
}

/// One of several cases.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BulkCase {
    /// The public number.
    pub number: String,
    /// The version that the officer saw.
    pub version: i64,
}

/// What became of each.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkDone {
    /// In the order in which they were named.
    pub results: Vec<BulkResult>,
}

/// What became of one.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    /// The public number.
    pub number: String,
    /// Why nothing was done to it; missing when it was done, or is held.
    #[schema(required)]
    pub problem: Option<ProblemShape>,
    /// With `stale_edit`: what changed since the version that the officer saw.
    pub changes: Vec<TimelineEntry>,
    /// The id by which it can be undone, when it is held.
    #[schema(required)]
    pub held: Option<i64>,
}

/// Do the same with several cases
///
/// Each is decided on its own: what speaks against one keeps nothing from the others.
#[utoipa::path(post, path = "/console/api/deeds", tag = "cases", operation_id = "perform_on_several",
    request_body = BulkRequest,
    responses((status = 200, body = BulkDone), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape),
        (status = 413, body = ProblemShape)))]
pub async fn perform(
    State(state): State<AppState>,
    officer: Officer,
    asked: HeaderMap,
    request: Result<Json<BulkRequest>, JsonRejection>,
) -> Result<Json<BulkDone>, Problem> {
    let Json(BulkRequest { cases, deed }) = request.map_err(unread)?;
    if cases.len() > MOST {
        return Err(TOO_MANY);
    }
    let mut results = Vec::with_capacity(cases.len());
    for case in cases {
        let done = one(&state, &officer, &case, deed.clone()).await;
        results.push(result(case.number, done, &asked));
    }
    Ok(Json(BulkDone { results }))
}

async fn one(state: &AppState, officer: &Officer, case: &BulkCase, deed: DeedShape) -> Result<Option<i64>, Refused> {
    let found = seen(state, officer, &case.number).await?;
    decide(state, officer, &found, case.version, deed).await
}

fn result(number: String, done: Result<Option<i64>, Refused>, asked: &HeaderMap) -> BulkResult {
    let (held, refused) = match done {
        Ok(held) => (held, None),
        Err(refused) => (None, Some(refused)),
    };
    let problem = refused.as_ref().map(|refused| refused.problem().shape(problem::language(asked)));
    let changes = refused.map(Refused::into_changes).unwrap_or_default();
    BulkResult { number, problem, changes, held }
}
