//! `portal backup`.

use std::path::Path;

use serde_json::json;

use crate::cli::output::{Output, Patience};
use crate::cli::serve::asked_to_stop;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::PortalError;
use crate::upkeep::backup;

/// Makes a backup; ended before it is done, it leaves nothing.
pub(crate) async fn run(config: &Config, to: &Path, output: &Output) -> Result<(), PortalError> {
    let stop = asked_to_stop()?;
    let patience = Patience::new(output);
    let told = |progress| patience.tell(progress);
    let books = config.books();
    let made = tokio::select! {
        made = backup::back_up(&books, to, Clock::system().now_ms(), &told) => made,
        () = stop => Err(PortalError::Cancelled),
    };
    let manifest = made.inspect_err(|_| {
        // Whatever cannot be taken away stays marked as unfinished.
        drop(backup::give_up(to));
    })?;
    let photos = manifest.files.iter().filter(|entry| entry.path.starts_with("photos/")).count();
    let bytes: u64 = manifest.files.iter().map(|entry| entry.length).sum();
    let value = json!({
        "made_at": manifest.made_at,
        "epoch": manifest.epoch,
        "cases": manifest.cases,
        "photos": photos,
        "bytes": bytes,
        "lacking": manifest.lacking,
    });
    output.answer(&value, || {
        let counts = format!("{} · {photos} · {bytes} B", manifest.cases);
        let lacking = manifest.lacking.iter().map(|sha256| format!("{sha256}: {}", output.said("photo_lacking")));
        [format!("{} {counts}", output.said("backup_done")), output.said("backup_secret")]
            .into_iter()
            .chain(lacking)
            .collect()
    });
    Ok(())
}
