//! Whether an answer may be compressed on the way.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// Whether the asker reads zstd (RFC 8878).
pub fn accepts_zstd(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| one.trim() == "zstd" || one.trim().starts_with("zstd;") && !one.contains("q=0"))
}
