//! What is left of one attachment, by tus 1.0.0 (<https://tus.io/protocols/resumable-upload>) with a ticket.
//!
//! All that is left goes in one request, as long as it takes. The creating POST is repeated after every break: it answers
//! with the same place and the offset that is really on the portal's disk. Only the very first one carries bytes: a
//! repeated one's would be ignored. Where a proxy keeps a request until it is whole, and a break costs all of it, the
//! pieces are as long as the link carries in some seconds ([`Link::piece_bytes`]).
//!
//! An offset is believed when it lies between what the portal had and what was sent. Any other, and every refusal that
//! a portal speaks in tus, is this photo's matter: it waits alone, the link is not to blame.

use std::time::Duration;

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use hyper::http::request::Builder;
use hyper::{Method, StatusCode};
use report::{ActId, Sha256};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::phase;
use crate::store::queue::{self, Upload};
use crate::sync::head::Head;
use crate::sync::http::Http;
use crate::sync::planner::{Link, Outcome, Thing};
use crate::sync::problem::LinkProblem;

const VERSION: &str = "1.0.0";
const OCTETS: &str = "application/offset+octet-stream";
/// tus's own status for a checksum that does not fit; here, a whole photo that is not what was announced.
const CHECKSUM_MISMATCH: u16 = 460;
/// How often whoever waits is told, and may want the link for something else.
const LOOK: Duration = Duration::from_secs(1);

/// One attachment on its way.
pub(crate) struct Sending<'a> {
    pub(crate) outbox: &'a Outbox,
    pub(crate) http: &'a Http,
    pub(crate) report: ActId,
    pub(crate) sha256: Sha256,
}

/// Where the portal is: the upload's place, and the bytes on its disk.
struct Standing {
    place: Url,
    offset: u64,
}

impl Sending<'_> {
    /// Sends until everything is there, something breaks, or `go_on`, which is asked each second, wants no more now: a new
    /// report does not wait for photos.
    pub(crate) async fn run(&self, link: &mut Link, go_on: impl Fn() -> bool) -> Result<Outcome, OutboxError> {
        let Some(upload) = self.database(|connection| queue::upload(connection, self.report, &self.sha256))? else {
            return self.refused(LinkProblem::TicketRefused);
        };
        let Some(photo) = self.read(&upload) else {
            let now_ms = self.outbox.now_ms();
            self.database(|connection| queue::file_missing(connection, self.report, &self.sha256, now_ms))?;
            return Ok(Outcome::Moved { bytes: 0, took: Duration::ZERO });
        };
        let broke = tokio::select! {
            sent = self.send_all(&upload, &photo, link, &go_on) => match sent {
                Ok(outcome) => return Ok(outcome),
                Err(broke) => broke,
            },
            // What is on the way arrives all the same.
            () = stopped(&go_on) => return Ok(Outcome::Moved { bytes: 0, took: Duration::ZERO }),
        };
        match broke {
            Stopped::Link(problem) => {
                link.lost(self.thing(), self.http.arrived());
                Ok(Outcome::Failed(problem))
            }
            Stopped::Photo(problem) => self.refused(problem),
            Stopped::Own(error) => Err(error),
        }
    }

    async fn send_all(
        &self,
        upload: &Upload,
        photo: &Bytes,
        link: &mut Link,
        go_on: &impl Fn() -> bool,
    ) -> Result<Outcome, Stopped> {
        let began = Instant::now();
        let first = if upload.begun { Bytes::new() } else { photo.slice(..photo.len().min(link.piece_bytes())) };
        let mut sent = first.len();
        let now_ms = self.outbox.now_ms();
        self.database(|connection| queue::begin(connection, self.report, &self.sha256, now_ms))?;
        let mut standing = self.create(upload, first).await?;
        if upload.begun {
            link.stands(self.thing(), standing.offset.saturating_sub(upload.sent));
        }
        loop {
            self.remember(standing.offset)?;
            if standing.offset < upload.sent {
                // What was on the portal's disk is not any more: not a link that works, however much it carries.
                return Err(Stopped::Photo(LinkProblem::PortalError));
            }
            if standing.offset == upload.length || !go_on() {
                return Ok(Outcome::Moved { bytes: sent, took: began.elapsed() });
            }
            let start = usize::try_from(standing.offset).unwrap_or(usize::MAX).min(photo.len());
            let piece = photo.slice(start..start.saturating_add(link.piece_bytes()).min(photo.len()));
            let (bytes, piece_began) = (piece.len(), Instant::now());
            standing.offset = self.append(&standing, piece).await?;
            let took = piece_began.elapsed();
            sent += bytes;
            link.came_through(took);
            link.after(&Outcome::Moved { bytes, took }, self.outbox.inner.clock.uptime_ms(), 0.0);
        }
    }

    async fn create(&self, upload: &Upload, first: Bytes) -> Result<Standing, Stopped> {
        phase::enter("upload");
        let mut request = self
            .tus(Method::POST, &self.http.url("v1/files")?)
            .header(AUTHORIZATION, format!("Bearer {}", upload.ticket))
            .header("Upload-Length", upload.length);
        if !first.is_empty() {
            request = request.header(CONTENT_TYPE, OCTETS);
        }
        let head = self.answer(request, first).await?;
        if head.status != StatusCode::CREATED {
            return Err(refusal(&head));
        }
        let place = head.header(LOCATION).ok_or(Stopped::Photo(LinkProblem::PortalError))?;
        let place = self.http.url(place).map_err(Stopped::Photo)?;
        // A portal that does not tell an offset took nothing of the body: creation alone answers so (tus 1.0.0).
        match offset(&head) {
            None if !head.headers.contains_key("Upload-Offset") => Ok(Standing { place, offset: 0 }),
            Some(offset) if offset <= upload.length => Ok(Standing { place, offset }),
            _ => Err(Stopped::Photo(LinkProblem::PortalError)),
        }
    }

    async fn append(&self, standing: &Standing, piece: Bytes) -> Result<u64, Stopped> {
        phase::enter("append");
        let length = standing.offset + piece.len() as u64;
        let request = self
            .tus(Method::PATCH, &standing.place)
            .header(CONTENT_TYPE, OCTETS)
            .header("Upload-Offset", standing.offset);
        let head = self.answer(request, piece).await?;
        match offset(&head) {
            // An offset that stands still or runs ahead of what was sent is not one of ours.
            Some(offset)
                if head.status == StatusCode::NO_CONTENT && (standing.offset + 1..=length).contains(&offset) =>
            {
                Ok(offset)
            }
            _ if head.status.is_success() => Err(Stopped::Photo(LinkProblem::PortalError)),
            _ => Err(refusal(&head)),
        }
    }

    fn tus(&self, method: Method, url: &Url) -> Builder {
        self.http.request(method, url).header("Tus-Resumable", VERSION)
    }

    async fn answer(&self, request: Builder, body: Bytes) -> Result<Head, LinkProblem> {
        let answer = self.http.send_kept(request.body(body.into()).map_err(|_| LinkProblem::NotOurPortal)?).await?;
        if answer.head.header("Tus-Resumable") == Some(VERSION) || answer.head.status.is_server_error() {
            Ok(answer.head().await)
        } else {
            Err(LinkProblem::NotOurPortal)
        }
    }

    fn thing(&self) -> Thing {
        Thing::Upload(self.report, self.sha256)
    }

    /// The file, when it is there and still what was sealed.
    fn read(&self, upload: &Upload) -> Option<Bytes> {
        match self.outbox.inner.files.read(&self.sha256) {
            Ok(bytes) if bytes.len() as u64 == upload.length && Sha256::of(&bytes) == self.sha256 => Some(bytes.into()),
            Ok(_) => None,
            // Gone, on a bad sector, or not ours to read: this report's matter, never that of the others.
            Err(error) => {
                tracing::warn!(%error, "a photo cannot be read");
                None
            }
        }
    }

    fn remember(&self, offset: u64) -> Result<(), OutboxError> {
        let now_ms = self.outbox.now_ms();
        self.database(|connection| queue::uploaded(connection, self.report, &self.sha256, offset, now_ms))
    }

    /// What a refusal changes in the queue.
    fn refused(&self, problem: LinkProblem) -> Result<Outcome, OutboxError> {
        match problem {
            LinkProblem::TicketRefused => {
                self.database(|connection| queue::drop_ticket(connection, self.report, &self.sha256))?;
            }
            LinkProblem::HashMismatch => self.remember(0)?,
            _ => {}
        }
        Ok(Outcome::Refused(self.thing(), problem))
    }

    fn database<T>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, OutboxError>,
    ) -> Result<T, OutboxError> {
        work(&self.outbox.database())
    }
}

enum Stopped {
    Link(LinkProblem),
    Photo(LinkProblem),
    Own(OutboxError),
}

impl From<LinkProblem> for Stopped {
    fn from(problem: LinkProblem) -> Self {
        Self::Link(problem)
    }
}

impl From<OutboxError> for Stopped {
    fn from(error: OutboxError) -> Self {
        Self::Own(error)
    }
}

fn offset(head: &Head) -> Option<u64> {
    head.header("Upload-Offset").and_then(|value| value.parse().ok())
}

fn refusal(head: &Head) -> Stopped {
    match head.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Stopped::Photo(LinkProblem::TicketRefused),
        // The offset moved or the upload is gone: the repeated POST tells where it stands.
        StatusCode::CONFLICT | StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::LOCKED => {
            Stopped::Link(LinkProblem::Cut)
        }
        status if status.as_u16() == CHECKSUM_MISMATCH => Stopped::Photo(LinkProblem::HashMismatch),
        // What is too much of this photo need not be too much of another.
        StatusCode::TOO_MANY_REQUESTS => Stopped::Photo(head.problem()),
        status if status.is_client_error() => Stopped::Photo(LinkProblem::PortalError),
        _ => Stopped::Link(head.problem()),
    }
}

/// Waits until somebody wants the link for something else.
async fn stopped(go_on: &impl Fn() -> bool) {
    loop {
        sleep(LOOK).await;
        if !go_on() {
            return;
        }
    }
}
