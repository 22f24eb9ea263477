//! The officers' map: the communes as they are drawn, and the open cases upon them.
//!
//! **Invariant:** an officer finds on the map the cases that they find in the inbox, but for what is sealed,
//! and no others.

use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use report::{Outcome, Status};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::case::time;
use super::fresh::fresh;
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::case_map::{self, Extent, PlacedCase};
use crate::store::region;

/// Cases that one answer draws; where there are more, one has to look closer.
const MOST: usize = 1000;
/// Points of communes have no tag of a pack; they change with the program.
const BUILTIN: &str = concat!("W/\"builtin-", env!("CARGO_PKG_VERSION"), "\"");

/// Which piece of the map, in degrees.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapQuery {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// The open cases of a piece of the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseMap {
    /// Those with a position.
    pub cases: Vec<MapCase>,
    /// Whether there are more than one answer draws.
    pub more: bool,
    /// How many open cases each commune has, with a position or without.
    pub communes: Vec<MapCommune>,
}

/// An open case on the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapCase {
    /// The public number.
    pub number: String,
    /// Where it stands: a code of `status`.
    #[schema(value_type = String)]
    pub status: Status,
    /// What came of it: a code of `outcome`.
    #[schema(value_type = Option<String>, required)]
    pub outcome: Option<Outcome>,
    /// A code of `category`.
    pub category: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// When the clock that runs out first does; missing: none runs. It is late from then on.
    #[schema(required)]
    pub due_at: Option<String>,
}

/// A commune with open cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapCommune {
    /// Its code.
    pub code: String,
    /// How many.
    pub open: i64,
}

/// The open cases on a piece of the map
#[utoipa::path(get, path = "/console/api/map/cases", tag = "map", operation_id = "map_cases", params(MapQuery),
    responses((status = 200, body = CaseMap), (status = 304), (status = 401, body = ProblemShape)))]
pub async fn cases(
    State(state): State<AppState>,
    officer: Officer,
    Query(MapQuery { west, south, east, north }): Query<MapQuery>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let (books, unit) = (state.store().readers(), officer.limited_to());
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let mut found = case_map::within(books, unit.clone(), Extent { west, south, east, north }, most).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let communes = case_map::by_commune(books, unit).await?;
    let communes = communes.into_iter().map(|(code, open)| MapCommune { code, open }).collect();
    fresh(&asked, &CaseMap { cases: found.into_iter().map(shown).collect(), more, communes })
}

fn shown(case: PlacedCase) -> MapCase {
    MapCase {
        number: case.number.to_string(),
        status: case.status,
        outcome: case.outcome,
        category: case.category,
        lat: case.lat,
        lon: case.lon,
        due_at: case.due_at_ms.map(time),
    }
}

/// The communes as `GeoJSON`: their boundaries, or a point each while the province has imported none
#[utoipa::path(get, path = "/console/api/map/communes", tag = "map", operation_id = "map_communes",
    responses((status = 200, content_type = "application/geo+json", description = "A FeatureCollection; each feature \
        has `code` and `full_name`"), (status = 304), (status = 401, body = ProblemShape)))]
pub async fn communes(State(state): State<AppState>, _officer: Officer, asked: HeaderMap) -> Result<Response, Problem> {
    let newest = region::newest_drawing(state.store().readers()).await?;
    let (tag, drawing) = newest.unwrap_or_else(|| (BUILTIN.to_owned(), builtin()));
    let headers = [(ETAG, tag.as_str()), (CACHE_CONTROL, "private, no-cache")];
    if asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, [(CONTENT_TYPE, "application/geo+json")], drawing).into_response())
}

/// The 78 communes as points.
fn builtin() -> String {
    let point = |unit: &place::BuiltinUnit| {
        json!({
            "type": "Feature",
            "properties": { "code": unit.commune.code.as_str(), "full_name": unit.commune.name },
            "geometry": { "type": "Point", "coordinates": [unit.lon, unit.lat] },
        })
    };
    let features: Vec<_> = place::builtin().iter().map(point).collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}
