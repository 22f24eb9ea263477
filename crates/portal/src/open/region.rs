//! `GET /v1/region`: the signed region pack, fetched once and then only when it changed.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;
use crate::state::AppState;
use crate::store::region;

/// The media type of COSE (RFC 9052 §2).
const MEDIA_TYPE: &str = "application/cose; cose-type=\"cose-sign1\"";

/// Sends the pack, or 304 to whoever has it.
///
/// # Errors
/// `region_missing` before the first import.
pub async fn region(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let readers = state.store().readers();
    let missing = Problem::new(StatusCode::NOT_FOUND, "region_missing");
    let etag = region::newest_etag(readers).await?.ok_or(missing)?;
    if is_held(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response());
    }
    let pack = region::newest(readers).await?.ok_or(missing)?;
    let head = [(CONTENT_TYPE, MEDIA_TYPE.to_owned()), (ETAG, pack.etag), (CACHE_CONTROL, "no-cache".to_owned())];
    Ok((head, pack.pack).into_response())
}

/// Whether `If-None-Match` names `etag` (RFC 9110 §13.1.2, weak comparison).
pub fn is_held(headers: &HeaderMap, etag: &str) -> bool {
    let held = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    held.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == etag)
}
