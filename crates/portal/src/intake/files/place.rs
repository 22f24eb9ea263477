//! Which upload a request is about, and how an upload's state is answered.

use std::time::Duration;

use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::intake::files::complete::Verdict;
use crate::intake::files::headers::{self, UPLOAD_EXPIRES, UPLOAD_LENGTH, UPLOAD_OFFSET, http_date};
use crate::intake::files::part::Stopped;
use crate::intake::token::{self, Claim, TicketError};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::attachment::{self, UploadRow};
use crate::store::device;

/// There is no such upload.
pub const UNKNOWN: Problem = Problem::new(StatusCode::NOT_FOUND, "upload_unknown");

/// tus's own status for bytes that do not have their sum.
const CHECKSUM_MISMATCH: u16 = 460;

/// What the ticket of a request stands for; `None` when it shows none.
///
/// # Errors
/// `ticket_invalid`, `ticket_expired`.
pub fn claim(state: &AppState, request: &HeaderMap) -> Result<Option<Claim>, Problem> {
    let Some(ticket) = headers::ticket(request) else { return Ok(None) };
    let claim = token::redeem(state.keys().secret(), &ticket, state.now_ms());
    claim.map(Some).map_err(|error| match error {
        TicketError::Invalid => Problem::new(StatusCode::FORBIDDEN, "ticket_invalid"),
        TicketError::Expired => Problem::new(StatusCode::FORBIDDEN, "ticket_expired"),
    })
}

/// The upload of this id. Its address is enough, as nobody can guess it; a ticket that is shown must be its own.
///
/// # Errors
/// `upload_unknown`, `device_revoked`, and those of the ticket.
pub async fn upload(state: &AppState, id: &str, request: &HeaderMap) -> Result<UploadRow, Problem> {
    let shown = claim(state, request)?;
    if shown.is_some_and(|claim| token::upload_id(state.keys().secret(), &claim) != id) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "ticket_invalid"));
    }
    let upload = attachment::of_upload(state.store().readers(), id).await?.ok_or(UNKNOWN)?;
    not_revoked(state, upload).await
}

/// The upload, unless its device was revoked since it got the ticket.
///
/// # Errors
/// `device_revoked`.
pub async fn not_revoked(state: &AppState, upload: UploadRow) -> Result<UploadRow, Problem> {
    if device::is_revoked(state.store().readers(), upload.of.device).await? {
        return Err(Problem::new(StatusCode::FORBIDDEN, "device_revoked"));
    }
    Ok(upload)
}

/// How far an upload is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Bytes that are on the disk for good.
    pub offset: u64,
    /// Bytes of the whole.
    pub length: u64,
    /// When it is forgotten, ms.
    pub expires_ms: i64,
}

impl Progress {
    /// An answer with this progress.
    pub fn answer(self, status: StatusCode) -> Response {
        let mut response = status.into_response();
        let headers = response.headers_mut();
        headers.insert(UPLOAD_OFFSET, self.offset.into());
        headers.insert(UPLOAD_LENGTH, self.length.into());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.offset < self.length {
            headers.insert(UPLOAD_EXPIRES, http_date(self.expires_ms));
        }
        response
    }

    /// The answer to a creation: the same, and where the upload is.
    ///
    /// # Errors
    /// Never for an id of ours, which is hexadecimal.
    pub fn created(self, id: &str) -> Result<Response, Problem> {
        let mut response = self.answer(StatusCode::CREATED);
        let location = HeaderValue::from_str(&format!("/v1/files/{id}")).map_err(|_| headers::MALFORMED)?;
        response.headers_mut().insert(LOCATION, location);
        Ok(response)
    }

    /// What a verdict makes of an answer.
    pub fn refused(self, problem: Problem) -> Response {
        let mut response = problem.into_response();
        response.headers_mut().insert(UPLOAD_OFFSET, self.offset.into());
        response
    }
}

/// A problem that is over after `time`.
pub fn wait(problem: Problem, time: Duration) -> Problem {
    problem.retry_after(u32::try_from(time.as_secs().max(1)).unwrap_or(u32::MAX))
}

/// What to say of a body that was not taken as it is.
pub fn stopped(stopped: Stopped) -> Problem {
    match stopped {
        Stopped::Cut => Problem::new(StatusCode::BAD_REQUEST, "link_cut"),
        Stopped::Preempted => Problem::new(StatusCode::CONFLICT, "upload_stopped"),
        Stopped::TooLong => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "length_mismatch"),
        Stopped::Checksum => Problem::new(mismatch_status(), "checksum_mismatch"),
        Stopped::Own(error) => error.into(),
    }
}

/// What to say of an upload that is not what was announced.
pub fn verdict(verdict: Verdict) -> Result<(), Problem> {
    match verdict {
        Verdict::Stored => Ok(()),
        Verdict::OtherHash => Err(Problem::new(mismatch_status(), "hash_mismatch")),
    }
}

fn mismatch_status() -> StatusCode {
    StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST)
}
