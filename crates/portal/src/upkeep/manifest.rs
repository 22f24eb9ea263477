//! What is in a backup: the last file that is written into it, and the first that is read.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::durable;
use crate::error::PortalError;

/// The manifest's file.
pub const FILE: &str = "manifest.json";
/// What stands in a folder that is no backup yet.
pub const UNFINISHED: &str = "UNFINISHED";

/// The form of the folder that this program writes and reads.
const FORMAT: u32 = 1;

/// What is in a backup. Hashes and the epoch are hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// Which portal.
    pub portal: String,
    /// Its memory at that moment.
    pub epoch: String,
    /// When.
    pub made_at: Timestamp,
    /// Cases in the books.
    pub cases: u64,
    /// Every file.
    pub files: Vec<Entry>,
    /// Photos that the books name but that were not there whole.
    pub lacking: Vec<String>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where, from the backup's folder, with `/`.
    pub path: String,
    /// Bytes.
    pub length: u64,
    /// Its hash.
    pub sha256: String,
}

impl Manifest {
    /// A manifest without files.
    #[must_use]
    pub fn new(portal: String, epoch: String, made_at_ms: i64, cases: u64) -> Self {
        let made_at = Timestamp::from_millisecond(made_at_ms).unwrap_or_default();
        Self { format: FORMAT, portal, epoch, made_at, cases, files: Vec::new(), lacking: Vec::new() }
    }

    /// Makes `folder` a backup. Everything that is named must be on the disk already.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let temporary = folder.join("manifest.new");
        let mut file = fs::File::create(&temporary)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        durable::rename(&temporary, &folder.join(FILE))
    }

    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// [`PortalError::BackupIncomplete`] for a folder that is none, or not of a form that is read here.
    pub fn read(folder: &Path) -> Result<Self, PortalError> {
        if folder.join(UNFINISHED).exists() {
            return Err(PortalError::BackupIncomplete);
        }
        let bytes = match fs::read(folder.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(PortalError::BackupIncomplete),
            read => read?,
        };
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|_| PortalError::BackupDamaged(FILE.into()))?;
        if manifest.format != FORMAT || manifest.files.iter().any(|entry| !is_inside(&entry.path)) {
            return Err(PortalError::BackupDamaged(FILE.into()));
        }
        Ok(manifest)
    }
}

/// Whether a path leads nowhere but into the folder.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains('\\'))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_manifest_reads_as_it_was_written_and_never_leads_out_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Manifest::read(folder.path()), Err(PortalError::BackupIncomplete)));
        let mut manifest = Manifest::new("quang-tri".into(), "00".into(), 1_795_482_000_000, 3);
        let mut entry = Entry { path: "photos/ab/abc".into(), length: 1, sha256: "00".into() };
        manifest.files.push(entry.clone());
        manifest.write(folder.path()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
        for path in ["../x", "/etc/passwd", "photos/../../x", "", "a//b", "..\\x"] {
            path.clone_into(&mut entry.path);
            manifest.files = vec![entry.clone()];
            manifest.write(folder.path()).unwrap();
            assert!(matches!(Manifest::read(folder.path()), Err(PortalError::BackupDamaged(_))), "{path}");
        }
        fs::write(folder.path().join(UNFINISHED), "").unwrap();
        assert!(matches!(Manifest::read(folder.path()), Err(PortalError::BackupIncomplete)));
    }
}
