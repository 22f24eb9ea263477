//! What makes a file stay through a power cut: fsync the file, rename it, fsync the folder.
//!
//! Blocking; callers on the runtime go through `spawn_blocking`.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Renames a file that was fsynced, and makes the name durable.
///
/// # Errors
/// Those of the file system; the old name may then still be there.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder_of(to)
}

/// Makes the name of `path` durable.
///
/// # Errors
/// Those of the file system.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        // Elsewhere a folder cannot be opened as a file; its names are durable when the rename returns.
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
