//! `GET /v1/spoken/HASH`: the archive of recordings that the region pack names, whole or by ranges, so that a poor link goes on
//! where it broke.
//!
//! **Invariant:** there is one archive for all languages. Nothing here could be asked for one of them.

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use report::Sha256;

use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::recording;

const UNKNOWN: Problem = Problem::new(StatusCode::NOT_FOUND, "spoken_unknown");

/// The archive of recordings
///
/// # Errors
/// `spoken_unknown` when no pack of late names it.
#[utoipa::path(get, path = "/v1/spoken/{sha256}", tag = "open", operation_id = "spoken",
    params(("sha256" = String, Path, description = "Its SHA-256, hexadecimal, as the region pack has it"),
        ("Range" = Option<String>, Header, description = "`bytes=FIRST-LAST` or `bytes=FIRST-`")),
    responses((status = 200, content_type = "application/cbor"), (status = 206, content_type = "application/cbor"),
        (status = 404, body = ProblemShape), (status = 416)))]
pub async fn spoken(
    State(state): State<AppState>,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sha256: Sha256 = sha256.parse().map_err(|_| UNKNOWN)?;
    let books = state.store().readers();
    let length = recording::archive_length(books, &sha256).await?.ok_or(UNKNOWN)?;
    let wanted = headers.get(RANGE).and_then(|value| value.to_str().ok()).and_then(|text| range(text, length));
    let (first, last) = wanted.unwrap_or((0, length - 1));
    if first >= length {
        return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, format!("bytes */{length}"))]).into_response());
    }
    let bytes = recording::archive_part(books, &sha256, first, last - first + 1).await?.ok_or(UNKNOWN)?;
    let head = [
        (CONTENT_TYPE, "application/cbor"),
        (ACCEPT_RANGES, "bytes"),
        // What a hash names never changes.
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    if wanted.is_none() {
        return Ok((head, bytes).into_response());
    }
    let part = [(CONTENT_RANGE, format!("bytes {first}-{last}/{length}"))];
    Ok((StatusCode::PARTIAL_CONTENT, head, part, bytes).into_response())
}

/// The first and the last byte of a single range (RFC 9110 §14.1.2); `None` for what is answered as if it were not there.
fn range(text: &str, length: i64) -> Option<(i64, i64)> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let first: u32 = first.parse().ok()?;
    let last = if last.is_empty() { u32::MAX } else { last.parse().ok()? };
    (first <= last).then(|| (i64::from(first), i64::from(last).min(length - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_and_what_is_none_is_passed_over() {
        assert_eq!(range("bytes=0-9", 100), Some((0, 9)));
        assert_eq!(range("bytes=90-200", 100), Some((90, 99)));
        assert_eq!(range("bytes=50-", 100), Some((50, 99)));
        assert_eq!(range("bytes=100-", 100), Some((100, 99)), "beyond the end: the caller says so");
        for none in ["bytes=9-0", "bytes=-5", "bytes=0-1,5-6", "items=0-1", "bytes=", "bytes=x-y", "bytes=-"] {
            assert_eq!(range(none, 100), None, "{none}");
        }
    }
}
