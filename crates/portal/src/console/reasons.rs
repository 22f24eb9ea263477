//! The reasons for which a case is turned down.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::officer::Officer;
use super::shape::ProblemShape;
use crate::casework::Refusal;

/// The reasons for which a case is turned down.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reasons {
    /// In the order in which they are offered. Their words are `refusal.<code>` of the shared catalogue.
    pub refusals: Vec<RefusalReason>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalReason {
    /// The code.
    pub code: Refusal,
    /// Whether it is for `out_of_scope`; else for `reject`.
    pub out_of_scope: bool,
    /// What the citizen reads, in Vietnamese, in front of the officer's words.
    pub words: String,
}

/// The reasons for which a case is turned down
#[utoipa::path(get, path = "/console/api/reasons", tag = "cases", operation_id = "reasons",
    responses((status = 200, body = Reasons), (status = 401, body = ProblemShape)))]
pub async fn reasons(_officer: Officer) -> Json<Reasons> {
    let reason =
        |code: &Refusal| RefusalReason { code: *code, out_of_scope: code.is_out_of_scope(), words: code.words() };
    Json(Reasons { refusals: Refusal::ALL.iter().map(reason).collect() })
}
