//! Photos and voice notes as files named by their hash: on the disk before the database knows them. The ending is the same for
//! all; what a file is, the database says.
//!
//! **Invariant:** a hash that the database names is a whole file. Temporary file → fsync → rename → fsync of the
//! folder → (the caller's commit) → only then «saved».

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use report::Sha256;

use crate::phase;

/// The folder of photos.
#[derive(Debug, Clone)]
pub struct PhotoFiles {
    folder: PathBuf,
}

impl PhotoFiles {
    /// The photos below `data`, the folder made if needed.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("photos");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Where the photo of this hash is.
    #[must_use]
    pub fn path(&self, sha256: &Sha256) -> PathBuf {
        self.folder.join(format!("{sha256}.jpg"))
    }

    /// Puts `bytes` on the disk under their hash.
    ///
    /// # Errors
    /// When the disk refuses; then no file of that name is there, or the whole one.
    pub fn save(&self, sha256: &Sha256, bytes: &[u8]) -> io::Result<()> {
        write_durably(&self.path(sha256), bytes)
    }

    /// The bytes of the photo of this hash.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn read(&self, sha256: &Sha256) -> io::Result<Vec<u8>> {
        fs::read(self.path(sha256))
    }

    /// How long the photo of this hash is, when it is there.
    #[must_use]
    pub fn length(&self, sha256: &Sha256) -> Option<u64> {
        fs::metadata(self.path(sha256)).ok().map(|metadata| metadata.len())
    }

    /// Removes the photo of this hash; it may be gone already.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove(&self, sha256: &Sha256) -> io::Result<()> {
        match fs::remove_file(self.path(sha256)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// How many photos there are, and their bytes together.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn count(&self) -> io::Result<(u64, u64)> {
        let mut counted = (0, 0);
        for entry in fs::read_dir(&self.folder)? {
            counted = (counted.0 + 1, counted.1 + entry?.metadata()?.len());
        }
        Ok(counted)
    }

    /// Removes every photo.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove_all(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    /// Removes what a killed program left: temporary files, and photos that `is_known` does not know, once they are an
    /// hour old (a younger one may be about to be committed).
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn sweep(&self, is_known: impl Fn(&Sha256) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let hash = name.to_str().and_then(|name| name.strip_suffix(".jpg")).and_then(|name| name.parse().ok());
            let old = entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age.as_secs() > 3600);
            if old && !hash.is_some_and(|hash| is_known(&hash)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// Replaces the file at `path` by `bytes`, whole or not at all, on the disk when it returns.
///
/// # Errors
/// When the disk refuses.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    phase::enter("write");
    let mut file = tempfile::NamedTempFile::with_prefix_in("writing-", folder)?;
    file.write_all(bytes)?;
    phase::enter("fsync");
    file.as_file().sync_all()?;
    phase::enter("rename");
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_file_that_nobody_knows_goes_only_when_it_is_old() {
        let data = tempfile::tempdir().unwrap();
        let files = PhotoFiles::open(data.path()).unwrap();
        let (known, unknown, young) = (Sha256::of(b"1"), Sha256::of(b"2"), Sha256::of(b"3"));
        for hash in [&known, &unknown, &young] {
            files.save(hash, b"photo").unwrap();
        }
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
        for hash in [&known, &unknown] {
            File::options().write(true).open(files.path(hash)).unwrap().set_modified(long_ago).unwrap();
        }
        files.sweep(|hash| *hash == known).unwrap();
        assert!(files.read(&known).is_ok() && files.read(&young).is_ok());
        assert!(files.read(&unknown).is_err());
    }
}
