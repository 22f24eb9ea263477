//! Filed reports in the database, read for lists and pages.

use std::ops::Range;

use jiff::Timestamp;
use report::receipt::{Accepted, Complete};
use report::{ActId, DeviceKey, Sha256};
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::error::OutboxError;
use crate::reports::{ReportState, ReportSummary, Story, StoryPhoto, StoryVoice};
use crate::store::{acts, changes, people};

/// The report's own line, with the content of what it says now.
const SUMMARY: &str = "
    SELECT report.id, report.filed_at_ms, coalesce(shown.category, ''), shown.text, shown.commune,
           report.status, report.outcome, report.case_number, report.tracking_code,
           coalesce(report.attention,
                    (SELECT 'photo_file_missing' FROM attachment WHERE attachment.act = report.id
                     AND stored_ms IS NULL AND missing_ms IS NOT NULL AND dropped_ms IS NULL)),
           report.not_before_ms, report.accepted IS NOT NULL, report.complete IS NOT NULL,
           (SELECT sha256 FROM attachment WHERE attachment.act = shown.id AND dropped_ms IS NULL AND media_type = 'image/jpeg'
            ORDER BY place LIMIT 1),
           CASE WHEN report.accepted IS NULL THEN coalesce(length(report.sealed), 0) ELSE 0 END
           + coalesce((SELECT sum(CASE WHEN stored_ms IS NULL THEN length - sent_bytes ELSE 0 END
                                  + CASE WHEN thumbnail_heard_ms IS NULL AND stored_ms IS NULL THEN length(thumbnail) ELSE 0 END)
                       FROM attachment WHERE attachment.act = report.id AND dropped_ms IS NULL), 0),
           report.erased_ms IS NOT NULL, report.device, shown.id";

/// Each report, and what it says now: itself or its latest edit that was not refused.
const REPORTS: &str = "
    FROM act AS report
    JOIN act AS shown ON shown.id = coalesce(
        (SELECT id FROM act AS edit WHERE edit.about = report.id AND edit.kind = 0 AND edit.attention IS NULL
         ORDER BY edit.place DESC LIMIT 1), report.id)
    WHERE report.kind = 0 AND report.about IS NULL";

const NEWEST_FIRST: &str = "ORDER BY report.filed_at_ms DESC, report.place DESC";

/// Every report, newest first, each with what was done about it.
///
/// # Errors
/// When the database cannot be read.
pub fn list(connection: &Connection, now_ms: i64) -> Result<Vec<ReportSummary>, OutboxError> {
    let mut by_report = acts::by_report(connection, now_ms)?;
    let mut select = connection.prepare(&format!("{SUMMARY} {REPORTS} {NEWEST_FIRST}"))?;
    let rows = select.query_map([], |row| {
        let report = summary(row, now_ms)?;
        let acts = by_report.remove(&report.id).unwrap_or_default();
        Ok(ReportSummary { acts, ..report })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a report is searched by.
#[derive(Debug)]
pub struct Findable {
    /// Its id.
    pub id: ActId,
    /// The words of its latest edit.
    pub text: String,
    /// The category's code.
    pub category: String,
    /// The commune's code.
    pub commune: Option<String>,
    /// The last status heard.
    pub status: Option<String>,
    /// The outcome with it.
    pub outcome: Option<String>,
    /// From the receipt.
    pub case_number: Option<String>,
    /// What was personal in it is gone.
    pub erased: bool,
    /// It waits for the citizen.
    pub is_asking: bool,
}

/// The unit asked, or only a person can put right what stops it.
const IS_ASKING: &str =
    "report.erased_ms IS NULL AND (report.attention IS NOT NULL OR report.status IS 'awaiting_citizen')";

/// What every report is searched by, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn findable(connection: &Connection) -> Result<Vec<Findable>, OutboxError> {
    let mut select = connection.prepare(&format!(
        "SELECT report.id, shown.text, coalesce(shown.category, ''), shown.commune, report.status, report.outcome,
                report.case_number, report.erased_ms IS NOT NULL, {IS_ASKING}
         {REPORTS} {NEWEST_FIRST}"
    ))?;
    let rows = select.query_map([], |row| {
        Ok(Findable {
            id: act_id(row, 0)?,
            text: row.get(1)?,
            category: row.get(2)?,
            commune: row.get(3)?,
            status: row.get(4)?,
            outcome: row.get(5)?,
            case_number: row.get(6)?,
            erased: row.get(7)?,
            is_asking: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many reports there are, and how many of them wait for the citizen.
///
/// # Errors
/// When the database cannot be read.
pub fn count(connection: &Connection) -> Result<(usize, usize), OutboxError> {
    let select = format!(
        "SELECT count(*), count(*) FILTER (WHERE {IS_ASKING}) FROM act AS report WHERE kind = 0 AND about IS NULL"
    );
    Ok(connection.query_row(&select, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The ids of the reports in these rows of the list.
///
/// # Errors
/// When the database cannot be read.
pub fn part(connection: &Connection, rows: &Range<usize>) -> Result<Vec<ActId>, OutboxError> {
    let bound = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let select =
        "SELECT id FROM act WHERE kind = 0 AND about IS NULL ORDER BY filed_at_ms DESC, place DESC LIMIT ?1 OFFSET ?2";
    let mut select = connection.prepare(select)?;
    let ids = select.query_map([bound(rows.len()), bound(rows.start)], |row| act_id(row, 0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The categories in which this device filed last, each once, the latest first.
///
/// # Errors
/// When the database cannot be read.
pub fn recent_categories(connection: &Connection, most: usize) -> Result<Vec<String>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT category FROM act WHERE kind = 0 AND about IS NULL AND device IS NULL AND coalesce(category, '') <> ''
         GROUP BY category ORDER BY max(place) DESC LIMIT ?1",
    )?;
    let rows = select.query_map([most], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Everything about one report.
///
/// # Errors
/// [`OutboxError::ReportUnknown`] when there is none of this id.
pub fn story(connection: &Connection, id: ActId, now_ms: i64) -> Result<Story, OutboxError> {
    let mut select = connection.prepare_cached(&format!("{SUMMARY} {REPORTS} AND report.id = ?1"))?;
    let found = select.query_row([id.as_bytes()], |row| Ok((summary(row, now_ms)?, act_id(row, 17)?))).optional()?;
    let (summary, shown) = found.ok_or_else(|| OutboxError::ReportUnknown(id.to_string()))?;
    let receipts = "SELECT accepted, complete FROM act WHERE id = ?1";
    let (accepted, complete): (Option<Vec<u8>>, Option<Vec<u8>>) =
        connection.query_row(receipts, [id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Story {
        summary: ReportSummary { acts: acts::about(connection, id, now_ms)?, ..summary },
        timeline: changes::timeline(connection, id)?,
        photos: photos(connection, shown)?,
        voice: voice(connection, shown)?,
        parts: people::parts(connection, shown)?,
        accepted_at: accepted.as_deref().and_then(Accepted::at),
        complete_at: complete.as_deref().and_then(Complete::at),
        accepted,
        complete,
    })
}

/// The sealed bytes that say what `report` says now: its own, or those of its latest edit that was not refused.
///
/// # Errors
/// [`OutboxError::ReportUnknown`], also for one that was erased.
pub fn shown(connection: &Connection, report: ActId) -> Result<(ActId, Vec<u8>), OutboxError> {
    let select = "SELECT id, sealed FROM act
                  WHERE (id = ?1 OR about = ?1) AND kind = 0 AND (attention IS NULL OR id = ?1) AND sealed IS NOT NULL
                  ORDER BY place DESC LIMIT 1";
    let found = connection.query_row(select, [report.as_bytes()], |row| Ok((act_id(row, 0)?, row.get(1)?)));
    found.optional()?.ok_or_else(|| OutboxError::ReportUnknown(report.to_string()))
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

/// The hashes of photos and voice notes that must stay: of drafts, of unfinished reports, and of reports that became complete after
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
         UNION SELECT original FROM draft_photo WHERE original IS NOT NULL
         UNION SELECT sha256 FROM draft_voice
         UNION SELECT sha256 FROM attachment JOIN act ON act.id = attachment.act
               WHERE act.complete IS NULL OR act.lost_ms IS NOT NULL OR coalesce(attachment.stored_ms, ?1) >= ?1",
    )?;
    let rows = select.query_map([since_ms], |row| Ok(Sha256::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn voice(connection: &Connection, id: ActId) -> Result<Option<StoryVoice>, OutboxError> {
    let select = "SELECT sha256, media_type, length, sent_bytes, stored_ms IS NOT NULL
                  FROM attachment WHERE act = ?1 AND dropped_ms IS NULL AND media_type <> 'image/jpeg'";
    let found = connection.query_row(select, [id.as_bytes()], |row| {
        Ok(StoryVoice {
            sha256: Sha256::from_bytes(row.get(0)?),
            media_type: row.get(1)?,
            bytes: row.get(2)?,
            sent_bytes: row.get(3)?,
            stored: row.get(4)?,
        })
    });
    Ok(found.optional()?)
}

fn photos(connection: &Connection, id: ActId) -> Result<Vec<StoryPhoto>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT sha256, length, sent_bytes, stored_ms IS NOT NULL, missing_ms IS NOT NULL AND stored_ms IS NULL
         FROM attachment WHERE act = ?1 AND dropped_ms IS NULL AND media_type = 'image/jpeg' ORDER BY place",
    )?;
    let rows = select.query_map([id.as_bytes()], |row| {
        Ok(StoryPhoto {
            sha256: Sha256::from_bytes(row.get(0)?),
            bytes: row.get(1)?,
            sent_bytes: row.get(2)?,
            stored: row.get(3)?,
            missing: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How far an act has come.
pub(crate) fn state(needs_attention: bool, complete: bool, accepted: bool, paused: bool) -> ReportState {
    match (needs_attention, complete, paused, accepted) {
        (true, ..) => ReportState::NeedsAttention,
        (_, true, ..) => ReportState::Complete,
        (_, _, true, _) => ReportState::Paused,
        (.., true) => ReportState::Accepted,
        _ => ReportState::Queued,
    }
}

fn summary(row: &Row<'_>, now_ms: i64) -> rusqlite::Result<ReportSummary> {
    let (attention, not_before): (Option<String>, Option<i64>) = (row.get(9)?, row.get(10)?);
    let paused = not_before.is_some_and(|at_ms| at_ms > now_ms);
    let erased: bool = row.get(15)?;
    let device: Option<Vec<u8>> = row.get(16)?;
    Ok(ReportSummary {
        id: act_id(row, 0)?,
        // Nothing of an erased report waits any more.
        state: state(attention.is_some(), row.get::<_, bool>(12)? || erased, row.get(11)?, paused),
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
        erased,
        device: device.and_then(|bytes| DeviceKey::try_from(bytes.as_slice()).ok()),
        acts: Vec::new(),
    })
}

/// The act id in a column that the schema holds to sixteen bytes.
pub(crate) fn act_id(row: &Row<'_>, column: usize) -> rusqlite::Result<ActId> {
    let bytes: Vec<u8> = row.get(column)?;
    ActId::try_from(bytes.as_slice()).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Blob, Box::new(error))
    })
}

pub(crate) fn time(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
