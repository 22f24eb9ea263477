//! What happened since a position, in the order of commits: for a device its own cases.
//!
//! Positions are given by the one writer inside its transaction, so that no reader can pass one that is still to come.

use report::DeviceKey;
use report::wire::{ActRef, Change};
use sqlx::any::{AnyExecutor, AnyRow};
use sqlx::{AnyPool, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Changes read at a time.
const PAGE: i64 = 500;

/// The last position in the books; 0 before the first event.
///
/// # Errors
/// Those of the database.
pub async fn last_position<'e>(executor: impl AnyExecutor<'e>) -> Result<i64, PortalError> {
    Ok(sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM event").fetch_one(executor).await?)
}

/// What citizens hear of the cases of `device` in positions `since` (exclusive) to `until` (inclusive), at most a page.
/// A page that is not full is the last.
///
/// # Errors
/// Those of the database.
pub async fn of_device(
    readers: &AnyPool,
    device: DeviceKey,
    since: i64,
    until: i64,
) -> Result<(Vec<Change>, bool), PortalError> {
    let list = "SELECT event.position, event.status, event.outcome, event.at, event.text, unit.name AS unit_name,
            case_file.act_id
        FROM event JOIN case_file ON case_file.id = event.case_id LEFT JOIN unit ON unit.code = event.unit
        WHERE case_file.device = $1 AND event.kind = 'status' AND event.position > $2 AND event.position <= $3
        ORDER BY event.position LIMIT $4";
    let rows = sqlx::query(list)
        .bind(device.as_bytes().to_vec())
        .bind(since)
        .bind(until)
        .bind(PAGE)
        .fetch_all(readers)
        .await?;
    let changes = rows.iter().map(|row| change(row, device)).collect::<Result<Vec<_>, _>>()?;
    let is_last = changes.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
    Ok((changes, is_last))
}

fn change(row: &AnyRow, device: DeviceKey) -> Result<Change, PortalError> {
    let position: i64 = row.try_get("position")?;
    Ok(Change {
        of: ActRef { device, act: row.id("act_id")? },
        position: u64::try_from(position).map_err(|_| PortalError::Broken("position"))?,
        status: row.try_get("status")?,
        at_ms: row.try_get("at")?,
        text: row.try_get("text")?,
        outcome: row.try_get("outcome")?,
        unit: row.try_get("unit_name")?,
        attachments: Vec::new(),
    })
}
