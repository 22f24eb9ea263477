//! `portal copy` and `portal migrate`.

use serde_json::{Value, json};

use crate::cli::output::{Output, Patience};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::PortalError;
use crate::store::moving::Moved;
use crate::upkeep::moving;

/// Moves the books from one place to another.
pub(crate) async fn run(from: &str, to: &str, output: &Output) -> Result<(), PortalError> {
    let (from, to) = (moving::place("from", from)?, moving::place("to", to)?);
    let patience = Patience::new(output);
    let told = |progress| patience.tell(progress);
    let moved = moving::move_books(&from, &to, Clock::system().now_ms(), &told).await?;
    let table = |moved: &Moved| json!({ "table": moved.table, "rows": moved.rows, "sha256": moved.sha256 });
    let value = json!({ "tables": moved.iter().map(table).collect::<Vec<Value>>() });
    output.answer(&value, || {
        let line = |moved: &Moved| format!("{} · {} · {}", moved.table, moved.rows, &moved.sha256[..16]);
        let last = [output.said("copy_done"), output.said("copy_next")];
        moved.iter().map(line).chain(last).collect()
    });
    Ok(())
}

/// Brings the books up to date.
pub(crate) async fn migrate(config: &Config, output: &Output) -> Result<(), PortalError> {
    let (applied, version) = moving::bring_up_to_date(&config.books(), Clock::system().now_ms()).await?;
    let code = if applied.is_empty() { "migrate_nothing" } else { "migrate_done" };
    let value = json!({ "code": code, "message": output.said(code), "applied": applied, "version": version });
    output.answer(&value, || applied.iter().cloned().chain([format!("{} {version}", output.said(code))]).collect());
    Ok(())
}
