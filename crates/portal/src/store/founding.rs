//! The portal's own row: which portal this is and since when.

use report::{Epoch, PortalId};
use sqlx::AnyConnection;
use sqlx::{AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// What a portal is, unchanged from its first start to a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founded {
    /// Which portal.
    pub id: PortalId,
    /// Its unbroken memory.
    pub epoch: Epoch,
    /// Its first start, ms.
    pub created_at_ms: i64,
}

/// A memory that nobody had before.
///
/// # Errors
/// When the system has no randomness.
pub fn new_epoch() -> Result<Epoch, PortalError> {
    let mut epoch = [0; 16];
    getrandom::fill(&mut epoch).map_err(std::io::Error::other)?;
    Ok(Epoch::from_bytes(epoch))
}

/// The row, when there is one.
///
/// # Errors
/// When it does not read.
pub async fn found<'e>(executor: impl AnyExecutor<'e>) -> Result<Option<Founded>, PortalError> {
    let row = sqlx::query("SELECT id, epoch, created_at FROM portal").fetch_optional(executor).await?;
    let Some(row) = row else { return Ok(None) };
    let founded = Founded { id: row.parsed("id")?, epoch: row.id("epoch")?, created_at_ms: row.try_get("created_at")? };
    Ok(Some(founded))
}

/// Writes the row of a new portal; somebody who came first wins. Says whether it is new.
///
/// # Errors
/// Those of the database.
pub async fn establish(connection: &mut AnyConnection, new: &Founded) -> Result<(Founded, bool), PortalError> {
    if let Some(already) = found(&mut *connection).await? {
        return Ok((already, false));
    }
    sqlx::query("INSERT INTO portal (id, epoch, created_at) VALUES ($1, $2, $3)")
        .bind(new.id.as_str().to_owned())
        .bind(new.epoch.as_bytes().to_vec())
        .bind(new.created_at_ms)
        .execute(connection)
        .await?;
    Ok((new.clone(), true))
}
