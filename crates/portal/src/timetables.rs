//! Settling every case whose clocks were reckoned by an older calendar or older rules, or never.
//!
//! **Invariant:** which cases are still to be settled stands in the books, so that a portal that ends in the middle goes on
//! with the rest when it is started again.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::error::PortalError;
use crate::state::AppState;
use crate::store::{clock, timetable};

/// Cases that are handed to the writer together.
const BATCH: i64 = 200;

/// Cases that are settled before it is asked again which version counts.
const SOME: usize = 1000;
/// How long whoever edits waits for the cases.
const PATIENCE: Duration = Duration::from_secs(5);

/// Settles cases that were reckoned by an older timetable, or never, at most about `most`; says how many. Nothing to do
/// costs one look at an index.
///
/// # Errors
/// Those of the database. A case whose books do not read keeps no other from being settled.
pub async fn settle_what_changed(state: &AppState, most: usize) -> Result<usize, PortalError> {
    let mut settled = 0;
    while settled < most {
        let version = timetable::version(state.store().readers()).await?.number;
        let cases = clock::unsettled(state.store().readers(), version, BATCH).await?;
        let count = cases.len();
        let (of, together) = (cases.clone(), state.store());
        let done = match together.write(move |books| Box::pin(settle_all(books, of))).await {
            Ok(()) => count,
            Err(error) => settle_each(state, cases, &error).await,
        };
        if done == 0 {
            break;
        }
        settled += done;
    }
    Ok(settled)
}

async fn settle_all(books: &mut AnyConnection, cases: Vec<i64>) -> Result<(), PortalError> {
    let timetable = timetable::read(&mut *books).await?;
    for case in cases {
        clock::settle_by(books, case, &timetable).await?;
    }
    Ok(())
}

/// One by one, so that the one which failed keeps no other; says how many did not.
async fn settle_each(state: &AppState, cases: Vec<i64>, error: &PortalError) -> usize {
    tracing::warn!(%error, "clocks could not be reckoned together");
    let mut done = 0;
    for case in cases {
        match state.store().write(move |books| Box::pin(clock::settle(books, case))).await {
            Ok(()) => done += 1,
            Err(error) => tracing::warn!(%error, case, "the clocks of a case could not be reckoned"),
        }
    }
    done
}

/// Settles what an edit changed, and returns when that is done or takes long; then it goes on by itself.
pub async fn settle_soon(state: &AppState) {
    let of = state.clone();
    let settling = tokio::spawn(async move { while let Ok(1..) = settle_what_changed(&of, SOME).await {} });
    // What is not done when the portal ends is done by the rounds after its next start.
    drop(tokio::time::timeout(PATIENCE, settling).await);
}
