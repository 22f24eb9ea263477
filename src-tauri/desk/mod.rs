//! What the window asks for, without a window: an outbox, the settings, and the engine's state.

mod around;
mod base_map;
mod deeds;
mod drafting;
mod news;
mod next;
mod own;
mod places;
mod sending;
mod spoken;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use outbox::sync::{PortalAddress, SyncState as EngineState};
use outbox::{Outbox, OutboxError, Person, PersonProblem, SystemClock};
use report::{ActId, PortalId, Sha256};
use tokio::sync::{Notify, watch};

use crate::problem::AppError;
use crate::settings::{Folder, PhotoSending, Settings};

/// The version of the consent that this app asks for.
pub const CONSENT_VERSION: u32 = 1;

/// One citizen's desk.
pub struct Desk {
    folder: Folder,
    outbox: RwLock<Result<Outbox, OutboxError>>,
    settings: Mutex<Settings>,
    engine: watch::Sender<EngineState>,
    /// Why no engine runs, when none does.
    stopped: Mutex<Option<String>>,
    wake: Arc<Notify>,
    moved: Arc<Notify>,
    /// The window is open.
    window: watch::Sender<bool>,
    /// Photos wait until the citizen sends them.
    photos_held: watch::Sender<bool>,
    /// There is to be spoken help, in whichever language.
    spoken: watch::Sender<bool>,
    /// The engine is to leave the folder alone.
    resting: watch::Sender<bool>,
    /// An engine has the folder.
    sending: watch::Sender<bool>,
}

impl Desk {
    /// Opens the folder. A folder that cannot be used is told by every command, for the window to show.
    #[must_use]
    pub fn open(folder: Folder) -> Self {
        let settings = Settings::read(&folder);
        let photos_held = watch::Sender::new(settings.photos == PhotoSending::WhenAsked);
        let spoken = watch::Sender::new(settings.spoken.is_some());
        Self {
            outbox: RwLock::new(open_outbox(&folder)),
            folder,
            settings: Mutex::new(settings),
            engine: watch::Sender::default(),
            stopped: Mutex::new(None),
            wake: Arc::default(),
            moved: Arc::default(),
            window: watch::Sender::new(true),
            photos_held,
            spoken,
            resting: watch::Sender::new(false),
            sending: watch::Sender::new(false),
        }
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        lock(&self.settings).clone()
    }

    /// Saves the settings. Another portal address takes effect at once.
    ///
    /// # Errors
    /// When the address is none, when name, phone or address that are to be sent cannot be one, or when the disk refuses; then the
    /// settings are as before.
    pub fn save_settings(&self, settings: Settings) -> Result<Settings, AppError> {
        let address: Result<PortalAddress, _> = settings.portal_url.parse();
        address.map_err(|error| AppError::of(error.code(), settings.language))?;
        self.with(|outbox| outbox.set_person(&shared(&settings)?))?;
        settings.write(&self.folder).map_err(|error| self.problem(&error.into()))?;
        let before = self.settings();
        let moved = settings.portal_url != before.portal_url;
        *lock(&self.settings) = settings.clone();
        if settings.photos != before.photos {
            self.photos_held.send_replace(settings.photos == PhotoSending::WhenAsked);
        }
        self.spoken.send_if_modified(|wanted| {
            std::mem::replace(wanted, settings.spoken.is_some()) != settings.spoken.is_some()
        });
        if moved {
            self.moved.notify_one();
        }
        Ok(settings)
    }

    fn with<T>(&self, work: impl FnOnce(&Outbox) -> Result<T, OutboxError>) -> Result<T, AppError> {
        let outbox = self.read();
        let outbox = outbox.as_ref().map_err(|error| self.problem(error))?;
        work(outbox).map_err(|error| self.problem(&error))
    }

    /// Does what puts something into the queue, and tells the engine.
    fn file<T>(&self, work: impl FnOnce(&Outbox) -> Result<T, OutboxError>) -> Result<T, AppError> {
        let filed = self.with(work)?;
        self.wake.notify_one();
        Ok(filed)
    }

    fn read(&self) -> RwLockReadGuard<'_, Result<Outbox, OutboxError>> {
        self.outbox.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn problem(&self, error: &OutboxError) -> AppError {
        AppError::from_outbox(error, self.settings().language)
    }
}

fn open_outbox(folder: &Folder) -> Result<Outbox, OutboxError> {
    let portal: PortalId = "quang-tri".parse().expect("a valid portal id");
    Outbox::open(folder.path(), portal, Arc::new(SystemClock::default()))
}

/// Who goes with each report: nobody, unless the citizen ticked it.
fn shared(settings: &Settings) -> Result<Person, PersonProblem> {
    let said = |text: &Option<String>| text.clone().filter(|_| settings.share_contact);
    let person = Person::parse(said(&settings.name).as_deref(), said(&settings.phone).as_deref())?;
    person.told_by(said(&settings.way()).as_deref())
}

fn report_id(text: &str) -> Result<ActId, OutboxError> {
    text.parse().map_err(|_| OutboxError::ReportUnknown(text.to_owned()))
}

fn hash(text: &str) -> Result<Sha256, OutboxError> {
    let unknown = |_| OutboxError::FileUnreadable { path: text.into(), source: std::io::ErrorKind::NotFound.into() };
    text.parse().map_err(unknown)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
