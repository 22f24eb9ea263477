//! The data folder: what windows and command lines ask for.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use report::{ActId, Device, PortalId, Sha256};
use rusqlite::{Connection, TransactionBehavior};

use crate::clock::Clock;
use crate::device;
use crate::error::OutboxError;
use crate::region::{PACK_FILE, Region};
use crate::reports::{ReportSummary, Story};
use crate::spoken::Recordings;
use crate::store::files::PhotoFiles;
use crate::store::{attachments, erasing, portal, recovery, reports};

/// A citizen's data folder. Cheap to clone; every method does its work before it returns, durably.
#[derive(Clone)]
pub struct Outbox {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) folder: PathBuf,
    pub(crate) device: Device,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) files: PhotoFiles,
    connection: Mutex<Connection>,
    region: Mutex<Option<Arc<Region>>>,
    pub(crate) recordings: Mutex<Option<Arc<Recordings>>>,
    /// Held while the database is open: see `store::recovery`.
    _lock: File,
}

impl Outbox {
    /// Opens the folder, made at first start, for acts meant for `portal`.
    ///
    /// # Errors
    /// When it belongs to another portal, was written by a newer program, or cannot be used.
    pub fn open(folder: &Path, portal: PortalId, clock: Arc<dyn Clock>) -> Result<Self, OutboxError> {
        std::fs::create_dir_all(folder)?;
        let (connection, lock) = recovery::open(folder, clock.now())?;
        portal::tie(&connection, &portal)?;
        let files = PhotoFiles::open(folder)?;
        attachments::files_back(&connection, |sha256, length| files.length(sha256) == Some(length))?;
        let inner = Inner {
            folder: folder.to_owned(),
            device: device::open(folder, portal)?,
            clock,
            files,
            connection: Mutex::new(connection),
            region: Mutex::new(None),
            recordings: Mutex::new(None),
            _lock: lock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Every report, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn reports(&self) -> Result<Vec<ReportSummary>, OutboxError> {
        reports::list(&self.database(), self.now_ms())
    }

    /// The categories in which this device filed last, each once, the latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn recent_categories(&self, most: usize) -> Result<Vec<String>, OutboxError> {
        reports::recent_categories(&self.database(), most)
    }

    /// Everything about one report.
    ///
    /// # Errors
    /// [`OutboxError::ReportUnknown`].
    pub fn story(&self, id: ActId) -> Result<Story, OutboxError> {
        reports::story(&self.database(), id, self.now_ms())
    }

    /// A photo of a draft or a report, or its thumbnail; likewise the whole of a voice note.
    ///
    /// # Errors
    /// [`OutboxError::FileUnreadable`] when the file is gone.
    pub fn picture(&self, sha256: &Sha256, thumbnail: bool) -> Result<Vec<u8>, OutboxError> {
        let unreadable = |source| OutboxError::FileUnreadable { path: self.inner.files.path(sha256), source };
        if thumbnail {
            let found = reports::thumbnail(&self.database(), sha256)?;
            return found.ok_or_else(|| unreadable(std::io::ErrorKind::NotFound.into()));
        }
        self.inner.files.read(sha256).map_err(unreadable)
    }

    /// The province as this device knows it. A stored region pack that is damaged is set aside, and the built-in table serves
    /// until the engine has fetched another.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn region(&self) -> Result<Arc<Region>, OutboxError> {
        let mut cached = lock(&self.inner.region);
        if let Some(region) = cached.as_ref() {
            return Ok(region.clone());
        }
        let region = Arc::new(match Region::open(&self.inner.folder) {
            Err(OutboxError::Region(why)) => {
                tracing::warn!(%why, "the region pack is damaged and set aside");
                Region::set_aside(&self.inner.folder)?;
                Region::builtin()
            }
            opened => opened?,
        });
        *cached = Some(region.clone());
        Ok(region)
    }

    /// Whether the region pack that was kept is there no more.
    pub(crate) fn lost_region(&self) -> Result<bool, OutboxError> {
        let kept = portal::known(&self.database())?.region_kept.is_some();
        Ok(kept && !self.inner.folder.join(PACK_FILE).exists())
    }

    /// Reads the region pack anew when it is next asked for.
    pub(crate) fn forget_region(&self) {
        *lock(&self.inner.region) = None;
    }

    /// Removes the files of photos that were erased, unless something else names them, and what the journal still holds.
    pub(crate) fn remove_erased(&self, photos: &[Sha256]) -> Result<(), OutboxError> {
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for photo in photos {
            if !erasing::is_named(&transaction, photo)? {
                self.inner.files.remove(photo)?;
            }
        }
        transaction.commit()?;
        // Beside a reader the journal stays until its next turn; nothing depends on it.
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(())
    }

    pub(crate) fn database(&self) -> MutexGuard<'_, Connection> {
        lock(&self.inner.connection)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.inner.clock.now().as_millisecond()
    }
}

/// The one engine's lock.
pub(crate) fn lock_engine(folder: &Path) -> Result<File, OutboxError> {
    let lock = File::options().create(true).append(true).open(folder.join("engine.lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OutboxError::EngineRunning),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Nobody panics while holding these locks in the middle of a change: SQLite rolls an unfinished transaction back.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
