//! Erasing on this device: what is personal goes, a stub with number and dates stays.

use report::{ActId, Sha256};
use rusqlite::Connection;

use crate::error::OutboxError;
use crate::store::{drafts, queue};

/// Takes everything personal out of a report and out of what was done about it: bytes, words, places, photos, parts, and
/// what the portal wrote. Ids, receipts, numbers, dates and statuses stay. Returns the photos, for the caller to remove the
/// files of those that nothing names any more once this is committed.
///
/// # Errors
/// When the database cannot be written.
pub fn erase(connection: &Connection, report: ActId, now_ms: i64) -> Result<Vec<Sha256>, OutboxError> {
    // The erase act itself says nothing personal, and is offered again to a portal that is restored from a backup.
    const ITS_ACTS: &str = "(SELECT id FROM act WHERE id = ?1 OR about = ?1 AND kind <> 8)";
    let mut select = connection.prepare(&format!(
        "SELECT sha256 FROM attachment WHERE act IN {ITS_ACTS}
         UNION SELECT draft_photo.sha256 FROM draft_photo JOIN draft ON draft.id = draft WHERE about = ?1
         UNION SELECT original FROM draft_photo JOIN draft ON draft.id = draft WHERE about = ?1 AND original IS NOT NULL
         UNION SELECT draft_voice.sha256 FROM draft_voice JOIN draft ON draft.id = draft WHERE about = ?1"
    ))?;
    let rows = select.query_map([report.as_bytes()], |row| Ok(Sha256::from_bytes(row.get(0)?)))?;
    let photos = rows.collect::<Result<_, _>>()?;
    for delete in ["attachment WHERE act", "part WHERE act"] {
        connection.execute(&format!("DELETE FROM {delete} IN {ITS_ACTS}"), [report.as_bytes()])?;
    }
    connection.execute("DELETE FROM draft WHERE about = ?1", [report.as_bytes()])?;
    connection.execute(&format!("UPDATE change SET text = NULL WHERE act IN {ITS_ACTS}"), [report.as_bytes()])?;
    connection.execute(
        &format!(
            "UPDATE act SET erased_ms = coalesce(erased_ms, ?2), sealed = NULL, text = '', category = NULL,
                            commune = NULL, rating = NULL, attention = NULL, not_before_ms = NULL, lost_ms = NULL
             WHERE id IN {ITS_ACTS}"
        ),
        rusqlite::params![report.as_bytes(), now_ms],
    )?;
    Ok(photos)
}

/// Whether a draft or an act names this photo or voice note.
///
/// # Errors
/// When the database cannot be read.
pub fn is_named(connection: &Connection, photo: &Sha256) -> Result<bool, OutboxError> {
    let select = "SELECT EXISTS (SELECT 1 FROM draft_photo WHERE sha256 = ?1 OR original = ?1)
                      OR EXISTS (SELECT 1 FROM draft_voice WHERE sha256 = ?1)
                      OR EXISTS (SELECT 1 FROM attachment WHERE sha256 = ?1)";
    Ok(connection.query_row(select, [photo.as_bytes()], |row| row.get(0))?)
}

/// Whether anything on this device is nowhere else: drafts, what the portal has not confirmed, what needs a person.
///
/// # Errors
/// When the database cannot be read.
pub fn anything_unsent(connection: &Connection) -> Result<bool, OutboxError> {
    let counts = queue::counts(connection)?;
    Ok(drafts::begun(connection)? > 0 || counts.waiting > 0 || counts.needs_attention > 0)
}

/// Forgets every draft, act, code and person. The portal's address in trust, its pinned key, stays.
///
/// # Errors
/// When the database cannot be written.
pub fn erase_all(connection: &Connection) -> Result<(), OutboxError> {
    // Children before parents; an act's own references, from what is about a report to the report, last.
    connection.execute_batch(
        "DELETE FROM draft; DELETE FROM claim; DELETE FROM part; DELETE FROM change; DELETE FROM attachment;
         DELETE FROM act WHERE about IS NOT NULL; DELETE FROM act; DELETE FROM person; DELETE FROM notify;
         DELETE FROM base_map;
         UPDATE portal SET position = 0, nonce = NULL, nonce_at_ms = NULL, session = NULL, session_at_ms = NULL, heard_at_ms = NULL;",
    )?;
    Ok(())
}
