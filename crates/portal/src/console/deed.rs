//! Doing something with a case. Who may is `access`, what becomes of the case is `casework`, what is kept is the store.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::case::{details, seen};
use super::deed_shape::{DeedRequest, DeedShape};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{CaseDetails, ProblemShape};
use crate::casework::{Deed, Why};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::{case, held, unit};

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");
const UNDO_TOO_LATE: Problem = Problem::new(StatusCode::CONFLICT, "undo_too_late");

/// Do something with a case
///
/// What a citizen hears of is not done yet when this answers: the case then has it as `held`, and the portal does it by
/// itself once its seconds are over, also when nobody looks any more.
#[utoipa::path(post, path = "/console/api/cases/{number}/deeds", tag = "cases", operation_id = "perform",
    params(("number" = String, Path, description = "The public number")), request_body = DeedRequest,
    responses((status = 200, body = CaseDetails), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape),
        (status = 409, body = ProblemShape, description = "`stale_edit`, `status_not_allowed`, `deed_held`, …"),
        (status = 413, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn perform(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    request: Result<Json<DeedRequest>, JsonRejection>,
) -> Result<Json<CaseDetails>, Problem> {
    let Json(DeedRequest { version, deed }) = request.map_err(unread)?;
    let found = seen(&state, &officer, &number).await?;
    decide(&state, &officer, &found, version, deed).await?;
    let found = seen(&state, &officer, &number).await?;
    Ok(Json(details(&state, &officer, found).await?))
}

/// Take back a deed that is not done yet
#[utoipa::path(delete, path = "/console/api/held/{id}", tag = "cases", operation_id = "undo",
    params(("id" = i64, Path, description = "`held.id` of the case")),
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape, description = "Somebody else decided it"),
        (status = 409, body = ProblemShape, description = "`undo_too_late`: it is done")))]
pub async fn undo(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
) -> Result<Json<CaseDetails>, Problem> {
    let deed = held::find(state.store().readers(), id).await?.ok_or(UNDO_TOO_LATE)?;
    if deed.actor != officer.user.name {
        return Err(NOT_ALLOWED);
    }
    if !state.store().write(move |books| Box::pin(held::undo(books, id))).await? {
        return Err(UNDO_TOO_LATE);
    }
    let number = case::number_of(state.store().readers(), deed.case_id).await?;
    let found = seen(&state, &officer, number.as_str()).await?;
    Ok(Json(details(&state, &officer, found).await?))
}

/// Does the deed, or holds it for the seconds in which it can be undone.
///
/// # Errors
/// `not_allowed`, and what speaks against the deed.
pub(super) async fn decide(
    state: &AppState,
    officer: &Officer,
    case: &CaseView,
    version: i64,
    shape: DeedShape,
) -> Result<(), Problem> {
    if !officer.may(shape.action(), case.unit.as_deref()) {
        return Err(NOT_ALLOWED);
    }
    let deed = deed(state, case, shape).await?;
    let (id, actor, now_ms) = (case.id, officer.user.name.clone(), state.now_ms());
    let hold_ms = i64::from(state.config().hold_ms);
    if deed.is_heard() && hold_ms > 0 {
        let due_at_ms = now_ms + hold_ms;
        state.store().write(move |books| held::hold(books, id, version, deed, actor, now_ms, due_at_ms)).await?;
    } else {
        state.store().write(move |books| case::perform(books, id, Some(version), deed, Some(actor), now_ms)).await?;
    }
    Ok(())
}

/// The deed with what the books add to it.
async fn deed(state: &AppState, case: &CaseView, shape: DeedShape) -> Result<Deed, PortalError> {
    let why = match &shape {
        DeedShape::Dispatch { unit } => {
            unit::why(state.store().readers(), &case.category, case.commune.as_deref(), unit).await?
        }
        _ => Why::ByHand,
    };
    Ok(shape.deed(why))
}

/// A request that is too long says so.
pub(super) fn unread(rejection: JsonRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "text_too_long"),
        _ => MALFORMED,
    }
}
