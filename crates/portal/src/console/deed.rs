//! Doing something with a case. Who may is `access`, what becomes of the case is `casework`, what is kept is the store.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, json};
use utoipa::ToSchema;

use super::case::{details, entry, seen};
use super::deed_shape::{DeedRequest, DeedShape};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{CaseDetails, ProblemShape, TimelineEntry};
use crate::access::Action;
use crate::casework::{CaseworkError, Deed};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::case_view::{self, CaseView};
use crate::store::{case, held, suggestion};

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");
const UNDO_TOO_LATE: Problem = Problem::new(StatusCode::CONFLICT, "undo_too_late");

const STALE: Problem = Problem::new(StatusCode::CONFLICT, "stale_edit");

/// Why a deed does not fit the case as it stands now.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaleShape {
    /// What speaks against it.
    #[serde(flatten)]
    pub problem: ProblemShape,
    /// With `stale_edit`: what happened since the version that the officer saw, by whom and when, oldest first.
    pub changes: Vec<TimelineEntry>,
}

/// Do something with a case
///
/// What a citizen hears of is not done yet when this answers: the case then has it as `held`, and the portal does it by
/// itself once its seconds are over, also when nobody looks any more.
#[utoipa::path(post, path = "/console/api/cases/{number}/deeds", tag = "cases", operation_id = "perform",
    params(("number" = String, Path, description = "The public number")), request_body = DeedRequest,
    responses((status = 200, body = CaseDetails), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape),
        (status = 409, body = StaleShape, description = "`stale_edit` with what changed, `status_not_allowed`, `deed_held`, …"),
        (status = 413, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn perform(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    request: Result<Json<DeedRequest>, JsonRejection>,
) -> Result<Json<CaseDetails>, Refused> {
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

/// Why a deed was refused.
#[derive(Debug)]
pub(super) enum Refused {
    /// For this.
    For(Problem),
    /// Because the case changed since the officer saw it, and how.
    Stale(Vec<TimelineEntry>),
}

impl Refused {
    /// The problem.
    pub(super) fn problem(&self) -> Problem {
        match self {
            Self::For(problem) => problem.clone(),
            Self::Stale(_) => STALE,
        }
    }

    /// What changed since.
    pub(super) fn into_changes(self) -> Vec<TimelineEntry> {
        match self {
            Self::For(_) => Vec::new(),
            Self::Stale(changes) => changes,
        }
    }
}

impl<E: Into<Problem>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::For(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let problem = self.problem();
        match self {
            Self::For(problem) => problem.into_response(),
            Self::Stale(changes) => problem.with(Map::from_iter([("changes".to_owned(), json!(changes))])),
        }
    }
}

/// Does the deed, or holds it for the seconds in which it can be undone, and gives the id by which that goes.
///
/// # Errors
/// `not_allowed`, and what speaks against the deed.
pub(super) async fn decide(
    state: &AppState,
    officer: &Officer,
    case: &CaseView,
    version: i64,
    shape: DeedShape,
) -> Result<Option<i64>, Refused> {
    if !officer.may_do(state, shape.action(), case.id, case.unit.as_deref()).await? {
        return Err(NOT_ALLOWED.into());
    }
    let deed = deed(state, officer, case, shape).await?;
    match hold_or_do(state, officer, case.id, version, deed).await {
        Err(PortalError::Casework(CaseworkError::StaleEdit { seen, .. })) => Err(stale(state, case.id, seen).await?),
        done => Ok(done?),
    }
}

async fn hold_or_do(
    state: &AppState,
    officer: &Officer,
    id: i64,
    version: i64,
    deed: Deed,
) -> Result<Option<i64>, PortalError> {
    let (actor, now_ms, hold_ms) = (officer.user.name.clone(), state.now_ms(), i64::from(state.config().hold_ms));
    let store = state.store();
    if deed.is_heard() && hold_ms > 0 {
        let due_at_ms = now_ms + hold_ms;
        let hold = store.write(move |books| held::hold(books, id, version, deed, actor, now_ms, due_at_ms));
        return hold.await.map(Some);
    }
    store.write(move |books| case::perform(books, id, Some(version), deed, Some(actor), now_ms)).await?;
    Ok(None)
}

/// That the case changed since it was of this version, and how.
///
/// # Errors
/// Those of the database.
pub(super) async fn stale(state: &AppState, id: i64, seen: i64) -> Result<Refused, PortalError> {
    let mut events = case_view::timeline(state.store().readers(), id).await?;
    events.retain(|event| event.version.is_some_and(|version| version > seen));
    Ok(Refused::Stale(events.into_iter().map(entry).collect()))
}

/// The deed with what the books add to it.
async fn deed(state: &AppState, officer: &Officer, case: &CaseView, shape: DeedShape) -> Result<Deed, Problem> {
    let mut main = 0;
    match &shape {
        DeedShape::Dispatch { unit, coordinating } => {
            let of = case.subject(state.now_ms());
            let mut books = state.store().readers().acquire().await.map_err(PortalError::from)?;
            return Ok(suggestion::dispatch(&mut books, case.id, of, unit.clone(), coordinating.clone()).await?);
        }
        DeedShape::Approve => {
            let role = officer.stands_in(Action::Approve, case.unit.as_deref());
            return Ok(Deed::Approve { for_whom: role.map(|role| role.code().to_owned()) });
        }
        DeedShape::Duplicate { of } => main = seen(state, officer, of).await?.id,
        _ => {}
    }
    Ok(shape.deed(main))
}

/// A request that is too long says so.
pub(super) fn unread(rejection: JsonRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "text_too_long"),
        _ => MALFORMED,
    }
}
