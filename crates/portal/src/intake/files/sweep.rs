//! Clearing away uploads that nobody went on with.

use std::io;
use std::time::{Duration, SystemTime};

use crate::intake::token::TICKET_VALID_MS;
use crate::state::AppState;

/// How often a serving portal looks.
pub const EVERY: Duration = Duration::from_secs(60 * 60);

/// Removes unfinished uploads that nothing was added to for as long as a ticket is valid, and says how many.
///
/// # Errors
/// Those of the file system.
pub fn sweep(state: &AppState) -> io::Result<usize> {
    let kept_since_ms = u64::try_from(state.now_ms() - TICKET_VALID_MS).unwrap_or(0);
    let kept_since = SystemTime::UNIX_EPOCH + Duration::from_millis(kept_since_ms);
    let mut removed = 0;
    for entry in std::fs::read_dir(state.photos().uploads())? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(id) = name.to_str().and_then(|name| name.strip_suffix(".part")) else { continue };
        if entry.metadata()?.modified()? < kept_since && !state.uploads().is_moving(id) {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}
