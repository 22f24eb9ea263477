//! `POST /v1/files`: shows a ticket, gets the place. Repeated, it gets the same place and how far the upload is.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::time::timeout;

use crate::error::PortalError;
use crate::intake::files::append;
use crate::intake::files::complete::recover;
use crate::intake::files::headers::{self, UPLOAD_LENGTH};
use crate::intake::files::part::{Part, SILENCE};
use crate::intake::files::place::{self, Progress, claim, not_revoked};
use crate::intake::token::{self, Claim};
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::attachment::{self, UploadRow};

/// Read of a body that is not used: whoever is writing it would otherwise never read the answer.
const DRAINED_BYTES: usize = 1024 * 1024;

const TOO_MANY_UPLOADS: Problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads");

/// Make an upload, or find it
///
/// # Errors
/// `ticket_missing`, `ticket_invalid`, `ticket_expired`, `length_mismatch`, `too_many_uploads` (429); those of the first bytes.
#[utoipa::path(post, path = "/v1/files", tag = "files", operation_id = "create_upload",
    params(("Tus-Resumable" = String, Header, description = "1.0.0"), ("Upload-Length" = u64, Header),
        ("Authorization" = Option<String>, Header, description = "Bearer and an upload ticket"),
        ("Upload-Metadata" = Option<String>, Header, description = "`ticket` and the ticket, instead"),
        ("Upload-Checksum" = Option<String>, Header)),
    request_body(content_type = "application/offset+octet-stream", description = "The first bytes, if wanted"),
    responses((status = 201, description = "Location is the upload, Upload-Offset how far it is"),
        (status = 400, body = ProblemShape), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 412, body = ProblemShape), (status = 413, body = ProblemShape),
        (status = 429, body = ProblemShape, description = "Too many uploads were begun; Retry-After says when to go on"),
        (status = 460, body = ProblemShape), (status = 507, body = ProblemShape)))]
pub async fn create(state: &AppState, request: &HeaderMap, body: Body) -> Result<Response, Problem> {
    let claim = claim(state, request)?.ok_or(Problem::new(StatusCode::UNAUTHORIZED, "ticket_missing"))?;
    if headers::number(request, UPLOAD_LENGTH)? != claim.length {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "length_mismatch"));
    }
    let id = token::upload_id(state.keys().secret(), &claim);
    let turn = state.uploads().take(&id).await;
    let upload = upload(state, &id, &claim).await?;
    let path = state.photos().part(&id);
    let expires_ms = token::expiry_ms(state.now_ms());
    if let Some(offset) = known_offset(state, &upload, &path).await? {
        // Not while holding the turn: a link that went silent must not keep the next request waiting.
        drop(turn);
        drain(body.into_data_stream()).await;
        return Progress { offset, length: upload.length, expires_ms }.created(&id);
    }
    let begun = state.uploads().begin(claim.of.device, state.now_ms());
    begun.map_err(|time| place::wait(TOO_MANY_UPLOADS, time))?;
    let mut part = Part::create(&path).await.map_err(PortalError::from)?;
    if headers::is_octets(request) {
        let appended = append::to(state, &upload, &mut part, request, body, &turn).await;
        appended.map_err(|refused| refused.problem)?;
    }
    Progress { offset: part.offset(), length: upload.length, expires_ms }.created(&id)
}

async fn upload(state: &AppState, id: &str, claim: &Claim) -> Result<UploadRow, Problem> {
    let known = attachment::of_upload(state.store().readers(), id).await?;
    let known = known.filter(|upload| (upload.of, upload.sha256) == (claim.of, claim.sha256));
    not_revoked(state, known.ok_or(Problem::new(StatusCode::FORBIDDEN, "ticket_invalid"))?).await
}

/// How far an upload is that was made before; `None` when there is none.
async fn known_offset(
    state: &AppState,
    upload: &UploadRow,
    path: &std::path::Path,
) -> Result<Option<u64>, PortalError> {
    if upload.stored {
        return Ok(Some(upload.length));
    }
    if let Some(mut part) = Part::open(path).await? {
        if part.offset() == upload.length {
            append::finish(state, upload, &mut part).await?;
        }
        return Ok(Some(part.offset()));
    }
    let found = recover(state, upload).await?;
    Ok(found.then_some(upload.length))
}

async fn drain<E>(mut body: impl Stream<Item = Result<Bytes, E>> + Unpin) {
    let mut left = DRAINED_BYTES;
    while let Ok(Some(Ok(bytes))) = timeout(SILENCE, body.next()).await {
        let Some(rest) = left.checked_sub(bytes.len()) else { return };
        left = rest;
    }
}
