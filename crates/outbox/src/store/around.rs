//! The copy of what is public in communes.

use jiff::Timestamp;
use report::CaseNumber;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use crate::around::{AGAIN_MS, Around, COMMUNES, PublicCase};
use crate::error::OutboxError;
use crate::store::reports::time;

/// Notes that somebody looks at a commune; whether what is known of it is to be fetched. The communes that nobody looked at
/// for the longest are forgotten.
///
/// # Errors
/// When the database cannot be written.
pub fn want(connection: &Connection, commune: &str, now_ms: i64) -> Result<bool, OutboxError> {
    connection.execute(
        "INSERT INTO around (commune, wanted_ms) VALUES (?1, ?2) ON CONFLICT (commune) DO UPDATE SET wanted_ms = ?2",
        params![commune, now_ms],
    )?;
    connection.execute(
        "DELETE FROM around WHERE commune NOT IN (SELECT commune FROM around ORDER BY wanted_ms DESC LIMIT ?1)",
        [COMMUNES],
    )?;
    Ok(stale(connection, now_ms)?.is_some())
}

/// The commune that somebody looked at last and of which too little is known, with the `ETag` of what is known.
///
/// # Errors
/// When the database cannot be read.
pub fn stale(connection: &Connection, now_ms: i64) -> Result<Option<(String, Option<String>)>, OutboxError> {
    // One that was told in the future, by a clock that jumped, is fetched too.
    let select = "SELECT commune, etag FROM around
                  WHERE fetched_ms IS NULL OR fetched_ms > ?1 OR (wanted_ms >= fetched_ms + ?2)
                  ORDER BY wanted_ms DESC LIMIT 1";
    let found = connection.query_row(select, [now_ms, AGAIN_MS], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// The portal told that nothing changed.
///
/// # Errors
/// When the database cannot be written.
pub fn unchanged(connection: &Connection, commune: &str, now_ms: i64) -> Result<(), OutboxError> {
    connection.execute("UPDATE around SET fetched_ms = ?2 WHERE commune = ?1", params![commune, now_ms])?;
    Ok(())
}

/// Puts what the portal told in place of what was known.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(
    transaction: &Transaction<'_>,
    commune: &str,
    etag: &str,
    cases: &[PublicCase],
    now_ms: i64,
) -> Result<(), OutboxError> {
    transaction.execute("DELETE FROM around_case WHERE commune = ?1", [commune])?;
    let update = "UPDATE around SET fetched_ms = ?2, etag = ?3 WHERE commune = ?1";
    if transaction.execute(update, params![commune, now_ms, etag])? == 0 {
        return Ok(());
    }
    let mut insert = transaction.prepare(
        "INSERT INTO around_case (commune, place, case_number, status, outcome, category, submitted_ms, lat, lon, text,
                                  answer_due_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for (place, case) in cases.iter().enumerate() {
        insert.execute(params![
            commune,
            place,
            case.case_number.as_str(),
            case.status,
            case.outcome,
            case.category,
            case.submitted_at.as_millisecond(),
            case.spot.map(|(lat, _)| lat),
            case.spot.map(|(_, lon)| lon),
            case.text,
            case.answer_due.map(Timestamp::as_millisecond),
        ])?;
    }
    Ok(())
}

/// What is known of a commune.
///
/// # Errors
/// When the database cannot be read.
pub fn known(connection: &Connection, commune: &str) -> Result<Around, OutboxError> {
    let select = "SELECT fetched_ms FROM around WHERE commune = ?1";
    let fetched: Option<Option<i64>> = connection.query_row(select, [commune], |row| row.get(0)).optional()?;
    let mut select = connection.prepare(&format!("{CASE} WHERE commune = ?1 ORDER BY place"))?;
    let rows = select.query_map([commune], case)?;
    let cases = rows.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    Ok(Around { commune: commune.to_owned(), told_at: fetched.flatten().map(time), cases })
}

/// The cases of a category that are known in any commune and that are neither this device's own nor taken part in.
///
/// # Errors
/// When the database cannot be read.
pub fn others(connection: &Connection, category: &str) -> Result<Vec<(String, PublicCase)>, OutboxError> {
    let mut select = connection.prepare(&format!(
        "{CASE} WHERE category = ?1
           AND NOT EXISTS (SELECT 1 FROM act WHERE act.case_number = around_case.case_number)
           AND NOT EXISTS (SELECT 1 FROM act WHERE act.concerns = around_case.case_number AND act.attention IS NULL)
         ORDER BY place"
    ))?;
    let rows = select.query_map([category], |row| Ok(case(row)?.zip(Some(row.get::<_, String>(9)?))))?;
    let found = rows.filter_map(Result::transpose).map(|row| row.map(|(case, commune)| (commune, case)));
    Ok(found.collect::<Result<_, _>>()?)
}

/// The commune that somebody looked at last.
///
/// # Errors
/// When the database cannot be read.
pub fn last_commune(connection: &Connection) -> Result<Option<String>, OutboxError> {
    let looked = "SELECT commune FROM around ORDER BY wanted_ms DESC LIMIT 1";
    Ok(connection.query_row(looked, [], |row| row.get(0)).optional()?)
}

const CASE: &str = "SELECT case_number, status, outcome, category, submitted_ms, lat, lon, text, answer_due_ms, commune FROM around_case";

fn case(row: &Row<'_>) -> rusqlite::Result<Option<PublicCase>> {
    let Ok(case_number) = row.get::<_, String>(0)?.parse::<CaseNumber>() else { return Ok(None) };
    Ok(Some(PublicCase {
        case_number,
        status: row.get(1)?,
        outcome: row.get(2)?,
        category: row.get(3)?,
        submitted_at: time(row.get(4)?),
        spot: row.get::<_, Option<f64>>(5)?.zip(row.get(6)?),
        text: row.get(7)?,
        answer_due: row.get::<_, Option<i64>>(8)?.map(time),
    }))
}
