//! What the portal does by itself as time passes: the deeds whose seconds of undoing are over,
//! cases that have another owner since a day dawned, and the clocks of cases that were reckoned by an older calendar or
//! older rules; the region pack when what it carries was changed; and people who are to be told of what is late.
//!
//! `serve` goes round every second; a test moves the clock and calls [`go`]. Each duty is done once however often one goes
//! round, also after a restart: what is still to be done stands in the books.
//!
//! **Invariant:** one thing that fails keeps nothing else from being done.

use std::time::Duration;

use crate::error::PortalError;
use crate::escalation;
use crate::region_pack;
use crate::state::AppState;
use crate::store::{handover, held, words};
use crate::timetables;

/// How often `serve` goes round.
pub const EVERY: Duration = Duration::from_secs(1);

/// Cases whose clocks are reckoned again in one round, so that nothing else waits for all of them.
const SETTLED: usize = 1000;

/// Cases whose words are written in one round.
const WORDED: i64 = 200;

/// Does what is due by now.
///
/// # Errors
/// Those of the database, when not even what is due can be read.
pub async fn go(state: &AppState) -> Result<(), PortalError> {
    do_what_was_held(state).await?;
    hand_over(state).await?;
    timetables::settle_what_changed(state, SETTLED).await?;
    write_words(state).await?;
    region_pack::refresh_when_quiet(state).await?;
    escalation::go(state).await
}

/// Goes round for ever.
pub async fn keep_going(state: AppState) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = go(&state).await {
            tracing::warn!(%error, "a round could not be made");
        }
    }
}

async fn do_what_was_held(state: &AppState) -> Result<(), PortalError> {
    for deed in held::due(state.store().readers(), state.now_ms()).await? {
        let (id, done) = (deed.id, state.store().write(move |books| held::carry_out(books, deed)).await);
        if let Err(error) = done {
            tracing::warn!(%error, id, "a deed could not be done; it is tried again");
        }
    }
    Ok(())
}

/// Words of cases whose category was renamed, or that a portal took in which did not keep words.
async fn write_words(state: &AppState) -> Result<(), PortalError> {
    let (cases, now_ms) = (words::missing(state.store().readers(), WORDED).await?, state.now_ms());
    if cases.is_empty() {
        return Ok(());
    }
    state.store().write(move |books| Box::pin(words::write_all(books, cases, now_ms))).await
}

/// Looking costs no write; handing over does.
async fn hand_over(state: &AppState) -> Result<(), PortalError> {
    let now_ms = state.now_ms();
    let mut books = state.store().readers().acquire().await?;
    if !handover::changes(&mut books, now_ms).await?.is_empty() {
        state.store().write(move |books| Box::pin(handover::settle(books, None, now_ms))).await?;
    }
    Ok(())
}
