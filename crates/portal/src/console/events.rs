//! That cases changed, as server-sent events: the console then asks for what it shows.
//!
//! **Invariant:** a stream lasts no longer than [`LASTS`]; whoever comes again is asked anew who they are.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use axum::response::sse::Event;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::time::{Instant, timeout_at};

use super::officer::Officer;
use super::shape::ProblemShape;
use crate::news::{Audience, Heard, Listener};
use crate::open::{answer_events, event, listen};
use crate::problem::Problem;
use crate::state::AppState;

/// How long a stream lasts; the browser opens the next one by itself.
const LASTS: Duration = Duration::from_secs(10 * 60);

/// That cases changed
#[utoipa::path(get, path = "/console/api/events", tag = "cases", operation_id = "events",
    responses((status = 200, content_type = "text/event-stream", description = "Events `cases` with a position"),
        (status = 401, body = ProblemShape), (status = 503, body = ProblemShape)))]
pub async fn events(State(state): State<AppState>, _officer: Officer) -> Result<Response, Problem> {
    let listener = listen(&state, Audience::Officer).await?;
    Ok(answer_events(stream(listener, Instant::now() + LASTS)))
}

fn stream(listener: Listener, end: Instant) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    unfold((listener, 0), move |(mut listener, told)| async move {
        loop {
            let heard = timeout_at(end, listener.next()).await.ok()??;
            let Heard::Tidings(tidings) = heard else { continue };
            let position = tidings.until.position;
            if position > told {
                return Some((Ok(event("cases", position)), (listener, position)));
            }
        }
    })
}
