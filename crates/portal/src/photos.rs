//! The photos, and what else is kept by its hash (files of the office, base maps), on the disk: whole ones by hash, unfinished uploads by id. Which are there is the database's to say.
//!
//! ```text
//! DIR/photos/ab/abcdef…      whole, named by the SHA-256 of their bytes, never changed
//! DIR/uploads/ID.part        what has arrived of an upload
//! ```

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use report::Sha256;

use crate::durable;

/// The folder of photos and uploads.
#[derive(Debug, Clone)]
pub struct PhotoFolder {
    photos: PathBuf,
    uploads: PathBuf,
}

impl PhotoFolder {
    /// The photos of the portal in `data`, with its folders made where needed.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = Self::at(data);
        std::fs::create_dir_all(&folder.photos)?;
        std::fs::create_dir_all(&folder.uploads)?;
        Ok(folder)
    }

    /// The photos in `data`, where nothing is made.
    #[must_use]
    pub fn at(data: &Path) -> Self {
        Self { photos: data.join("photos"), uploads: data.join("uploads") }
    }

    /// Where the photo with this hash is, once it is stored.
    #[must_use]
    pub fn photo(&self, sha256: &Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.photos.join(&name[..2]).join(name)
    }

    /// A stored photo's bytes; `None` when its file is gone or holds others: those are never shown. Blocking.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn read(&self, sha256: &Sha256) -> io::Result<Option<Vec<u8>>> {
        match std::fs::read(self.photo(sha256)) {
            Ok(bytes) => Ok(Some(bytes).filter(|bytes| Sha256::of(bytes) == *sha256)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps bytes under their hash, durably. Blocking.
    ///
    /// # Errors
    /// Those of the file system; then nothing has the name.
    pub fn keep(&self, sha256: &Sha256, bytes: &[u8]) -> io::Result<()> {
        let to = self.photo(sha256);
        if let Some(folder) = to.parent().filter(|folder| !folder.exists()) {
            std::fs::create_dir_all(folder)?;
            durable::sync_folder_of(folder)?;
        }
        let from = to.with_extension("new");
        let mut file = std::fs::File::create(&from)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        durable::rename(&from, &to)
    }

    /// Where the bytes of an unfinished upload are.
    #[must_use]
    pub fn part(&self, upload: &str) -> PathBuf {
        self.uploads.join(format!("{upload}.part"))
    }

    /// The folder of unfinished uploads.
    #[must_use]
    pub fn uploads(&self) -> &Path {
        &self.uploads
    }
}
