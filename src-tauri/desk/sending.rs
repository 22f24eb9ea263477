//! What the desk and the engine tell each other.

use std::sync::Arc;

use outbox::sync::SyncState as EngineState;
use outbox::{Outbox, OutboxError};
use tokio::sync::{Notify, watch};

use super::{Desk, lock};
use crate::problem::AppError;
use crate::settings::PhotoSending;
use crate::view::{SyncPhase, SyncState};

impl Desk {
    /// What the engine is doing.
    #[must_use]
    pub fn sync_state(&self) -> SyncState {
        let language = self.settings().language;
        let mut state = SyncState::new(&self.engine.borrow(), language);
        let roots = self.read().as_ref().ok().and_then(|outbox| outbox.root_keys().ok());
        state.seen_root_key = roots.and_then(|roots| roots.seen).map(|root| root.to_string());
        if let Some(code) = lock(&self.stopped).as_deref() {
            state.phase = SyncPhase::NeedsAttention;
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
        self.read().as_ref().ok().cloned()
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

    /// Whether there is to be spoken help: all that the engine may know of it.
    pub(crate) fn wants_spoken(&self) -> watch::Receiver<bool> {
        self.spoken.subscribe()
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

    /// Whether the engine is to leave the folder alone.
    pub(crate) fn resting(&self) -> watch::Receiver<bool> {
        self.resting.subscribe()
    }

    /// Where the engine says that it has the folder.
    pub(crate) fn sending(&self) -> &watch::Sender<bool> {
        &self.sending
    }
}
