//! What every handler is given. Everything in it is cheap to share and none of it belongs to one request.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use report::{Epoch, PortalId};

use crate::clock::Clock;
use crate::config::Config;
use crate::error::PortalError;
use crate::guesses::Guesses;
use crate::intake::Uploads;
use crate::keys::{self, Keys, Missing};
use crate::news::News;
use crate::photos::PhotoFolder;
use crate::region_import::Roster;
use crate::regions::{KnownRegion, Regions};
use crate::store::founding::{self, Founded};
use crate::store::timetable::{self, Timetable};
use crate::store::{Store, Use, category, unit};
use crate::upkeep::restore;

/// The portal of one folder. Clones are the same portal.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    clock: Clock,
    founded: Founded,
    keys: Keys,
    store: Store,
    photos: PhotoFolder,
    regions: Regions,
    uploads: Uploads,
    guesses_of_devices: Guesses,
    guesses_at_the_page: Guesses,
    news: News,
    escalated_ms: AtomicI64,
}

impl AppState {
    /// Opens the folder, founding a portal in it when it is empty. Works beside a running `serve`.
    ///
    /// # Errors
    /// When the folder is not one of this portal or not of this version; then nothing was written.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, PortalError> {
        Self::open_to(Use::Beside, config, clock).await
    }

    /// The same, to serve or beside a portal that does.
    ///
    /// # Errors
    /// Those of [`AppState::open`]; [`PortalError::AlreadyRunning`] when another portal serves from the same books.
    pub(crate) async fn open_to(purpose: Use, config: Config, clock: Clock) -> Result<Self, PortalError> {
        if config.data.join(restore::MARKER).exists() {
            return Err(PortalError::RestoreUnfinished);
        }
        std::fs::create_dir_all(&config.data)?;
        let store = Store::open(&config.books(), purpose, clock.now_ms()).await?;
        let (founded, keys) = found(&config, &clock, &store).await?;
        let photos = PhotoFolder::open(&config.data)?;
        let (regions, uploads) = (Regions::default(), Uploads::default());
        let guesses_of_devices = Guesses::of_devices(config.guesses);
        let guesses_at_the_page = Guesses::at_the_page(config.guesses);
        let news = News::new(store.clone(), config.listeners);
        Ok(Self(Arc::new(Inner {
            config,
            clock,
            founded,
            keys,
            store,
            photos,
            regions,
            uploads,
            guesses_of_devices,
            guesses_at_the_page,
            news,
            escalated_ms: AtomicI64::new(0),
        })))
    }

    /// How the portal is set up.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The portal's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Now, milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    /// Which portal this is.
    #[must_use]
    pub fn portal_id(&self) -> &PortalId {
        &self.0.founded.id
    }

    /// Its unbroken memory.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.0.founded.epoch
    }

    /// Its first start, ms.
    #[must_use]
    pub fn founded_at_ms(&self) -> i64 {
        self.0.founded.created_at_ms
    }

    /// Its secrets.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// Its books.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Its photos.
    #[must_use]
    pub fn photos(&self) -> &PhotoFolder {
        &self.0.photos
    }

    /// Who uploads what just now.
    #[must_use]
    pub fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    /// Wrong tracking codes that devices sent.
    #[must_use]
    pub(crate) fn guesses_of_devices(&self) -> &Guesses {
        &self.0.guesses_of_devices
    }

    /// Wrong tracking codes that were typed on the public page.
    #[must_use]
    pub(crate) fn guesses_at_the_page(&self) -> &Guesses {
        &self.0.guesses_at_the_page
    }

    /// When it was last looked who is to be told of what is late, ms. Forgotten by a restart, which looks at once.
    pub(crate) fn escalated_ms(&self) -> &AtomicI64 {
        &self.0.escalated_ms
    }

    /// Where one listens for what happens.
    #[must_use]
    pub(crate) fn news(&self) -> &News {
        &self.0.news
    }

    /// Calendar and deadline rules.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn timetable(&self) -> Result<Arc<Timetable>, PortalError> {
        let mut books = self.0.store.readers().acquire().await?;
        timetable::read(&mut books).await
    }

    /// The province's region; `None` before the first import.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn region(&self) -> Result<Option<Arc<KnownRegion>>, PortalError> {
        self.0.regions.current(&self.0.store).await
    }
}

async fn found(config: &Config, clock: &Clock, store: &Store) -> Result<(Founded, Keys), PortalError> {
    let founded = match founding::found(store.readers()).await? {
        Some(founded) => founded,
        None => establish(config, clock, store).await?,
    };
    if founded.id != config.portal_id {
        return Err(PortalError::OtherPortal { found: founded.id.to_string() });
    }
    if !category::any(store.readers()).await? || timetable::version(store.readers()).await?.number == 0 {
        let now_ms = clock.now_ms();
        store
            .write(move |books| {
                Box::pin(async move {
                    category::found(books, now_ms).await?;
                    timetable::found(books, now_ms).await
                })
            })
            .await?;
    }
    let keys = Keys::open(&keys_folder(config), Missing::Refuse, &founded.id, founded.created_at_ms)?;
    Ok((founded, keys))
}

/// Keys come before the row: a crash between the two leaves keys without data, which the next start uses.
async fn establish(config: &Config, clock: &Clock, store: &Store) -> Result<Founded, PortalError> {
    let founded = new(config, clock)?;
    Keys::open(&keys_folder(config), Missing::Make, &founded.id, founded.created_at_ms)?;
    let (units, rules) = Roster::builtin().into_parts();
    let write = store.write(move |books| {
        Box::pin(async move {
            let (founded, is_new) = founding::establish(books, &founded).await?;
            if is_new {
                unit::replace(books, &units, &rules, founded.created_at_ms).await?;
            }
            Ok(founded)
        })
    });
    write.await
}

fn keys_folder(config: &Config) -> PathBuf {
    config.data.join(keys::FOLDER)
}

fn new(config: &Config, clock: &Clock) -> Result<Founded, PortalError> {
    Ok(Founded { id: config.portal_id.clone(), epoch: founding::new_epoch()?, created_at_ms: clock.now_ms() })
}
