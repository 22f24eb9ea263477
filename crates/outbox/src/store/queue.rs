//! The queue as the planner sees it, and what the network's outcomes change in it.

use std::collections::BTreeMap;

use report::wire::{ActItem, HeldReceipts};
use report::{ActId, SealedAct, Sha256};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::OutboxError;
use crate::store::{portal, reports::act_id};
use crate::sync::planner::{Queue, Waiting, WaitingAttachment};

/// A portal's wish to wait counts for an hour at most: a clock that jumps back must not stop a report for a year.
const LONGEST_PAUSE_MS: i64 = 60 * 60 * 1000;

/// How long acts, files and receipts are kept to be offered again after `complete`.
const KEEP_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// The portal does not have all of it, or may have forgotten it.
const UNFINISHED: &str = "(complete IS NULL OR lost_ms IS NOT NULL
     OR report.id IN (SELECT attachment.report FROM attachment WHERE stored_ms IS NULL))";

/// Everything unfinished that goes on by itself.
///
/// # Errors
/// When the database cannot be read.
pub fn unfinished(connection: &Connection, now_ms: i64) -> Result<Queue, OutboxError> {
    let known = portal::known(connection)?;
    let mut attachments = attachments(connection)?;
    let mut select = connection.prepare(&format!(
        "SELECT id, length(sealed) + CASE WHEN lost_ms IS NULL THEN 0 ELSE length(accepted) + coalesce(length(complete), 0) END,
                accepted IS NOT NULL AND lost_ms IS NULL
         FROM report
         WHERE {UNFINISHED} AND attention IS NULL
               AND (not_before_ms IS NULL OR not_before_ms <= ?1 OR not_before_ms > ?1 + ?2)
         ORDER BY filed_at_ms, id",
    ))?;
    let rows = select.query_map([now_ms, LONGEST_PAUSE_MS], |row| {
        Ok((act_id(row, 0)?, row.get::<_, usize>(1)?, row.get::<_, bool>(2)?))
    })?;
    let mut queue = Queue {
        reports: Vec::new(),
        paused_ms: paused_ms(connection, now_ms)?,
        region_stale: known.region_offered.is_some() && known.region_offered != known.region_kept,
        can_prove: known.can_prove_at(now_ms),
        stranger: known.seen_root.is_some(),
        photos_held: false,
    };
    for row in rows {
        let (id, sealed_bytes, accepted) = row?;
        let held = if accepted { HeldReceipts::Accepted } else { HeldReceipts::None };
        queue.reports.push(Waiting {
            id,
            sealed_bytes,
            held,
            attachments: attachments.remove(&id).unwrap_or_default(),
        });
    }
    Ok(queue)
}

fn paused_ms(connection: &Connection, now_ms: i64) -> Result<Option<u64>, OutboxError> {
    let first: Option<i64> = connection.query_row(
        &format!(
            "SELECT min(not_before_ms) FROM report
             WHERE {UNFINISHED} AND attention IS NULL AND not_before_ms > ?1 AND not_before_ms <= ?1 + ?2"
        ),
        [now_ms, LONGEST_PAUSE_MS],
        |row| row.get(0),
    )?;
    Ok(first.and_then(|at_ms| u64::try_from(at_ms - now_ms).ok()))
}

fn attachments(connection: &Connection) -> Result<BTreeMap<ActId, Vec<WaitingAttachment>>, OutboxError> {
    let mut select = connection.prepare(&format!(
        "SELECT report, sha256, CASE WHEN thumbnail_heard_ms IS NULL THEN length(thumbnail) END, length - sent_bytes,
                stored_ms IS NOT NULL, ticket IS NOT NULL
         FROM attachment WHERE report IN (SELECT id FROM report WHERE {UNFINISHED}) ORDER BY report, place",
    ))?;
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
    let mut by_report = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        let (report, attachment) = row?;
        by_report.entry(report).or_default().push(attachment);
    }
    Ok(by_report)
}

/// An act as it is offered: with the receipts that a portal may have lost.
///
/// # Errors
/// When the database cannot be read.
pub fn offer(connection: &Connection, id: ActId) -> Result<Option<ActItem>, OutboxError> {
    let select = "SELECT sealed, accepted, complete, lost_ms IS NOT NULL FROM report WHERE id = ?1";
    let found = connection.query_row(select, [id.as_bytes()], |row| {
        let (accepted, complete): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(1)?, row.get(2)?);
        Ok((row.get::<_, Vec<u8>>(0)?, accepted, complete, row.get::<_, bool>(3)?))
    });
    let Some((sealed, accepted, complete, lost)) = found.optional()? else { return Ok(None) };
    let item = ActItem::new(sealed, held(connection, id)?);
    Ok(Some(if lost { ActItem { accepted, complete, ..item } } else { item }))
}

/// Which receipts of a report are held, for the portal not to send them again.
///
/// # Errors
/// When the database cannot be read.
pub fn held(connection: &Connection, id: ActId) -> Result<HeldReceipts, OutboxError> {
    // What the portal lost it must say anew.
    let select = "SELECT accepted IS NOT NULL AND lost_ms IS NULL, complete IS NOT NULL AND lost_ms IS NULL
                  FROM report WHERE id = ?1";
    let held = connection.query_row(select, [id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(match held {
        Some((_, true)) => HeldReceipts::Both,
        Some((true, false)) => HeldReceipts::Accepted,
        _ => HeldReceipts::None,
    })
}

/// The sealed bytes of a report.
///
/// # Errors
/// When the database cannot be read.
pub fn sealed(connection: &Connection, id: ActId) -> Result<Option<Vec<u8>>, OutboxError> {
    let select = "SELECT sealed FROM report WHERE id = ?1";
    Ok(connection.query_row(select, [id.as_bytes()], |row| row.get(0)).optional()?)
}

/// A thumbnail of a report's attachment.
///
/// # Errors
/// When the database cannot be read.
pub fn thumbnail(connection: &Connection, id: ActId, sha256: &Sha256) -> Result<Option<Vec<u8>>, OutboxError> {
    let select = "SELECT thumbnail FROM attachment WHERE report = ?1 AND sha256 = ?2";
    Ok(connection.query_row(select, params![id.as_bytes(), sha256.as_bytes()], |row| row.get(0)).optional()?)
}

/// Keeps the verified receipt `accepted`.
///
/// # Errors
/// When the database cannot be written.
pub fn accept(
    connection: &Connection,
    sealed: &SealedAct,
    bytes: &[u8],
    receipt: &report::receipt::Accepted,
) -> Result<(), OutboxError> {
    connection.execute(
        "UPDATE report SET accepted = ?2, case_number = ?3, tracking_code = ?4, status = coalesce(status, 'submitted')
         WHERE id = ?1",
        params![
            sealed.act().id.as_bytes(),
            bytes,
            receipt.case_number.as_str(),
            receipt.tracking_code.as_ref().map(report::TrackingCode::compact)
        ],
    )?;
    Ok(())
}

/// Keeps the verified receipt `complete`.
///
/// # Errors
/// When the database cannot be written.
pub fn complete(connection: &Connection, id: ActId, bytes: &[u8], now_ms: i64) -> Result<(), OutboxError> {
    connection.execute("UPDATE report SET complete = ?2 WHERE id = ?1", params![id.as_bytes(), bytes])?;
    connection.execute(
        "UPDATE attachment SET stored_ms = coalesce(stored_ms, ?2), sent_bytes = length, ticket = NULL WHERE report = ?1",
        params![id.as_bytes(), now_ms],
    )?;
    Ok(())
}

/// The portal has the act: what it asked or said before is over.
///
/// # Errors
/// When the database cannot be written.
pub fn is_known(connection: &Connection, id: ActId) -> Result<(), OutboxError> {
    let update = "UPDATE report SET lost_ms = NULL, not_before_ms = NULL WHERE id = ?1";
    connection.execute(update, [id.as_bytes()])?;
    Ok(())
}

/// The portal no longer has the act: it is offered again, with everything that belongs to it.
///
/// # Errors
/// When the database cannot be written.
pub fn is_lost(connection: &Connection, id: ActId, now_ms: i64) -> Result<(), OutboxError> {
    connection.execute("UPDATE report SET lost_ms = ?2 WHERE id = ?1", params![id.as_bytes(), now_ms])?;
    connection.execute(
        "UPDATE attachment SET ticket = NULL, begun_ms = NULL, sent_bytes = 0, stored_ms = NULL, thumbnail_heard_ms = NULL WHERE report = ?1",
        [id.as_bytes()],
    )?;
    Ok(())
}

/// The portal's memory is another one: everything that it accepted is offered again with its receipts, what is complete
/// for as long as its files are kept. Nothing is forgotten.
///
/// # Errors
/// When the database cannot be written.
pub fn new_epoch(connection: &Connection, now_ms: i64) -> Result<(), OutboxError> {
    connection.execute(
        "UPDATE report SET lost_ms = ?1, not_before_ms = NULL
         WHERE accepted IS NOT NULL AND attention IS NULL AND (complete IS NULL OR ?1 - ?2 <= coalesce(
             (SELECT max(stored_ms) FROM attachment WHERE attachment.report = report.id), filed_at_ms))",
        [now_ms, KEEP_MS],
    )?;
    connection.execute(
        "UPDATE attachment SET ticket = NULL, begun_ms = NULL
         WHERE report IN (SELECT id FROM report WHERE lost_ms IS NOT NULL)",
        [],
    )?;
    // The positions of another memory say nothing in this one: all of it is told again.
    connection.execute("DELETE FROM change", [])?;
    Ok(())
}

/// Only a person goes on from here; the code says why.
///
/// # Errors
/// When the database cannot be written.
pub fn needs_attention(connection: &Connection, id: ActId, code: &str) -> Result<(), OutboxError> {
    connection.execute("UPDATE report SET attention = ?2 WHERE id = ?1", params![id.as_bytes(), code])?;
    Ok(())
}

/// The portal asked to wait with this report.
///
/// # Errors
/// When the database cannot be written.
pub fn pause(connection: &Connection, id: ActId, until_ms: i64) -> Result<(), OutboxError> {
    connection.execute("UPDATE report SET not_before_ms = ?2 WHERE id = ?1", params![id.as_bytes(), until_ms])?;
    Ok(())
}

/// What the portal still lacks of a report: exactly the attachments with tickets, exactly these thumbnails.
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
    let mut select = connection.prepare("SELECT sha256 FROM attachment WHERE report = ?1")?;
    let rows = select.query_map([id.as_bytes()], |row| Ok(Sha256::from_bytes(row.get(0)?)))?;
    for sha256 in rows.collect::<Result<Vec<_>, _>>()? {
        connection.execute(
            "UPDATE attachment SET ticket = ?3,
                    stored_ms = CASE WHEN ?3 IS NULL THEN coalesce(stored_ms, ?4) END,
                    sent_bytes = CASE WHEN ?3 IS NULL THEN length WHEN stored_ms IS NOT NULL THEN 0 ELSE sent_bytes END,
                    thumbnail_heard_ms = CASE WHEN ?5 THEN NULL ELSE coalesce(thumbnail_heard_ms, ?4) END
             WHERE report = ?1 AND sha256 = ?2",
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
    let update = "UPDATE attachment SET thumbnail_heard_ms = ?3 WHERE report = ?1 AND sha256 = ?2";
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
    let select = "SELECT length, begun_ms IS NOT NULL, ticket, sent_bytes FROM attachment WHERE report = ?1 AND sha256 = ?2 AND ticket IS NOT NULL";
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
    let update = "UPDATE attachment SET begun_ms = coalesce(begun_ms, ?3) WHERE report = ?1 AND sha256 = ?2";
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
        "UPDATE attachment SET sent_bytes = ?3, stored_ms = CASE WHEN ?3 = length THEN ?4 END WHERE report = ?1 AND sha256 = ?2",
        params![id.as_bytes(), sha256.as_bytes(), bytes, now_ms],
    )?;
    Ok(())
}

/// The ticket is not taken any more; another is asked for.
///
/// # Errors
/// When the database cannot be written.
pub fn drop_ticket(connection: &Connection, id: ActId, sha256: &Sha256) -> Result<(), OutboxError> {
    let update = "UPDATE attachment SET ticket = NULL WHERE report = ?1 AND sha256 = ?2";
    connection.execute(update, params![id.as_bytes(), sha256.as_bytes()])?;
    Ok(())
}

/// Keeps what the portal told of a report; the newest change is its status.
///
/// # Errors
/// When the database cannot be written.
pub fn hear(connection: &Connection, change: &report::wire::Change) -> Result<(), OutboxError> {
    let id = change.of.act.as_bytes();
    connection.execute(
        "INSERT INTO change (report, position, status, at_ms, text, outcome, unit)
         SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM report WHERE id = ?1
         ON CONFLICT (report, position) DO UPDATE SET status = excluded.status, at_ms = excluded.at_ms,
             text = excluded.text, outcome = excluded.outcome, unit = excluded.unit",
        params![id, change.position, change.status, change.at_ms, change.text, change.outcome, change.unit],
    )?;
    connection.execute(
        "UPDATE report SET (status, outcome) =
             (SELECT status, outcome FROM change WHERE report = ?1 ORDER BY position DESC LIMIT 1)
         WHERE id = ?1 AND EXISTS (SELECT 1 FROM change WHERE report = ?1)",
        [id],
    )?;
    Ok(())
}

/// How many reports still wait for the network, how many need a person, and what the portal does not have yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Not complete, and going on by themselves.
    pub waiting: u64,
    /// Refused for good, or otherwise for a person to put right.
    pub needs_attention: u64,
    /// Bytes of the waiting ones that the portal does not have.
    pub bytes_left: u64,
    /// Shown as accepted or complete, as their receipts say, and offered again to a portal that may have forgotten them.
    pub offering_again: u64,
}

/// Counts the queue.
///
/// # Errors
/// When the database cannot be read.
pub fn counts(connection: &Connection) -> Result<Counts, OutboxError> {
    let counts = connection.query_row(
        "SELECT (SELECT count(*) FROM report WHERE complete IS NULL AND attention IS NULL),
                (SELECT count(*) FROM report WHERE attention IS NOT NULL),
                (SELECT coalesce(sum(length(sealed)), 0) FROM report WHERE accepted IS NULL AND attention IS NULL)
                + (SELECT coalesce(sum(attachment.length - sent_bytes), 0) FROM attachment JOIN report ON report.id = report
                   WHERE complete IS NULL AND attention IS NULL),
                (SELECT count(*) FROM report WHERE attention IS NULL AND accepted IS NOT NULL AND (lost_ms IS NOT NULL
                 OR complete IS NOT NULL AND id IN (SELECT report FROM attachment WHERE stored_ms IS NULL)))",
        [],
        |row| {
            let (waiting, needs_attention, bytes_left) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Counts { waiting, needs_attention, bytes_left, offering_again: row.get(3)? })
        },
    )?;
    Ok(counts)
}
