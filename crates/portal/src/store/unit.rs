//! Handling units and the table that says what is whose. Which of them a case goes to is `store::suggestion`.

use std::collections::HashMap;

use sqlx::AnyConnection;
use sqlx::{AnyExecutor, Row as _};

use crate::error::PortalError;

/// A unit that handles reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// Its code, unique.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// What kind of unit, in the province's own words.
    pub kind: Option<String>,
    /// The commune whose People's Committee it is.
    pub commune: Option<String>,
}

/// Which unit handles what; an empty text is any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// A category's code, or empty.
    pub category: String,
    /// A commune's code, or empty.
    pub commune: String,
    /// The unit's code.
    pub unit: String,
}

/// The units that are not retired, by name.
///
/// # Errors
/// Those of the database.
pub async fn list<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<UnitRow>, PortalError> {
    let list = "SELECT code, name, kind, commune FROM unit WHERE retired_at IS NULL ORDER BY name, code";
    let rows = sqlx::query(list).fetch_all(executor).await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(UnitRow {
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            commune: row.try_get("commune")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Since when each unit has been here, ms, by code: its first import, as far as that was noted.
///
/// # Errors
/// Those of the database.
pub async fn since<'e>(executor: impl AnyExecutor<'e>) -> Result<HashMap<String, i64>, PortalError> {
    let list = "SELECT code, coalesce(created_at, updated_at) AS since FROM unit";
    let rows = sqlx::query(list).fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("code")?, row.try_get("since")?))).collect()
}

/// The name of a unit that is not retired.
///
/// # Errors
/// [`PortalError::UnitUnknown`].
pub async fn known<'e>(executor: impl AnyExecutor<'e>, code: &str) -> Result<String, PortalError> {
    let known = "SELECT name FROM unit WHERE code = $1 AND retired_at IS NULL";
    let name = sqlx::query_scalar(known).bind(code.to_owned()).fetch_optional(executor).await?;
    name.ok_or(PortalError::UnitUnknown)
}

/// The lines of the table of units, of units that are not retired.
///
/// # Errors
/// Those of the database.
pub async fn rules<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<Rule>, PortalError> {
    let list = "SELECT rule.category, rule.commune, rule.unit FROM rule JOIN unit ON unit.code = rule.unit
        WHERE unit.retired_at IS NULL ORDER BY rule.category, rule.commune";
    let rows = sqlx::query(list).fetch_all(executor).await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(Rule { category: row.try_get("category")?, commune: row.try_get("commune")?, unit: row.try_get("unit")? })
    };
    rows.iter().map(read).collect()
}

/// Puts `units` and `rules` in place of those that were. Units that are no longer named retire; cases keep them.
///
/// # Errors
/// Those of the database.
pub async fn replace(
    connection: &mut AnyConnection,
    units: &[UnitRow],
    rules: &[Rule],
    now_ms: i64,
) -> Result<(), PortalError> {
    sqlx::query("UPDATE unit SET retired_at = coalesce(retired_at, $1)").bind(now_ms).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM rule").execute(&mut *connection).await?;
    for unit in units {
        put(connection, unit, now_ms).await?;
    }
    for rule in rules {
        sqlx::query("INSERT INTO rule (category, commune, unit) VALUES ($1, $2, $3)")
            .bind(rule.category.clone())
            .bind(rule.commune.clone())
            .bind(rule.unit.clone())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn put(connection: &mut AnyConnection, unit: &UnitRow, now_ms: i64) -> Result<(), PortalError> {
    let put = "INSERT INTO unit (code, name, kind, commune, updated_at, created_at) VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, commune = excluded.commune,
            updated_at = excluded.updated_at, retired_at = NULL";
    sqlx::query(put)
        .bind(unit.code.clone())
        .bind(unit.name.clone())
        .bind(unit.kind.clone())
        .bind(unit.commune.clone())
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
