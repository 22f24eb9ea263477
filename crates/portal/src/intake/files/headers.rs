//! The headers of tus, parsed once.

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use data_encoding::BASE64;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use sha2::Digest as _;

use crate::problem::Problem;

/// The version of the protocol.
pub const VERSION: &str = "1.0.0";
/// `Tus-Resumable`.
pub const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
/// `Tus-Version`.
pub const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
/// `Tus-Extension`.
pub const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
/// `Tus-Max-Size`.
pub const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
/// `Tus-Checksum-Algorithm`.
pub const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
/// `Upload-Offset`.
pub const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// `Upload-Length`.
pub const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// `Upload-Expires`.
pub const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// `X-HTTP-Method-Override`, for clients that can only GET and POST.
pub const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

const OCTETS: &str = "application/offset+octet-stream";

/// A request whose headers do not read.
pub const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "upload_malformed");

/// A header's text.
pub fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A header that is a number of bytes.
pub fn number(headers: &HeaderMap, name: HeaderName) -> Result<u64, Problem> {
    text(headers, name).and_then(|value| value.parse().ok()).ok_or(MALFORMED)
}

/// Whether the body is bytes of an upload.
pub fn is_octets(headers: &HeaderMap) -> bool {
    text(headers, CONTENT_TYPE).is_some_and(|value| value.eq_ignore_ascii_case(OCTETS))
}

/// The ticket: `Authorization: Bearer …`, else the key `ticket` of `Upload-Metadata`, whose values are Base64.
pub fn ticket(headers: &HeaderMap) -> Option<String> {
    let bearer = text(headers, AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    bearer.map(|ticket| ticket.trim().to_owned()).or_else(|| metadata_ticket(headers))
}

fn metadata_ticket(headers: &HeaderMap) -> Option<String> {
    let pairs = text(headers, HeaderName::from_static("upload-metadata"))?;
    let value = pairs.split(',').find_map(|pair| pair.trim().strip_prefix("ticket "))?;
    String::from_utf8(BASE64.decode(value.trim().as_bytes()).ok()?).ok()
}

/// A moment as HTTP writes it (RFC 9110 §5.6.7).
pub fn http_date(at_ms: i64) -> HeaderValue {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default();
    HeaderValue::from_str(&date).unwrap_or(HeaderValue::from_static(""))
}

/// The sum that a body must have: `Upload-Checksum`.
pub struct Checksum {
    expected: Vec<u8>,
    running: Running,
}

enum Running {
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
}

impl Checksum {
    /// The algorithms, as `Tus-Checksum-Algorithm` lists them.
    pub const ALGORITHMS: &str = "sha1,sha256";

    /// What the request asks for.
    ///
    /// # Errors
    /// An algorithm that is not one of [`Checksum::ALGORITHMS`], or a sum that is not Base64.
    pub fn asked(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let name = HeaderName::from_static("upload-checksum");
        if !headers.contains_key(&name) {
            return Ok(None);
        }
        let (algorithm, sum) = text(headers, name).and_then(|value| value.split_once(' ')).ok_or(MALFORMED)?;
        let running = match algorithm {
            "sha1" => Running::Sha1(sha1::Sha1::new()),
            "sha256" => Running::Sha256(sha2::Sha256::new()),
            _ => return Err(MALFORMED),
        };
        let expected = BASE64.decode(sum.trim().as_bytes()).map_err(|_| MALFORMED)?;
        Ok(Some(Self { expected, running }))
    }

    /// Takes the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        match &mut self.running {
            Running::Sha1(hash) => hash.update(bytes),
            Running::Sha256(hash) => hash.update(bytes),
        }
    }

    /// Whether all bytes together have the sum.
    pub fn fits(self) -> bool {
        match self.running {
            Running::Sha1(hash) => hash.finalize().as_slice() == self.expected,
            Running::Sha256(hash) => hash.finalize().as_slice() == self.expected,
        }
    }
}
