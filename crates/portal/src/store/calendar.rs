//! The days that are not what their weekday says, as the province keeps them. What they mean is `worktime`.

use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};
use worktime::Day;

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Every day, in order.
///
/// # Errors
/// Those of the database.
pub async fn all<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<Day>, PortalError> {
    let list = "SELECT date, kind, name_vi, name_en, basis FROM calendar_day ORDER BY date";
    sqlx::query(list).fetch_all(executor).await?.iter().map(day).collect()
}

/// What was said of a day.
///
/// # Errors
/// Those of the database.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, date: Date) -> Result<Option<Day>, PortalError> {
    let find = "SELECT date, kind, name_vi, name_en, basis FROM calendar_day WHERE date = $1";
    sqlx::query(find).bind(date.to_string()).fetch_optional(executor).await?.as_ref().map(day).transpose()
}

/// Puts a day in the place of what was said of it.
///
/// # Errors
/// Those of the database.
pub async fn put(connection: &mut AnyConnection, day: &Day, who: &str, now_ms: i64) -> Result<(), PortalError> {
    let put = "INSERT INTO calendar_day (date, kind, name_vi, name_en, basis, changed_at, changed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (date) DO UPDATE SET kind = excluded.kind, name_vi = excluded.name_vi, name_en = excluded.name_en,
            basis = excluded.basis, changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    sqlx::query(put)
        .bind(day.date.to_string())
        .bind(day.kind.code())
        .bind(day.name.clone())
        .bind(day.name_en.clone())
        .bind(day.basis.clone())
        .bind(now_ms)
        .bind(who.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a day out; says whether it was there.
///
/// # Errors
/// Those of the database.
pub async fn remove(connection: &mut AnyConnection, date: Date) -> Result<bool, PortalError> {
    let remove = sqlx::query("DELETE FROM calendar_day WHERE date = $1").bind(date.to_string());
    Ok(remove.execute(connection).await?.rows_affected() > 0)
}

/// Takes every day out.
///
/// # Errors
/// Those of the database.
pub async fn clear(connection: &mut AnyConnection) -> Result<(), PortalError> {
    sqlx::query("DELETE FROM calendar_day").execute(connection).await?;
    Ok(())
}

fn day(row: &AnyRow) -> Result<Day, PortalError> {
    Ok(Day {
        date: row.parsed("date")?,
        kind: row.parsed("kind")?,
        name: row.try_get("name_vi")?,
        name_en: row.try_get("name_en")?,
        basis: row.try_get("basis")?,
    })
}
