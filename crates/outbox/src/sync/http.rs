//! HTTP/1.1 to one portal: counted, never redirected, given up only when bytes stop moving or hardly move.
//!
//! One connection serves one request after the other. While one is silent ([`crate::sync::pulse`]) another is sought, and
//! the silent one is given up once the other stands: the network is there, that connection is lost. The new one waits for
//! the next request. Everything that is asked may be asked again; nothing is done twice by it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::header::{HOST, USER_AGENT};
use hyper::http::request::Builder;
use hyper::{Method, Request};
use tokio::time::{Instant, sleep, timeout};
use url::{Position, Url};

use crate::sync::address::PortalAddress;
use crate::sync::head::Head;
use crate::sync::line::{Door, Line};
use crate::sync::meter::Meter;
use crate::sync::pace::{Pace, Patience};
use crate::sync::problem::LinkProblem;
use crate::sync::tls;
use crate::sync::wire::Counters;

const AGENT: &str = concat!("phan-anh/", env!("CARGO_PKG_VERSION"));
/// How often a request under way is looked after.
const LOOK: Duration = Duration::from_millis(100);
/// A connection that nobody used for so long may be forgotten by what lies between.
const KEPT: Duration = Duration::from_secs(20);
/// A connection is ready for the next request in no time, or is not.
const READY: Duration = Duration::from_millis(100);
/// Of an answer's body that nobody reads so much is passed over, to use the connection again.
const PASSED_OVER: usize = 16 * 1024;
/// So often the leave to be silent doubles.
const MOST_DOUBLINGS: u32 = 4;

/// A request, whole.
pub(crate) type Asked = Request<Full<Bytes>>;

/// A client of one portal.
#[derive(Clone)]
pub(crate) struct Http {
    base: Url,
    door: Door,
    patience: Patience,
    counters: Counters,
    lines: Arc<Lines>,
}

/// What is kept between requests.
#[derive(Default)]
struct Lines {
    idle: Mutex<Option<(Line, Instant)>>,
    addresses: Mutex<Vec<SocketAddr>>,
    arrived: AtomicU64,
    /// Connections given up as silent since the last answer: each makes the next one's silence count later.
    silent: AtomicU32,
}

impl Http {
    pub(crate) fn new(address: &PortalAddress) -> Result<Self, LinkProblem> {
        let door = Door::of(&address.0).map_err(|_| LinkProblem::Offline)?;
        let pace = Arc::new(Mutex::new(Pace::begin(Instant::now())));
        let counters = Counters { meter: Arc::default(), pace, taken: Arc::default() };
        let (base, patience, lines) = (address.0.clone(), Patience::default(), Arc::default());
        Ok(Self { base, door, patience, counters, lines })
    }

    /// The same portal and the same meter, with another patience and connections of its own.
    pub(crate) fn with_patience(&self, patience: Patience) -> Self {
        let pace = Arc::new(Mutex::new(Pace::begin(Instant::now())));
        let counters = Counters { pace, ..self.counters.clone() };
        Self { patience, counters, lines: Arc::default(), ..self.clone() }
    }

    pub(crate) fn meter(&self) -> Arc<Meter> {
        self.counters.meter.clone()
    }

    /// Bytes of the last request that reached the other side of its connection, which need not be the portal.
    pub(crate) fn arrived(&self) -> u64 {
        self.lines.arrived.load(Ordering::Relaxed)
    }

    /// The URL of `path` on the portal; `path` may be a whole URL, but only of the same portal.
    pub(crate) fn url(&self, path: &str) -> Result<Url, LinkProblem> {
        let url = self.base.join(path).map_err(|_| LinkProblem::NotOurPortal)?;
        if url.origin() == self.base.origin() { Ok(url) } else { Err(LinkProblem::NotOurPortal) }
    }

    pub(crate) fn request(&self, method: Method, url: &Url) -> Builder {
        let target = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::AfterPort];
        Request::builder().method(method).uri(target).header(HOST, host).header(USER_AGENT, AGENT)
    }

    /// Sends a request and waits for the answer's head.
    pub(crate) async fn send(&self, request: Asked) -> Result<Answer, LinkProblem> {
        self.ask(request, false).await
    }

    /// The same for a request of which the portal keeps what arrives: its connection is left sooner.
    pub(crate) async fn send_kept(&self, request: Asked) -> Result<Answer, LinkProblem> {
        self.ask(request, true).await
    }

    async fn ask(&self, request: Asked, is_kept: bool) -> Result<Answer, LinkProblem> {
        self.counters.meter.asked();
        self.lines.arrived.store(0, Ordering::Relaxed);
        self.begin();
        if let Some(line) = self.idle().await {
            match self.converse(line, request.clone(), is_kept).await {
                // Closed by the other side while nobody used it.
                Err(Broken::Unused) => self.begin(),
                other => return other.map_err(Broken::problem),
            }
        }
        let line = self.connect().await?;
        self.converse(line, request, is_kept).await.map_err(Broken::problem)
    }

    async fn converse(&self, mut line: Line, request: Asked, is_kept: bool) -> Result<Answer, Broken> {
        let length = request.body().size_hint().exact().unwrap_or(0);
        line.pulse.asked(length, is_kept, &self.patience).map_err(|_| Broken::Unused)?;
        let answer = line.sender.send_request(request);
        let answer = tokio::select! {
            answer = answer => answer,
            broken = self.given_up(&line) => return Err(broken),
        };
        self.lines.arrived.store(line.pulse.arrived(), Ordering::Relaxed);
        if answer.is_ok() {
            self.lines.silent.store(0, Ordering::Relaxed);
        }
        let (head, body) = answer.map_err(|error| Broken::of(&error))?.into_parts();
        let head = Head { status: head.status, headers: head.headers };
        Ok(Answer { head, body, line, http: self.clone() })
    }

    /// Waits until a connection is no good any more, and ends it.
    async fn given_up(&self, line: &Line) -> Broken {
        let broken = loop {
            sleep(LOOK).await;
            self.lines.arrived.store(line.pulse.arrived(), Ordering::Relaxed);
            if self.is_over() {
                break Broken::Cut;
            }
            if self.is_silent(line)
                && let Some(other) = self.overtaken(line).await
            {
                self.keep(other);
                self.lines.silent.fetch_add(1, Ordering::Relaxed);
                break Broken::Silent;
            }
        };
        line.pulse.stop();
        broken
    }

    /// Another connection, once it stands while this one still says nothing.
    async fn overtaken(&self, line: &Line) -> Option<Line> {
        let addresses = lock(&self.lines.addresses).clone();
        let heard = async {
            while self.is_silent(line) && !lock(&self.counters.pace).is_due(&self.patience, Instant::now()) {
                sleep(LOOK).await;
            }
        };
        tokio::select! {
            other = self.door.open(&addresses, false, &self.counters) => other.ok().filter(|_| self.is_silent(line)),
            () = heard => None,
        }
    }

    fn is_silent(&self, line: &Line) -> bool {
        let moved_ago = lock(&self.counters.pace).moved_ago(Instant::now());
        let times = 1 << self.lines.silent.load(Ordering::Relaxed).min(MOST_DOUBLINGS);
        line.pulse.is_silent(&self.patience, moved_ago, times)
    }

    fn begin(&self) {
        *lock(&self.counters.pace) = Pace::begin(Instant::now());
    }

    fn is_over(&self) -> bool {
        lock(&self.counters.pace).is_over(&self.patience, Instant::now())
    }

    async fn connect(&self) -> Result<Line, LinkProblem> {
        let found = timeout(self.patience.stall, async {
            let addresses = match self.door.addresses().await {
                Ok(addresses) => addresses,
                Err(_) => lock(&self.lines.addresses).clone(),
            };
            lock(&self.lines.addresses).clone_from(&addresses);
            self.door.open(&addresses, true, &self.counters).await
        });
        let line = found.await.map_err(|_| LinkProblem::Offline)?.map_err(|error| tls::problem(&error))?;
        self.begin();
        Ok(line)
    }

    /// The connection that the last request left, if it is still good.
    async fn idle(&self) -> Option<Line> {
        let (mut line, since) = lock(&self.lines.idle).take()?;
        let is_ready =
            since.elapsed() < KEPT && timeout(READY, line.sender.ready()).await.is_ok_and(|ready| ready.is_ok());
        is_ready.then_some(line)
    }

    fn keep(&self, line: Line) {
        if line.pulse.rest().is_ok() && !line.sender.is_closed() {
            *lock(&self.lines.idle) = Some((line, Instant::now()));
        }
    }
}

/// Why there is no answer.
enum Broken {
    /// The connection was closed before it was used.
    Unused,
    /// It broke, or moves too little.
    Cut,
    /// Nothing came from the other side any more, and another connection stands.
    Silent,
}

impl Broken {
    fn of(error: &hyper::Error) -> Self {
        if error.is_canceled() || error.is_closed() { Self::Unused } else { Self::Cut }
    }

    fn problem(self) -> LinkProblem {
        match self {
            Self::Silent => LinkProblem::Silent,
            Self::Unused | Self::Cut => LinkProblem::Cut,
        }
    }
}

/// An answer whose body is still to come.
pub(crate) struct Answer {
    pub(crate) head: Head,
    body: Incoming,
    line: Line,
    http: Http,
}

impl Answer {
    pub(crate) fn patience(&self) -> Patience {
        self.http.patience
    }

    /// The next piece of the body, `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, LinkProblem> {
        loop {
            let frame = tokio::select! {
                frame = self.body.frame() => frame,
                broken = self.http.given_up(&self.line) => return Err(broken.problem()),
            };
            let Some(frame) = frame else { return Ok(None) };
            // Trailers say nothing here.
            if let Ok(bytes) = frame.map_err(|_| LinkProblem::Cut)?.into_data() {
                return Ok(Some(bytes));
            }
        }
    }

    /// The head alone. What little body there is is passed over.
    pub(crate) async fn head(mut self) -> Head {
        let mut passed = 0;
        while passed < PASSED_OVER {
            match self.chunk().await {
                Ok(Some(bytes)) => passed += bytes.len(),
                Ok(None) => return self.ended(),
                Err(_) => break,
            }
        }
        self.head
    }

    /// The body was read to its end: the connection is there for the next request.
    pub(crate) fn ended(self) -> Head {
        self.http.keep(self.line);
        self.head
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
