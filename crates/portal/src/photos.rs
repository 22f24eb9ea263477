//! The photos on the disk: whole ones by hash, unfinished uploads by id. Which are there is the database's to say.
//!
//! ```text
//! DIR/photos/ab/abcdef…      whole, named by the SHA-256 of their bytes, never changed
//! DIR/uploads/ID.part        what has arrived of an upload
//! ```

use std::io;
use std::path::{Path, PathBuf};

use report::Sha256;

/// The folder of photos and uploads. Only paths; no file is touched here but by [`PhotoFolder::open`].
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
        let folder = Self { photos: data.join("photos"), uploads: data.join("uploads") };
        std::fs::create_dir_all(&folder.photos)?;
        std::fs::create_dir_all(&folder.uploads)?;
        Ok(folder)
    }

    /// Where the photo with this hash is, once it is stored.
    #[must_use]
    pub fn photo(&self, sha256: &Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.photos.join(&name[..2]).join(name)
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
