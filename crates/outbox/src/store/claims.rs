//! Tracking codes that were typed, and the reports of other devices that they opened.

use report::receipt::Accepted;
use report::{ActId, SealedAct, TrackingCode};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::claim::{Claim, ClaimState};
use crate::error::OutboxError;
use crate::store::queue::LONGEST_PAUSE_MS;
use crate::store::reports::act_id;

/// A code that the portal has not said anything final about.
pub const WAITS: &str = "claim.attention IS NULL AND (claim.report IS NULL OR claim.lost_ms IS NOT NULL)";

/// Keeps a typed code. Typed again, a refused one is tried again.
///
/// # Errors
/// When the database cannot be written.
pub fn add(connection: &Connection, code: &TrackingCode, now_ms: i64) -> Result<(), OutboxError> {
    let insert = "INSERT INTO claim (code, asked_at_ms) VALUES (?1, ?2)
                  ON CONFLICT (code) DO UPDATE SET asked_at_ms = excluded.asked_at_ms, attention = NULL";
    connection.execute(insert, params![code.compact(), now_ms])?;
    Ok(())
}

/// Forgets a typed code; the report that it opened stays.
///
/// # Errors
/// When the database cannot be written.
pub fn remove(connection: &Connection, code: &TrackingCode) -> Result<(), OutboxError> {
    connection.execute("DELETE FROM claim WHERE code = ?1", [code.compact()])?;
    Ok(())
}

/// The report of this device, or one claimed before, that `code` belongs to.
///
/// # Errors
/// When the database cannot be read.
pub fn report_of(connection: &Connection, code: &TrackingCode) -> Result<Option<ActId>, OutboxError> {
    let select = "SELECT id FROM act WHERE tracking_code = ?1";
    Ok(connection.query_row(select, [code.compact()], |row| act_id(row, 0)).optional()?)
}

/// Codes to be sent now, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn waiting(connection: &Connection, now_ms: i64) -> Result<Vec<TrackingCode>, OutboxError> {
    let mut select = connection.prepare(&format!(
        "SELECT code FROM claim
         WHERE {WAITS} AND (not_before_ms IS NULL OR not_before_ms <= ?1 OR not_before_ms > ?1 + ?2)
         ORDER BY asked_at_ms, code"
    ))?;
    let rows = select.query_map([now_ms, LONGEST_PAUSE_MS], |row| row.get::<_, String>(0))?;
    let codes = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(codes.iter().filter_map(|code| code.parse().ok()).collect())
}

/// Every typed code, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn list(connection: &Connection) -> Result<Vec<Claim>, OutboxError> {
    let mut select = connection.prepare("SELECT code, report, attention FROM claim ORDER BY asked_at_ms DESC, code")?;
    let rows = select.query_map([], read)?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Option<Claim>> {
    let report: Option<Vec<u8>> = row.get(1)?;
    let report = report.and_then(|bytes| ActId::try_from(bytes.as_slice()).ok());
    let state = match (row.get(2)?, report) {
        (Some(code), _) => ClaimState::Refused(code),
        (None, Some(report)) => ClaimState::Done(report),
        (None, None) => ClaimState::Waiting,
    };
    let code = row.get::<_, String>(0)?.parse().ok();
    Ok(code.map(|code| Claim { code, state }))
}

/// The portal says that nothing goes by this code, or what came cannot be kept.
///
/// # Errors
/// When the database cannot be written.
pub fn refuse(connection: &Connection, code: &TrackingCode, reason: &str) -> Result<(), OutboxError> {
    // Opened before and refused by a restored portal: the report stays readable, its changes are not heard.
    let update = "UPDATE claim SET lost_ms = NULL, attention = CASE WHEN report IS NULL THEN ?2 END WHERE code = ?1";
    connection.execute(update, params![code.compact(), reason])?;
    Ok(())
}

/// The portal asked to wait with this code.
///
/// # Errors
/// When the database cannot be written.
pub fn pause(connection: &Connection, code: &TrackingCode, until_ms: i64) -> Result<(), OutboxError> {
    let update = "UPDATE claim SET not_before_ms = ?2 WHERE code = ?1";
    connection.execute(update, params![code.compact(), until_ms])?;
    Ok(())
}

/// The code opened `report`, which is in the folder.
///
/// # Errors
/// When the database cannot be written.
pub fn done(connection: &Connection, code: &TrackingCode, report: ActId) -> Result<(), OutboxError> {
    let update = "UPDATE claim SET report = ?2, attention = NULL, not_before_ms = NULL, lost_ms = NULL WHERE code = ?1";
    connection.execute(update, params![code.compact(), report.as_bytes()])?;
    Ok(())
}

/// What the portal gave for a code, verified.
#[derive(Debug)]
pub struct Opened<'a> {
    /// The report, sealed by another device.
    pub sealed: &'a SealedAct,
    /// The bytes of its receipt `accepted`.
    pub accepted: &'a [u8],
    /// What that says.
    pub receipt: &'a Accepted,
    /// The bytes of its receipt `complete`, when there is one.
    pub complete: Option<&'a [u8]>,
}

/// Puts a report of another device into the folder, or renews its receipts. `false` when its id is taken by another act.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(connection: &Connection, opened: &Opened<'_>, now_ms: i64) -> Result<bool, OutboxError> {
    let act = opened.sealed.act();
    let kept = connection.execute(
        "INSERT INTO act (id, device, kind, sealed, filed_at_ms, category, text, commune, accepted, complete,
                          complete_ms, case_number, tracking_code, status)
         VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, CASE WHEN ?9 IS NOT NULL THEN ?10 END, ?11, ?12, 'submitted')
         ON CONFLICT (id) DO UPDATE SET accepted = excluded.accepted, case_number = excluded.case_number,
             complete = coalesce(excluded.complete, complete), complete_ms = coalesce(complete_ms, excluded.complete_ms),
             tracking_code = excluded.tracking_code
         WHERE act.device = excluded.device AND act.erased_ms IS NULL",
        params![
            act.id.as_bytes(),
            opened.sealed.device().as_bytes(),
            opened.sealed.bytes(),
            act.captured_at_ms,
            act.category,
            act.text.as_deref().unwrap_or_default(),
            act.place.as_ref().and_then(|place| place.commune.as_deref()),
            opened.accepted,
            opened.complete,
            now_ms,
            opened.receipt.case_number.as_str(),
            opened.receipt.tracking_code.as_ref().map(TrackingCode::compact),
        ],
    )?;
    Ok(kept > 0)
}
