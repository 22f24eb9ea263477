//! Who reported: for the duty desk alone, and never without a trace.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};
use report::Part;

use super::case::seen;
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{PersonalPart, ProblemShape, Reporter};
use crate::access::Action;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::look::{self, Look};
use crate::store::part;

/// Who reported a case. The look stands in the case's history from then on.
#[utoipa::path(get, path = "/console/api/cases/{number}/reporter", tag = "cases", operation_id = "reporter",
    params(("number" = String, Path, description = "The public number")),
    responses((status = 200, body = Reporter), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn reporter(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let case = seen(&state, &officer, &number).await?;
    if !officer.may(Action::ReadReporter, case.unit.as_deref()) {
        return Err(NOT_ALLOWED);
    }
    let look = Look { who: officer.user.name.clone(), at_ms: state.now_ms(), why: None, voice: None };
    state.store().write(move |books| Box::pin(look::record(books, case.id, look))).await?;
    let parts = part::of_case(state.store().readers(), case.id).await?;
    let parts = parts.iter().filter_map(|row| told(&row.part)).collect();
    let mut response = Json(Reporter { parts }).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What this version can show.
fn told(part: &Part) -> Option<PersonalPart> {
    Some(PersonalPart { label: part.label.clone(), value: part.as_text()?.to_owned() })
}
