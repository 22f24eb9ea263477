//! `GET /v1/events`: while a window is open, hears at once that something is new, instead of asking now and then.
//!
//! One stream at a time, opened with the session token and closed with the window: nothing keeps a radio awake for a
//! window that nobody looks at. The stream says only that there is something; what it is comes by an exchange, which
//! verifies it. No byte for a minute, not even a heartbeat, and the stream is opened anew, later each time it fails.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use rand::Rng as _;
use reqwest::header::ACCEPT;
use reqwest::{Method, StatusCode};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};

use crate::outbox::Outbox;
use crate::store::portal;
use crate::sync::pace::Patience;
use crate::sync::planner::backoff;
use crate::sync::problem::LinkProblem;
use crate::sync::sse::EventReader;
use crate::sync::web::Web;

const MEDIA_TYPE: &str = "text/event-stream";
/// More than this in a minute is no news, it is a flood.
const MOST_BYTES_A_MINUTE: usize = 64 * 1024;

/// What was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// The stream stands: nothing need be asked for.
    pub(crate) up: bool,
    /// The last position that was told.
    pub(crate) position: Option<u64>,
}

/// An ear at the portal. Deaf when it is dropped.
#[derive(Debug)]
pub(crate) struct Ear {
    told: watch::Receiver<Told>,
    /// A new session token may be there.
    proven: Arc<Notify>,
    task: AbortHandle,
}

impl Ear {
    /// Listens whenever `window` is open.
    pub(crate) fn open(outbox: Outbox, web: &Web, window: watch::Receiver<bool>, patience: Patience) -> Self {
        let (tell, told) = watch::channel(Told::default());
        let proven = Arc::new(Notify::new());
        let listener = Listener { outbox, web: web.with_patience(patience), window, tell, proven: proven.clone() };
        let task = tokio::spawn(listener.run()).abort_handle();
        Self { told, proven, task }
    }

    /// A heartbeat comes at least once in a minute; how much moves says nothing.
    pub(crate) fn patience() -> Patience {
        let minute = Duration::from_secs(60);
        Patience { stall: minute, window: minute, least_bytes: 0, silence: Duration::MAX, answer: Duration::MAX }
    }

    /// Waits for something new to be told.
    pub(crate) async fn told(&mut self) -> Told {
        match self.told.changed().await {
            Ok(()) => *self.told.borrow_and_update(),
            // It never ends before this does.
            Err(_) => std::future::pending().await,
        }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.told.borrow().up
    }

    /// An exchange succeeded: there may be a token to listen with.
    pub(crate) fn wake(&self) {
        self.proven.notify_one();
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Listener {
    outbox: Outbox,
    web: Web,
    window: watch::Receiver<bool>,
    tell: watch::Sender<Told>,
    proven: Arc<Notify>,
}

impl Listener {
    async fn run(self) {
        let (mut window, mut failures) = (self.window.clone(), 0_u32);
        while window.wait_for(|open| *open).await.is_ok() {
            let began = Instant::now();
            let closed = tokio::select! {
                () = self.listen(failures) => false,
                _ = window.wait_for(|open| !*open) => true,
            };
            self.tell.send_if_modified(|told| std::mem::replace(&mut told.up, false));
            let lasted = began.elapsed() > Duration::from_secs(60);
            failures = if closed || lasted { 0 } else { failures.saturating_add(1) };
        }
    }

    /// Waits as long as earlier failures ask for, then listens until the stream ends.
    async fn listen(&self, failures: u32) {
        if failures > 0 {
            let wait = backoff(failures, rand::rng().random());
            sleep(wait).await;
        }
        let token = loop {
            match self.token() {
                Some(token) => break token,
                None => self.proven.notified().await,
            }
        };
        if let Err(problem) = self.hear(&token).await {
            tracing::debug!(code = problem.code(), "no events");
        }
    }

    fn token(&self) -> Option<String> {
        let known = portal::known(&self.outbox.database()).ok()?;
        known.session_at(self.outbox.now_ms()).map(|token| BASE64URL_NOPAD.encode(token))
    }

    async fn hear(&self, token: &str) -> Result<(), LinkProblem> {
        let request = self.web.request(Method::GET, "v1/events")?.bearer_auth(token).header(ACCEPT, MEDIA_TYPE);
        let mut answer = self.web.send(request).await?;
        if answer.head.status != StatusCode::OK || !answer.head.is(MEDIA_TYPE) {
            return Err(answer.head.problem());
        }
        self.tell.send_modify(|told| told.up = true);
        let (mut reader, mut minute, mut bytes) = (EventReader::default(), Instant::now(), 0);
        while let Some(chunk) = answer.chunk().await? {
            if minute.elapsed() > Duration::from_secs(60) {
                (minute, bytes) = (Instant::now(), 0);
            }
            bytes += chunk.len();
            if bytes > MOST_BYTES_A_MINUTE {
                return Err(LinkProblem::NotOurPortal);
            }
            reader.feed(&chunk, |event, data| self.heard(event, data)).map_err(|_| LinkProblem::NotOurPortal)?;
        }
        Ok(())
    }

    fn heard(&self, event: &str, data: &str) {
        let value: Option<serde_json::Value> = serde_json::from_str(data).ok();
        let position = value.and_then(|value| value.get("position").unwrap_or(&value).as_u64());
        if let Some(position) = position.filter(|_| event == "changes") {
            self.tell.send_modify(|told| told.position = Some(position));
        }
    }
}
