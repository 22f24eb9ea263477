//! `outbox map`: the province's detailed map, fetched when it is asked for.

use std::sync::Arc;

use outbox::sync::SyncState;
use outbox::sync::engine::Until;
use outbox::{BaseMap, BaseMapProblem, Engine, Outbox, OutboxError};
use report::base_map::PackBaseMap;
use serde_json::{Value, json};

use super::End;
use super::args::MapCommand;
use super::output::Output;
use super::sync::{address, end, runtime};

pub(crate) fn map(outbox: &Outbox, command: &MapCommand, output: &Output) -> Result<End, OutboxError> {
    match command {
        MapCommand::Fetch { portal } => fetch(outbox, portal, output),
        MapCommand::Status => {
            status(&outbox.base_map()?, None, output);
            Ok(End::Done)
        }
        MapCommand::Remove => {
            outbox.remove_base_map()?;
            output.answer(&json!({}), || vec![output.say("map_removed", &[])]);
            Ok(End::Done)
        }
    }
}

fn fetch(outbox: &Outbox, portal: &str, output: &Output) -> Result<End, OutboxError> {
    let Some(address) = address(portal, output) else { return Ok(End::NeedsAttention) };
    let state = runtime()?.block_on(async {
        let mut engine = Engine::open(outbox.clone(), &address, Arc::default())?;
        let state = engine.state();
        // What the province has now, it says first.
        engine.run(Until::Settled).await?;
        match outbox.want_base_map() {
            Err(OutboxError::BaseMap(BaseMapProblem::None)) if outbox.base_map()?.here.is_some() => {}
            wanted => wanted?,
        }
        engine.run(Until::Settled).await?;
        let now = state.borrow().clone();
        Ok::<SyncState, OutboxError>(now)
    })?;
    let map = outbox.base_map()?;
    status(&map, state.problem.map(outbox::sync::LinkProblem::code), output);
    Ok(match (map.wanted, &map.trouble) {
        (true, _) => End::Waiting,
        (false, Some(_)) => End::NeedsAttention,
        (false, None) => end(&state),
    })
}

fn status(map: &BaseMap, problem: Option<&str>, output: &Output) {
    let described =
        |map: &PackBaseMap| json!({ "sha256": map.sha256, "bytes": map.length, "attribution": map.attribution });
    let value: Value = json!({
        "here": map.here.as_ref().map(described),
        "offered": map.offered.as_ref().map(described),
        "held_bytes": map.held_bytes,
        "wanted": map.wanted,
        "trouble": map.trouble,
        "code": problem,
    });
    output.answer(&value, || lines(map, problem, output));
}

fn lines(map: &BaseMap, problem: Option<&str>, output: &Output) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(here) = &map.here {
        let bytes = here.length.to_string();
        lines.push(output.say("map_here", &[("bytes", &bytes), ("attribution", &here.attribution)]));
    }
    if let Some(offered) = &map.offered {
        let (bytes, held) = (offered.length.to_string(), map.held_bytes.to_string());
        lines.push(output.say("map_offered", &[("bytes", &bytes)]));
        if map.held_bytes > 0 {
            lines.push(output.say("map_held", &[("held", &held), ("bytes", &bytes)]));
        }
    }
    if map.wanted {
        lines.push(output.say("map_wanted", &[]));
    }
    if lines.is_empty() {
        lines.push(output.say("map_none", &[]));
    }
    lines.extend(
        map.trouble.as_deref().into_iter().chain(problem).map(|code| report::words::error(code, output.language())),
    );
    lines
}
