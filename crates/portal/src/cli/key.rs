//! `portal key`.

use serde_json::{Value, json};

use crate::cli::args::KeyCommand;
use crate::cli::output::Output;
use crate::error::PortalError;
use crate::keys::{self, KnownKey};
use crate::state::AppState;

/// Runs a command about keys. Secret keys are never shown.
pub(crate) fn run(state: &AppState, command: &KeyCommand, output: &Output) -> Result<(), PortalError> {
    match command {
        KeyCommand::List => list(state, output),
        KeyCommand::Rotate { purpose, compromised } => {
            let folder = state.config().data.join(keys::FOLDER);
            let founded_ms = state.founded_at_ms();
            let key = keys::rotate(&folder, *purpose, *compromised, state.portal_id(), founded_ms, state.now_ms())?;
            output.answer(&json!({ "purpose": purpose, "key": key.to_string() }), || {
                vec![format!("{key}"), output.said("key_rotated")]
            });
        }
    }
    Ok(())
}

fn list(state: &AppState, output: &Output) {
    let known = state.keys().known();
    output.answer(&Value::Array(known.iter().map(shape).collect()), || known.iter().map(line).collect());
}

fn shape(known: &KnownKey) -> Value {
    json!({
        "purpose": known.kind,
        "key": known.key.to_string(),
        "since": at(known.since_ms),
        "retired_at": known.retired_at_ms.map(at),
        "compromised": known.compromised,
    })
}

fn line(known: &KnownKey) -> String {
    let until = known.retired_at_ms.map(at).unwrap_or_default();
    let compromised = if known.compromised { " · compromised" } else { "" };
    format!("{:?} · {} · {} – {until}{compromised}", known.kind, known.key, at(known.since_ms))
}

fn at(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}
