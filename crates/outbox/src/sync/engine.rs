//! The one sender of a folder: asks the planner, does the step, learns from it, tells the window.

use std::fs::File;
use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _};
use rand::Rng as _;
use report::TrustedKeys;
use std::sync::Arc;
use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use crate::error::OutboxError;
use crate::outbox::{Outbox, lock_engine};
use crate::store::{portal, queue, reports};
use crate::sync::address::PortalAddress;
use crate::sync::around;
use crate::sync::base_map;
use crate::sync::events::{Ear, Told};
use crate::sync::exchange;
use crate::sync::http::Http;
use crate::sync::incoming::{self, Refused};
use crate::sync::meter::Meter;
use crate::sync::pace::Patience;
use crate::sync::pack;
use crate::sync::planner::{self, Batch, Link, Outcome, Step, Thing};
use crate::sync::problem::LinkProblem;
use crate::sync::recordings;
use crate::sync::state::{SyncPhase, SyncState};
use crate::sync::upload::Sending;
use crate::sync::web::Web;

/// How long photos stay after `complete`: so long may a portal that was restored from a backup ask for them again.
const KEEP_PHOTOS_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Sends what waits in one folder. There is one per folder at a time, in whatever process.
pub struct Engine {
    outbox: Outbox,
    http: Http,
    web: Web,
    link: Link,
    state: watch::Sender<SyncState>,
    filed: Arc<Notify>,
    /// Open while somebody looks. Without one, polls as an open window does.
    window: Option<watch::Receiver<bool>>,
    ear: Option<Ear>,
    /// True while the citizen wants photos to wait.
    photos_held: Option<watch::Receiver<bool>>,
    /// True while the citizen wants spoken help.
    spoken: Option<watch::Receiver<bool>>,
    map_piece: base_map::Piece,
    _lock: File,
}

/// When to give the word back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Everything that the link carries now has been done.
    Settled,
    /// Nothing waits for the network any more, however long it takes.
    Done,
}

impl Engine {
    /// The engine of this folder, for the portal at `address`. Notify `filed` when something new waits.
    ///
    /// # Errors
    /// [`OutboxError::EngineRunning`] when there is one already.
    pub fn open(outbox: Outbox, address: &PortalAddress, filed: Arc<Notify>) -> Result<Self, OutboxError> {
        let lock = lock_engine(&outbox.inner.folder)?;
        let broken = |problem: LinkProblem| OutboxError::DataBroken(problem.to_string());
        let http = Http::new(address).map_err(broken)?;
        let web = Web::new(address, http.meter()).map_err(broken)?;
        let (link, state) = (Link::default(), watch::Sender::default());
        let engine = Self {
            outbox,
            http,
            web,
            link,
            state,
            filed,
            window: None,
            ear: None,
            photos_held: None,
            spoken: None,
            map_piece: base_map::Piece::default(),
            _lock: lock,
        };
        engine.sweep()?;
        engine.tell(SyncPhase::Idle, None, None)?;
        Ok(engine)
    }

    /// Listens once in `poll` while nothing waits, instead of [`planner::POLL`]: for machines on a wire.
    #[must_use]
    pub fn with_poll(mut self, poll: Duration) -> Self {
        self.link = Link::polling(poll);
        self
    }

    /// Hears of news at once while `window` is open, by a stream of events, and asks for them seldom while it is not.
    #[must_use]
    pub fn with_window(mut self, window: watch::Receiver<bool>) -> Self {
        self.window = Some(window);
        self
    }

    /// Keeps photos back while `held` says so.
    #[must_use]
    pub fn with_photos_held(mut self, held: watch::Receiver<bool>) -> Self {
        self.photos_held = Some(held);
        self
    }

    /// Fetches the recordings of spoken help while `spoken` says so: all of them, for whichever language.
    #[must_use]
    pub fn with_spoken(mut self, spoken: watch::Receiver<bool>) -> Self {
        self.spoken = Some(spoken);
        self
    }

    /// Waits for bytes in another way than [`Patience::default`].
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.http = self.http.with_patience(patience);
        self.web = self.web.with_patience(patience);
        self
    }

    /// What crosses the link.
    #[must_use]
    pub fn meter(&self) -> Arc<Meter> {
        self.http.meter()
    }

    /// What the engine is doing, as it changes.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<SyncState> {
        self.state.subscribe()
    }

    /// Works until nothing more can be done now, or, with [`Until::Done`], until nothing waits any more.
    ///
    /// # Errors
    /// When the device's own storage fails.
    pub async fn run(&mut self, until: Until) -> Result<(), OutboxError> {
        if self.ear.is_none() {
            self.link.listen();
        }
        loop {
            let now_ms = self.outbox.inner.clock.uptime_ms();
            match self.next(now_ms)? {
                Step::RestUntil(at) => {
                    let waiting = self.counts()?.waiting;
                    if until == Until::Settled || waiting == 0 {
                        let refused = planner::refused(&self.queue()?, &self.link);
                        return self.tell(phase_at_rest(waiting), refused, None);
                    }
                    // What waits was paused by the portal, or was refused and waits alone: look again soon.
                    sleep(Duration::from_millis(at.saturating_sub(now_ms)).min(Duration::from_secs(1))).await;
                }
                Step::WaitUntil(at) => {
                    if until == Until::Settled || self.needs_a_person() {
                        return Ok(());
                    }
                    sleep(Duration::from_millis(at.saturating_sub(now_ms))).await;
                }
                step => self.act(step).await?,
            }
        }
    }

    /// Works for as long as the program runs: wakes when something is filed, when the link changes, and when it is time.
    ///
    /// # Errors
    /// When the device's own storage fails.
    pub async fn serve(mut self) -> Result<(), OutboxError> {
        let mut links = if_watch::tokio::IfWatcher::new().ok();
        let mut window = self.window.clone();
        let mut photos_held = self.photos_held.clone();
        let mut spoken = self.spoken.clone();
        self.settle_recordings()?;
        self.ear = window.clone().map(|window| Ear::open(self.outbox.clone(), &self.web, window, Ear::patience()));
        loop {
            self.set_poll();
            let now_ms = self.outbox.inner.clock.uptime_ms();
            let (Step::RestUntil(at) | Step::WaitUntil(at)) = self.next(now_ms)? else {
                self.run(Until::Settled).await?;
                continue;
            };
            tokio::select! {
                () = sleep(Duration::from_millis(at.saturating_sub(now_ms))) => {}
                () = self.filed.notified() => {
                    // What is new is tried at once, whatever failed before.
                    self.link.changed();
                    self.tell_filed()?;
                }
                () = link_changed(&mut links) => self.link.changed(),
                told = told(&mut self.ear) => self.told(told)?,
                () = switched(&mut window) => {}
                () = switched(&mut spoken) => self.settle_recordings()?,
                () = switched(&mut photos_held) => self.tell(phase_at_rest(self.counts()?.waiting), None, None)?,
            }
        }
    }

    /// The stream stands or broke, or the portal has something new.
    fn told(&mut self, told: Told) -> Result<(), OutboxError> {
        let (known, now_ms) = (self.position()?, self.outbox.inner.clock.uptime_ms());
        if told.up {
            self.link.tells(now_ms);
        }
        if told.position.is_some_and(|position| position != known) {
            self.link.called(now_ms);
        }
        Ok(())
    }

    /// How often to ask when nothing waits: by whether somebody looks and whether the portal tells by itself.
    fn set_poll(&mut self) {
        let Some(window) = &self.window else { return };
        let tells = self.ear.as_ref().is_some_and(Ear::is_up);
        self.link.poll_every(if *window.borrow() && !tells { planner::POLL } else { planner::SELDOM });
    }

    fn next(&self, now_ms: u64) -> Result<Step, OutboxError> {
        Ok(planner::next(&self.queue()?, &self.link, now_ms))
    }

    fn queue(&self) -> Result<planner::Queue, OutboxError> {
        let photos_held = self.photos_held.as_ref().is_some_and(|held| *held.borrow());
        let queue = queue::unfinished(&self.outbox.database(), self.outbox.now_ms())?;
        let region_stale = queue.region_stale || self.outbox.lost_region()?;
        let recordings_lacking = self.wants_recordings() && self.outbox.lacking_recordings()?.is_some();
        let base_map_lacking = self.outbox.lacking_base_map()?.is_some();
        Ok(planner::Queue { photos_held, region_stale, recordings_lacking, base_map_lacking, ..queue })
    }

    fn wants_recordings(&self) -> bool {
        self.spoken.as_ref().is_some_and(|spoken| *spoken.borrow())
    }

    /// Where spoken help is not wanted, nothing of it stays.
    fn settle_recordings(&self) -> Result<(), OutboxError> {
        if self.spoken.is_some() && !self.wants_recordings() { self.outbox.forget_recordings() } else { Ok(()) }
    }

    async fn act(&mut self, step: Step) -> Result<(), OutboxError> {
        // Nothing of the citizen's is on its way with a map.
        let phase = if step == Step::FetchBaseMap { phase_at_rest(self.counts()?.waiting) } else { SyncPhase::Sending };
        self.tell(phase, None, None)?;
        let outcome = match step {
            Step::Exchange(batch) => self.exchange(&batch).await?,
            Step::Upload(report, sha256) => self.upload(report, sha256).await?,
            Step::FetchRegion => self.fetch_region().await?,
            Step::FetchAround(commune, etag) => self.fetch_around(&commune, etag.as_deref()).await?,
            Step::FetchRecordings => self.fetch_recordings().await?,
            Step::FetchBaseMap => self.fetch_base_map().await?,
            Step::WaitUntil(_) | Step::RestUntil(_) => return Ok(()),
        };
        let now_ms = self.outbox.inner.clock.uptime_ms();
        self.link.after(&outcome, now_ms, rand::rng().random());
        let Outcome::Failed(problem) = outcome else { return Ok(()) };
        tracing::info!(code = problem.code(), "the link failed");
        let phase = if problem.needs_a_person() { SyncPhase::NeedsAttention } else { SyncPhase::Waiting };
        let wait_ms = match planner::next(&planner::Queue::default(), &self.link, now_ms) {
            Step::WaitUntil(at) => at.saturating_sub(now_ms),
            _ => 0,
        };
        self.tell(phase, Some(problem), Some(Duration::from_millis(wait_ms)))
    }

    async fn exchange(&mut self, batch: &Batch) -> Result<Outcome, OutboxError> {
        let before = self.queue()?;
        let position = self.position()?;
        let pieces = exchange::request(&self.outbox, batch)?;
        let (heard, sent) = exchange::exchange(&self.http, &pieces).await;
        let met = match incoming::apply(&self.outbox, batch, &heard) {
            Ok(met) => met,
            Err(refused) => return failed(refused),
        };
        let after = self.queue()?;
        self.link.answered(self.position()? != position, self.outbox.inner.clock.uptime_ms());
        if let Some(ear) = &self.ear {
            ear.wake();
        }
        self.set_apart(planner::taken_back(&before, &after));
        Ok(match sent {
            // A portal that answers and says nothing of what it was asked would be asked again at once, for ever.
            // Whoever listens to events needs a session, and a session needs a proof.
            Ok(sent) if met.unproven || (met.first && self.ear.is_some()) => {
                Outcome::Unproven { bytes: sent.bytes, took: sent.took }
            }
            Ok(_) if *batch != Batch::default() && after == before => Outcome::Failed(LinkProblem::PortalError),
            Ok(sent) => Outcome::Heard { bytes: sent.bytes, took: sent.took },
            Err(problem) => Outcome::Failed(problem),
        })
    }

    fn position(&self) -> Result<u64, OutboxError> {
        Ok(portal::known(&self.outbox.database())?.position)
    }

    fn set_apart(&mut self, things: Vec<Thing>) {
        let now_ms = self.outbox.inner.clock.uptime_ms();
        for thing in things {
            let refused = Outcome::Refused(thing, LinkProblem::PortalError);
            self.link.after(&refused, now_ms, rand::rng().random());
        }
    }

    async fn upload(&mut self, report: report::ActId, sha256: report::Sha256) -> Result<Outcome, OutboxError> {
        let (outbox, http, state) = (self.outbox.clone(), self.http.clone(), self.state.clone());
        let sending = Sending { outbox: &outbox, http: &http, report, sha256 };
        let go_on = || {
            state.send_modify(|state| state.revision += 1);
            let waiting = queue::unfinished(&outbox.database(), outbox.now_ms());
            waiting.is_ok_and(|queue| !planner::texts_wait(&queue))
        };
        let outcome = sending.run(&mut self.link, go_on).await;
        outcome.or_else(|error| failed(Refused::Own(error)))
    }

    async fn fetch_region(&self) -> Result<Outcome, OutboxError> {
        let known = portal::known(&self.outbox.database())?;
        let keys = match (known.root_key, &known.certificates) {
            (Some(root), certificates) if !certificates.is_empty() => {
                TrustedKeys::read(certificates, self.outbox.inner.device.portal(), Some(root))
            }
            _ => return Ok(Outcome::Refused(Thing::Region, LinkProblem::ReceiptInvalid)),
        };
        let Ok(keys) = keys else { return Ok(Outcome::Refused(Thing::Region, LinkProblem::ReceiptInvalid)) };
        let began = tokio::time::Instant::now();
        match pack::fetch(&self.outbox, &self.web, &keys).await {
            // What came down says nothing of what goes up.
            Ok(_) => {
                self.outbox.settle_base_map()?;
                Ok(Outcome::Moved { bytes: 0, took: began.elapsed() })
            }
            Err(Refused::Link(problem)) if problem.is_of_the_link() => Ok(Outcome::Failed(problem)),
            Err(Refused::Link(problem)) => Ok(Outcome::Refused(Thing::Region, problem)),
            Err(Refused::Own(error)) => failed(Refused::Own(error)),
        }
    }

    async fn fetch_around(&self, commune: &str, etag: Option<&str>) -> Result<Outcome, OutboxError> {
        let began = tokio::time::Instant::now();
        copied(around::fetch(&self.outbox, &self.web, commune, etag).await, Thing::Around, began.elapsed())
    }

    async fn fetch_recordings(&self) -> Result<Outcome, OutboxError> {
        let began = tokio::time::Instant::now();
        copied(recordings::fetch(&self.outbox, &self.web).await, Thing::Recordings, began.elapsed())
    }

    async fn fetch_base_map(&mut self) -> Result<Outcome, OutboxError> {
        let began = tokio::time::Instant::now();
        let fetched = base_map::fetch(&self.outbox, &self.web, &mut self.map_piece).await;
        let outcome = copied(fetched, Thing::BaseMap, began.elapsed())?;
        // It may take an hour: what the portal tells meanwhile is heard between two pieces.
        if let Some(told) = told(&mut self.ear).now_or_never() {
            self.told(told)?;
        }
        Ok(outcome)
    }

    fn needs_a_person(&self) -> bool {
        self.state.borrow().phase == SyncPhase::NeedsAttention
    }

    fn counts(&self) -> Result<queue::Counts, OutboxError> {
        queue::counts(&self.outbox.database())
    }

    /// Something was filed: the window hears at once, whatever the link does.
    fn tell_filed(&self) -> Result<(), OutboxError> {
        let (phase, problem) = { (self.state.borrow().phase, self.state.borrow().problem) };
        let phase = if phase == SyncPhase::Idle { SyncPhase::Waiting } else { phase };
        self.tell(phase, problem, None)
    }

    fn tell(&self, phase: SyncPhase, problem: Option<LinkProblem>, wait: Option<Duration>) -> Result<(), OutboxError> {
        let known = portal::known(&self.outbox.database())?;
        let counts = self.counts()?;
        let photos_held = planner::holds_photos(&self.queue()?);
        let now = self.outbox.inner.clock.now();
        self.state.send_modify(|state| {
            state.photos_held = photos_held;
            state.phase = phase;
            state.counts = counts;
            state.problem = problem;
            state.next_try_at = wait.and_then(|wait| now.checked_add(wait).ok());
            state.last_contact_at = known.heard_at_ms.and_then(|at_ms| jiff::Timestamp::from_millisecond(at_ms).ok());
            state.revision += 1;
        });
        Ok(())
    }

    /// Clears what a killed program left, and photos whose time is over.
    fn sweep(&self) -> Result<(), OutboxError> {
        self.outbox.settle_base_map()?;
        let since_ms = self.outbox.now_ms().saturating_sub(KEEP_PHOTOS_MS);
        let keep = reports::photos_to_keep(&self.outbox.database(), since_ms)?;
        Ok(self.outbox.inner.files.sweep(|sha256| keep.contains(sha256))?)
    }
}

fn phase_at_rest(waiting: u64) -> SyncPhase {
    if waiting == 0 { SyncPhase::Idle } else { SyncPhase::Waiting }
}

/// What came of fetching a copy of what is the portal's.
fn copied(fetched: Result<(), Refused>, thing: Thing, took: Duration) -> Result<Outcome, OutboxError> {
    match fetched {
        // What came down says nothing of what goes up.
        Ok(()) => Ok(Outcome::Moved { bytes: 0, took }),
        Err(Refused::Link(problem)) if problem.is_of_the_link() => Ok(Outcome::Failed(problem)),
        Err(Refused::Link(problem)) => Ok(Outcome::Refused(thing, problem)),
        // A copy for which there is no room is none.
        Err(Refused::Own(OutboxError::DiskFull)) => Ok(Outcome::Refused(thing, LinkProblem::OwnStorage)),
        Err(Refused::Own(error)) => failed(Refused::Own(error)),
    }
}

/// What is not believed is the link's failure; what this device could not write is its own.
fn failed(refused: Refused) -> Result<Outcome, OutboxError> {
    match refused {
        Refused::Link(problem) => Ok(Outcome::Failed(problem)),
        Refused::Own(OutboxError::DiskFull | OutboxError::StorageFailed(_)) => {
            Ok(Outcome::Failed(LinkProblem::OwnStorage))
        }
        Refused::Own(error) => Err(error),
    }
}

/// Waits for what the portal tells by itself; for ever where nobody listens.
async fn told(ear: &mut Option<Ear>) -> Told {
    match ear {
        Some(ear) => ear.told().await,
        None => std::future::pending().await,
    }
}

/// Waits until somebody turns a switch; for ever where there is none any more.
async fn switched(switch: &mut Option<watch::Receiver<bool>>) {
    match switch {
        Some(state) => {
            if state.changed().await.is_err() {
                *switch = None;
            }
        }
        None => std::future::pending().await,
    }
}

/// Waits for the next change of this machine's network interfaces; for ever where they cannot be watched.
async fn link_changed(links: &mut Option<if_watch::tokio::IfWatcher>) {
    match links {
        Some(watcher) => {
            if !matches!(watcher.next().await, Some(Ok(_))) {
                *links = None;
            }
        }
        None => std::future::pending().await,
    }
}
