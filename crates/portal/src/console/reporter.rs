//! Who reported: for the duty desk alone, and never without a trace.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};
use report::Part;
use sqlx::AnyPool;

use super::case::seen;
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{PersonalPart, ProblemShape, Reporter};
use crate::access::Action;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::look::{self, Look};
use crate::store::{category, part};

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
    let parts = part::standing(state.store().readers(), case.id).await?;
    let parts = parts.iter().filter_map(|row| told(&row.part)).collect();
    let mut response = Json(Reporter { parts }).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The labels of what the category asks of whoever reports, and the case does not tell.
pub async fn identity_missing(books: &AnyPool, case: &CaseView) -> Result<Vec<String>, PortalError> {
    let Some(category) = category::find(books, &case.category).await? else { return Ok(Vec::new()) };
    let asked = [(category.identity.needs_name(), Part::NAME), (category.identity.needs_phone(), Part::PHONE)];
    if asked.iter().all(|(asked, _)| !asked) {
        return Ok(Vec::new());
    }
    let told = part::labels(books, case.id).await?;
    let lacks = |(asked, label): (bool, &str)| (asked && !told.contains(label)).then(|| label.to_owned());
    Ok(asked.into_iter().filter_map(lacks).collect())
}

/// What this version can show.
fn told(part: &Part) -> Option<PersonalPart> {
    Some(PersonalPart { label: part.label.clone(), value: part.as_text()?.to_owned() })
}
