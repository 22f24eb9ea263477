//! What the portal told of cases: each step under the memory of the portal that told it.
//!
//! A portal restored from a backup counts its positions anew. Steps of an older memory are kept and shown until the
//! new one tells of the same case; from then on only the new one's count.

use report::{ActId, DeviceKey};
use rusqlite::{Connection, params};

use crate::error::OutboxError;
use crate::reports::TimelineEntry;
use crate::store::reports::time;

/// Keeps what the portal told of an act sealed by `device`, `NULL` standing for this one. The newest step is its status.
///
/// # Errors
/// When the database cannot be written.
pub fn hear(connection: &Connection, change: &report::wire::Change, own: DeviceKey) -> Result<(), OutboxError> {
    let id = change.of.act.as_bytes();
    let device = (change.of.device != own).then(|| change.of.device.as_bytes().to_vec());
    let heard = connection.execute(
        "INSERT INTO change (act, memory, position, status, at_ms, text, outcome, unit)
         SELECT act.id, portal.memory, ?2, ?3, ?4, CASE WHEN erased_ms IS NULL THEN ?5 END, ?6, ?7 FROM act, portal
         WHERE act.id = ?1 AND act.device IS ?8
         ON CONFLICT (act, memory, position) DO UPDATE SET status = excluded.status, at_ms = excluded.at_ms,
             text = excluded.text, outcome = excluded.outcome, unit = excluded.unit",
        params![id, change.position, change.status, change.at_ms, change.text, change.outcome, change.unit, device],
    )?;
    if heard > 0 {
        connection.execute(
            "UPDATE act SET (status, outcome) =
                 (SELECT status, outcome FROM change WHERE act = ?1 ORDER BY memory DESC, position DESC LIMIT 1)
             WHERE id = ?1",
            [id],
        )?;
    }
    Ok(())
}

/// What the portal told of an act, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn timeline(connection: &Connection, id: ActId) -> Result<Vec<TimelineEntry>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT status, outcome, at_ms, text, unit FROM change
         WHERE act = ?1 AND memory = (SELECT max(memory) FROM change WHERE act = ?1) ORDER BY position",
    )?;
    let rows = select.query_map([id.as_bytes()], |row| {
        Ok(TimelineEntry {
            status: row.get(0)?,
            outcome: row.get(1)?,
            at: time(row.get(2)?),
            text: row.get(3)?,
            unit: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
