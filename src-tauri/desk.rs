//! What the window asks for, without a window: an outbox, the settings, and the engine's state.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use outbox::sync::{PortalAddress, SyncState as EngineState};
use outbox::{Outbox, OutboxError, Person, PersonProblem, SystemClock};
use report::{ActId, PortalId, Sha256};
use tokio::sync::{Notify, watch};

use crate::problem::AppError;
use crate::settings::{Folder, PhotoSending, Settings};
use crate::view::{Commune, Draft, DraftChange, DraftPhoto, PlaceHit, ReportStory, ReportSummary, SyncState};

/// The version of the consent that this app asks for.
pub const CONSENT_VERSION: u32 = 1;

/// One citizen's desk.
pub struct Desk {
    folder: Folder,
    outbox: Result<Outbox, OutboxError>,
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
}

impl Desk {
    /// Opens the folder. A folder that cannot be used is told by every command, for the window to show.
    #[must_use]
    pub fn open(folder: Folder) -> Self {
        let portal: PortalId = "quang-tri".parse().expect("a valid portal id");
        let outbox = Outbox::open(folder.path(), portal, Arc::new(SystemClock::default()));
        let settings = Settings::read(&folder);
        let photos_held = watch::Sender::new(settings.photos == PhotoSending::WhenAsked);
        Self {
            folder,
            outbox,
            settings: Mutex::new(settings),
            engine: watch::Sender::default(),
            stopped: Mutex::new(None),
            wake: Arc::default(),
            moved: Arc::default(),
            window: watch::Sender::new(true),
            photos_held,
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
    /// When the address is none, when name or phone that are to be sent cannot be one, or when the disk refuses; then the
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
        if moved {
            self.moved.notify_one();
        }
        Ok(settings)
    }

    /// The draft that was last changed, or a new one.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn draft(&self) -> Result<Draft, AppError> {
        self.with(|outbox| self.view(outbox, open_draft(outbox)?))
    }

    /// Saves a change of the draft.
    ///
    /// # Errors
    /// When it can never be filed so.
    pub fn change_draft(&self, change: DraftChange) -> Result<Draft, AppError> {
        let DraftChange { category, text, commune } = change;
        let change = outbox::DraftChange { category, text, commune, spot: None, named: None };
        self.with(|outbox| self.view(outbox, outbox.change_draft(open_draft(outbox)?.id, change)?))
    }

    /// Adds a picture to the draft.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn add_photo(&self, picture: &[u8]) -> Result<Draft, AppError> {
        self.with(|outbox| self.view(outbox, outbox.add_photo(open_draft(outbox)?.id, picture)?))
    }

    /// Takes a photo out of the draft.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn remove_photo(&self, sha256: &str) -> Result<Draft, AppError> {
        self.with(|outbox| self.view(outbox, outbox.remove_photo(open_draft(outbox)?.id, &hash(sha256)?)?))
    }

    /// Throws the draft away and gives an empty one.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn discard_draft(&self) -> Result<Draft, AppError> {
        self.with(|outbox| {
            outbox.discard_draft(open_draft(outbox)?.id)?;
            self.view(outbox, open_draft(outbox)?)
        })
    }

    /// Files the draft; the report's id.
    ///
    /// # Errors
    /// When something is missing.
    pub fn file_report(&self) -> Result<String, AppError> {
        let id = self.with(|outbox| outbox.file(open_draft(outbox)?.id))?;
        self.wake.notify_one();
        Ok(id.to_string())
    }

    /// Every report, newest first.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn reports(&self) -> Result<Vec<ReportSummary>, AppError> {
        self.with(|outbox| {
            let region = outbox.region()?;
            let view = |report: outbox::ReportSummary| {
                let commune = report.commune.as_deref().and_then(|code| region.commune(code));
                ReportSummary::new(report, commune)
            };
            Ok(outbox.reports()?.into_iter().map(view).collect())
        })
    }

    /// Everything about one report.
    ///
    /// # Errors
    /// When there is no such report.
    pub fn report(&self, id: &str) -> Result<ReportStory, AppError> {
        self.with(|outbox| {
            let id: ActId = id.parse().map_err(|_| OutboxError::ReportUnknown(id.to_owned()))?;
            let story = outbox.story(id)?;
            let commune = story.summary.commune.as_deref();
            let commune =
                commune.map(|code| Ok::<_, OutboxError>(outbox.region()?.commune(code))).transpose()?.flatten();
            Ok(ReportStory::new(story, commune, self.settings().language))
        })
    }

    /// A photo, or its thumbnail.
    ///
    /// # Errors
    /// When it is not there.
    pub fn picture(&self, sha256: &str, thumbnail: bool) -> Result<Vec<u8>, AppError> {
        self.with(|outbox| outbox.picture(&hash(sha256)?, thumbnail))
    }

    /// Every commune, to choose from.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn communes(&self) -> Result<Vec<Commune>, AppError> {
        self.with(|outbox| Ok(outbox.region()?.communes().into_iter().map(Into::into).collect()))
    }

    /// What bears a name like this, old or new; needs no network.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn search_places(&self, text: &str) -> Result<Vec<PlaceHit>, AppError> {
        self.with(|outbox| Ok(outbox.search_places(text)?.into_iter().map(Into::into).collect()))
    }

    /// Codes of the categories.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn categories(&self) -> Result<Vec<String>, AppError> {
        self.with(|outbox| Ok(outbox.region()?.categories().to_vec()))
    }

    /// What the engine is doing.
    #[must_use]
    pub fn sync_state(&self) -> SyncState {
        let language = self.settings().language;
        let mut state = SyncState::new(&self.engine.borrow(), language);
        let roots = self.outbox.as_ref().ok().and_then(|outbox| outbox.root_keys().ok());
        state.seen_root_key = roots.and_then(|roots| roots.seen).map(|root| root.to_string());
        if let Some(code) = lock(&self.stopped).as_deref() {
            state.phase = crate::view::SyncPhase::NeedsAttention;
            state.error = Some(AppError::of(code, language));
        }
        state
    }

    /// Sends the photos that wait for the citizen's word, once.
    pub fn send_photos(&self) {
        self.photos_held.send_replace(false);
    }

    /// Believes the portal whose root key `seen` is, in place of the one known so far.
    ///
    /// # Errors
    /// When another one was seen meanwhile.
    pub fn trust_portal(&self, seen: &str) -> Result<(), AppError> {
        let root = seen.parse().map_err(|_| OutboxError::RootNotSeen);
        self.with(|outbox| outbox.trust_changed_root(root?))?;
        self.moved.notify_one();
        Ok(())
    }

    /// The outbox, for the engine.
    pub(crate) fn outbox(&self) -> Option<Outbox> {
        self.outbox.as_ref().ok().cloned()
    }

    /// Where the engine writes its state.
    pub(crate) fn engine(&self) -> &watch::Sender<EngineState> {
        &self.engine
    }

    /// Notes why no engine runs, or that one does.
    pub(crate) fn set_stopped(&self, code: Option<&str>) {
        *lock(&self.stopped) = code.map(str::to_owned);
    }

    /// Notified when something was filed.
    pub(crate) fn filed(&self) -> Arc<Notify> {
        self.wake.clone()
    }

    /// Whether the window is open.
    pub(crate) fn window(&self) -> &watch::Sender<bool> {
        &self.window
    }

    /// Whether photos wait for the citizen's word.
    pub(crate) fn photos_held(&self) -> watch::Receiver<bool> {
        self.photos_held.subscribe()
    }

    /// Everything is sent: what comes next waits for a word of its own again.
    pub(crate) fn all_is_sent(&self) {
        let hold = self.settings().photos == PhotoSending::WhenAsked;
        self.photos_held.send_if_modified(|held| std::mem::replace(held, hold) != hold);
    }

    /// Notified when the portal's address changed.
    pub(crate) fn moved(&self) -> Arc<Notify> {
        self.moved.clone()
    }

    fn with<T>(&self, work: impl FnOnce(&Outbox) -> Result<T, OutboxError>) -> Result<T, AppError> {
        let outbox = self.outbox.as_ref().map_err(|error| self.problem(error))?;
        work(outbox).map_err(|error| self.problem(&error))
    }

    fn problem(&self, error: &OutboxError) -> AppError {
        AppError::from_outbox(error, self.settings().language)
    }

    fn view(&self, outbox: &Outbox, draft: outbox::Draft) -> Result<Draft, OutboxError> {
        let photo = |photo: &outbox::DraftPhoto| DraftPhoto {
            sha256: photo.sha256.to_string(),
            width: photo.width,
            height: photo.height,
            bytes: photo.length,
        };
        Ok(Draft {
            id: draft.id.to_string(),
            photos: draft.photos.iter().map(photo).collect(),
            place: outbox.place_of(&draft)?.map(Into::into),
            missing: self.missing(outbox, &draft)?,
            category: draft.category,
            text: draft.text,
        })
    }

    /// What the draft lacks in the window: here a suggested commune is chosen by the citizen before it is filed.
    fn missing(&self, outbox: &Outbox, draft: &outbox::Draft) -> Result<Vec<crate::view::Missing>, OutboxError> {
        let mut missing: Vec<crate::view::Missing> = outbox.missing(draft)?.into_iter().map(Into::into).collect();
        let place = outbox.place_of(draft)?;
        let undecided = place.is_some_and(|place| place.method == place::Method::Suggested);
        if undecided && !missing.contains(&crate::view::Missing::Place) {
            missing.push(crate::view::Missing::Place);
        }
        Ok(missing)
    }
}

/// Who goes with each report: nobody, unless the citizen ticked it.
fn shared(settings: &Settings) -> Result<Person, PersonProblem> {
    let said = |text: &Option<String>| text.clone().filter(|_| settings.share_contact);
    Person::parse(said(&settings.name).as_deref(), said(&settings.phone).as_deref())
}

fn open_draft(outbox: &Outbox) -> Result<outbox::Draft, OutboxError> {
    outbox.latest_draft()?.map_or_else(|| outbox.new_draft(), Ok)
}

fn hash(text: &str) -> Result<Sha256, OutboxError> {
    let unknown = |_| OutboxError::FileUnreadable { path: text.into(), source: std::io::ErrorKind::NotFound.into() };
    text.parse().map_err(unknown)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
