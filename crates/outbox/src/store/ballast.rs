//! Room that is given up when the disk is full, so that what a citizen is writing still commits.
//!
//! A file that holds nothing. It goes before any report would; it comes back when there is room again. One change of a
//! draft takes some pages of the journal, so that it lasts for dozens of them, time enough to clear something away.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rand::RngCore as _;

use crate::error::OutboxError;
use crate::outbox::Outbox;

/// Its length. Random bytes: some file systems store nothing for zeros.
const BYTES: usize = 512 * 1024;

fn path(folder: &Path) -> PathBuf {
    folder.join("ballast")
}

/// Lays in the ballast, unless it is there or there is no room for it.
pub fn lay_in(folder: &Path) {
    let path = path(folder);
    if path.exists() {
        return;
    }
    if let Err(error) = fill(&path) {
        tracing::info!(%error, "no room for the ballast");
        // Half of it would take the room that it is meant to keep.
        let _ = fs::remove_file(&path);
    }
}

/// Gives the ballast up; whether there was any.
#[must_use]
pub fn give_up(folder: &Path) -> bool {
    fs::remove_file(path(folder)).is_ok()
}

fn fill(path: &Path) -> io::Result<()> {
    let mut bytes = vec![0; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    let mut file = fs::File::create(path)?;
    file.write_all(&bytes)?;
    file.sync_all()
}

impl Outbox {
    /// Does `work`; on a full disk once more, without the ballast.
    pub(crate) fn with_ballast<T>(&self, work: impl Fn() -> Result<T, OutboxError>) -> Result<T, OutboxError> {
        match work() {
            Err(OutboxError::DiskFull) if give_up(&self.inner.folder) => work(),
            done => done,
        }
    }
}
