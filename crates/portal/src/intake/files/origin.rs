//! Pages of other origins may upload too: what a browser asks before, and what it then lets a page read
//! (<https://fetch.spec.whatwg.org/#http-cors-protocol>).
//!
//! A ticket opens an upload, wherever it is shown; nothing here looks at cookies, so every origin is welcome and none is
//! told apart. The answer to `OPTIONS` stays tus's own: a layer that answers preflights by itself would hide it.

use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

const METHODS: HeaderValue = HeaderValue::from_static("POST, HEAD, PATCH, DELETE, OPTIONS");
/// Those of tus and its extensions, the ticket's, and what its clients add of their own accord.
const ASKED: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Type, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, Upload-Checksum, \
     X-HTTP-Method-Override, X-Requested-With, X-Request-ID",
);
const TOLD: HeaderValue = HeaderValue::from_static(
    "Location, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, \
     Upload-Length, Upload-Expires, Retry-After",
);
/// A day: the answer changes only with the program.
const REMEMBERED: HeaderValue = HeaderValue::from_static("86400");

/// Middleware: opens every answer to pages of other origins, refusals too.
pub async fn of_any_origin(request: Request, next: Next) -> Response {
    let is_asked_before = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if is_asked_before {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, ASKED);
        headers.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    } else {
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, TOLD);
    }
    response
}
