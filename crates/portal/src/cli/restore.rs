//! `portal restore`.

use std::path::Path;

use serde_json::json;

use crate::cli::output::{Output, Patience};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::PortalError;
use crate::upkeep::restore::{self, GAP};

/// Makes a portal from a backup; what fails leaves an empty folder.
pub(crate) async fn run(config: &Config, from: &Path, output: &Output) -> Result<(), PortalError> {
    let patience = Patience::new(output);
    let told = |progress| patience.tell(progress);
    let restored = restore::restore(config, from, Clock::system().now_ms(), &told).await.inspect_err(|_| {
        // Whatever cannot be taken away stays marked: nobody serves from it.
        drop(restore::give_up(&config.data));
    })?;
    let value = json!({
        "made_at": restored.made_at,
        "cases": restored.cases,
        "photos": restored.photos,
        "lacking": restored.lacking,
        "epoch_before": restored.epoch_before.to_string(),
        "epoch": restored.epoch.to_string(),
        "numbers_left_out": GAP,
        "years": restored.years,
        "clock_is_behind": restored.clock_is_behind,
    });
    output.answer(&value, || {
        let behind = restored.clock_is_behind.then(|| output.said("clock_is_behind"));
        [
            format!("{} {} · {} · {}", output.said("restore_done"), restored.made_at, restored.cases, restored.photos),
            format!("{} {}", output.said("restore_epoch"), restored.epoch),
            format!("{} {GAP}", output.said("restore_gap")),
            output.said("restore_sessions"),
        ]
        .into_iter()
        .chain(behind)
        .collect()
    });
    Ok(())
}
