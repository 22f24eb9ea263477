//! What happened since a position, in the order of commits: for a device the cases that it reported, claimed or follows.
//!
//! ```text
//! reported, claimed    every status and the words for whoever reported,
//!                      and how a case goes on with which theirs was merged   until what was personal is erased
//! followed             every status and the words for everybody            while the case is public
//! ```
//!
//! Positions are given by the one writer inside its transaction, so that no reader can pass one that is still to come.

use report::DeviceKey;
use report::wire::{ActRef, Change};
use sqlx::any::{AnyExecutor, AnyRow};
use sqlx::{AnyPool, AssertSqlSafe, Row as _};

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

/// What a device hears. `$1` is the device, positions are after `$2` and up to `$3`. An event `told` is for one device.
const HEARD: &str = "
    SELECT event.position, event.status, event.outcome, event.at, event.text, event.unit,
        own.device AS of_device, own.act_id AS of_act
    FROM (SELECT id, device, act_id, erased_at FROM case_file WHERE device = $1
          UNION SELECT case_file.id, case_file.device, case_file.act_id, case_file.erased_at
          FROM claim JOIN case_file ON case_file.id = claim.case_id WHERE claim.device = $1) AS own
    JOIN event ON event.case_id = own.id
    WHERE (event.kind IN ('status', 'linked') OR (event.kind = 'told' AND event.device = $1 AND event.audience = 'reporter'))
        AND (own.erased_at IS NULL
            OR event.position < (SELECT min(position) FROM event WHERE case_id = own.id AND kind = 'erase'))
        AND event.position > $2 AND event.position <= $3
    UNION ALL
    SELECT event.position, event.status, event.outcome, event.at,
        CASE WHEN event.audience = 'everybody' THEN event.text END, event.unit, follower.device, follower.act_id
    FROM follower JOIN case_file ON case_file.id = follower.case_id JOIN event ON event.case_id = follower.case_id
    WHERE follower.device = $1 AND case_file.published_at IS NOT NULL AND case_file.erased_at IS NULL
        AND (event.position = follower.since OR (event.kind = 'status' AND event.position > follower.since))
        AND event.position > $2 AND event.position <= $3";

/// What `device` hears of its cases in positions `since` (exclusive) to `until` (inclusive), at most a page.
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
    let list = format!(
        "SELECT heard.position, heard.status, heard.outcome, heard.at, heard.text, unit.name AS unit_name,
            heard.of_device, heard.of_act
         FROM ({HEARD}) AS heard LEFT JOIN unit ON unit.code = heard.unit ORDER BY heard.position LIMIT $4"
    );
    let rows = sqlx::query(AssertSqlSafe(list))
        .bind(device.as_bytes().to_vec())
        .bind(since)
        .bind(until)
        .bind(PAGE)
        .fetch_all(readers)
        .await?;
    let changes = rows.iter().map(change).collect::<Result<Vec<_>, _>>()?;
    let is_last = changes.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
    Ok((changes, is_last))
}

fn change(row: &AnyRow) -> Result<Change, PortalError> {
    let position: i64 = row.try_get("position")?;
    Ok(Change {
        of: ActRef { device: row.id("of_device")?, act: row.id("of_act")? },
        position: u64::try_from(position).map_err(|_| PortalError::Broken("position"))?,
        status: row.try_get("status")?,
        at_ms: row.try_get("at")?,
        text: row.try_get("text")?,
        outcome: row.try_get("outcome")?,
        unit: row.try_get("unit_name")?,
        attachments: Vec::new(),
    })
}
