//! `GET /v1/base-map/HASH`: the base map that the region pack names, whole or by ranges, so that a poor link goes on where it
//! broke.

use std::io::{self, SeekFrom};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use report::Sha256;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::range::Wanted;
use crate::error::PortalError;
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::base_map;

const UNKNOWN: Problem = Problem::new(StatusCode::NOT_FOUND, "base_map_unknown");

/// The base map
///
/// # Errors
/// `base_map_unknown` when no pack of late names it, or its file is gone.
#[utoipa::path(get, path = "/v1/base-map/{sha256}", tag = "open", operation_id = "base_map",
    params(("sha256" = String, Path, description = "Its SHA-256, hexadecimal, as the region pack has it"),
        ("Range" = Option<String>, Header, description = "`bytes=FIRST-LAST` or `bytes=FIRST-`")),
    responses((status = 200, content_type = "application/vnd.pmtiles"),
        (status = 206, content_type = "application/vnd.pmtiles"), (status = 404, body = ProblemShape), (status = 416)))]
pub async fn base_map(
    State(state): State<AppState>,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sha256: Sha256 = sha256.parse().map_err(|_| UNKNOWN)?;
    let length = base_map::length(state.store().readers(), &sha256).await?.ok_or(UNKNOWN)?;
    let wanted = match Wanted::of(&headers, length) {
        Ok(wanted) => wanted,
        Err(beyond) => return Ok(*beyond),
    };
    let mut file = match File::open(state.photos().photo(&sha256)).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(UNKNOWN),
        opened => opened.map_err(PortalError::from)?,
    };
    file.seek(SeekFrom::Start(wanted.first)).await.map_err(PortalError::from)?;
    let bytes = Body::from_stream(ReaderStream::new(file.take(wanted.length())));
    Ok(wanted.answer("application/vnd.pmtiles", bytes))
}
