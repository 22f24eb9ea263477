//! The data folder: what windows and command lines ask for.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use report::{ActId, ActKind, Device, PortalId, Sha256};
use rusqlite::{Connection, TransactionBehavior};

use crate::clock::Clock;
use crate::draft::{Draft, DraftChange, Missing};
use crate::error::{DeedProblem, OutboxError};
use crate::region::{DraftPlace, Region};
use crate::reports::{ReportSummary, Story};
use crate::store::files::PhotoFiles;
use crate::store::{attachments, drafts, erasing, portal, recovery, reports};
use crate::{device, phase};

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
            _lock: lock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A new, empty draft.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn new_draft(&self) -> Result<Draft, OutboxError> {
        let now = self.inner.clock.now();
        let id = ActId::new(now);
        self.with_ballast(|| drafts::add(&self.database(), id, now.as_millisecond()))?;
        self.draft(id)
    }

    /// The draft that was changed last, when there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn latest_draft(&self) -> Result<Option<Draft>, OutboxError> {
        let connection = self.database();
        drafts::latest(&connection)?.map(|id| drafts::get(&connection, id)).transpose()
    }

    /// The draft of this id.
    ///
    /// # Errors
    /// [`OutboxError::DraftUnknown`].
    pub fn draft(&self, id: ActId) -> Result<Draft, OutboxError> {
        drafts::get(&self.database(), id)
    }

    /// Saves a change of a draft.
    ///
    /// # Errors
    /// When it can never be filed so; the draft is as before.
    pub fn change_draft(&self, id: ActId, change: DraftChange) -> Result<Draft, OutboxError> {
        self.region()?.check(change.category.as_deref(), change.commune.as_deref())?;
        self.with_ballast(|| {
            let connection = self.database();
            let draft = drafts::get(&connection, id)?.with(change.clone())?;
            drafts::save(&connection, &draft, self.now_ms())?;
            Ok(draft)
        })
    }

    /// Makes a photo upright, clean and small, and saves it with the draft.
    ///
    /// # Errors
    /// When the picture cannot be used; the draft is as before.
    pub fn add_photo(&self, id: ActId, picture: &[u8]) -> Result<Draft, OutboxError> {
        self.draft(id)?.check_room()?;
        let photo = self.prepare(picture)?;
        phase::enter("commit");
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        drafts::get(&transaction, id)?.check_room()?;
        drafts::add_photo(&transaction, id, &photo)?;
        transaction.commit()?;
        drafts::get(&connection, id)
    }

    /// Takes a photo out of a draft.
    ///
    /// # Errors
    /// When there is no such draft.
    pub fn remove_photo(&self, id: ActId, sha256: &Sha256) -> Result<Draft, OutboxError> {
        let connection = self.database();
        drafts::remove_photo(&connection, id, sha256)?;
        drafts::get(&connection, id)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn discard_draft(&self, id: ActId) -> Result<(), OutboxError> {
        drafts::remove(&self.database(), id)
    }

    /// What a draft lacks to be filed; empty when it can be.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn missing(&self, draft: &Draft) -> Result<Vec<Missing>, OutboxError> {
        let place = self.place_of(draft)?;
        let somewhere = place.is_some_and(|place| place.method != place::Method::Outside);
        let lacks = [
            (!draft.says_something(), Missing::PhotoOrText),
            (draft.category.is_none(), Missing::Category),
            (!somewhere, Missing::Place),
        ];
        Ok(lacks.into_iter().filter_map(|(lacks, what)| lacks.then_some(what)).collect())
    }

    /// Where a draft is, as far as this device knows the province.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn place_of(&self, draft: &Draft) -> Result<Option<DraftPlace>, OutboxError> {
        Ok(self.region()?.place_of(draft))
    }

    /// Seals a draft and puts it into the queue. What it returns is the report's id for ever.
    ///
    /// # Errors
    /// When something is missing or a limit is broken; the draft is as before.
    pub fn file(&self, id: ActId) -> Result<ActId, OutboxError> {
        self.with_ballast(|| self.seal(id))
    }

    fn seal(&self, id: ActId) -> Result<ActId, OutboxError> {
        let draft = self.draft(id)?;
        if let Some(report) = draft.replaces {
            self.may(report, ActKind::Report)?;
        }
        self.seal_draft(&draft)
    }

    /// Every report, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn reports(&self) -> Result<Vec<ReportSummary>, OutboxError> {
        reports::list(&self.database(), self.now_ms())
    }

    /// Everything about one report.
    ///
    /// # Errors
    /// [`OutboxError::ReportUnknown`].
    pub fn story(&self, id: ActId) -> Result<Story, OutboxError> {
        reports::story(&self.database(), id, self.now_ms())
    }

    /// A photo of a draft or a report, or its thumbnail.
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

    /// The province as this device knows it.
    ///
    /// # Errors
    /// When the stored region pack is damaged.
    pub fn region(&self) -> Result<Arc<Region>, OutboxError> {
        let mut cached = lock(&self.inner.region);
        if let Some(region) = cached.as_ref() {
            return Ok(region.clone());
        }
        let region = Arc::new(Region::open(&self.inner.folder)?);
        *cached = Some(region.clone());
        Ok(region)
    }

    /// Reads the region pack anew when it is next asked for.
    pub(crate) fn forget_region(&self) {
        *lock(&self.inner.region) = None;
    }

    /// Erases everything of this citizen from this device: drafts, reports, photos, receipts, codes, name and telephone, and
    /// the device's key. What the portal has is erased by [`Outbox::erase`] before. Nothing may be done with this outbox
    /// any more; the folder opened anew is another device's.
    ///
    /// # Errors
    /// [`DeedProblem::UnsentWaits`] while something is on this device alone, unless `even_unsent`;
    /// [`OutboxError::EngineRunning`].
    pub fn erase_everything(&self, even_unsent: bool) -> Result<(), OutboxError> {
        let _lock = lock_engine(&self.inner.folder)?;
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !even_unsent && erasing::anything_unsent(&transaction)? {
            return Err(DeedProblem::UnsentWaits.into());
        }
        erasing::erase_all(&transaction)?;
        transaction.commit()?;
        self.inner.files.remove_all()?;
        recovery::forget(&self.inner.folder)?;
        device::forget(&self.inner.folder)?;
        Ok(connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?)
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
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
