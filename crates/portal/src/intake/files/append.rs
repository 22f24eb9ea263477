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
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::attachment::UploadRow;

const OTHER_OFFSET: Problem = Problem::new(StatusCode::CONFLICT, "offset_mismatch");
const TOO_MANY_PIECES: Problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_pieces");
/// A piece that brings less costs more to keep than it is worth: each is fsynced. A link that carries less in the eight seconds
/// of a piece would need days for a photo.
const CRUMB_BYTES: u64 = 1024;

/// A body that was not taken as it is, and how far the upload is now.
pub struct Refused {
    /// Why.
    pub problem: Problem,
    offset: u64,
}

/// Append, and with the last byte complete
///
/// # Errors
/// `upload_medium` (415), `upload_unknown` (404), `offset_mismatch` (409), `length_mismatch` (413),
/// `checksum_mismatch` and `hash_mismatch` (460), `upload_stopped` (409), `too_many_pieces` (429), `no_room` (507).
#[utoipa::path(patch, path = "/v1/files/{id}", tag = "files", operation_id = "append_to_upload",
    params(("id" = String, Path), ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header), ("Upload-Checksum" = Option<String>, Header)),
    request_body(content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "Upload-Offset says how far it is now"), (status = 400, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 409, body = ProblemShape),
        (status = 412, body = ProblemShape), (status = 413, body = ProblemShape), (status = 415, body = ProblemShape),
        (status = 429, body = ProblemShape, description = "Too many small pieces; Retry-After says when to go on"),
        (status = 460, body = ProblemShape), (status = 507, body = ProblemShape)))]
pub async fn append(state: &AppState, id: &str, request: &HeaderMap, body: Body) -> Result<Response, Problem> {
    if !headers::is_octets(request) {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "upload_medium"));
    }
    let offset = headers::number(request, UPLOAD_OFFSET)?;
    let device = place::upload(state, id, request).await?.of.device;
    if let Some(wait) = state.uploads().must_wait(id, device, state.now_ms()) {
        return Err(place::wait(TOO_MANY_PIECES, wait));
    }
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
    let appended = to(state, &upload, &mut part, request, body, &turn).await;
    let is_whole = appended.is_ok() && part.offset() == upload.length;
    if !is_whole && part.offset().saturating_sub(offset) < CRUMB_BYTES {
        state.uploads().crumb(id, device, state.now_ms());
    }
    Ok(match appended {
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
