//! Which base maps count. Their files lie among the photos under their hashes.

use report::Sha256;
use report::base_map::PackBaseMap;
use sqlx::{AnyConnection, AnyExecutor};

use crate::error::PortalError;
use crate::store::erasure;
use crate::store::row::Columns as _;

/// Base maps that stay.
const KEPT: i64 = 2;

/// Says that the newest pack names this base map, or none. The one before stays while there is one: devices may be fetching it.
/// What counts no more is removed with whatever else is forgotten.
///
/// # Errors
/// Those of the database.
pub async fn name(connection: &mut AnyConnection, named: Option<&PackBaseMap>, now_ms: i64) -> Result<(), PortalError> {
    if let Some(PackBaseMap { sha256, length, .. }) = named {
        erasure::remember_photo(connection, *sha256).await?;
        let name = "INSERT INTO base_map (sha256, length, named_at) VALUES ($1, $2, $3)
            ON CONFLICT (sha256) DO UPDATE SET named_at = excluded.named_at";
        let length = i64::try_from(*length).map_err(|_| PortalError::Broken("base_map"))?;
        let name = sqlx::query(name).bind(sha256.as_bytes().to_vec()).bind(length).bind(now_ms);
        name.execute(&mut *connection).await?;
    }
    let kept = if named.is_some() { KEPT } else { 0 };
    let old = "SELECT sha256 FROM base_map WHERE sha256 NOT IN
        (SELECT sha256 FROM base_map ORDER BY named_at DESC, sha256 LIMIT $1)";
    for row in sqlx::query(old).bind(kept).fetch_all(&mut *connection).await? {
        let sha256: Sha256 = row.id("sha256")?;
        erasure::forget_photo(connection, sha256, now_ms).await?;
        let forget = sqlx::query("DELETE FROM base_map WHERE sha256 = $1");
        forget.bind(sha256.as_bytes().to_vec()).execute(&mut *connection).await?;
    }
    Ok(())
}

/// How long a base map is, in bytes; `None` when it does not count.
///
/// # Errors
/// Those of the database.
pub async fn length<'e>(executor: impl AnyExecutor<'e>, sha256: &Sha256) -> Result<Option<u64>, PortalError> {
    let find = sqlx::query_scalar("SELECT length FROM base_map WHERE sha256 = $1");
    let found: Option<i64> = find.bind(sha256.as_bytes().to_vec()).fetch_optional(executor).await?;
    found.map(|length| u64::try_from(length).map_err(|_| PortalError::Broken("base_map"))).transpose()
}

/// Every base map that counts.
///
/// # Errors
/// Those of the database.
pub async fn all<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<Sha256>, PortalError> {
    let rows = sqlx::query("SELECT sha256 FROM base_map ORDER BY sha256").fetch_all(executor).await?;
    rows.iter().map(|row| row.id("sha256")).collect()
}
