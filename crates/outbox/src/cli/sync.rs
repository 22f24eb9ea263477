//! `outbox sync`: one engine, until it settles or until nothing waits.

use std::sync::Arc;

use outbox::sync::engine::Until;
use outbox::sync::{PortalAddress, SyncPhase, SyncState};
use outbox::{Engine, Outbox, OutboxError};
use serde_json::json;
use tokio::sync::watch;

use super::End;
use super::args::SyncArgs;
use super::output::Output;

pub(crate) fn sync(outbox: Outbox, args: &SyncArgs, output: &Output) -> Result<End, OutboxError> {
    let Some(address) = address(&args.portal, output) else { return Ok(End::NeedsAttention) };
    runtime()?.block_on(run(outbox, &address, args, output))
}

/// The portal's address; what is none is told.
pub(crate) fn address(text: &str, output: &Output) -> Option<PortalAddress> {
    let told = |error: outbox::sync::AddressError| output.error(error.code(), None);
    text.parse().map_err(told).ok()
}

/// What an engine runs on.
pub(crate) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()
}

async fn run(outbox: Outbox, address: &PortalAddress, args: &SyncArgs, output: &Output) -> Result<End, OutboxError> {
    let before = accepted(&outbox)?;
    let (_hold, photos_held) = watch::channel(args.without_photos);
    let mut engine = Engine::open(outbox.clone(), address, Arc::default())?.with_photos_held(photos_held);
    let (meter, state) = (engine.meter(), engine.state());
    engine.run(if args.until_done { Until::Done } else { Until::Settled }).await?;
    let state = state.borrow().clone();
    let accepted = accepted(&outbox)?.saturating_sub(before);
    let value = json!({
        "accepted": accepted,
        "waiting": state.counts.waiting,
        "needs_attention": state.counts.needs_attention,
        "requests": meter.requests(),
        "bytes_up": meter.bytes_up(),
        "bytes_down": meter.bytes_down(),
        "code": state.problem.map(outbox::sync::LinkProblem::code),
    });
    output.answer(&value, || {
        let numbers =
            [("accepted", accepted), ("waiting", state.counts.waiting), ("attention", state.counts.needs_attention)];
        let numbers = numbers.map(|(name, number)| (name, number.to_string()));
        let mut lines = vec![output.say("synced", &numbers.each_ref().map(|(name, number)| (*name, number.as_str())))];
        lines.extend(state.problem.map(|problem| report::words::error(problem.code(), output.language())));
        lines
    });
    Ok(end(&state))
}

pub(crate) fn end(state: &SyncState) -> End {
    if state.phase == SyncPhase::NeedsAttention || state.counts.needs_attention > 0 {
        End::NeedsAttention
    } else if state.problem.is_some() || state.counts.waiting > 0 {
        End::Waiting
    } else {
        End::Done
    }
}

/// How many reports have the receipt `accepted`.
fn accepted(outbox: &Outbox) -> Result<u64, OutboxError> {
    Ok(outbox.reports()?.iter().filter(|report| report.case_number.is_some()).count() as u64)
}
