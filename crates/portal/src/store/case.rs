//! Doing deeds to cases in the books: read the case, let `casework` decide, write what happened, in one transaction.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::casework::{CaseFile, CaseworkError, Deed, Event};
use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Does `deed` to the case of row `id`. With the `version` that it was decided on, a case that was changed since is
/// left as it is. A unit that is named must be known.
///
/// # Errors
/// [`PortalError::CaseUnknown`], [`PortalError::UnitUnknown`], [`PortalError::Casework`]; then nothing was written.
pub fn perform(
    connection: &mut AnyConnection,
    id: i64,
    version: Option<i64>,
    deed: Deed,
    actor: Option<String>,
    now_ms: i64,
) -> BoxFuture<'_, Result<CaseFile, PortalError>> {
    async move {
        let mut case = read(connection, id).await?;
        if let Some(seen) = version.filter(|seen| *seen != case.version) {
            return Err(CaseworkError::StaleEdit { seen, now: case.version }.into());
        }
        if let Deed::Dispatch { unit } = &deed {
            crate::store::unit::known(&mut *connection, unit).await?;
        }
        let events = case.apply(deed, now_ms)?;
        write(connection, &case, now_ms).await?;
        for event in &events {
            append(connection, case.id, event, actor.as_deref()).await?;
        }
        Ok(case)
    }
    .boxed()
}

/// The row of the case with this number.
///
/// # Errors
/// [`PortalError::CaseUnknown`].
pub async fn id_of(connection: &mut AnyConnection, number: &str) -> Result<i64, PortalError> {
    let find = "SELECT id FROM case_file WHERE number = $1";
    let id = sqlx::query_scalar(find).bind(number.to_owned()).fetch_optional(connection).await?;
    id.ok_or(PortalError::CaseUnknown)
}

async fn read(connection: &mut AnyConnection, id: i64) -> Result<CaseFile, PortalError> {
    let find = "SELECT id, version, status, outcome, unit, duplicate_of, published_at, public_text
        FROM case_file WHERE id = $1";
    let row = sqlx::query(find).bind(id).fetch_optional(connection).await?;
    case_file(&row.ok_or(PortalError::CaseUnknown)?)
}

fn case_file(row: &AnyRow) -> Result<CaseFile, PortalError> {
    Ok(CaseFile {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        unit: row.try_get("unit")?,
        duplicate_of: row.try_get("duplicate_of")?,
        published_at_ms: row.try_get("published_at")?,
        public_text: row.try_get("public_text")?,
    })
}

async fn write(connection: &mut AnyConnection, case: &CaseFile, now_ms: i64) -> Result<(), PortalError> {
    let write = "UPDATE case_file SET version = $1, status = $2, outcome = $3, unit = $4, duplicate_of = $5,
        published_at = $6, public_text = $7, updated_at = $8 WHERE id = $9";
    sqlx::query(write)
        .bind(case.version)
        .bind(case.status.code())
        .bind(case.outcome.map(report::Outcome::code))
        .bind(case.unit.clone())
        .bind(case.duplicate_of)
        .bind(case.published_at_ms)
        .bind(case.public_text.clone())
        .bind(now_ms)
        .bind(case.id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn append(
    connection: &mut AnyConnection,
    case: i64,
    event: &Event,
    actor: Option<&str>,
) -> Result<(), PortalError> {
    let append = "INSERT INTO event (case_id, kind, status, outcome, at, text, unit, actor)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(append)
        .bind(case)
        .bind(event.kind.code())
        .bind(event.status.code())
        .bind(event.outcome.map(report::Outcome::code))
        .bind(event.at_ms)
        .bind(event.text.clone())
        .bind(event.unit.clone())
        .bind(actor.map(str::to_owned))
        .execute(connection)
        .await?;
    Ok(())
}
