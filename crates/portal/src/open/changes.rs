//! `GET /v1/changes?since=`: what became public, in the order of commits, for whoever shows or counts it elsewhere.
//!
//! `since` is the `next` of the answer before, 0 at first. A case enters with an entry `published` that says all that
//! is public of it; an entry `unpublished` asks to forget it.
//!
//! **Invariant:** nothing of a case that is not published now is told but its number, and that only when it once was.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use report::Sha256;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::PortalError;
use crate::open::region::is_held;
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::changes::last_position;
use crate::store::public_events::{self, PublicEvent};

/// Entries told at a time.
const PAGE: i64 = 200;

/// From where to tell.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The `next` of the answer before, 0 at first.
    #[serde(default)]
    since: i64,
}

/// What became public.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// The portal's unbroken memory, hexadecimal: with another one, forget everything and begin at 0.
    epoch: String,
    /// What happened, in the order of commits.
    changes: Vec<PublicEvent>,
    /// What to ask with next; the same as asked when there is nothing new.
    next: i64,
}

/// What became public since
///
/// # Errors
/// Those of the books.
#[utoipa::path(get, path = "/v1/changes", tag = "open", operation_id = "changes",
    params(Since, ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Changes), (status = 304), (status = 400, body = ProblemShape)))]
pub async fn changes(
    State(state): State<AppState>,
    since: Result<Query<Since>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(Since { since }) = since.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "request_malformed"))?;
    let readers = state.store().readers();
    // A position beyond the end is of a forgotten future: begin anew.
    let since = if since > last_position(readers).await? { 0 } else { since };
    let (changes, next) = public_events::since(readers, since, PAGE).await?;
    let epoch = state.epoch().to_string();
    let body = serde_json::to_vec(&Changes { epoch, changes, next }).map_err(|_| PortalError::Broken("event"))?;
    let etag = format!("\"{}\"", &Sha256::of(&body).to_string()[..32]);
    let head = [(ETAG, etag.clone()), (CACHE_CONTROL, "no-cache".into()), (CONTENT_TYPE, "application/json".into())];
    if is_held(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, body).into_response())
}
