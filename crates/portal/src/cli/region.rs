//! `portal region`.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::args::RegionCommand;
use crate::cli::output::Output;
use crate::cli::person;
use crate::error::PortalError;
use crate::region_import::{self, BaseMapChange, ProvinceFiles};
use crate::state::AppState;

/// Runs a command about the region.
pub(crate) async fn run(state: &AppState, command: &RegionCommand, output: &Output) -> Result<(), PortalError> {
    let RegionCommand::Import {
        file,
        units,
        old_communes,
        places,
        base_map,
        base_map_attribution,
        without_base_map,
        partial,
    } = command;
    let table = |file: &Option<PathBuf>| file.as_ref().map(std::fs::read).transpose();
    let (communes, units) = (std::fs::read_to_string(file)?, table(units)?);
    let (old_communes, places) = (table(old_communes)?, table(places)?);
    let base_map = match base_map {
        Some(file) => BaseMapChange::Take { file, attribution: base_map_attribution.as_deref() },
        None if *without_base_map => BaseMapChange::Drop,
        None => BaseMapChange::Keep,
    };
    let files = ProvinceFiles {
        communes: &communes,
        units: units.as_deref(),
        old_communes: old_communes.as_deref(),
        places: places.as_deref(),
        base_map,
        whole: !partial,
    };
    let imported = region_import::import(state, &files, &person()).await?;
    let value = json!({
        "communes": imported.communes,
        "units": imported.units,
        "rules": imported.rules,
        "old_communes": imported.old_communes,
        "places": imported.places,
        "etag": imported.etag,
        "pack_bytes": imported.pack_bytes,
        "base_map": imported.base_map.as_ref().map(|map| json!({
            "sha256": map.sha256, "bytes": map.length, "attribution": map.attribution,
        })),
    });
    output.answer(&value, || {
        let counts = [imported.communes, imported.units, imported.rules, imported.old_communes, imported.places];
        let counts = format!("{} · {} B", counts.map(|count| count.to_string()).join(" · "), imported.pack_bytes);
        let map = imported.base_map.as_ref();
        let map = map.map(|map| format!("{} · {} B · {}", output.said("base_map_named"), map.length, map.attribution));
        [counts].into_iter().chain(map).collect()
    });
    Ok(())
}
