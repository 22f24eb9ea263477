//! Spoken help: the recordings of every language, as one file that was verified by its hash.
//!
//! Which language is played is the window's to know. Nothing here is given it but to find a recording, and nothing here
//! goes on the network: `sync::recordings` fetches the same bytes for everybody.
//!
//! **Invariant:** a file named `spoken-HASH.cbor` is whole and has that hash, or is set aside when it is first read.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use report::Sha256;
use report::spoken::{self, ARCHIVE_BYTES, Recording, SpokenLanguage};

use crate::error::OutboxError;
use crate::outbox::{Outbox, lock};
use crate::region::Region;
use crate::words::is_said_by;

const DAMAGED_FILE: &str = "spoken.damaged.cbor";

/// The recordings of this device.
#[derive(Debug, Default)]
pub struct Recordings {
    all: Vec<Recording>,
}

impl Recordings {
    /// The recording of this name in a language.
    #[must_use]
    pub fn of(&self, language: &str, says: &str) -> Option<&Recording> {
        self.all.iter().find(|one| one.language == language && one.says == says)
    }

    /// The recording in a language that says these very words of an officer.
    #[must_use]
    pub fn of_words(&self, language: &str, text: &str, region: &Region) -> Option<&Recording> {
        let says = |one: &Recording| one.words.as_deref().is_some_and(|words| is_said_by(words, text, region));
        self.all.iter().find(|one| one.language == language && says(one))
    }

    /// Every recording in a language.
    pub fn in_language(&self, language: &str) -> impl Iterator<Item = &Recording> {
        self.all.iter().filter(move |one| one.language == language)
    }
}

/// The archive that the pack names and that is not here whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lacking {
    pub sha256: Sha256,
    pub length: u64,
    /// Bytes of it that are here.
    pub held: u64,
}

impl Outbox {
    /// The languages of which the province has recordings.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn spoken_languages(&self) -> Result<Vec<SpokenLanguage>, OutboxError> {
        Ok(self.region()?.spoken.as_ref().map(|spoken| spoken.languages.clone()).unwrap_or_default())
    }

    /// The recordings that are here; none before the engine has fetched them. A file that is damaged is set aside, and fetched again.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn recordings(&self) -> Result<Arc<Recordings>, OutboxError> {
        let mut cached = lock(&self.inner.recordings);
        if let Some(recordings) = cached.as_ref() {
            return Ok(recordings.clone());
        }
        let all = archives(&self.inner.folder)?.into_iter().find_map(|path| read(&self.inner.folder, &path));
        let recordings = Arc::new(Recordings { all: all.unwrap_or_default() });
        *cached = Some(recordings.clone());
        Ok(recordings)
    }

    pub(crate) fn lacking_recordings(&self) -> Result<Option<Lacking>, OutboxError> {
        let region = self.region()?;
        let Some(named) = region.spoken.as_ref().filter(|named| (1..=ARCHIVE_BYTES as u64).contains(&named.length))
        else {
            return Ok(None);
        };
        if self.archive(&named.archive).exists() {
            return Ok(None);
        }
        let held = std::fs::metadata(self.part(&named.archive)).map_or(0, |part| part.len());
        Ok(Some(Lacking { sha256: named.archive, length: named.length, held }))
    }

    /// Adds the next bytes of an archive. With the last one it is verified, and takes the place of the one before; whether it
    /// was the one that was named. Bytes of another are thrown away.
    pub(crate) fn keep_recordings(&self, lacking: &Lacking, bytes: &[u8]) -> Result<bool, OutboxError> {
        let part = self.part(&lacking.sha256);
        let mut file = std::fs::File::options().create(true).append(true).open(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        if file.metadata()?.len() < lacking.length {
            return Ok(true);
        }
        if spoken::read(&std::fs::read(&part)?, &lacking.sha256).is_err() {
            std::fs::remove_file(&part)?;
            return Ok(false);
        }
        let before = archives(&self.inner.folder)?;
        std::fs::rename(&part, self.archive(&lacking.sha256))?;
        std::fs::File::open(&self.inner.folder)?.sync_all()?;
        for old in before {
            std::fs::remove_file(old)?;
        }
        *lock(&self.inner.recordings) = None;
        Ok(true)
    }

    /// Throws away what came of an archive that cannot be gone on with.
    pub(crate) fn forget_part(&self, lacking: &Lacking) -> Result<(), OutboxError> {
        remove(&self.part(&lacking.sha256))
    }

    /// Takes every recording away, for whoever wants no spoken help any more.
    pub(crate) fn forget_recordings(&self) -> Result<(), OutboxError> {
        forget(&self.inner.folder)?;
        *lock(&self.inner.recordings) = None;
        Ok(())
    }

    fn archive(&self, sha256: &Sha256) -> PathBuf {
        self.inner.folder.join(format!("spoken-{sha256}.cbor"))
    }

    fn part(&self, sha256: &Sha256) -> PathBuf {
        self.inner.folder.join(format!("spoken-{sha256}.part"))
    }
}

/// Removes every file of recordings, whole, begun or damaged.
pub(crate) fn forget(folder: &Path) -> Result<(), OutboxError> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("spoken") {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// The archives of a folder. There is more than one only where a program was killed between two steps.
fn archives(folder: &Path) -> Result<Vec<PathBuf>, OutboxError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if named(&path).is_some() {
            found.push(path);
        }
    }
    Ok(found)
}

fn named(path: &Path) -> Option<Sha256> {
    path.file_name()?.to_str()?.strip_prefix("spoken-")?.strip_suffix(".cbor")?.parse().ok()
}

fn read(folder: &Path, path: &Path) -> Option<Vec<Recording>> {
    let read = spoken::read(&std::fs::read(path).ok()?, &named(path)?);
    if let Err(why) = read {
        tracing::warn!(%why, "an archive of recordings is damaged and set aside");
        // Where even that fails it is tried again at the next start; nothing of it is played.
        let _ = std::fs::rename(path, folder.join(DAMAGED_FILE));
    }
    read.ok()
}

fn remove(path: &Path) -> Result<(), OutboxError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
