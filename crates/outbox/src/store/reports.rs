//! Filed reports in the database: adding one, and reading for lists and pages.

use jiff::Timestamp;
use report::receipt::{Accepted, Complete};
use report::{ActId, SealedAct, Sha256};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use crate::draft::Draft;
use crate::error::OutboxError;
use crate::reports::{ReportState, ReportSummary, Story, StoryPhoto, TimelineEntry};

/// Puts a sealed draft into the queue, in place of the draft.
///
/// # Errors
/// When the database cannot be written; then the draft is as before.
pub fn file(transaction: &Transaction<'_>, draft: &Draft, sealed: &SealedAct, now_ms: i64) -> Result<(), OutboxError> {
    let act = sealed.act();
    transaction.execute(
        "INSERT INTO report (id, sealed, filed_at_ms, category, text, commune) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            act.id.as_bytes(),
            sealed.bytes(),
            now_ms,
            act.category,
            act.text.as_deref().unwrap_or_default(),
            act.place.as_ref().and_then(|place| place.commune.as_deref()),
        ],
    )?;
    transaction.execute(
        "INSERT INTO attachment (report, place, sha256, length, thumbnail)
         SELECT draft, place, sha256, length, thumbnail FROM draft_photo WHERE draft = ?1",
        [draft.id.as_bytes()],
    )?;
    super::drafts::remove(transaction, draft.id)
}

const SUMMARY: &str = "
    SELECT report.id, report.filed_at_ms, report.category, report.text, report.commune, report.status, report.outcome,
           report.case_number, report.tracking_code, report.attention, report.not_before_ms,
           report.accepted IS NOT NULL, report.complete IS NOT NULL,
           (SELECT sha256 FROM attachment WHERE attachment.report = report.id ORDER BY place LIMIT 1),
           CASE WHEN report.complete IS NOT NULL THEN 0 ELSE
               CASE WHEN report.accepted IS NULL THEN length(report.sealed) ELSE 0 END
               + coalesce((SELECT sum(CASE WHEN stored_ms IS NULL THEN length - sent_bytes ELSE 0 END
                                      + CASE WHEN thumbnail_heard_ms IS NULL THEN length(thumbnail) ELSE 0 END)
                           FROM attachment WHERE attachment.report = report.id), 0) END
    FROM report";

/// Every report, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn list(connection: &Connection, now_ms: i64) -> Result<Vec<ReportSummary>, OutboxError> {
    let mut select = connection.prepare(&format!("{SUMMARY} ORDER BY report.filed_at_ms DESC, report.id DESC"))?;
    let rows = select.query_map([], |row| summary(row, now_ms))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Everything about one report.
///
/// # Errors
/// [`OutboxError::ReportUnknown`] when there is none of this id.
pub fn story(connection: &Connection, id: ActId, now_ms: i64) -> Result<Story, OutboxError> {
    let select = format!("{SUMMARY} WHERE report.id = ?1");
    let found = connection.query_row(&select, [id.as_bytes()], |row| summary(row, now_ms)).optional()?;
    let summary = found.ok_or_else(|| OutboxError::ReportUnknown(id.to_string()))?;
    let receipts = "SELECT accepted, complete FROM report WHERE id = ?1";
    let (accepted, complete): (Option<Vec<u8>>, Option<Vec<u8>>) =
        connection.query_row(receipts, [id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Story {
        summary,
        timeline: timeline(connection, id)?,
        photos: photos(connection, id)?,
        accepted_at: accepted.as_deref().and_then(Accepted::at),
        complete_at: complete.as_deref().and_then(Complete::at),
        accepted,
        complete,
    })
}

/// The thumbnail of an attachment or of a draft's photo.
///
/// # Errors
/// When the database cannot be read.
pub fn thumbnail(connection: &Connection, sha256: &Sha256) -> Result<Option<Vec<u8>>, OutboxError> {
    let select = "SELECT thumbnail FROM attachment WHERE sha256 = ?1
                  UNION ALL SELECT thumbnail FROM draft_photo WHERE sha256 = ?1 LIMIT 1";
    Ok(connection.query_row(select, [sha256.as_bytes()], |row| row.get(0)).optional()?)
}

/// The hashes of photos that must stay: of drafts, of unfinished reports, and of reports that became complete after
/// `since_ms`.
///
/// # Errors
/// When the database cannot be read.
pub fn photos_to_keep(
    connection: &Connection,
    since_ms: i64,
) -> Result<std::collections::HashSet<Sha256>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT sha256 FROM draft_photo
         UNION SELECT sha256 FROM attachment JOIN report ON report.id = attachment.report
               WHERE report.complete IS NULL OR report.lost_ms IS NOT NULL OR attachment.stored_ms IS NULL OR coalesce(attachment.stored_ms, ?1) >= ?1",
    )?;
    let rows = select.query_map([since_ms], |row| Ok(Sha256::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn timeline(connection: &Connection, id: ActId) -> Result<Vec<TimelineEntry>, OutboxError> {
    let mut select = connection
        .prepare("SELECT status, outcome, at_ms, text, unit FROM change WHERE report = ?1 ORDER BY position")?;
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

fn photos(connection: &Connection, id: ActId) -> Result<Vec<StoryPhoto>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT sha256, length, sent_bytes, stored_ms IS NOT NULL FROM attachment WHERE report = ?1 ORDER BY place",
    )?;
    let rows = select.query_map([id.as_bytes()], |row| {
        Ok(StoryPhoto {
            sha256: Sha256::from_bytes(row.get(0)?),
            bytes: row.get(1)?,
            sent_bytes: row.get(2)?,
            stored: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn summary(row: &Row<'_>, now_ms: i64) -> rusqlite::Result<ReportSummary> {
    let (attention, not_before): (Option<String>, Option<i64>) = (row.get(9)?, row.get(10)?);
    let (accepted, complete): (bool, bool) = (row.get(11)?, row.get(12)?);
    let state = match (attention.is_some(), complete, accepted) {
        (true, ..) => ReportState::NeedsAttention,
        (_, true, _) => ReportState::Complete,
        _ if not_before.is_some_and(|at| at > now_ms) => ReportState::Paused,
        (_, _, true) => ReportState::Accepted,
        _ => ReportState::Queued,
    };
    Ok(ReportSummary {
        id: act_id(row, 0)?,
        state,
        filed_at: time(row.get(1)?),
        category: row.get(2)?,
        text: row.get(3)?,
        commune: row.get(4)?,
        status: row.get(5)?,
        outcome: row.get(6)?,
        case_number: row.get::<_, Option<String>>(7)?.and_then(|number| number.parse().ok()),
        tracking_code: row.get::<_, Option<String>>(8)?.and_then(|code| code.parse().ok()),
        photo: row.get::<_, Option<[u8; 32]>>(13)?.map(Sha256::from_bytes),
        bytes_left: row.get(14)?,
        attention,
    })
}

/// The act id in a column that the schema holds to sixteen bytes.
pub(crate) fn act_id(row: &Row<'_>, column: usize) -> rusqlite::Result<ActId> {
    let bytes: Vec<u8> = row.get(column)?;
    ActId::try_from(bytes.as_slice()).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Blob, Box::new(error))
    })
}

fn time(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
