//! When whom is told, and within how many days a change of the roster is recorded: what the province sets for itself.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use utoipa::ToSchema;

use super::edit::{Edit, body};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::error::PortalError;
use crate::escalation::Delays;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::audit;
use crate::store::setting::{self, DELAYS_URGENT, DELAYS_USUAL, NOTICE_DAYS, NOTICE_IN_WORKING_DAYS};

/// The longest notice, in days.
const MOST_DAYS: u32 = 60;

/// When whom is told.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Telling {
    /// Of most cases, in minutes from the moment at which a clock is due.
    pub usual: Delays,
    /// Of urgent ones.
    pub urgent: Delays,
    /// Within how many days a change of the roster is to be recorded.
    pub notice_days: u32,
    /// Whether only working days of them count.
    pub notice_in_working_days: bool,
    /// Whether the province said that it is so; until then these are defaults that wait for it.
    #[serde(default)]
    pub confirmed: bool,
}

/// When whom is told
#[utoipa::path(get, path = "/console/api/settings/telling", tag = "settings", operation_id = "telling",
    responses((status = 200, body = Telling), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape)))]
pub async fn telling(State(state): State<AppState>, officer: Officer) -> Result<Json<Telling>, Problem> {
    if !officer.may(Action::EditRoster, None) {
        return Err(NOT_ALLOWED);
    }
    let mut books = state.store().readers().acquire().await.map_err(PortalError::from)?;
    Ok(Json(read(&mut books).await?))
}

/// Set when whom is told
#[utoipa::path(put, path = "/console/api/settings/telling", tag = "settings", operation_id = "set_telling",
    request_body = Telling,
    responses((status = 200, body = Telling), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 422, body = ProblemShape)))]
pub async fn set_telling(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<Telling>, JsonRejection>,
) -> Result<Json<Telling>, Problem> {
    let asked = body(request)?;
    let (new, who, now_ms) = (body_of(&asked), officer.user.name.clone(), state.now_ms());
    let edit =
        Edit { officer: &officer, action: Action::EditSettings, unit: None, what: "telling_set", subject: "telling" };
    let set = edit.carry_out(&state, &asked, move |books| Box::pin(async move { set(books, new, &who, now_ms).await }));
    Ok(Json(set.await?))
}

fn body_of(asked: &Telling) -> Telling {
    let Telling { usual, urgent, notice_days, notice_in_working_days, confirmed } = *asked;
    Telling { usual, urgent, notice_days, notice_in_working_days, confirmed }
}

async fn set(books: &mut AnyConnection, new: Telling, who: &str, now_ms: i64) -> Result<Telling, PortalError> {
    if let Some(field) = new.usual.fault().or(new.urgent.fault()) {
        return Err(PortalError::DelaysInvalid { field });
    }
    if !(1..=MOST_DAYS).contains(&new.notice_days) {
        return Err(PortalError::DelaysInvalid { field: "notice_days" });
    }
    let before = serde_json::to_value(read(books).await?).ok();
    let confirmed = new.confirmed;
    setting::set(books, &DELAYS_USUAL, &new.usual, who, confirmed, now_ms).await?;
    setting::set(books, &DELAYS_URGENT, &new.urgent, who, confirmed, now_ms).await?;
    setting::set(books, &NOTICE_DAYS, &new.notice_days, who, confirmed, now_ms).await?;
    setting::set(books, &NOTICE_IN_WORKING_DAYS, &new.notice_in_working_days, who, confirmed, now_ms).await?;
    let after = read(books).await?;
    audit::record(books, who, "telling_set", "telling", before, serde_json::to_value(&after).ok(), now_ms).await?;
    Ok(after)
}

async fn read(books: &mut AnyConnection) -> Result<Telling, PortalError> {
    let usual = setting::get(&mut *books, &DELAYS_USUAL).await?;
    let urgent = setting::get(&mut *books, &DELAYS_URGENT).await?;
    let notice_days = setting::get(&mut *books, &NOTICE_DAYS).await?.value;
    let notice_in_working_days = setting::get(books, &NOTICE_IN_WORKING_DAYS).await?.value;
    let confirmed = usual.confirmed_at_ms.is_some();
    Ok(Telling { usual: usual.value, urgent: urgent.value, notice_days, notice_in_working_days, confirmed })
}
