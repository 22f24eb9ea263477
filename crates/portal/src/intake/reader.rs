//! Who may read what the portal knows of a device: whoever proves its key, or shows the session token that came of it.
//!
//! A proof or a token that does not hold is no error: what is asked is answered as to a stranger.
//!
//! **Invariant:** a revoked device is a stranger, whatever it shows.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use data_encoding::BASE64URL_NOPAD;
use report::wire::RequestHeader;
use report::{DeviceKey, open_proof};

use crate::error::PortalError;
use crate::intake::token;
use crate::state::AppState;
use crate::store::device;
use crate::store::device_session::{self, LASTS_MS};

/// A device whose key is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Which.
    pub device: DeviceKey,
    /// When the token that it showed was issued, ms; `None` when it proved its key.
    shown: Option<i64>,
}

impl Reader {
    /// Whoever a request's header speaks for.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of_header(state: &AppState, header: &RequestHeader) -> Result<Option<Self>, PortalError> {
        let by_session = match &header.session {
            Some(session) => Self::of_session(state, session).await?,
            None => None,
        };
        match (by_session, proven(state, header)) {
            (None, Some(device)) if !device::is_revoked(state.store().readers(), device).await? => {
                Ok(Some(Self { device, shown: None }))
            }
            (by_session, _) => Ok(by_session),
        }
    }

    /// Whoever shows a session token as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of_bearer(state: &AppState, headers: &HeaderMap) -> Result<Option<Self>, PortalError> {
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        match bearer.and_then(|token| BASE64URL_NOPAD.decode(token.trim().as_bytes()).ok()) {
            Some(token) => Self::of_session(state, &token).await,
            None => Ok(None),
        }
    }

    async fn of_session(state: &AppState, session: &[u8]) -> Result<Option<Self>, PortalError> {
        let Some((device, issued_ms)) = token::read_session(state.keys().secret(), session) else { return Ok(None) };
        let readers = state.store().readers();
        let over = state.now_ms().saturating_sub(issued_ms) >= LASTS_MS;
        let holds = !over && device_session::find(readers, device).await?.is_some_and(|issued| issued.holds(issued_ms));
        if !holds || device::is_revoked(readers, device).await? {
            return Ok(None);
        }
        Ok(Some(Self { device, shown: Some(issued_ms) }))
    }

    /// When what it showed is over, ms: of a token, that moment; of a proof, none.
    #[must_use]
    pub fn ends_ms(&self) -> Option<i64> {
        self.shown.map(|issued_ms| issued_ms.saturating_add(LASTS_MS))
    }

    /// The token to show next. None for a device of which the books know nothing: there is nothing to read, and a flood of
    /// keys writes nothing. None either when the books cannot be written just now: the device proves its key again.
    pub async fn next_token(&self, state: &AppState) -> Option<Vec<u8>> {
        let newest = self.newest(state).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a session token could not be issued");
            None
        })?;
        Some(token::session(state.keys().secret(), self.device, newest))
    }

    async fn newest(&self, state: &AppState) -> Result<Option<i64>, PortalError> {
        let (readers, now_ms) = (state.store().readers(), state.now_ms());
        let Self { device, shown } = *self;
        let issued = device_session::find(readers, device).await?;
        if issued.is_none() && !device::is_known(readers, device).await? {
            return Ok(None);
        }
        let issued = issued.unwrap_or_default();
        if issued.newest().is_some() && issued.after(shown, now_ms) == issued {
            return Ok(issued.newest());
        }
        let note = state.store().write(move |books| Box::pin(device_session::note(books, device, shown, now_ms)));
        Ok(note.await?.newest())
    }
}

/// The device that signed a nonce of ours, of this epoch and of the last day.
fn proven(state: &AppState, header: &RequestHeader) -> Option<DeviceKey> {
    let (device, epoch, nonce) = open_proof(header.proof.as_deref()?, state.portal_id()).ok()?;
    let is_ours = epoch == state.epoch() && token::is_fresh(state.keys().secret(), &nonce, state.now_ms());
    is_ours.then_some(device)
}
