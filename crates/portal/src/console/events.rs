//! That cases changed or somebody is told of something, as server-sent events: the console then asks for what it shows.
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
use crate::store::alarm;

/// How long a stream lasts; the browser opens the next one by itself.
const LASTS: Duration = Duration::from_secs(10 * 60);

/// That cases changed, and that there are notices for this officer
#[utoipa::path(get, path = "/console/api/events", tag = "cases", operation_id = "events",
    responses((status = 200, content_type = "text/event-stream",
        description = "Events `cases` with a position, `notices` with the newest notice"),
        (status = 401, body = ProblemShape), (status = 503, body = ProblemShape)))]
pub async fn events(State(state): State<AppState>, officer: Officer) -> Result<Response, Problem> {
    let listener = listen(&state, Audience::Officer).await?;
    let (newest, _) = alarm::newest(state.store().readers(), &officer.user.name).await?;
    let ear = Ear { listener, state, user: officer.user.name, told: 0, newest, next: None };
    Ok(answer_events(stream(ear, Instant::now() + LASTS)))
}

/// Somebody who listens, and how far they have heard.
struct Ear {
    listener: Listener,
    state: AppState,
    user: String,
    /// The last position of which they were told.
    told: i64,
    /// The newest notice of which they were told.
    newest: i64,
    /// What is told next, when one look brought two things.
    next: Option<Event>,
}

fn stream(ear: Ear, end: Instant) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    unfold(ear, move |mut ear| async move {
        loop {
            if let Some(event) = ear.next.take() {
                return Some((Ok(event), ear));
            }
            let heard = timeout_at(end, ear.listener.next()).await.ok()??;
            let Heard::Tidings(tidings) = heard else { continue };
            ear.hear_of_notices(tidings.until.notices).await;
            let position = tidings.until.position;
            if position > ear.told {
                ear.told = position;
                return Some((Ok(event("cases", position)), ear));
            }
        }
    })
}

impl Ear {
    /// Notices are somebody's own: of others' nothing is told.
    async fn hear_of_notices(&mut self, until: i64) {
        if until <= self.newest {
            return;
        }
        match alarm::newest(self.state.store().readers(), &self.user).await {
            Ok((newest, _)) if newest > self.newest => {
                self.newest = newest;
                self.next = Some(event("notices", newest));
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "notices could not be read"),
        }
    }
}
