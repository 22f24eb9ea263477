//! Where the real data are; a test without them says that it was skipped.
#![expect(clippy::print_stderr, reason = "skips are counted from what tests print")]

use std::path::PathBuf;

/// The folder of real data, when it is there.
#[must_use]
pub fn data() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = std::env::var_os("PHAN_ANH_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    folder.join("photos/manifest.csv").is_file().then_some(folder)
}

/// The data, or `None` after printing `SKIPPED test: reason`, which `scripts/test` counts.
#[must_use]
pub fn require_data(test: &str) -> Option<PathBuf> {
    let found = data();
    if found.is_none() {
        eprintln!("SKIPPED {test}: no real photos; set PHAN_ANH_DATA to the folder of data");
    }
    found
}

/// A photo of the data by its path in the manifest.
#[must_use]
pub fn photo(name: &str) -> Option<PathBuf> {
    data().map(|folder| folder.join("photos").join(name))
}
