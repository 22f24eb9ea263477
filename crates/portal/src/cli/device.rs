//! `portal device`: which devices the books know, and revoking one.

use report::DeviceKey;
use serde_json::{Value, json};

use crate::cli::args::DeviceCommand;
use crate::cli::output::Output;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::case_record;
use crate::store::device::{self, DeviceRecord};

/// Runs a command about devices.
pub(crate) async fn run(state: &AppState, command: &DeviceCommand, output: &Output) -> Result<(), PortalError> {
    match command {
        DeviceCommand::List { case } => list(state, case.as_deref(), output).await,
        DeviceCommand::Revoke { key, reason } => revoke(state, *key, reason, output).await,
    }
}

async fn list(state: &AppState, case: Option<&str>, output: &Output) -> Result<(), PortalError> {
    let readers = state.store().readers();
    if let Some(number) = case {
        case_record::find(readers, number).await?.ok_or(PortalError::CaseUnknown)?;
    }
    let devices: Vec<Value> = device::list(readers, case).await?.iter().map(shape).collect();
    output.answer(&Value::Array(devices.clone()), || devices.iter().map(line).collect());
    Ok(())
}

async fn revoke(state: &AppState, key: DeviceKey, reason: &str, output: &Output) -> Result<(), PortalError> {
    let (kept, at_ms) = (reason.trim().to_owned(), state.now_ms());
    state.store().write(move |books| Box::pin(async move { device::revoke(books, key, &kept, at_ms).await })).await?;
    let value = json!({ "device": key, "revoked_at": time(at_ms), "reason": reason.trim() });
    output.answer(&value, || vec![line(&value)]);
    Ok(())
}

fn shape(record: &DeviceRecord) -> Value {
    json!({
        "device": record.device,
        "acts": record.acts,
        "last_act_at": record.last_act_ms.map(time),
        "revoked_at": record.revoked_ms.map(time),
        "reason": record.reason,
    })
}

fn line(device: &Value) -> String {
    let text = |name: &str| device[name].as_str().unwrap_or("—").to_owned();
    format!("{} · {} · {}", text("device"), text("revoked_at"), text("reason"))
}

fn time(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).unwrap_or_default().to_string()
}
