//! `GET /v1/region`: the signed region pack, fetched once and then only when it changed.
//!
//! To whoever reads zstd it goes compressed. What is signed, verified and kept is the plain pack; the `ETag` is weak, as
//! both are the same pack.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::encoding::accepts_zstd;
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;

/// The media type of COSE (RFC 9052 §2).
const MEDIA_TYPE: &str = "application/cose; cose-type=\"cose-sign1\"";

/// The region pack
///
/// # Errors
/// `region_missing` before the first import.
#[utoipa::path(get, path = "/v1/region", tag = "open", operation_id = "region",
    params(("If-None-Match" = Option<String>, Header)),
    responses((status = 200, content_type = "application/cose"), (status = 304),
        (status = 404, body = ProblemShape, description = "There is none yet")))]
pub async fn region(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let known = state.region().await?.ok_or(Problem::new(StatusCode::NOT_FOUND, "region_missing"))?;
    let head = [(ETAG, known.etag.as_str()), (CACHE_CONTROL, "no-cache"), (VARY, "accept-encoding")];
    if is_held(&headers, &known.etag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    if !accepts_zstd(&headers) {
        return Ok((head, [(CONTENT_TYPE, MEDIA_TYPE)], known.pack.clone()).into_response());
    }
    let mut response = (head, [(CONTENT_TYPE, MEDIA_TYPE)], known.compressed.clone()).into_response();
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    Ok(response)
}

/// Whether `If-None-Match` names `etag` (RFC 9110 §13.1.2, weak comparison).
pub fn is_held(headers: &HeaderMap, etag: &str) -> bool {
    let held = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let opaque = |tag: &str| tag.trim_start_matches("W/").to_owned();
    held.split(',').map(str::trim).any(|one| one == "*" || opaque(one) == opaque(etag))
}
