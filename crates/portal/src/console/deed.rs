//! Doing something with a case. Who may is `access`, what becomes of the case is `casework`, what is kept is the store.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::case::{details, seen};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{CaseDetails, DeedRequest, DeedShape, ProblemShape};
use crate::access::Action;
use crate::casework::Deed;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::case;

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");

/// Do something with a case
#[utoipa::path(post, path = "/console/api/cases/{number}/deeds", tag = "cases", operation_id = "perform",
    params(("number" = String, Path, description = "The public number")), request_body = DeedRequest,
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 409, body = ProblemShape),
        (status = 422, body = ProblemShape)))]
pub async fn perform(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    request: Result<Json<DeedRequest>, JsonRejection>,
) -> Result<Json<CaseDetails>, Problem> {
    let Json(DeedRequest { version, deed }) = request.map_err(|_| MALFORMED)?;
    let found = seen(&state, &officer, &number).await?;
    if !officer.may(action(&deed), found.unit.as_deref()) {
        return Err(NOT_ALLOWED);
    }
    let deed = deed_of(deed);
    let (actor, now_ms) = (officer.user.name.clone(), state.now_ms());
    let write =
        state.store().write(move |books| case::perform(books, found.id, Some(version), deed, Some(actor), now_ms));
    write.await?;
    let found = seen(&state, &officer, &number).await?;
    Ok(Json(details(&state, &officer, found).await?))
}

/// The right that a deed needs.
fn action(deed: &DeedShape) -> Action {
    match deed {
        DeedShape::Accept => Action::Accept,
        DeedShape::Dispatch { .. } => Action::Dispatch,
        DeedShape::Start => Action::Start,
        DeedShape::Answer { .. } => Action::Answer,
        DeedShape::Ask { .. } => Action::Ask,
        DeedShape::Close => Action::Close,
        DeedShape::Reject { .. } | DeedShape::OutOfScope { .. } => Action::Reject,
        DeedShape::Publish { .. } | DeedShape::Unpublish => Action::Publish,
    }
}

fn deed_of(shape: DeedShape) -> Deed {
    match shape {
        DeedShape::Accept => Deed::Accept,
        DeedShape::Dispatch { unit } => Deed::Dispatch { unit },
        DeedShape::Start => Deed::Start,
        DeedShape::Answer { outcome, text } => Deed::Answer { outcome, text },
        DeedShape::Ask { question } => Deed::Ask { question },
        DeedShape::Close => Deed::Close,
        DeedShape::Reject { reason } => Deed::Reject { reason },
        DeedShape::OutOfScope { reason } => Deed::OutOfScope { reason },
        DeedShape::Publish { public_text } => Deed::Publish { public_text },
        DeedShape::Unpublish => Deed::Unpublish,
    }
}
