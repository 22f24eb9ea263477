//! What is asked of the portal and needs no socket of its own: the region pack and the stream of events, by `reqwest`.
//!
//! Nothing is redirected, no proxy of the environment is asked, and one [`Patience`] counts here as in
//! [`crate::sync::http`]: an answer is given up when it stands still or creeps, not when it is long.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use tokio::time::{Instant, timeout};
use url::Url;

use crate::sync::address::PortalAddress;
use crate::sync::head::Head;
use crate::sync::meter::Meter;
use crate::sync::pace::{Pace, Patience};
use crate::sync::problem::LinkProblem;
use crate::sync::tls;

const AGENT: &str = concat!("phan-anh/", env!("CARGO_PKG_VERSION"));

/// A client of one portal.
#[derive(Debug, Clone)]
pub(crate) struct Web {
    base: Url,
    client: Client,
    patience: Patience,
    meter: Arc<Meter>,
}

impl Web {
    /// Counts on `meter` what its bodies carry.
    pub(crate) fn new(address: &PortalAddress, meter: Arc<Meter>) -> Result<Self, LinkProblem> {
        let config = tls::config().map_err(|_| LinkProblem::Offline)?;
        let builder = Client::builder().tls_backend_preconfigured(config).user_agent(AGENT);
        let builder = builder.redirect(Policy::none()).no_proxy();
        let client = builder.build().map_err(|_| LinkProblem::Offline)?;
        Ok(Self { base: address.0.clone(), client, patience: Patience::default(), meter })
    }

    pub(crate) fn with_patience(&self, patience: Patience) -> Self {
        Self { patience, ..self.clone() }
    }

    /// A request for `path` on the portal.
    pub(crate) fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, LinkProblem> {
        let url = self.base.join(path).map_err(|_| LinkProblem::NotOurPortal)?;
        Ok(self.client.request(method, url))
    }

    /// Sends a request and waits for the answer's head.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<WebAnswer, LinkProblem> {
        self.meter.asked();
        let answer = timeout(self.patience.stall, request.send()).await.map_err(|_| LinkProblem::Cut)?;
        let response = answer.map_err(|error| problem(&error))?;
        let head = Head { status: response.status(), headers: response.headers().clone() };
        let pace = Pace::begin(Instant::now());
        Ok(WebAnswer { head, response, pace, patience: self.patience, meter: self.meter.clone() })
    }
}

fn problem(error: &reqwest::Error) -> LinkProblem {
    if error.is_connect() { tls::problem(error) } else { LinkProblem::Cut }
}

/// An answer whose body is still to come.
pub(crate) struct WebAnswer {
    pub(crate) head: Head,
    response: Response,
    pace: Pace,
    patience: Patience,
    meter: Arc<Meter>,
}

impl WebAnswer {
    /// The next piece of the body, `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, LinkProblem> {
        let chunk = timeout(self.patience.stall, self.response.chunk()).await.map_err(|_| LinkProblem::Cut)?;
        let Some(bytes) = chunk.map_err(|_| LinkProblem::Cut)? else { return Ok(None) };
        let now = Instant::now();
        self.meter.received(bytes.len());
        self.pace.moved(bytes.len(), now);
        if self.pace.is_over(&self.patience, now) { Err(LinkProblem::Cut) } else { Ok(Some(bytes)) }
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
