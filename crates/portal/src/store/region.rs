//! Region packs that were made. The newest counts; older ones stay, because cases were placed by them.

use sqlx::AnyConnection;
use sqlx::{AnyExecutor, Row as _};

use crate::error::PortalError;

/// A pack and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRow {
    /// Its row.
    pub id: i64,
    /// The communes as canonical `GeoJSON`.
    pub geojson: String,
    /// The signed pack.
    pub pack: Vec<u8>,
    /// The pack's `ETag`, with its quotes.
    pub etag: String,
}

/// The row of the pack that counts.
///
/// # Errors
/// Those of the database.
pub async fn newest_id<'e>(executor: impl AnyExecutor<'e>) -> Result<Option<i64>, PortalError> {
    let newest = "SELECT id FROM region ORDER BY id DESC LIMIT 1";
    Ok(sqlx::query_scalar(newest).fetch_optional(executor).await?)
}

/// The pack that counts.
///
/// # Errors
/// Those of the database.
pub async fn newest<'e>(executor: impl AnyExecutor<'e>) -> Result<Option<RegionRow>, PortalError> {
    let newest = "SELECT id, geojson, pack, etag FROM region ORDER BY id DESC LIMIT 1";
    let Some(row) = sqlx::query(newest).fetch_optional(executor).await? else { return Ok(None) };
    Ok(Some(RegionRow {
        id: row.try_get("id")?,
        geojson: row.try_get("geojson")?,
        pack: row.try_get("pack")?,
        etag: row.try_get("etag")?,
    }))
}

/// The pack's `ETag` and its communes, without the pack itself.
///
/// # Errors
/// Those of the database.
pub async fn newest_drawing<'e>(executor: impl AnyExecutor<'e>) -> Result<Option<(String, String)>, PortalError> {
    let newest = "SELECT etag, geojson FROM region ORDER BY id DESC LIMIT 1";
    let row = sqlx::query(newest).fetch_optional(executor).await?;
    row.map(|row| Ok((row.try_get("etag")?, row.try_get("geojson")?))).transpose()
}

/// Adds a pack, which counts from now on.
///
/// # Errors
/// Those of the database.
pub async fn add(connection: &mut AnyConnection, new: &RegionRow, made_at_ms: i64) -> Result<(), PortalError> {
    sqlx::query("INSERT INTO region (made_at, geojson, pack, etag) VALUES ($1, $2, $3, $4)")
        .bind(made_at_ms)
        .bind(new.geojson.clone())
        .bind(new.pack.clone())
        .bind(new.etag.clone())
        .execute(connection)
        .await?;
    Ok(())
}
