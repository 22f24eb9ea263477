//! The province's own files, as administrators take them in: looked at first, then published to the devices as a new pack.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::time;
use super::edit::body;
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::problem::Problem;
use crate::region_import::{self, BaseMapChange, Imported, ProvinceFiles};
use crate::state::AppState;
use crate::store::audit::{self, Attempt};
use crate::store::region;

/// The longest request that takes files in, in bytes.
pub const FILES_BYTES: usize = 64 * 1024 * 1024;
/// Packs that are listed.
const MOST: i64 = 20;

/// The packs that were made.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionPacks {
    /// The newest first: it is the one that counts.
    pub packs: Vec<PackShown>,
}

/// A pack.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackShown {
    /// When it was made.
    pub made_at: String,
    /// The `ETag` by which devices know it.
    pub etag: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// Bytes of the base map that it names; null when it names none.
    pub base_map_bytes: Option<i64>,
}

/// The province's files as text. A table that is missing is empty from then on; the base map stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RegionFiles {
    /// The communes' boundaries, `GeoJSON`.
    pub communes: String,
    /// The table of units, CSV.
    pub units: Option<String>,
    /// The table of communes that are no more, CSV.
    pub old_communes: Option<String>,
    /// The table of villages, roads, bridges and the like, CSV.
    pub places: Option<String>,
    /// Whether the boundaries may be those of a part of the province; otherwise every commune of today must be there, by its
    /// name of today.
    #[serde(default)]
    pub partial: bool,
}

/// What taking the files in makes of the province.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionCounts {
    /// Communes with boundaries.
    pub communes: usize,
    /// Units that handle reports.
    pub units: usize,
    /// Rules by which one is suggested.
    pub rules: usize,
    /// Old communes that can be searched.
    pub old_communes: usize,
    /// Named places that can be searched.
    pub places: usize,
    /// Bytes of the pack.
    pub pack_bytes: usize,
}

/// What would be different with the files. Nothing has changed yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionPreview {
    /// What would be there.
    pub counts: RegionCounts,
    /// Names of communes that are not here yet.
    pub communes_added: Vec<String>,
    /// Names of communes that would be here no more.
    pub communes_removed: Vec<String>,
    /// Names of units that are not here yet.
    pub units_added: Vec<String>,
    /// Names of units that would be here no more.
    pub units_removed: Vec<String>,
}

/// The region packs
#[utoipa::path(get, path = "/console/api/region", tag = "region", operation_id = "region",
    responses((status = 200, body = RegionPacks), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape)))]
pub async fn packs(State(state): State<AppState>, officer: Officer) -> Result<Json<RegionPacks>, Problem> {
    allowed(&officer)?;
    let made = region::made(state.store().readers(), MOST).await?;
    let shown = |pack: region::PackMade| PackShown {
        made_at: time(pack.at_ms),
        etag: pack.etag,
        bytes: pack.bytes,
        base_map_bytes: pack.base_map_bytes,
    };
    Ok(Json(RegionPacks { packs: made.into_iter().map(shown).collect() }))
}

/// Look at what the files would change
#[utoipa::path(post, path = "/console/api/region/preview", tag = "region", operation_id = "preview_region",
    request_body = RegionFiles, responses((status = 200, body = RegionPreview), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn preview(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<RegionFiles>, JsonRejection>,
) -> Result<Json<RegionPreview>, Problem> {
    allowed(&officer)?;
    let files = body(request)?;
    let preview = region_import::preview(&state, &files.as_files()).await?;
    Ok(Json(RegionPreview {
        counts: counts(&preview.imported),
        communes_added: preview.communes_added,
        communes_removed: preview.communes_removed,
        units_added: preview.units_added,
        units_removed: preview.units_removed,
    }))
}

/// Take the files in and publish the new pack: devices fetch it with their next exchange
#[utoipa::path(post, path = "/console/api/region", tag = "region", operation_id = "publish_region",
    request_body = RegionFiles, responses((status = 200, body = RegionCounts), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn publish(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<RegionFiles>, JsonRejection>,
) -> Result<Json<RegionCounts>, Problem> {
    let files = body(request)?;
    let (who, files) = (&officer.user.name, files.as_files());
    if allowed(&officer).is_err() {
        let (subject, asked) = (region_import::SUBJECT.to_owned(), files.asked());
        let attempt = Attempt { who: who.clone(), what: region_import::PUBLISHED, subject, asked };
        audit::refuse(state.store(), attempt, NOT_ALLOWED.code(), state.now_ms()).await?;
        return Err(NOT_ALLOWED);
    }
    Ok(Json(counts(&region_import::import(&state, &files, who).await?)))
}

fn allowed(officer: &Officer) -> Result<(), Problem> {
    if officer.may(Action::EditRegion, None) { Ok(()) } else { Err(NOT_ALLOWED) }
}

impl RegionFiles {
    fn as_files(&self) -> ProvinceFiles<'_> {
        ProvinceFiles {
            communes: &self.communes,
            units: self.units.as_deref().map(str::as_bytes),
            old_communes: self.old_communes.as_deref().map(str::as_bytes),
            places: self.places.as_deref().map(str::as_bytes),
            base_map: BaseMapChange::Keep,
            whole: !self.partial,
        }
    }
}

fn counts(imported: &Imported) -> RegionCounts {
    RegionCounts {
        communes: imported.communes,
        units: imported.units,
        rules: imported.rules,
        old_communes: imported.old_communes,
        places: imported.places,
        pack_bytes: imported.pack_bytes,
    }
}
