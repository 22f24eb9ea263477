//! `portal region`.

use serde_json::json;

use crate::cli::args::RegionCommand;
use crate::cli::output::Output;
use crate::error::PortalError;
use crate::region_import;
use crate::state::AppState;

/// Runs a command about the region.
pub(crate) async fn run(state: &AppState, command: &RegionCommand, output: &Output) -> Result<(), PortalError> {
    let RegionCommand::Import { file, units } = command;
    let geojson = std::fs::read_to_string(file)?;
    let units = units.as_ref().map(std::fs::read).transpose()?;
    let imported = region_import::import(state, &geojson, units.as_deref()).await?;
    let value = json!({
        "communes": imported.communes,
        "units": imported.units,
        "rules": imported.rules,
        "etag": imported.etag,
        "pack_bytes": imported.pack_bytes,
    });
    output.answer(&value, || {
        vec![format!("{} · {} · {} · {} B", imported.communes, imported.units, imported.rules, imported.pack_bytes)]
    });
    Ok(())
}
