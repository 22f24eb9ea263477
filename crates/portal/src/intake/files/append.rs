//! `PATCH /v1/files/{id}`: more bytes, from the offset that both sides know.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::error::PortalError;
use crate::intake::files::complete::{self, Verdict};
use crate::intake::files::headers::{self, Checksum, UPLOAD_OFFSET};
use crate::intake::files::part::Part;
use crate::intake::files::place::{self, Progress, UNKNOWN};
use crate::intake::files::uploads::Turn;
use crate::intake::token;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::attachment::UploadRow;

const OTHER_OFFSET: Problem = Problem::new(StatusCode::CONFLICT, "offset_mismatch");

/// A body that was not taken as it is, and how far the upload is now.
pub struct Refused {
    /// Why.
    pub problem: Problem,
    offset: u64,
}

/// Appends and, with the last byte, completes.
///
/// # Errors
/// `upload_medium` (415), `upload_unknown` (404), `offset_mismatch` (409), `length_mismatch` (413),
/// `checksum_mismatch` and `hash_mismatch` (460), `upload_stopped` (409), `no_room` (507).
pub async fn append(state: &AppState, id: &str, request: &HeaderMap, body: Body) -> Result<Response, Problem> {
    if !headers::is_octets(request) {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "upload_medium"));
    }
    let offset = headers::number(request, UPLOAD_OFFSET)?;
    place::upload(state, id, request).await?;
    let turn = state.uploads().take(id).await;
    // Asked again, because the request before may have completed it.
    let upload = place::upload(state, id, request).await?;
    let expires_ms = token::expiry_ms(state.now_ms());
    let progress = |offset| Progress { offset, length: upload.length, expires_ms };
    if upload.stored {
        let done = progress(upload.length);
        return Ok(if offset == upload.length {
            done.answer(StatusCode::NO_CONTENT)
        } else {
            done.refused(OTHER_OFFSET)
        });
    }
    let mut part = Part::open(&state.photos().part(id)).await.map_err(PortalError::from)?.ok_or(UNKNOWN)?;
    if offset != part.offset() {
        return Ok(progress(part.offset()).refused(OTHER_OFFSET));
    }
    Ok(match to(state, &upload, &mut part, request, body, &turn).await {
        Ok(()) => progress(part.offset()).answer(StatusCode::NO_CONTENT),
        Err(refused) => progress(refused.offset).refused(refused.problem),
    })
}

/// Appends a body to a part and completes the upload with its last byte.
///
/// # Errors
/// With the offset that then counts.
pub async fn to(
    state: &AppState,
    upload: &UploadRow,
    part: &mut Part,
    request: &HeaderMap,
    body: Body,
    turn: &Turn,
) -> Result<(), Refused> {
    let checksum = Checksum::asked(request).map_err(|problem| Refused { problem, offset: part.offset() })?;
    let appended = part.append(body.into_data_stream(), upload.length, checksum, turn).await;
    appended.map_err(|stopped| Refused { problem: place::stopped(stopped), offset: part.offset() })?;
    if part.offset() < upload.length {
        return Ok(());
    }
    let verdict = finish(state, upload, part).await.map_err(Problem::from).and_then(place::verdict);
    verdict.map_err(|problem| Refused { problem, offset: part.offset() })
}

/// Completes an upload whose bytes are all here.
///
/// # Errors
/// When the disk or the books fail; the bytes stay and completing is tried again with the next request.
pub async fn finish(state: &AppState, upload: &UploadRow, part: &mut Part) -> Result<Verdict, PortalError> {
    complete::complete(state, upload, part).await
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.problem.into_response()
    }
}
