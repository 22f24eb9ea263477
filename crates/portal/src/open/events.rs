//! `GET /v1/events`: that there is something new, as server-sent events (HTML Living Standard §9.2), for whoever does not want
//! to ask again and again. What is new is fetched by `/v1/sync` or `/v1/changes`.
//!
//! An event `changes` has a position as its data and as its id. With a session token it comes when a change concerns that
//! device, without one when something became public.
//!
//! **Invariant:** a device's stream ends with its session, and when the device is revoked.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::time::sleep;

use crate::error::PortalError;
use crate::intake::Reader;
use crate::news::{Audience, Heard, Listener};
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::changes;
use crate::store::news::Seen;

/// How often a comment is sent, so that whatever stands between keeps the stream open.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Seconds after which a portal that is full of listeners is worth another try.
const FULL_RETRY_S: u32 = 60;

/// That something is new
///
/// A token that does not count is answered 401: a stream that says nothing would look like a quiet one.
#[utoipa::path(get, path = "/v1/events", tag = "open", operation_id = "events",
    params(("Authorization" = Option<String>, Header, description = "Bearer and a session token: what concerns that device"),
        ("Last-Event-ID" = Option<String>, Header, description = "The last position that was heard of")),
    responses((status = 200, content_type = "text/event-stream", description = "Events `changes` with a position"),
        (status = 401, body = ProblemShape), (status = 503, body = ProblemShape, description = "Too many listen; Retry-After says when to try again")))]
pub async fn events(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let reader = Reader::of_bearer(&state, &headers).await?;
    if reader.is_none() && headers.contains_key(AUTHORIZATION) {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "proof_needed"));
    }
    let audience = if reader.is_some() { Audience::Device } else { Audience::Everybody };
    let listener = listen(&state, audience).await?;
    let now = listener.from();
    let heard = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let missed = missed(&state, reader, heard, now).await?;
    let ends_ms = reader.and_then(|reader| reader.ends_ms());
    Ok(answer(stream(Waiting { state, listener, reader, ends_ms, told: now, missed })))
}

/// A place among those who listen.
///
/// # Errors
/// `portal_busy` when there is none.
pub async fn listen(state: &AppState, audience: Audience) -> Result<Listener, Problem> {
    state.news().listen(audience).await.map_err(|error| match error {
        PortalError::Busy => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "portal_busy").retry_after(FULL_RETRY_S),
        other => other.into(),
    })
}

/// A stream of events as an answer that nothing between holds back.
pub fn answer(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let alive = KeepAlive::new().interval(HEARTBEAT);
    ([("x-accel-buffering", "no")], Sse::new(events).keep_alive(alive)).into_response()
}

/// An event that names a position.
pub fn event(name: &str, position: i64) -> Event {
    Event::default().event(name).id(position.to_string()).data(position.to_string())
}

/// What whoever heard up to `heard` missed: the position to tell at once. One beyond the end is of a forgotten future.
async fn missed(
    state: &AppState,
    reader: Option<Reader>,
    heard: Option<i64>,
    now: Seen,
) -> Result<Option<i64>, PortalError> {
    let Some(heard) = heard else { return Ok(None) };
    let Some(reader) = reader else { return Ok((heard != now.public).then_some(now.public)) };
    if heard > now.position {
        return Ok(Some(now.position));
    }
    let (changes, _) = changes::of_device(state.store().readers(), reader.device, heard, now.position).await?;
    Ok((!changes.is_empty()).then_some(now.position))
}

struct Waiting {
    state: AppState,
    listener: Listener,
    reader: Option<Reader>,
    ends_ms: Option<i64>,
    told: Seen,
    missed: Option<i64>,
}

fn stream(waiting: Waiting) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    unfold(waiting, |mut waiting| async move {
        let position = waiting.next().await?;
        Some((Ok(event("changes", position)), waiting))
    })
}

impl Waiting {
    /// The next position to tell; `None` when the stream is over.
    async fn next(&mut self) -> Option<i64> {
        if let Some(missed) = self.missed.take() {
            return Some(missed);
        }
        let mut is_behind = false;
        loop {
            let left = self.left();
            let heard = tokio::select! {
                heard = self.listener.next() => heard?,
                () = until(left) => return None,
            };
            let Heard::Tidings(tidings) = heard else {
                is_behind = true;
                continue;
            };
            if self.left().is_some_and(|left| left.is_zero()) {
                return None;
            }
            let before = std::mem::replace(&mut self.told, tidings.until);
            match self.reader {
                Some(reader) if tidings.revoked.contains(&reader.device) => return None,
                // What it missed may have revoked it: it comes again and is told.
                Some(_) if is_behind => return None,
                Some(reader) if tidings.devices.contains(&reader.device) => return Some(tidings.until.position),
                None if tidings.until.public > before.public => return Some(tidings.until.public),
                _ => {}
            }
        }
    }

    /// How long its session still lasts.
    fn left(&self) -> Option<Duration> {
        let left_ms = self.ends_ms?.saturating_sub(self.state.now_ms());
        Some(Duration::from_millis(u64::try_from(left_ms).unwrap_or(0)))
    }
}

async fn until(left: Option<Duration>) {
    match left {
        Some(left) => sleep(left).await,
        None => std::future::pending().await,
    }
}
