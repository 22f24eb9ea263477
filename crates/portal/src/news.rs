//! Telling those who wait that something happened: one task reads the books for all of them.
//!
//! ```text
//! the writer's commit ──┐
//! every second ─────────┴▶ one look at the books ──▶ whom it concerns ──▶ each listener decides
//! ```
//!
//! The look every second is for what other programs write beside this one (`portal case …`); nobody's number changes it.
//! The task ends when nobody listens.
//!
//! **Invariant:** listeners are bounded, each kind by itself: anybody can open streams, and must not keep officers or
//! devices from theirs.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, broadcast};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use crate::error::PortalError;
use crate::store::Store;
use crate::store::news::{self, Seen, Tidings};

/// How often the books are looked at for what others write.
const BESIDE: Duration = Duration::from_secs(1);
/// The least time between two looks: a busy portal commits many times a second.
const BREATH: Duration = Duration::from_millis(50);
/// Tidings that a slow listener may be behind before it misses some.
const BEHIND: usize = 64;

type Line = Arc<Mutex<Option<Open>>>;

/// The line to those who listen, and how far it has told.
#[derive(Debug)]
struct Open {
    sender: broadcast::Sender<Arc<Tidings>>,
    told: Seen,
}

/// Where one listens.
#[derive(Debug)]
pub struct News {
    store: Store,
    line: Line,
    everybody: Arc<Semaphore>,
    devices: Arc<Semaphore>,
    officers: Arc<Semaphore>,
    closing: CancellationToken,
}

/// Who listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anybody.
    Everybody,
    /// A device.
    Device,
    /// An officer.
    Officer,
}

/// Somebody who listens, until it is dropped.
#[derive(Debug)]
pub struct Listener {
    tidings: broadcast::Receiver<Arc<Tidings>>,
    from: Seen,
    closing: CancellationToken,
    _place: OwnedSemaphorePermit,
}

/// What a listener hears.
#[derive(Debug, Clone)]
pub enum Heard {
    /// Something happened.
    Tidings(Arc<Tidings>),
    /// More happened than could be kept for it.
    Missed,
}

impl News {
    /// Room for so many listeners of each kind.
    #[must_use]
    pub fn new(store: Store, places: usize) -> Self {
        let room = || Arc::new(Semaphore::new(places));
        let (everybody, devices, officers) = (room(), room(), room());
        Self { store, line: Line::default(), everybody, devices, officers, closing: CancellationToken::new() }
    }

    /// Begins to listen. What was committed before this returns may not be heard; everything after it is.
    ///
    /// # Errors
    /// [`PortalError::Busy`] when there is no place left; those of the database.
    pub async fn listen(&self, audience: Audience) -> Result<Listener, PortalError> {
        let places = match audience {
            Audience::Everybody => &self.everybody,
            Audience::Device => &self.devices,
            Audience::Officer => &self.officers,
        };
        let place = places.clone().try_acquire_owned().map_err(|_| PortalError::Busy)?;
        let (tidings, from) = self.tidings().await?;
        Ok(Listener { tidings, from, closing: self.closing.clone(), _place: place })
    }

    /// Only the first listener costs a look at the books.
    async fn tidings(&self) -> Result<(broadcast::Receiver<Arc<Tidings>>, Seen), PortalError> {
        let mut line = self.line.lock().await;
        if let Some(open) = line.as_ref() {
            return Ok((open.sender.subscribe(), open.told));
        }
        let told = news::now(self.store.readers()).await?;
        let (sender, receiver) = broadcast::channel(BEHIND);
        *line = Some(Open { sender, told });
        tokio::spawn(gather(self.store.clone(), self.line.clone(), told));
        Ok((receiver, told))
    }

    /// Ends every stream: the program is about to stop.
    pub fn close(&self) {
        self.closing.cancel();
    }
}

impl Listener {
    /// From where on it hears.
    #[must_use]
    pub fn from(&self) -> Seen {
        self.from
    }

    /// The next thing to hear; `None` when the portal stops.
    pub async fn next(&mut self) -> Option<Heard> {
        tokio::select! {
            () = self.closing.cancelled() => None,
            heard = self.tidings.recv() => match heard {
                Ok(tidings) => Some(Heard::Tidings(tidings)),
                Err(RecvError::Lagged(_)) => Some(Heard::Missed),
                Err(RecvError::Closed) => None,
            },
        }
    }
}

async fn gather(store: Store, line: Line, mut seen: Seen) {
    let mut commits = store.commits();
    let mut beside = interval(BESIDE);
    beside.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            Ok(()) = commits.changed() => {}
            _ = beside.tick() => {}
        }
        match news::since(store.readers(), seen).await {
            Ok(None) => {}
            Ok(Some(tidings)) => {
                seen = tidings.until;
                if let Some(open) = line.lock().await.as_mut() {
                    open.told = seen;
                    // Nobody who listens is looked for below.
                    drop(open.sender.send(Arc::new(tidings)));
                }
            }
            Err(error) => tracing::warn!(%error, "the news could not be read"),
        }
        if nobody_listens(&line).await {
            return;
        }
        sleep(BREATH).await;
    }
}

async fn nobody_listens(line: &Line) -> bool {
    let mut line = line.lock().await;
    let nobody = line.as_ref().is_none_or(|open| open.sender.receiver_count() == 0);
    if nobody {
        *line = None;
    }
    nobody
}
