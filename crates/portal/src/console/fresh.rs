//! Answers that cost nothing when nothing has changed: an `ETag` over the JSON, `304` when it is known.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use report::Sha256;
use serde::Serialize;

use crate::error::PortalError;
use crate::problem::Problem;

/// The value as JSON, or `304` when the asker has it.
///
/// # Errors
/// When the value does not become JSON, which plain shapes always do.
pub fn fresh(asked: &HeaderMap, value: &impl Serialize) -> Result<Response, Problem> {
    let json = serde_json::to_vec(value).map_err(|_| PortalError::Broken("json"))?;
    let tag = format!("W/\"{}\"", &Sha256::of(&json).to_string()[..20]);
    let known = asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let headers = [(ETAG, tag.as_str()), (CACHE_CONTROL, "no-store")];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, [(CONTENT_TYPE, "application/json")], json).into_response())
}
