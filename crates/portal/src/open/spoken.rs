//! `GET /v1/spoken/HASH`: the archive of recordings that the region pack names, whole or by ranges, so that a poor link goes on
//! where it broke.
//!
//! **Invariant:** there is one archive for all languages. Nothing here could be asked for one of them.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use report::Sha256;

use super::range::Wanted;
use crate::error::PortalError;
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
    let length = u64::try_from(length).map_err(|_| PortalError::Broken("spoken_archive"))?;
    let wanted = match Wanted::of(&headers, length) {
        Ok(wanted) => wanted,
        Err(beyond) => return Ok(*beyond),
    };
    let bytes = recording::archive_part(books, &sha256, wanted.first, wanted.length()).await?.ok_or(UNKNOWN)?;
    Ok(wanted.answer("application/cbor", bytes.into()))
}
