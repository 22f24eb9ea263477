//! The case that a report begins, under its number.
//!
//! **Invariant:** a number is given once. One that this portal gave before it lost its memory is taken back with the
//! receipts that name it.

use report::{CaseNumber, TrackingCode};
use sqlx::{AnyConnection, Row as _};

use crate::casework::Audience;
use crate::error::PortalError;
use crate::publication::SEALED_GUIDANCE;
use crate::store::acceptance::{Filing, Frozen, code_sha256};
use crate::store::row::{bind_double, kept_text};
use crate::store::{category, clock, tally, words};

/// Writes the case and says that it is submitted.
///
/// # Errors
/// Those of the database.
pub(super) async fn begin(connection: &mut AnyConnection, filing: &mut Filing) -> Result<(i64, Frozen), PortalError> {
    let Numbered { number, code, at_ms, receipts } = match taken_back(connection, filing).await? {
        Some(before) => before,
        None => new(connection, filing).await?,
    };
    let act = filing.sealed.act();
    let category = category::find(&mut *connection, act.category.as_deref().unwrap_or_default()).await?;
    let sealed = category.as_ref().is_some_and(|category| category.sealed);
    let name = category.as_ref().map_or(act.category.as_deref(), |category| Some(&category.name_vi));
    let name = name.unwrap_or_default().to_owned();
    let offered = category.is_some_and(|category| category.retired_at_ms.is_none());
    let numbered = Numbered { number, code, at_ms, receipts };
    let id = insert(connection, filing, &numbered, offered, sealed).await?;
    // How fast it must go from the beginning stands behind the first event: clocks go by events alone.
    let began = "INSERT INTO event (case_id, kind, status, at, code, text, audience)
        SELECT id, 'status', 'submitted', CAST($2 AS BIGINT), urgency, CAST($3 AS TEXT), CAST($4 AS TEXT)
        FROM case_file WHERE id = $1";
    sqlx::query(began)
        .bind(id)
        .bind(at_ms)
        .bind(sealed.then_some(SEALED_GUIDANCE))
        .bind(if sealed { Audience::Reporter.code() } else { Audience::Everybody.code() })
        .execute(&mut *connection)
        .await?;
    tally::join(connection, id).await?;
    let commune = filing.report.as_ref().and_then(|facts| facts.placed.commune_name.as_deref());
    words::begin(connection, id, words::Said { text: act.text.as_deref(), commune, category: &name }).await?;
    clock::settle(connection, id).await?;
    let receipts = numbered.receipts;
    Ok((id, receipts))
}

struct Numbered {
    number: CaseNumber,
    code: TrackingCode,
    /// When the report came, ms.
    at_ms: i64,
    receipts: Frozen,
}

async fn new(connection: &mut AnyConnection, filing: &mut Filing) -> Result<Numbered, PortalError> {
    let (number, code) = (next_number(connection, &filing.prefix, filing.year).await?, filing.code.clone());
    let receipts = filing.frozen(number.clone(), Some(code.clone()));
    Ok(Numbered { number, code, at_ms: filing.at_ms, receipts })
}

/// The number that the report had before this portal lost its memory, unless it is another case's now.
async fn taken_back(connection: &mut AnyConnection, filing: &mut Filing) -> Result<Option<Numbered>, PortalError> {
    let Some(kept) = filing.kept.take() else { return Ok(None) };
    let Some(code) = kept.code else { return Ok(None) };
    let (number, at_ms, receipts) = (kept.number, kept.at_ms, kept.receipts);
    if !is_free(connection, &number, &code).await? {
        tracing::warn!(%number, "a number that was offered back is another case's: the report gets a new one");
        return Ok(None);
    }
    never_give_again(connection, &number).await?;
    Ok(Some(Numbered { number, code, at_ms, receipts }))
}

async fn is_free(
    connection: &mut AnyConnection,
    number: &CaseNumber,
    code: &TrackingCode,
) -> Result<bool, PortalError> {
    let find = sqlx::query("SELECT 1 FROM case_file WHERE number = $1 OR code_sha256 = $2 LIMIT 1");
    let find = find.bind(number.to_string()).bind(code_sha256(code));
    Ok(find.fetch_optional(connection).await?.is_none())
}

/// The counter of the number's year goes on behind it.
async fn never_give_again(connection: &mut AnyConnection, number: &CaseNumber) -> Result<(), PortalError> {
    let mut parts = number.as_str().rsplit('-');
    let (Some(last), Some(year)) = (parts.next(), parts.next()) else { return Ok(()) };
    let (Ok(last), Ok(year)) = (last.parse::<i64>(), year.parse::<i64>()) else { return Ok(()) };
    let raise = "INSERT INTO case_counter (year, last) VALUES ($1, $2)
        ON CONFLICT (year) DO UPDATE SET last = excluded.last WHERE case_counter.last < excluded.last";
    sqlx::query(raise).bind(year).bind(last).execute(connection).await?;
    Ok(())
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
    numbered: &Numbered,
    offered: bool,
    sealed: bool,
) -> Result<i64, PortalError> {
    let facts = filing.report.as_ref().ok_or(PortalError::Broken("a sealed report has a place"))?;
    let act = filing.sealed.act();
    let insert = "INSERT INTO case_file (
            number, code_sha256, device, act_id, status, category, category_unknown_at,
            commune, commune_name, commune_method, lat, lon, accuracy_m, place_source, text,
            captured_at, submitted_at, updated_at, version, sealed_at, worded_at, urgency)
        VALUES ($1, $2, $3, $4, 'submitted', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18, $17,
            coalesce((SELECT category.urgency FROM category WHERE category.code = $5), 'normal'))
        RETURNING id";
    let query = sqlx::query(insert)
        .bind(numbered.number.to_string())
        .bind(code_sha256(&numbered.code))
        .bind(filing.sealed.device().as_bytes().to_vec())
        .bind(act.id.as_bytes().to_vec())
        .bind(act.category.clone().unwrap_or_default())
        .bind((!offered).then_some(filing.at_ms))
        .bind(facts.placed.commune.clone())
        .bind(facts.placed.commune_name.clone())
        .bind(facts.placed.method.clone());
    let query = bind_double(bind_double(query, facts.placed.lat), facts.placed.lon);
    let row = query
        .bind(facts.placed.accuracy_m)
        .bind(facts.placed.source)
        .bind(kept_text(act.text.as_deref()))
        .bind(act.captured_at_ms)
        .bind(numbered.at_ms)
        .bind(filing.at_ms)
        .bind(sealed.then_some(filing.at_ms))
        .fetch_one(connection)
        .await?;
    Ok(row.try_get("id")?)
}
