//! Reading a small body whole: bounded in bytes and by silence, never by total time.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use tokio::time::timeout;

use crate::problem::Problem;

/// As long as a byte comes now and then the link is alive.
const SILENCE: Duration = Duration::from_secs(60);

/// The whole body.
///
/// # Errors
/// `request_too_large` (413) beyond `most` bytes; `link_cut` (400) when it breaks off or falls silent.
pub async fn whole(body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let cut = || Problem::new(StatusCode::BAD_REQUEST, "link_cut");
    let (mut chunks, mut bytes) = (body.into_data_stream(), Vec::new());
    while let Some(chunk) = timeout(SILENCE, chunks.next()).await.map_err(|_| cut())? {
        let chunk = chunk.map_err(|_| cut())?;
        if bytes.len() + chunk.len() > most {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
