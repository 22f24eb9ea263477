//! Single ranges of bytes (RFC 9110 §14.1.2), and answers of what a hash names: whole, or a part of it.

use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// What is asked of something that has a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub first: u64,
    pub last: u64,
    is_part: bool,
    of: u64,
}

impl Wanted {
    /// What the headers ask of so many bytes, which are not none. A range that is none is passed over.
    ///
    /// # Errors
    /// The answer to a range beyond the end.
    pub fn of(headers: &HeaderMap, length: u64) -> Result<Self, Box<Response>> {
        let asked = headers.get(RANGE).and_then(|value| value.to_str().ok()).and_then(|text| range(text, length));
        let (first, last) = asked.unwrap_or((0, length - 1));
        if first >= length {
            let told = [(CONTENT_RANGE, format!("bytes */{length}"))];
            return Err(Box::new((StatusCode::RANGE_NOT_SATISFIABLE, told).into_response()));
        }
        Ok(Self { first, last, is_part: asked.is_some(), of: length })
    }

    /// How many bytes.
    pub fn length(&self) -> u64 {
        self.last - self.first + 1
    }

    /// These bytes as the answer. What a hash names never changes.
    pub fn answer(&self, media_type: &'static str, bytes: Body) -> Response {
        let head = [
            (CONTENT_TYPE, media_type.to_owned()),
            (CONTENT_LENGTH, self.length().to_string()),
            (ACCEPT_RANGES, "bytes".to_owned()),
            (CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        ];
        if !self.is_part {
            return (head, bytes).into_response();
        }
        let part = [(CONTENT_RANGE, format!("bytes {}-{}/{}", self.first, self.last, self.of))];
        (StatusCode::PARTIAL_CONTENT, head, part, bytes).into_response()
    }
}

/// The first and the last byte of a single range; `None` for what is answered as if it were not there.
fn range(text: &str, length: u64) -> Option<(u64, u64)> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let first: u32 = first.parse().ok()?;
    let last = if last.is_empty() { u32::MAX } else { last.parse().ok()? };
    (first <= last).then(|| (u64::from(first), u64::from(last).min(length - 1)))
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
