//! Who looked at who reported a case, when and why. Looks are written down before anything is shown, and never deleted.

use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;

/// A look at who reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Who looked: a user name, or `cli:NAME`.
    pub who: String,
    /// When, ms.
    pub at_ms: i64,
    /// Why.
    pub why: Option<String>,
}

/// Writes a look down.
///
/// # Errors
/// Those of the database; then nothing may be shown.
pub async fn record(connection: &mut AnyConnection, case_id: i64, look: Look) -> Result<(), PortalError> {
    sqlx::query("INSERT INTO reporter_look (case_id, who, at, why) VALUES ($1, $2, $3, $4)")
        .bind(case_id)
        .bind(look.who)
        .bind(look.at_ms)
        .bind(look.why)
        .execute(connection)
        .await?;
    Ok(())
}

/// The looks at a case, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<Look>, PortalError> {
    let list = "SELECT who, at, why FROM reporter_look WHERE case_id = $1 ORDER BY id";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    let look = |row: &sqlx::any::AnyRow| {
        Ok(Look { who: row.try_get("who")?, at_ms: row.try_get("at")?, why: row.try_get("why")? })
    };
    rows.iter().map(look).collect()
}
