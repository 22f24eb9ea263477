//! A tracking code typed on another device: from then on that device hears of the case too.
//!
//! **Invariant:** a code that is one of ours and one that is not are refused alike once there were too many wrong ones;
//! only who has the case already still gets in.

use std::time::Duration;

use report::TrackingCode;
use report::wire::ActRef;

use crate::error::PortalError;
use crate::intake::reader::Reader;
use crate::state::AppState;
use crate::store::Pending;
use crate::store::claim;

/// How it went with a code.
pub enum Attempt {
    /// It is this report's; the device hears of it once this is committed.
    Right(ActRef, Pending<()>),
    /// It is nobody's.
    Wrong,
    /// There were too many wrong ones.
    Wait(Duration),
}

/// Tries a code for whoever reads and has heard up to the position `heard_until`.
///
/// # Errors
/// Those of the database.
pub async fn attempt(
    state: &AppState,
    reader: &Reader,
    code: &TrackingCode,
    heard_until: u64,
) -> Result<Attempt, PortalError> {
    let (device, now_ms) = (reader.device, state.now_ms());
    let heard_until = i64::try_from(heard_until).unwrap_or(0);
    let (guesses, asker) = (state.guesses_of_devices(), device.to_string());
    let wait = guesses.wait(code, &asker, now_ms);
    let opened = claim::opened(state.store().readers(), code, device).await?;
    match (opened, wait) {
        (Some(opened), wait) if opened.is_theirs || wait.is_none() => {
            let is_theirs = opened.is_theirs;
            let job = state.store().offer(move |books| {
                Box::pin(async move {
                    if is_theirs {
                        Ok(())
                    } else {
                        claim::claim(books, opened.case_id, device, heard_until, now_ms).await
                    }
                })
            });
            Ok(Attempt::Right(opened.report, job.await))
        }
        (_, Some(wait)) => Ok(Attempt::Wait(wait)),
        (_, None) => {
            guesses.failed(code, &asker, now_ms);
            Ok(Attempt::Wrong)
        }
    }
}
