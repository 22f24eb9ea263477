//! `HEAD` and `DELETE /v1/files/{id}`: how far an upload is, and forgetting it.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::durable;
use crate::error::PortalError;
use crate::intake::files::part::{Part, blocking};
use crate::intake::files::place::{self, Progress, UNKNOWN};
use crate::intake::token;
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;

/// How far an upload is, counting only what is on the disk for good
///
/// # Errors
/// `upload_unknown`.
#[utoipa::path(head, path = "/v1/files/{id}", tag = "files", operation_id = "upload_progress",
    params(("id" = String, Path), ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses((status = 200, description = "Upload-Offset, Upload-Length, Upload-Expires"), (status = 403), (status = 404),
        (status = 412)))]
pub async fn head(state: &AppState, id: &str, request: &HeaderMap) -> Result<Response, Problem> {
    place::upload(state, id, request).await?;
    let _turn = state.uploads().take(id).await;
    let upload = place::upload(state, id, request).await?;
    let part = Part::open(&state.photos().part(id)).await.map_err(PortalError::from)?;
    let offset = match part {
        _ if upload.stored => upload.length,
        Some(part) => part.offset(),
        None => return Err(UNKNOWN),
    };
    let expires_ms = token::expiry_ms(state.now_ms());
    Ok(Progress { offset, length: upload.length, expires_ms }.answer(StatusCode::OK))
}

/// Forget what has arrived
///
/// A photo that is stored stays.
///
/// # Errors
/// `upload_unknown`; `upload_stored` (403).
#[utoipa::path(delete, path = "/v1/files/{id}", tag = "files", operation_id = "end_upload",
    params(("id" = String, Path), ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses((status = 204), (status = 403, body = ProblemShape), (status = 404, body = ProblemShape),
        (status = 412, body = ProblemShape)))]
pub async fn delete(state: &AppState, id: &str, request: &HeaderMap) -> Result<Response, Problem> {
    place::upload(state, id, request).await?;
    let _turn = state.uploads().take(id).await;
    if place::upload(state, id, request).await?.stored {
        return Err(Problem::new(StatusCode::FORBIDDEN, "upload_stored"));
    }
    let path = state.photos().part(id);
    let removed = blocking(move || {
        std::fs::remove_file(&path)?;
        durable::sync_folder_of(&path)
    });
    match removed.await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(UNKNOWN),
        Err(error) => Err(PortalError::from(error).into()),
    }
}
