//! `GET /v1/portal`: who answers here, for scripts and for a first look.

use axum::Json;
use axum::extract::State;
use data_encoding::BASE64URL_NOPAD;
use report::limits;
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::AppState;

/// Who answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalShape {
    id: String,
    epoch: String,
    root_key: String,
    certificates: Vec<String>,
    least_version: u32,
}

/// Who answers
///
/// Certificates are base64url, keys and the epoch hexadecimal.
#[utoipa::path(get, path = "/v1/portal", tag = "open", operation_id = "portal",
    responses((status = 200, body = PortalShape)))]
pub async fn portal(State(state): State<AppState>) -> Json<PortalShape> {
    let certificates = state.keys().certificates().iter().map(|bytes| BASE64URL_NOPAD.encode(bytes)).collect();
    Json(PortalShape {
        id: state.portal_id().to_string(),
        epoch: state.epoch().to_string(),
        root_key: state.keys().root().to_string(),
        certificates,
        least_version: limits::LEAST_PROTOCOL_VERSION,
    })
}
