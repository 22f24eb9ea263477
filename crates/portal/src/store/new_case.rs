//! The case that a report begins, under its number.
//!
//! **Invariant:** a number is given once. One that this portal gave before it lost its memory is taken back with the
//! receipts that name it.

use report::{CaseNumber, TrackingCode};
use sqlx::AnyConnection;

use crate::error::PortalError;
use crate::store::acceptance::{Case, Filing, Frozen, code_sha256};

/// Writes the case and says that it is submitted.
///
/// # Errors
/// Those of the database.
pub(super) async fn begin(connection: &mut AnyConnection, filing: &mut Filing) -> Result<(Case, Frozen), PortalError> {
    let (number, code, receipts) = numbered(connection, filing).await?;
    let id = insert(connection, filing, &number, &code).await?;
    sqlx::query("INSERT INTO event (case_id, kind, status, at) VALUES ($1, 'status', 'submitted', $2)")
        .bind(id)
        .bind(filing.at_ms)
        .execute(connection)
        .await?;
    Ok((Case { id, withholds: false }, receipts))
}

async fn numbered(
    connection: &mut AnyConnection,
    filing: &mut Filing,
) -> Result<(CaseNumber, TrackingCode, Frozen), PortalError> {
    if let Some(kept) = filing.kept.take()
        && let Some(code) = kept.code
        && is_free(connection, &kept.number).await?
    {
        return Ok((kept.number, code, kept.receipts));
    }
    let (number, code) = (next_number(connection, &filing.prefix, filing.year).await?, filing.code.clone());
    let receipts = filing.frozen(number.clone(), Some(code.clone()));
    Ok((number, code, receipts))
}

async fn is_free(connection: &mut AnyConnection, number: &CaseNumber) -> Result<bool, PortalError> {
    let find = sqlx::query("SELECT 1 FROM case_file WHERE number = $1").bind(number.to_string());
    Ok(find.fetch_optional(connection).await?.is_none())
}

/// The next number of the year. Numbers of failed transactions are given again: there are no gaps.
async fn next_number(connection: &mut AnyConnection, prefix: &str, year: i64) -> Result<CaseNumber, PortalError> {
    let next = "INSERT INTO case_counter (year, last) VALUES ($1, 1)
        ON CONFLICT (year) DO UPDATE SET last = case_counter.last + 1 RETURNING last";
    let last: i64 = sqlx::query_scalar(next).bind(year).fetch_one(connection).await?;
    format!("{prefix}-{year}-{last:06}").parse().map_err(|_| PortalError::Broken("case_counter"))
}

async fn insert(
    connection: &mut AnyConnection,
    filing: &Filing,
    number: &CaseNumber,
    code: &TrackingCode,
) -> Result<i64, PortalError> {
    let facts = filing.report.as_ref().ok_or(PortalError::Broken("a sealed report has a place"))?;
    let act = filing.sealed.act();
    let insert = "INSERT INTO case_file (
            number, code_sha256, device, act_id, status, category, category_unknown_at,
            commune, commune_name, commune_method, lat, lon, accuracy_m, place_source, text,
            captured_at, submitted_at, updated_at, version)
        VALUES ($1, $2, $3, $4, 'submitted', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, 1)
        RETURNING id";
    let id = sqlx::query_scalar(insert)
        .bind(number.to_string())
        .bind(code_sha256(code))
        .bind(filing.sealed.device().as_bytes().to_vec())
        .bind(act.id.as_bytes().to_vec())
        .bind(act.category.clone().unwrap_or_default())
        .bind((!facts.category_known).then_some(filing.at_ms))
        .bind(facts.placed.commune.clone())
        .bind(facts.placed.commune_name.clone())
        .bind(facts.placed.method.clone())
        .bind(facts.placed.lat)
        .bind(facts.placed.lon)
        .bind(facts.placed.accuracy_m)
        .bind(facts.placed.source)
        .bind(act.text.clone())
        .bind(act.captured_at_ms)
        .bind(filing.at_ms)
        .fetch_one(connection)
        .await?;
    Ok(id)
}
