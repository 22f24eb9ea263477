//! The reference data, which are not part of the repository.

use std::path::PathBuf;

/// A file of the data folder; `None`, said aloud, when it is not there.
pub fn file(path: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("PHAN_ANH_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    let found = std::fs::read(folder.join(path)).ok();
    if found.is_none() {
        eprintln!("SKIPPED: no {path} in {}", folder.display());
    }
    found
}
