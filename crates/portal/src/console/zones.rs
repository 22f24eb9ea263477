//! Places of which less is told: a file of polygons that administrators take in.
//!
//! It stays at the portal: the region pack is everybody's, and where military ground lies is not for everybody.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use place::Zones;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::case::time;
use super::edit::{Edit, body};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::casework::CaseworkError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{audit, zone};

/// The zones that count.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZonesShown {
    /// Counts the files; 0 before the first. An edit names the one it was decided on.
    pub version: i64,
    /// When the file was taken in.
    #[schema(required)]
    pub made_at: Option<String>,
    /// By whom.
    #[schema(required)]
    pub made_by: Option<String>,
    /// Each zone.
    pub zones: Vec<ZoneShown>,
    /// The file as it was taken in, `GeoJSON`.
    #[schema(required)]
    pub geojson: Option<String>,
}

/// A zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneShown {
    /// What it is called.
    pub name: String,
    /// What everybody is told of a place inside: `commune` or `grid`.
    pub show: String,
}

/// New zones instead of those that count.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ZonesEdit {
    /// The version that was seen.
    pub version: i64,
    /// A `FeatureCollection` (WGS 84) with the properties `name` and `show`, `commune` or `grid`.
    pub geojson: String,
}

/// The zones
#[utoipa::path(get, path = "/console/api/zones", tag = "region", operation_id = "zones",
    responses((status = 200, body = ZonesShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape)))]
pub async fn zones(State(state): State<AppState>, officer: Officer) -> Result<Json<ZonesShown>, Problem> {
    if !officer.may(Action::EditRegion, None) {
        return Err(NOT_ALLOWED);
    }
    Ok(Json(shown(&state).await?))
}

/// Take in new zones
///
/// What is public in them already is told no closer from then on.
#[utoipa::path(put, path = "/console/api/zones", tag = "region", operation_id = "edit_zones", request_body = ZonesEdit,
    responses((status = 200, body = ZonesShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 409, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn edit_zones(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<ZonesEdit>, JsonRejection>,
) -> Result<Json<ZonesShown>, Problem> {
    let edit = body(request)?;
    let (who, now_ms, asked) = (officer.user.name.clone(), state.now_ms(), json!({ "version": edit.version }));
    let change =
        Edit { officer: &officer, action: Action::EditRegion, unit: None, what: "zones_changed", subject: "zones" };
    let replace = change.carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let zones = Zones::from_geojson(&edit.geojson)?;
            let before = zone::newest(&mut *books).await?;
            let now = before.as_ref().map_or(0, |before| before.version);
            if edit.version != now {
                return Err(CaseworkError::StaleEdit { seen: edit.version, now }.into());
            }
            let coarser = zone::replace(books, &edit.geojson, &zones, &who, now_ms).await?;
            let names: Vec<&str> = zones.iter().map(|zone| zone.name.as_str()).collect();
            let became = json!({ "zones": names, "cases_told_less_closely": coarser });
            let was = before.map(|before| json!({ "version": before.version, "geojson": before.geojson }));
            audit::record(books, &who, "zones_changed", "zones", was, Some(became), now_ms).await
        })
    });
    replace.await?;
    Ok(Json(shown(&state).await?))
}

async fn shown(state: &AppState) -> Result<ZonesShown, Problem> {
    let Some(row) = zone::newest(state.store().readers()).await? else {
        return Ok(ZonesShown { version: 0, made_at: None, made_by: None, zones: Vec::new(), geojson: None });
    };
    let zones = Zones::from_geojson(&row.geojson).map_err(crate::error::PortalError::from)?;
    let zone = |zone: &place::Zone| ZoneShown { name: zone.name.clone(), show: zone.told.code().to_owned() };
    Ok(ZonesShown {
        version: row.version,
        made_at: Some(time(row.made_at_ms)),
        made_by: Some(row.made_by),
        zones: zones.iter().map(zone).collect(),
        geojson: Some(row.geojson),
    })
}
