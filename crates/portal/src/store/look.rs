//! Who looked at who reported a case, or heard their voice, when and why. Looks are written down before anything is shown, and never deleted.

use report::Sha256;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// A look at who reported, or a voice note that was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Who looked: a user name, or `cli:NAME`.
    pub who: String,
    /// When, ms.
    pub at_ms: i64,
    /// Why.
    pub why: Option<String>,
    /// The voice note that was heard; without one it was looked at who reported.
    pub voice: Option<Sha256>,
}

/// Writes a look down.
///
/// # Errors
/// Those of the database; then nothing may be shown.
pub async fn record(connection: &mut AnyConnection, case_id: i64, look: Look) -> Result<(), PortalError> {
    sqlx::query("INSERT INTO reporter_look (case_id, who, at, why, voice) VALUES ($1, $2, $3, $4, $5)")
        .bind(case_id)
        .bind(look.who)
        .bind(look.at_ms)
        .bind(look.why)
        .bind(look.voice.map(|voice| voice.as_bytes().to_vec()))
        .execute(connection)
        .await?;
    Ok(())
}

/// The looks at a case, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<Look>, PortalError> {
    let list = "SELECT who, at, why, voice FROM reporter_look WHERE case_id = $1 ORDER BY id";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    let look = |row: &sqlx::any::AnyRow| {
        Ok(Look {
            who: row.try_get("who")?,
            at_ms: row.try_get("at")?,
            why: row.try_get("why")?,
            voice: row.id_or_none("voice")?,
        })
    };
    rows.iter().map(look).collect()
}
