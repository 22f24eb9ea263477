//! `GET /v1/around?commune=`: what is public in a commune, for devices that show it without a network.
//!
//! A device asks by commune and never says where it is. The list is short enough for a poor link, the same for everybody,
//! and fetched anew only when it changed.
//!
//! **Invariant:** nothing of a case that is not published now is told, and of its place as much as was published.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use place::CommuneCode;
use report::Sha256;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::PortalError;
use crate::open::region::is_held;
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::around::{self, PublicCase};

/// As many cases are told, the latest published first.
const MOST: i64 = 100;

/// Of which commune.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Where {
    /// The commune's code, five digits.
    commune: String,
}

/// What is public in a commune.
#[derive(Debug, Serialize, ToSchema)]
pub struct Around {
    /// The latest published first, 100 at most.
    cases: Vec<PublicCase>,
}

/// What is public in a commune
///
/// # Errors
/// Those of the books.
#[utoipa::path(get, path = "/v1/around", tag = "open", operation_id = "around",
    params(Where, ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Around), (status = 304), (status = 400, body = ProblemShape)))]
pub async fn around(
    State(state): State<AppState>,
    wanted: Result<Query<Where>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let malformed = || Problem::new(StatusCode::BAD_REQUEST, "request_malformed");
    let Query(Where { commune }) = wanted.map_err(|_| malformed())?;
    let commune: CommuneCode = commune.parse().map_err(|_| malformed())?;
    let timetable = state.timetable().await?;
    let cases = around::in_commune(state.store().readers(), commune.as_str(), MOST, &timetable).await?;
    let body = serde_json::to_vec(&Around { cases }).map_err(|_| PortalError::Broken("case"))?;
    let etag = format!("\"{}\"", &Sha256::of(&body).to_string()[..32]);
    let head = [(ETAG, etag.clone()), (CACHE_CONTROL, "no-cache".into()), (CONTENT_TYPE, "application/json".into())];
    if is_held(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, body).into_response())
}
