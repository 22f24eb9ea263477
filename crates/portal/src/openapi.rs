//! What programs can ask of a portal, as one OpenAPI document: `docs/openapi.json`, and `GET /v1/openapi.json`.
//!
//! The meaning of the bytes is in `docs/protocol.md`; here stands which request there is, what it takes and what it answers.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

use crate::{intake, open};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Phản ánh hiện trường",
        description = "What programs ask of a portal. Signed bytes, items and codes are described in docs/protocol.md. Errors are application/problem+json with a stable code.",
        version = "1",
        license(name = "Apache-2.0 OR MIT")
    ),
    paths(
        intake::sync::sync,
        intake::acts::put_act,
        intake::acts::get_act,
        intake::files::create::create,
        intake::files::options::options,
        intake::files::progress::head,
        intake::files::append::append,
        intake::files::progress::delete,
        open::portal::portal,
        open::region::region,
        open::spoken::spoken,
        open::base_map::base_map,
        open::around::around,
        open::changes::changes,
        open::events::events,
        described
    )
)]
struct Description;

/// The document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

static TEXT: LazyLock<String> = LazyLock::new(|| openapi().to_pretty_json().unwrap_or_default() + "\n");

/// This document
#[utoipa::path(get, path = "/v1/openapi.json", tag = "open", operation_id = "openapi",
    responses((status = 200, content_type = "application/json")))]
pub async fn described() -> Response {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")], TEXT.as_str()).into_response()
}
