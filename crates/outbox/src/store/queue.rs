//! The queue as the planner sees it, and what the portal's results change in it.
//!
//! The order is the one in which acts were sealed, so that a batch never carries an act before the report that it is
//! about. When that report cannot go on now, paused or refused, its acts are held back with it.

use report::receipt::Accepted;
use report::wire::{ActItem, HeldReceipts};
use report::{ActId, ActKind, SealedAct, Sha256, TrackingCode};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::OutboxError;
use crate::store::reports::act_id;
use crate::store::{around, attachments, claims, erasing, people, portal};
use crate::sync::planner::{Queue, Waiting};

pub use super::attachments::{
    Upload, begin, drop_ticket, file_missing, set_missing, thumbnail, thumbnail_heard, upload, uploaded,
};

/// A portal's wish to wait counts for an hour at most: a clock that jumps back must not stop a report for a year.
pub(super) const LONGEST_PAUSE_MS: i64 = 60 * 60 * 1000;
/// How long acts, files and receipts are kept to be offered again after `complete`.
const KEEP_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// An act of this device that is not done and that no person has to see to: the portal does not have it, or lacks an
/// attachment whose file is here, or has them all and has not said `complete`.
const GOES_ON: &str = "
    (act.complete IS NULL OR act.lost_ms IS NOT NULL OR act.id IN (SELECT act FROM attachment WHERE stored_ms IS NULL))
    AND act.attention IS NULL AND act.erased_ms IS NULL AND act.device IS NULL
    AND (act.accepted IS NULL OR act.lost_ms IS NOT NULL
         OR EXISTS (SELECT 1 FROM attachment WHERE attachment.act = act.id
                    AND stored_ms IS NULL AND missing_ms IS NULL AND dropped_ms IS NULL)
         OR act.complete IS NULL
            AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.act = act.id AND stored_ms IS NULL))";

/// Everything unfinished that goes on by itself.
///
/// # Errors
/// When the database cannot be read.
pub fn unfinished(connection: &Connection, now_ms: i64) -> Result<Queue, OutboxError> {
    let known = portal::known(connection)?;
    let mut attachments = attachments::waiting(connection)?;
    let mut select = connection.prepare(&format!(
        "SELECT id, length(sealed) + coalesce((SELECT sum(64 + length(value)) FROM part WHERE part.act = act.id), 0)
                    + CASE WHEN lost_ms IS NULL THEN 0 ELSE length(accepted) + coalesce(length(complete), 0) END,
                accepted IS NOT NULL AND lost_ms IS NULL
         FROM act
         WHERE {GOES_ON} AND {} AND NOT EXISTS (
             SELECT 1 FROM act AS report WHERE report.id = act.about AND report.device IS NULL
                 AND (report.accepted IS NULL OR report.lost_ms IS NOT NULL)
                 AND (report.attention IS NOT NULL OR NOT {}))
         ORDER BY place",
        not_paused("act"),
        not_paused("report"),
    ))?;
    let rows = select.query_map([now_ms, LONGEST_PAUSE_MS], |row| {
        Ok((act_id(row, 0)?, row.get::<_, usize>(1)?, row.get::<_, bool>(2)?))
    })?;
    let mut queue = Queue {
        reports: Vec::new(),
        claims: claims::waiting(connection, now_ms)?,
        paused_ms: paused_ms(connection, now_ms)?,
        recordings_lacking: false,
        base_map_lacking: false,
        region_stale: known.region_offered.is_some() && known.region_offered != known.region_kept,
        around: around::stale(connection, now_ms)?,
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

/// Whether the portal's wish to wait is over, or so far off that a clock must have jumped.
fn not_paused(table: &str) -> String {
    format!("({table}.not_before_ms IS NULL OR {table}.not_before_ms <= ?1 OR {table}.not_before_ms > ?1 + ?2)")
}

fn paused_ms(connection: &Connection, now_ms: i64) -> Result<Option<u64>, OutboxError> {
    let first: Option<i64> = connection.query_row(
        &format!(
            "SELECT min(not_before_ms) FROM (
                 SELECT not_before_ms FROM act WHERE {GOES_ON}
                 UNION ALL SELECT not_before_ms FROM claim WHERE {})
             WHERE not_before_ms > ?1 AND not_before_ms <= ?1 + ?2",
            claims::WAITS
        ),
        [now_ms, LONGEST_PAUSE_MS],
        |row| row.get(0),
    )?;
    Ok(first.and_then(|at_ms| u64::try_from(at_ms - now_ms).ok()))
}

/// An act as it is offered: with its personal parts until it is accepted, and with the receipts that a portal may have
/// lost.
///
/// # Errors
/// When the database cannot be read.
pub fn offer(connection: &Connection, id: ActId) -> Result<Option<ActItem>, OutboxError> {
    let select = "SELECT sealed, accepted, complete, lost_ms IS NOT NULL FROM act WHERE id = ?1 AND sealed IS NOT NULL";
    let found = connection.query_row(select, [id.as_bytes()], |row| {
        let (accepted, complete): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(1)?, row.get(2)?);
        Ok((row.get::<_, Vec<u8>>(0)?, accepted, complete, row.get::<_, bool>(3)?))
    });
    let Some((sealed, accepted, complete, lost)) = found.optional()? else { return Ok(None) };
    let held = held(connection, id)?;
    let parts = if held == HeldReceipts::None { people::parts(connection, id)? } else { Vec::new() };
    let item = ActItem { parts: (!parts.is_empty()).then_some(parts), ..ActItem::new(sealed, held) };
    Ok(Some(if lost { ActItem { accepted, complete, ..item } } else { item }))
}

/// Which receipts of an act are held, for the portal not to send them again.
///
/// # Errors
/// When the database cannot be read.
pub fn held(connection: &Connection, id: ActId) -> Result<HeldReceipts, OutboxError> {
    // What the portal lost it must say anew.
    let select = "SELECT accepted IS NOT NULL AND lost_ms IS NULL, complete IS NOT NULL AND lost_ms IS NULL
                  FROM act WHERE id = ?1";
    let held = connection.query_row(select, [id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(match held {
        Some((_, true)) => HeldReceipts::Both,
        Some((true, false)) => HeldReceipts::Accepted,
        _ => HeldReceipts::None,
    })
}

/// The sealed bytes of an act of this device.
///
/// # Errors
/// When the database cannot be read.
pub fn sealed(connection: &Connection, id: ActId) -> Result<Option<Vec<u8>>, OutboxError> {
    let select = "SELECT sealed FROM act WHERE id = ?1 AND device IS NULL AND sealed IS NOT NULL";
    Ok(connection.query_row(select, [id.as_bytes()], |row| row.get(0)).optional()?)
}

/// The number in the receipt `accepted`.
///
/// # Errors
/// When the database cannot be read.
pub fn case_number(connection: &Connection, id: ActId) -> Result<Option<String>, OutboxError> {
    let select = "SELECT case_number FROM act WHERE id = ?1";
    Ok(connection.query_row(select, [id.as_bytes()], |row| row.get(0)).optional()?.flatten())
}

/// Keeps the verified receipt `accepted`.
///
/// # Errors
/// When the database cannot be written.
pub fn accept(
    connection: &Connection,
    sealed: &SealedAct,
    bytes: &[u8],
    receipt: &Accepted,
) -> Result<(), OutboxError> {
    let act = sealed.act();
    let begins_a_case = act.kind == ActKind::Report && act.replaces.is_none();
    connection.execute(
        "UPDATE act SET accepted = ?2, case_number = ?3, tracking_code = ?4, attention = NULL,
                        status = coalesce(status, CASE WHEN ?5 THEN 'submitted' END)
         WHERE id = ?1",
        params![
            act.id.as_bytes(),
            bytes,
            receipt.case_number.as_str(),
            receipt.tracking_code.as_ref().map(TrackingCode::compact),
            begins_a_case,
        ],
    )?;
    Ok(())
}

/// Keeps the verified receipt `complete`.
///
/// # Errors
/// When the database cannot be written.
pub fn complete(connection: &Connection, id: ActId, bytes: &[u8], now_ms: i64) -> Result<(), OutboxError> {
    let update = "UPDATE act SET complete = ?2, complete_ms = coalesce(complete_ms, ?3) WHERE id = ?1";
    connection.execute(update, params![id.as_bytes(), bytes, now_ms])?;
    connection.execute(
        "UPDATE attachment SET stored_ms = coalesce(stored_ms, ?2), sent_bytes = length, ticket = NULL WHERE act = ?1",
        params![id.as_bytes(), now_ms],
    )?;
    Ok(())
}

/// The portal has the act: what it asked or said before is over.
///
/// # Errors
/// When the database cannot be written.
pub fn is_known(connection: &Connection, id: ActId) -> Result<(), OutboxError> {
    let update = "UPDATE act SET lost_ms = NULL, not_before_ms = NULL WHERE id = ?1";
    connection.execute(update, [id.as_bytes()])?;
    Ok(())
}

/// The portal no longer has the act: it is offered again, with everything that belongs to it.
///
/// # Errors
/// When the database cannot be written.
pub fn is_lost(connection: &Connection, id: ActId, now_ms: i64) -> Result<(), OutboxError> {
    connection.execute("UPDATE act SET lost_ms = ?2 WHERE id = ?1", params![id.as_bytes(), now_ms])?;
    connection.execute(
        "UPDATE attachment SET ticket = NULL, begun_ms = NULL, sent_bytes = 0, stored_ms = NULL, thumbnail_heard_ms = NULL WHERE act = ?1",
        [id.as_bytes()],
    )?;
    Ok(())
}

/// The portal's memory is another one: everything that it accepted is offered again with its receipts, what is complete
/// for as long as its files are kept; changes are heard anew, typed codes asked again. Nothing is forgotten.
///
/// # Errors
/// When the database cannot be written.
pub fn new_epoch(connection: &Connection, now_ms: i64) -> Result<(), OutboxError> {
    connection.execute("UPDATE portal SET position = 0, memory = memory + 1", [])?;
    connection.execute(
        "UPDATE act SET lost_ms = ?1, not_before_ms = NULL
         WHERE accepted IS NOT NULL AND device IS NULL AND erased_ms IS NULL AND attention IS NULL
               AND (complete_ms IS NULL OR complete_ms >= ?1 - ?2)",
        [now_ms, KEEP_MS],
    )?;
    connection.execute(
        "UPDATE attachment SET ticket = NULL, begun_ms = NULL
         WHERE act IN (SELECT id FROM act WHERE lost_ms IS NOT NULL)",
        [],
    )?;
    connection.execute("UPDATE claim SET lost_ms = ?1 WHERE report IS NOT NULL", [now_ms])?;
    Ok(())
}

/// The portal refused an act for good. Returns the photos of a report that was erased by it.
///
/// # Errors
/// When the database cannot be written.
pub fn refuse(connection: &Connection, id: ActId, code: &str, now_ms: i64) -> Result<Vec<Sha256>, OutboxError> {
    let select = "SELECT kind = 0 AND about IS NULL, accepted IS NOT NULL, coalesce(about, id) FROM act WHERE id = ?1";
    let found = connection.query_row(select, [id.as_bytes()], |row| {
        Ok((row.get::<_, bool>(0)?, row.get::<_, bool>(1)?, act_id(row, 2)?))
    });
    let Some((is_the_report, was_accepted, report)) = found.optional()? else { return Ok(Vec::new()) };
    match code {
        // Whoever claimed the case erased it, or a restored portal remembers it.
        "act_erased" => erasing::erase(connection, report, now_ms),
        // Offered again to a restored portal, whose case may stand elsewhere now: its receipts say that it was done.
        _ if was_accepted && !is_the_report => is_known(connection, id).map(|()| Vec::new()),
        _ => needs_attention(connection, id, code).map(|()| Vec::new()),
    }
}

/// Only a person goes on from here; the code says why. What is about a report that the portal never took waits with it.
///
/// # Errors
/// When the database cannot be written.
pub fn needs_attention(connection: &Connection, id: ActId, code: &str) -> Result<(), OutboxError> {
    connection.execute("UPDATE act SET attention = ?2 WHERE id = ?1", params![id.as_bytes(), code])?;
    connection.execute(
        "UPDATE act SET attention = 'report_refused'
         WHERE about = ?1 AND accepted IS NULL AND attention IS NULL
               AND EXISTS (SELECT 1 FROM act AS report WHERE report.id = ?1 AND report.accepted IS NULL)",
        [id.as_bytes()],
    )?;
    Ok(())
}

/// The portal asked to wait with this act.
///
/// # Errors
/// When the database cannot be written.
pub fn pause(connection: &Connection, id: ActId, until_ms: i64) -> Result<(), OutboxError> {
    connection.execute("UPDATE act SET not_before_ms = ?2 WHERE id = ?1", params![id.as_bytes(), until_ms])?;
    Ok(())
}

/// How many acts and typed codes still wait for the network, how many need a person, and what the portal does not have yet.
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
        &format!(
            "SELECT (SELECT count(*) FROM act WHERE {GOES_ON} AND complete IS NULL) + (SELECT count(*) FROM claim WHERE {}),
                    (SELECT count(*) FROM act WHERE attention IS NOT NULL)
                    + (SELECT count(DISTINCT attachment.act) FROM attachment JOIN act ON act.id = attachment.act
                       WHERE attention IS NULL AND stored_ms IS NULL AND missing_ms IS NOT NULL AND dropped_ms IS NULL)
                    + (SELECT count(*) FROM claim WHERE attention IS NOT NULL),
                    (SELECT coalesce(sum(length(sealed)), 0) FROM act WHERE {GOES_ON} AND accepted IS NULL)
                    + (SELECT coalesce(sum(attachment.length - sent_bytes), 0)
                       FROM attachment JOIN act ON act.id = attachment.act
                       WHERE {GOES_ON} AND complete IS NULL AND stored_ms IS NULL AND missing_ms IS NULL AND dropped_ms IS NULL),
                    (SELECT count(*) FROM act WHERE {GOES_ON} AND (lost_ms IS NOT NULL OR complete IS NOT NULL))",
            claims::WAITS
        ),
        [],
        |row| {
            let (waiting, needs_attention, bytes_left) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Counts { waiting, needs_attention, bytes_left, offering_again: row.get(3)? })
        },
    )?;
    Ok(counts)
}
