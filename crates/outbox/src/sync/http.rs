//! HTTP to one portal: counted, never redirected, given up only when bytes stop moving or hardly move.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Body, Client, Request, Response, StatusCode, Url};
use tokio::time::Instant;

use crate::sync::pace::{Pace, Patience};
use crate::sync::problem::LinkProblem;

/// No longer head than this is read over HTTP/2; HTTP/1.1 has a limit of its own.
const HEAD_BYTES: u32 = 64 * 1024;

/// Where the portal is: https, or plain http to this machine and private networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalAddress(Url);

/// Why an address is not taken. Both have words under `error.<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a URL with a host.
    #[error("not an address")]
    Invalid,
    /// Plain http over the open network.
    #[error("plain http is only taken to this machine and private networks")]
    Insecure,
}

impl AddressError {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "address_invalid",
            Self::Insecure => "insecure_address",
        }
    }
}

impl std::str::FromStr for PortalAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text).map_err(|_| AddressError::Invalid)?;
        let host = url.host_str().ok_or(AddressError::Invalid)?;
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_near(host) => Ok(Self(url)),
            "http" => Err(AddressError::Insecure),
            _ => Err(AddressError::Invalid),
        }
    }
}

fn is_near(host: &str) -> bool {
    use std::net::IpAddr;
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
        Err(_) => host == "localhost",
    }
}

/// What crossed the link in this run: requests, and bytes of HTTP heads and bodies as HTTP/1.1 writes them.
#[derive(Debug, Default)]
pub struct Meter {
    requests: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

impl Meter {
    /// Requests sent.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Bytes sent.
    #[must_use]
    pub fn bytes_up(&self) -> u64 {
        self.up.load(Ordering::Relaxed)
    }

    /// Bytes received.
    #[must_use]
    pub fn bytes_down(&self) -> u64 {
        self.down.load(Ordering::Relaxed)
    }

    fn add(counter: &AtomicU64, bytes: usize) {
        counter.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// A client of one portal.
#[derive(Clone)]
pub(crate) struct Http {
    client: Client,
    base: Url,
    meter: Arc<Meter>,
    patience: Patience,
    pace: Arc<Mutex<Pace>>,
}

impl Http {
    pub(crate) fn new(address: &PortalAddress) -> Result<Self, LinkProblem> {
        let patience = Patience::default();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(patience.stall)
            .http2_max_header_list_size(HEAD_BYTES)
            .user_agent(concat!("phan-anh/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| LinkProblem::Offline)?;
        let pace = Arc::new(Mutex::new(Pace::begin(Instant::now())));
        Ok(Self { client, base: address.0.clone(), meter: Arc::default(), patience, pace })
    }

    /// The same portal and the same meter, with another patience and a pace of its own.
    pub(crate) fn with_patience(&self, patience: Patience) -> Self {
        Self { patience, pace: Arc::new(Mutex::new(Pace::begin(Instant::now()))), ..self.clone() }
    }

    pub(crate) fn meter(&self) -> Arc<Meter> {
        self.meter.clone()
    }

    /// The URL of `path` on the portal; `path` may be a whole URL, but only of the same portal.
    pub(crate) fn url(&self, path: &str) -> Result<Url, LinkProblem> {
        let url = self.base.join(path).map_err(|_| LinkProblem::NotOurPortal)?;
        if url.origin() == self.base.origin() { Ok(url) } else { Err(LinkProblem::NotOurPortal) }
    }

    pub(crate) fn request(&self, method: reqwest::Method, url: Url) -> reqwest::RequestBuilder {
        self.client.request(method, url)
    }

    /// A body that is sent piece by piece, each counted as it leaves.
    pub(crate) fn body(&self, pieces: Vec<Bytes>) -> Body {
        let (meter, pace) = (self.meter.clone(), self.pace.clone());
        let counted = futures_util::stream::iter(pieces).map(move |piece| {
            Meter::add(&meter.up, piece.len());
            moved(&pace, piece.len());
            Ok::<_, std::convert::Infallible>(piece)
        });
        Body::wrap_stream(counted)
    }

    /// Sends a request and waits for the answer's head.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, LinkProblem> {
        Meter::add(&self.meter.requests, 1);
        Meter::add(&self.meter.up, request_head_bytes(&request));
        *lock(&self.pace) = Pace::begin(Instant::now());
        let response = self.unless_stalled(self.client.execute(request)).await?.map_err(|error| problem(&error))?;
        Meter::add(&self.meter.down, answer_head_bytes(&response));
        let head = Head { status: response.status(), headers: response.headers().clone() };
        Ok(Answer { head, response, http: self.clone() })
    }

    /// Waits for `work` as long as bytes move.
    async fn unless_stalled<T>(&self, work: impl Future<Output = T>) -> Result<T, LinkProblem> {
        let mut work = std::pin::pin!(work);
        loop {
            let deadline = lock(&self.pace).deadline(&self.patience);
            tokio::select! {
                done = &mut work => return Ok(done),
                () = tokio::time::sleep_until(deadline) => {
                    if lock(&self.pace).is_over(&self.patience, Instant::now()) {
                        return Err(LinkProblem::Cut);
                    }
                }
            }
        }
    }
}

/// The head of an answer.
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Head {
    /// A header's text.
    pub(crate) fn header(&self, name: impl reqwest::header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the content is of this media type.
    pub(crate) fn is(&self, media_type: &str) -> bool {
        let essence = self.header(CONTENT_TYPE).and_then(|value| value.split(';').next());
        essence.is_some_and(|found| found.trim().eq_ignore_ascii_case(media_type))
    }

    /// What a status that is not the hoped-for one means.
    pub(crate) fn problem(&self) -> LinkProblem {
        let seconds = self.header(RETRY_AFTER).and_then(|value| value.parse().ok()).map(Duration::from_secs);
        match self.status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                LinkProblem::Busy { retry_after: seconds }
            }
            StatusCode::PAYLOAD_TOO_LARGE => LinkProblem::TooLarge,
            StatusCode::INSUFFICIENT_STORAGE => LinkProblem::NoRoom,
            status if status.is_server_error() => LinkProblem::PortalError,
            _ => LinkProblem::NotOurPortal,
        }
    }
}

/// An answer whose body is still to come.
pub(crate) struct Answer {
    pub(crate) head: Head,
    response: Response,
    http: Http,
}

impl Answer {
    pub(crate) fn patience(&self) -> Patience {
        self.http.patience
    }

    /// The next piece of the body, `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, LinkProblem> {
        let chunk = self.http.unless_stalled(self.response.chunk()).await?.map_err(|error| problem(&error))?;
        let bytes = chunk.as_ref().map_or(0, Bytes::len);
        Meter::add(&self.http.meter.down, bytes);
        moved(&self.http.pace, bytes);
        Ok(chunk)
    }

    /// The whole body, when it is at most `limit` bytes.
    pub(crate) async fn whole(mut self, limit: usize) -> Result<Vec<u8>, LinkProblem> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > limit {
                return Err(LinkProblem::NotOurPortal);
            }
        }
        Ok(body)
    }
}

fn moved(pace: &Mutex<Pace>, bytes: usize) {
    lock(pace).moved(bytes, Instant::now());
}

fn lock(pace: &Mutex<Pace>) -> std::sync::MutexGuard<'_, Pace> {
    pace.lock().unwrap_or_else(PoisonError::into_inner)
}

fn problem(error: &reqwest::Error) -> LinkProblem {
    if error.is_connect() || error.is_timeout() { LinkProblem::Offline } else { LinkProblem::Cut }
}

/// `METHOD /path HTTP/1.1`, the headers, and the two that hyper adds: `Host` and the body's framing.
fn request_head_bytes(request: &Request) -> usize {
    let url = request.url();
    let target = url.path().len() + url.query().map_or(0, |query| query.len() + 1);
    let host = url.host_str().map_or(0, str::len) + url.port().map_or(0, |port| port.to_string().len() + 1);
    let framing = request.body().map_or(0, |_| "transfer-encoding: chunked\r\n".len());
    let added = "user-agent: phan-anh/0.1.0\r\naccept: */*\r\nhost: \r\n".len() + host + framing;
    request.method().as_str().len() + target + " HTTP/1.1\r\n\r\n ".len() + headers_bytes(request.headers()) + added
}

fn answer_head_bytes(response: &Response) -> usize {
    let reason = response.status().canonical_reason().map_or(0, str::len);
    "HTTP/1.1 200 \r\n\r\n".len() + reason + headers_bytes(response.headers())
}

fn headers_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_only_taken_nearby() {
        for near in ["http://127.0.0.1:8080", "http://[::1]:1", "http://10.0.0.7", "http://localhost:9", "https://x.vn"]
        {
            assert!(near.parse::<PortalAddress>().is_ok(), "{near}");
        }
        assert_eq!("http://example.vn".parse::<PortalAddress>(), Err(AddressError::Insecure));
        assert_eq!("http://8.8.8.8".parse::<PortalAddress>(), Err(AddressError::Insecure));
        for wrong in ["", "example.vn", "file:///etc/passwd", "ftp://10.0.0.1"] {
            assert_eq!(wrong.parse::<PortalAddress>(), Err(AddressError::Invalid), "{wrong}");
        }
    }
}
