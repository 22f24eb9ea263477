//! Sealed acts in the database: adding one, and those that concern a report.

use std::collections::BTreeMap;

use report::{Act, ActId, ActKind, CaseNumber, Part, SealedAct, Sha256, limits};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use crate::draft::{DraftPhoto, DraftVoice};
use crate::error::OutboxError;
use crate::reports::{ActSummary, Followed, ReportState};
use crate::store::people;
use crate::store::reports::{act_id, state, time};

/// A sealed act with everything that is kept beside it.
#[derive(Debug)]
pub struct NewAct<'a> {
    /// The act.
    pub sealed: &'a SealedAct,
    /// The report of this folder that it concerns or edits.
    pub about: Option<ActId>,
    /// Its photos, whose files are on the disk.
    pub photos: &'a [DraftPhoto],
    /// Its voice note, likewise.
    pub voice: Option<&'a DraftVoice>,
    /// Its personal parts.
    pub parts: &'a [Part],
}

/// Puts a sealed act at the end of the queue.
///
/// # Errors
/// When the database cannot be written.
pub fn add(transaction: &Transaction<'_>, new: &NewAct<'_>, now_ms: i64) -> Result<(), OutboxError> {
    let act = new.sealed.act();
    transaction.execute(
        "INSERT INTO act (id, kind, sealed, filed_at_ms, about, concerns, category, text, commune, rating)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            act.id.as_bytes(),
            number(act.kind),
            new.sealed.bytes(),
            now_ms,
            new.about.as_ref().map(ActId::as_bytes),
            act.case.as_ref().map(CaseNumber::as_str),
            act.category,
            act.text.as_deref().unwrap_or_default(),
            act.place.as_ref().and_then(|place| place.commune.as_deref()),
            act.rating.map(report::Rating::stars),
        ],
    )?;
    let photos = new.photos.iter().map(|photo| (&photo.sha256, photo.length, limits::PHOTO_TYPE, &photo.thumbnail[..]));
    let voice = new.voice.map(|voice| (&voice.sha256, voice.length, voice.media_type.as_str(), &[][..]));
    let insert = "INSERT INTO attachment (act, place, sha256, length, media_type, thumbnail)
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    for (place, (sha256, length, media_type, thumbnail)) in photos.chain(voice).enumerate() {
        let values = params![act.id.as_bytes(), place, sha256.as_bytes(), length, media_type, thumbnail];
        transaction.execute(insert, values)?;
    }
    new.parts.iter().try_for_each(|part| people::add_part(transaction, act.id, part))
}

/// What must be known of a report before anything is done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The report was sealed by another device and claimed.
    pub claimed: bool,
    /// The last status heard.
    pub status: Option<String>,
    /// From its receipt.
    pub case_number: Option<CaseNumber>,
    /// The portal refused it for good and never took it.
    pub refused: bool,
    /// It was erased from this device, or is about to be.
    pub erased: bool,
    /// The citizen was asked something.
    pub asked: bool,
    /// The citizen took it back, whether the portal heard it or not yet.
    pub withdrawn: bool,
}

/// The report of this id.
///
/// # Errors
/// [`OutboxError::ReportUnknown`].
pub fn subject(connection: &Connection, report: ActId) -> Result<Subject, OutboxError> {
    let select = "SELECT device IS NOT NULL, status, case_number, accepted IS NULL AND attention IS NOT NULL,
                         erased_ms IS NOT NULL
                         OR EXISTS (SELECT 1 FROM act AS erase WHERE erase.about = act.id AND erase.kind = 8
                                    AND erase.attention IS NULL),
                         EXISTS (SELECT 1 FROM change WHERE change.act = act.id AND status = 'awaiting_citizen'),
                         EXISTS (SELECT 1 FROM act AS withdrawal WHERE withdrawal.about = act.id AND withdrawal.kind = 4
                                 AND withdrawal.attention IS NULL)
                  FROM act WHERE id = ?1 AND kind = 0 AND about IS NULL";
    let found = connection.query_row(select, [report.as_bytes()], |row| {
        Ok(Subject {
            claimed: row.get(0)?,
            status: row.get(1)?,
            case_number: row.get::<_, Option<String>>(2)?.and_then(|number| number.parse().ok()),
            refused: row.get(3)?,
            erased: row.get(4)?,
            asked: row.get(5)?,
            withdrawn: row.get(6)?,
        })
    });
    found.optional()?.ok_or_else(|| OutboxError::ReportUnknown(report.to_string()))
}

/// The report that an accepted act asks to erase, unless that has been done.
///
/// # Errors
/// When the database cannot be read.
pub fn report_to_erase(connection: &Connection, act: &Act) -> Result<Option<ActId>, OutboxError> {
    if act.kind != ActKind::Erase {
        return Ok(None);
    }
    let select = "SELECT report.id FROM act JOIN act AS report ON report.id = act.about
                  WHERE act.id = ?1 AND report.erased_ms IS NULL";
    Ok(connection.query_row(select, [act.id.as_bytes()], |row| act_id(row, 0)).optional()?)
}

/// What was done about each report, in order.
///
/// # Errors
/// When the database cannot be read.
pub fn by_report(connection: &Connection, now_ms: i64) -> Result<BTreeMap<ActId, Vec<ActSummary>>, OutboxError> {
    let mut select = connection.prepare(&format!("{ACT} WHERE act.about IS NOT NULL ORDER BY act.place"))?;
    let rows = select.query_map([], |row| Ok((act_id(row, 12)?, summary(row, now_ms)?)))?;
    let mut by_report = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        let (report, act) = row?;
        by_report.entry(report).or_default().push(act);
    }
    Ok(by_report)
}

/// What was done about `report`, in order.
///
/// # Errors
/// When the database cannot be read.
pub fn about(connection: &Connection, report: ActId, now_ms: i64) -> Result<Vec<ActSummary>, OutboxError> {
    let mut select = connection.prepare_cached(&format!("{ACT} WHERE act.about = ?1 ORDER BY act.place"))?;
    let rows = select.query_map([report.as_bytes()], |row| summary(row, now_ms))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last of the given kinds that names `case`, when one of them was not refused.
///
/// # Errors
/// When the database cannot be read.
pub fn last_public(
    connection: &Connection,
    case: &CaseNumber,
    kinds: &[ActKind],
) -> Result<Option<ActKind>, OutboxError> {
    let select = "SELECT kind FROM act WHERE concerns = ?1 AND about IS NULL AND attention IS NULL ORDER BY place DESC";
    let mut select = connection.prepare(select)?;
    let rows = select.query_map([case.as_str()], |row| row.get::<_, i64>(0))?;
    let done: Vec<i64> = rows.collect::<Result<_, _>>()?;
    let found = done.into_iter().filter_map(kind).find(|kind| kinds.contains(kind));
    Ok(found)
}

/// Public cases that this device took part in, the latest first.
///
/// # Errors
/// When the database cannot be read.
pub fn followed(connection: &Connection, now_ms: i64) -> Result<Vec<Followed>, OutboxError> {
    let mut select =
        connection.prepare(&format!("{ACT} WHERE act.about IS NULL AND act.kind <> 0 ORDER BY act.place DESC"))?;
    let rows = select.query_map([], |row| {
        let case: Option<String> = row.get(13)?;
        Ok((case, row.get::<_, Option<String>>(14)?, row.get::<_, Option<String>>(15)?, summary(row, now_ms)?))
    })?;
    let mut cases = Vec::<Followed>::new();
    for row in rows {
        let (case, status, outcome, act) = row?;
        let Some(case) = case.and_then(|case| case.parse::<CaseNumber>().ok()) else { continue };
        let at = cases.iter().position(|known| known.case_number == case).unwrap_or_else(|| {
            cases.push(Followed { case_number: case, status: None, outcome: None, acts: Vec::new() });
            cases.len() - 1
        });
        let followed = &mut cases[at];
        if followed.status.is_none() {
            (followed.status, followed.outcome) = (status, outcome);
        }
        followed.acts.insert(0, act);
    }
    Ok(cases)
}

const ACT: &str = "
    SELECT act.id, act.kind, act.filed_at_ms, act.text, act.rating, act.attention, act.not_before_ms,
           act.accepted IS NOT NULL, act.complete IS NOT NULL, act.erased_ms IS NOT NULL,
           EXISTS (SELECT 1 FROM attachment WHERE attachment.act = act.id
                   AND stored_ms IS NULL AND missing_ms IS NOT NULL AND dropped_ms IS NULL),
           (SELECT group_concat(hex(sha256), ' ') FROM attachment WHERE attachment.act = act.id AND media_type = 'image/jpeg'),
           act.about, act.concerns, act.status, act.outcome
    FROM act";

fn summary(row: &Row<'_>, now_ms: i64) -> rusqlite::Result<ActSummary> {
    let missing: bool = row.get(10)?;
    let attention: Option<String> = row.get(5)?;
    let attention = attention.or_else(|| missing.then(|| "photo_file_missing".to_owned()));
    let erased: bool = row.get(9)?;
    let paused = row.get::<_, Option<i64>>(6)?.is_some_and(|at_ms| at_ms > now_ms);
    let photos: Option<String> = row.get(11)?;
    let photos = photos.unwrap_or_default();
    Ok(ActSummary {
        id: act_id(row, 0)?,
        kind: kind(row.get(1)?).unwrap_or(ActKind::Report),
        state: if erased {
            ReportState::Complete
        } else {
            state(attention.is_some(), row.get(8)?, row.get(7)?, paused)
        },
        filed_at: time(row.get(2)?),
        text: row.get(3)?,
        rating: row.get::<_, Option<u8>>(4)?.and_then(report::Rating::from_stars),
        photos: photos.split(' ').filter_map(|hash| hash.to_lowercase().parse::<Sha256>().ok()).collect(),
        attention,
    })
}

/// The number of a kind, as it travels.
pub(crate) fn number(kind: ActKind) -> usize {
    ActKind::ALL.iter().position(|known| *known == kind).unwrap_or_default()
}

/// The kind of a number.
pub(crate) fn kind(number: i64) -> Option<ActKind> {
    usize::try_from(number).ok().and_then(|number| ActKind::ALL.get(number).copied())
}
