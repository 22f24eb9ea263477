//! What belongs to an act and travels after it: what the portal has of it, and what this device lost.

use std::collections::BTreeMap;

use report::{ActId, Sha256};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::OutboxError;
use crate::store::reports::act_id;
use crate::sync::planner::WaitingAttachment;

/// The attachments of unfinished acts that go on by themselves.
///
/// # Errors
/// When the database cannot be read.
pub fn waiting(connection: &Connection) -> Result<BTreeMap<ActId, Vec<WaitingAttachment>>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT act, sha256, CASE WHEN thumbnail_heard_ms IS NULL THEN nullif(length(thumbnail), 0) END, length - sent_bytes,
                stored_ms IS NOT NULL, ticket IS NOT NULL
         FROM attachment
         WHERE (act IN (SELECT id FROM act WHERE complete IS NULL OR lost_ms IS NOT NULL)
                OR act IN (SELECT act FROM attachment WHERE stored_ms IS NULL))
               AND (stored_ms IS NOT NULL OR missing_ms IS NULL AND dropped_ms IS NULL)
         ORDER BY act, place",
    )?;
    let rows = select.query_map([], |row| {
        let attachment = WaitingAttachment {
            sha256: Sha256::from_bytes(row.get(1)?),
            thumbnail_bytes: row.get(2)?,
            left_bytes: row.get(3)?,
            stored: row.get(4)?,
            has_ticket: row.get(5)?,
        };
        Ok((act_id(row, 0)?, attachment))
    })?;
    let mut by_act = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        let (act, attachment) = row?;
        by_act.entry(act).or_default().push(attachment);
    }
    Ok(by_act)
}

/// The thumbnail of an act's attachment.
///
/// # Errors
/// When the database cannot be read.
pub fn thumbnail(connection: &Connection, id: ActId, sha256: &Sha256) -> Result<Option<Vec<u8>>, OutboxError> {
    let select = "SELECT thumbnail FROM attachment WHERE act = ?1 AND sha256 = ?2";
    Ok(connection.query_row(select, params![id.as_bytes(), sha256.as_bytes()], |row| row.get(0)).optional()?)
}

/// Length and thumbnail of a photo that some act names.
///
/// # Errors
/// When the database cannot be read.
pub fn known(connection: &Connection, sha256: &Sha256) -> Result<Option<(u64, Vec<u8>)>, OutboxError> {
    let select = "SELECT length, thumbnail FROM attachment WHERE sha256 = ?1 LIMIT 1";
    Ok(connection.query_row(select, [sha256.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// What the portal still lacks of an act: exactly the attachments with tickets, exactly these thumbnails.
///
/// # Errors
/// When the database cannot be written.
pub fn set_missing(
    connection: &Connection,
    id: ActId,
    tickets: &BTreeMap<Sha256, String>,
    thumbnails: &[Sha256],
    now_ms: i64,
) -> Result<(), OutboxError> {
    let mut select = connection.prepare("SELECT sha256 FROM attachment WHERE act = ?1")?;
    let rows = select.query_map([id.as_bytes()], |row| Ok(Sha256::from_bytes(row.get(0)?)))?;
    for sha256 in rows.collect::<Result<Vec<_>, _>>()? {
        connection.execute(
            "UPDATE attachment SET ticket = ?3,
                    stored_ms = CASE WHEN ?3 IS NULL THEN coalesce(stored_ms, ?4) END,
                    sent_bytes = CASE WHEN ?3 IS NULL THEN length WHEN stored_ms IS NOT NULL THEN 0 ELSE sent_bytes END,
                    thumbnail_heard_ms = CASE WHEN ?5 THEN NULL ELSE coalesce(thumbnail_heard_ms, ?4) END
             WHERE act = ?1 AND sha256 = ?2",
            params![id.as_bytes(), sha256.as_bytes(), tickets.get(&sha256), now_ms, thumbnails.contains(&sha256)],
        )?;
    }
    Ok(())
}

/// The portal heard this thumbnail.
///
/// # Errors
/// When the database cannot be written.
pub fn thumbnail_heard(connection: &Connection, id: ActId, sha256: &Sha256, now_ms: i64) -> Result<(), OutboxError> {
    let update = "UPDATE attachment SET thumbnail_heard_ms = ?3 WHERE act = ?1 AND sha256 = ?2";
    connection.execute(update, params![id.as_bytes(), sha256.as_bytes(), now_ms])?;
    Ok(())
}

/// What is needed to upload an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its length.
    pub length: u64,
    /// It was begun before: the portal may hold more than it could tell.
    pub begun: bool,
    /// Bytes that the portal said it has on its disk.
    pub sent: u64,
    /// The ticket.
    pub ticket: String,
}

/// What is needed to upload an attachment, when there is a ticket.
///
/// # Errors
/// When the database cannot be read.
pub fn upload(connection: &Connection, id: ActId, sha256: &Sha256) -> Result<Option<Upload>, OutboxError> {
    let select = "SELECT length, begun_ms IS NOT NULL, ticket, sent_bytes FROM attachment WHERE act = ?1 AND sha256 = ?2 AND ticket IS NOT NULL";
    let upload = connection.query_row(select, params![id.as_bytes(), sha256.as_bytes()], |row| {
        Ok(Upload { length: row.get(0)?, begun: row.get(1)?, ticket: row.get(2)?, sent: row.get(3)? })
    });
    Ok(upload.optional()?)
}

/// The upload begins now.
///
/// # Errors
/// When the database cannot be written.
pub fn begin(connection: &Connection, id: ActId, sha256: &Sha256, now_ms: i64) -> Result<(), OutboxError> {
    let update = "UPDATE attachment SET begun_ms = coalesce(begun_ms, ?3) WHERE act = ?1 AND sha256 = ?2";
    connection.execute(update, params![id.as_bytes(), sha256.as_bytes(), now_ms])?;
    Ok(())
}

/// The portal told how many bytes it has; with all of them the attachment is stored.
///
/// # Errors
/// When the database cannot be written.
pub fn uploaded(
    connection: &Connection,
    id: ActId,
    sha256: &Sha256,
    bytes: u64,
    now_ms: i64,
) -> Result<(), OutboxError> {
    connection.execute(
        "UPDATE attachment SET sent_bytes = ?3, stored_ms = CASE WHEN ?3 = length THEN ?4 END WHERE act = ?1 AND sha256 = ?2",
        params![id.as_bytes(), sha256.as_bytes(), bytes, now_ms],
    )?;
    Ok(())
}

/// The ticket is not taken any more; another is asked for.
///
/// # Errors
/// When the database cannot be written.
pub fn drop_ticket(connection: &Connection, id: ActId, sha256: &Sha256) -> Result<(), OutboxError> {
    let update = "UPDATE attachment SET ticket = NULL WHERE act = ?1 AND sha256 = ?2";
    connection.execute(update, params![id.as_bytes(), sha256.as_bytes()])?;
    Ok(())
}

/// The file is gone or damaged: a person puts it back or gives it up, the act's other photos go on.
///
/// # Errors
/// When the database cannot be written.
pub fn file_missing(connection: &Connection, id: ActId, sha256: &Sha256, now_ms: i64) -> Result<(), OutboxError> {
    let update = "UPDATE attachment SET missing_ms = ?3 WHERE act = ?1 AND sha256 = ?2";
    connection.execute(update, params![id.as_bytes(), sha256.as_bytes(), now_ms])?;
    Ok(())
}

/// Tries the photos again whose files `is_there` says are back.
///
/// # Errors
/// When the database cannot be read or written.
pub fn files_back(connection: &Connection, is_there: impl Fn(&Sha256, u64) -> bool) -> Result<(), OutboxError> {
    let mut select = connection
        .prepare("SELECT DISTINCT sha256, length FROM attachment WHERE stored_ms IS NULL AND missing_ms IS NOT NULL")?;
    let rows = select.query_map([], |row| Ok((Sha256::from_bytes(row.get(0)?), row.get::<_, u64>(1)?)))?;
    for (sha256, length) in rows.collect::<Result<Vec<_>, _>>()? {
        if is_there(&sha256, length) {
            connection.execute("UPDATE attachment SET missing_ms = NULL WHERE sha256 = ?1", [sha256.as_bytes()])?;
        }
    }
    Ok(())
}

/// A person gives a photo up that the portal does not have; whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub fn give_up(connection: &Connection, id: ActId, sha256: &Sha256, now_ms: i64) -> Result<bool, OutboxError> {
    let update = "UPDATE attachment SET dropped_ms = ?3 WHERE act = ?1 AND sha256 = ?2 AND stored_ms IS NULL";
    Ok(connection.execute(update, params![id.as_bytes(), sha256.as_bytes(), now_ms])? > 0)
}
