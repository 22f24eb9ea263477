//! `outbox trust`: which root key is believed, and a person's word for another one.

use outbox::{Outbox, OutboxError};
use report::DeviceKey;
use serde_json::json;

use super::End;
use super::output::Output;

pub(crate) fn trust(outbox: &Outbox, root: Option<&str>, output: &Output) -> Result<End, OutboxError> {
    if let Some(root) = root {
        outbox.trust_changed_root(root.parse().map_err(|_| OutboxError::RootNotSeen)?)?;
    }
    let keys = outbox.root_keys()?;
    let text = |key: Option<DeviceKey>| key.map(|key| key.to_string());
    output.answer(&json!({ "root_key": text(keys.pinned), "seen_root_key": text(keys.seen) }), || {
        let line = |name: &str, key| output.say(name, &[("key", &text(key).unwrap_or_else(|| "—".into()))]);
        let mut lines = vec![line("root_key", keys.pinned)];
        lines.extend(keys.seen.map(|seen| line("root_key_seen", Some(seen))));
        lines
    });
    Ok(if keys.seen.is_some() { End::NeedsAttention } else { End::Done })
}
