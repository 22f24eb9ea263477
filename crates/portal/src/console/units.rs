//! The units to which a case can go.

use axum::Json;
use axum::extract::State;

use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{ProblemShape, UnitName, Units};
use crate::access::{Action, Reach};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::unit;

/// The units, for whoever may send a case to one
#[utoipa::path(get, path = "/console/api/units", tag = "units", operation_id = "units",
    responses((status = 200, body = Units), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape)))]
pub async fn units(State(state): State<AppState>, officer: Officer) -> Result<Json<Units>, Problem> {
    if officer.reach(Action::Dispatch) == Reach::Nowhere {
        return Err(NOT_ALLOWED);
    }
    let known = unit::list(state.store().readers()).await?;
    let units = known.into_iter().map(|unit| UnitName { code: unit.code, name: unit.name }).collect();
    Ok(Json(Units { units }))
}
