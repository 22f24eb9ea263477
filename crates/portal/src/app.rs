//! The portal that serves: one per folder, with everything that a serving portal has and a command beside it has not.

use std::fs::{File, TryLockError};
use std::path::Path;

use axum::Router;

use crate::access::Role;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::PortalError;
use crate::password;
use crate::region_pack;
use crate::router::router;
use crate::state::AppState;
use crate::store::user::{self, NewUser};
use crate::store::{Use, tally};

/// The user that the first start makes.
pub const FIRST_USER: &str = "admin";

/// A serving portal. Dropped, it gives its folder free.
#[derive(Debug)]
pub struct App {
    state: AppState,
    first_password: Option<String>,
    _lock: File,
}

impl App {
    /// Opens the folder for serving.
    ///
    /// # Errors
    /// [`PortalError::AlreadyRunning`] when another portal serves from it, [`PortalError::DataDamaged`], and those of
    /// [`AppState::open`].
    pub async fn open(config: Config) -> Result<Self, PortalError> {
        Self::open_at(config, Clock::system()).await
    }

    /// The same with a clock of one's own, for tests.
    ///
    /// # Errors
    /// Those of [`App::open`].
    pub async fn open_at(config: Config, clock: Clock) -> Result<Self, PortalError> {
        std::fs::create_dir_all(&config.data)?;
        let lock = lock(&config.data)?;
        let state = AppState::open_to(Use::Serving, config, clock).await?;
        state.store().sound().await?;
        count_again(&state).await?;
        region_pack::sign_again(&state).await?;
        let first_password = first_user(&state).await?;
        Ok(Self { state, first_password, _lock: lock })
    }

    /// Every route, ready to be served.
    pub fn router(&self) -> Router {
        router(self.state.clone())
    }

    /// What the handlers are given.
    #[must_use]
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// The password of [`FIRST_USER`], when this very start made it. It stands nowhere else.
    #[must_use]
    pub fn first_password(&self) -> Option<&str> {
        self.first_password.as_deref()
    }
}

/// Tallies that are not what counting gives are counted again, and that they were wrong is told.
async fn count_again(state: &AppState) -> Result<(), PortalError> {
    let wrong = tally::otherwise(&mut *state.store().readers().acquire().await?).await?;
    if wrong.is_empty() {
        return Ok(());
    }
    tracing::error!(?wrong, "tallies were not what counting the cases gives; they are counted again");
    state.store().write(|books| Box::pin(tally::recount(books))).await
}

/// Keeps others from serving from `folder` for as long as it is held.
pub(crate) fn lock(folder: &Path) -> Result<File, PortalError> {
    let lock = File::options().create(true).append(true).open(folder.join("portal.lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(PortalError::AlreadyRunning),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Makes the first user when there is none, and returns the password.
async fn first_user(state: &AppState) -> Result<Option<String>, PortalError> {
    if user::any(state.store().readers()).await? {
        return Ok(None);
    }
    let password = password::random();
    let new = NewUser {
        name: FIRST_USER.to_owned(),
        password: password::hash(&password),
        role: Role::Administrator,
        unit: None,
        created_at_ms: state.now_ms(),
    };
    state.store().write(move |books| Box::pin(async move { user::add(books, &new).await })).await?;
    Ok(Some(password))
}
