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

use crate::error::PortalError;
use crate::open::region::is_held;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::public_events::{self, PublicEvent};

/// Entries told at a time.
const PAGE: i64 = 200;

/// From where to tell.
#[derive(Debug, Deserialize)]
pub struct Since {
    #[serde(default)]
    since: i64,
}

#[derive(Debug, Serialize)]
struct Changes {
    changes: Vec<PublicEvent>,
    /// What to ask with next; the same as asked when there is nothing new.
    next: i64,
}

/// Tells what became public since.
///
/// # Errors
/// Those of the books.
pub async fn changes(
    State(state): State<AppState>,
    since: Result<Query<Since>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(Since { since }) = since.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "request_malformed"))?;
    let (changes, next) = public_events::since(state.store().readers(), since, PAGE).await?;
    let body = serde_json::to_vec(&Changes { changes, next }).map_err(|_| PortalError::Broken("event"))?;
    let etag = format!("\"{}\"", &Sha256::of(&body).to_string()[..32]);
    let head = [(ETAG, etag.clone()), (CACHE_CONTROL, "no-cache".into()), (CONTENT_TYPE, "application/json".into())];
    if is_held(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, body).into_response())
}
