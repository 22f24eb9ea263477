//! Units that work on a case beside the one that has it.

use sqlx::{AnyExecutor, Row as _};

use crate::error::PortalError;

/// Code and name of those units, by code.
///
/// # Errors
/// Those of the database.
pub async fn names<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<(String, String)>, PortalError> {
    let list = "SELECT unit.code, unit.name FROM coordinating JOIN unit ON unit.code = coordinating.unit
        WHERE coordinating.case_id = $1 ORDER BY unit.code";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("code")?, row.try_get("name")?))).collect()
}

/// Whether the unit is one of them.
///
/// # Errors
/// Those of the database.
pub async fn works_on<'e>(executor: impl AnyExecutor<'e>, case_id: i64, unit: &str) -> Result<bool, PortalError> {
    let find = sqlx::query("SELECT 1 AS works FROM coordinating WHERE case_id = $1 AND unit = $2");
    Ok(find.bind(case_id).bind(unit.to_owned()).fetch_optional(executor).await?.is_some())
}
