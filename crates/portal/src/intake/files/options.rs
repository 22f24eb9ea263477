//! `OPTIONS /v1/files`: what this server can do.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use report::limits::ATTACHMENT_BYTES;

use crate::intake::files::headers::{
    Checksum, TUS_CHECKSUM_ALGORITHM, TUS_EXTENSION, TUS_MAX_SIZE, TUS_VERSION, VERSION,
};

const EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";

/// What uploads can be
#[utoipa::path(options, path = "/v1/files", tag = "files", operation_id = "upload_options",
    responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm")))]
pub fn options() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    headers.insert(TUS_EXTENSION, HeaderValue::from_static(EXTENSIONS));
    headers.insert(TUS_MAX_SIZE, ATTACHMENT_BYTES.into());
    headers.insert(TUS_CHECKSUM_ALGORITHM, HeaderValue::from_static(Checksum::ALGORITHMS));
    response
}
