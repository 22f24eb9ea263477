//! The engine beside the window: notices the network by itself, follows the settings, tells the window.

use std::sync::Arc;
use std::time::Duration;

use outbox::sync::{PortalAddress, SyncPhase};
use outbox::{Engine, OutboxError};
use tauri::{AppHandle, Emitter as _, Manager as _, Runtime};
use tauri_plugin_notification::NotificationExt as _;
use tokio::sync::watch;

use crate::desk::Desk;
use crate::notices::{Notice, Teller};

/// Something in the outbox changed: ask again.
const CHANGED: &str = "changed";
/// How soon it looks again whether another program has given the folder back, or the disk works again.
const AGAIN: Duration = Duration::from_secs(5);
/// As good as never, where nothing waits for the morning.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

/// Starts sending in the background, for as long as the app runs.
pub(crate) fn start<R: Runtime>(app: AppHandle<R>, desk: Arc<Desk>) {
    tauri::async_runtime::spawn(async move {
        loop {
            wait_until(&desk, false).await;
            let moved = desk.moved();
            desk.sending().send_replace(true);
            let stopped = tokio::select! {
                outcome = send(&app, &desk) => Some(outcome.err().unwrap_or("unexpected")),
                () = moved.notified() => None,
                () = wait_until(&desk, true) => None,
            };
            desk.sending().send_replace(false);
            let Some(code) = stopped else { continue };
            tracing::warn!(code, "the engine stopped");
            desk.set_stopped(Some(code));
            tell(&app);
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => {}
                () = moved.notified() => {}
            }
        }
    });
}

/// Waits until the engine is to leave the folder alone, or may have it again.
async fn wait_until(desk: &Desk, resting: bool) {
    // The desk outlives the engine, so that its word never ends.
    let _ = desk.resting().wait_for(|now| *now == resting).await;
}

/// Runs one engine for the portal of the settings; the stable code of what stopped it.
async fn send<R: Runtime>(app: &AppHandle<R>, desk: &Desk) -> Result<(), &'static str> {
    let address: PortalAddress = desk.settings().portal_url.parse().map_err(outbox::sync::AddressError::code)?;
    // A folder that cannot be used is told by every command; there is nothing to send from it.
    let Some(outbox) = desk.outbox() else { return std::future::pending().await };
    let code = |error: OutboxError| error.code();
    let engine = Engine::open(outbox, &address, desk.filed()).map_err(code)?;
    let engine = engine.with_photos_held(desk.photos_held()).with_spoken(desk.wants_spoken());
    let engine = match poll() {
        Some(poll) => engine.with_poll(poll),
        None => engine.with_window(desk.window().subscribe()),
    };
    desk.set_stopped(None);
    let state = engine.state();
    tokio::select! {
        outcome = engine.serve() => outcome.map_err(code),
        () = follow(app, desk, state) => Ok(()),
    }
}

/// How often it asks while nothing waits, `PHAN_ANH_POLL_S` seconds: for machines behind what cuts streams of events.
fn poll() -> Option<Duration> {
    std::env::var("PHAN_ANH_POLL_S").ok().and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs)
}

/// The system's notices.
struct System<'a, R: Runtime>(&'a AppHandle<R>);

impl<R: Runtime> Teller for System<'_, R> {
    fn is_looked_at(&self) -> bool {
        let windows = self.0.webview_windows();
        windows.values().any(|window| window.is_focused().unwrap_or(false) && window.is_visible().unwrap_or(true))
    }

    fn tell(&self, notice: &Notice) -> bool {
        let told = self.0.notification().builder().title(&notice.title).body(&notice.body).show();
        told.inspect_err(|error| tracing::info!(%error, "no notice could be shown")).is_ok()
    }
}

/// Passes every change of the engine's state on to the window, and what is new to whoever does not look at it.
async fn follow<R: Runtime>(app: &AppHandle<R>, desk: &Desk, mut state: watch::Receiver<outbox::sync::SyncState>) {
    loop {
        let now = state.borrow_and_update().clone();
        if now.phase == SyncPhase::Idle {
            desk.all_is_sent();
        }
        desk.engine().send_replace(now);
        tell(app);
        let night = desk.tell_news(&System(app)).unwrap_or(LONG);
        tokio::select! {
            changed = state.changed() => if changed.is_err() { std::future::pending::<()>().await },
            () = tokio::time::sleep(night) => {}
        }
    }
}

fn tell<R: Runtime>(app: &AppHandle<R>) {
    // A window that is closing cannot hear any more, and need not.
    let _ = app.emit(CHANGED, ());
}
