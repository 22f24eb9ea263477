//! Region packs that were made. The newest counts; older ones stay, because cases were placed by them.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::setting::{self, Name};

/// When something that the pack carries was last changed, ms; 0 when the pack carries it.
const OUTDATED: Name<i64> = Name::new("region_outdated", || 0);
/// Who makes packs again.
const PORTAL: &str = "portal";

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
    /// Bytes of the base map that it names.
    pub base_map_bytes: Option<i64>,
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
    let newest = "SELECT id, geojson, pack, etag, base_map_bytes FROM region ORDER BY id DESC LIMIT 1";
    let Some(row) = sqlx::query(newest).fetch_optional(executor).await? else { return Ok(None) };
    Ok(Some(RegionRow {
        id: row.try_get("id")?,
        geojson: row.try_get("geojson")?,
        pack: row.try_get("pack")?,
        etag: row.try_get("etag")?,
        base_map_bytes: row.try_get("base_map_bytes")?,
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

/// When a pack was made, and how large it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackMade {
    /// When, ms.
    pub at_ms: i64,
    /// Its `ETag`, with its quotes.
    pub etag: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// Bytes of the base map that it names.
    pub base_map_bytes: Option<i64>,
}

/// The packs that were made, the newest first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn made<'e>(executor: impl AnyExecutor<'e>, most: i64) -> Result<Vec<PackMade>, PortalError> {
    let list = "SELECT made_at, etag, length(pack) AS bytes, base_map_bytes FROM region ORDER BY id DESC LIMIT $1";
    let rows = sqlx::query(list).bind(most).fetch_all(executor).await?;
    let made = |row: &AnyRow| {
        Ok(PackMade {
            at_ms: row.try_get("made_at")?,
            etag: row.try_get("etag")?,
            bytes: bytes(row)?,
            base_map_bytes: row.try_get("base_map_bytes")?,
        })
    };
    rows.iter().map(made).collect()
}

/// The length of bytes is of another type at each engine.
fn bytes(row: &AnyRow) -> Result<i64, PortalError> {
    Ok(row.try_get::<i64, _>("bytes").or_else(|_| row.try_get::<i32, _>("bytes").map(i64::from))?)
}

/// Says that the pack does not carry any more what counts: rules, categories or working time were changed.
///
/// # Errors
/// Those of the database.
pub async fn outdate(connection: &mut AnyConnection, who: &str, now_ms: i64) -> Result<(), PortalError> {
    setting::set(connection, &OUTDATED, &now_ms, who, false, now_ms).await
}

/// Since when the pack does not carry what counts, ms, as of the last change; 0 while it does.
///
/// # Errors
/// Those of the database.
pub async fn outdated<'e>(executor: impl AnyExecutor<'e>) -> Result<i64, PortalError> {
    Ok(setting::get(executor, &OUTDATED).await?.value)
}

/// Says that the pack carries what counts.
///
/// # Errors
/// Those of the database.
pub async fn is_up_to_date(connection: &mut AnyConnection, now_ms: i64) -> Result<(), PortalError> {
    setting::set(connection, &OUTDATED, &0, PORTAL, false, now_ms).await
}

/// Adds a pack, which counts from now on.
///
/// # Errors
/// Those of the database.
pub async fn add(connection: &mut AnyConnection, new: &RegionRow, made_at_ms: i64) -> Result<(), PortalError> {
    sqlx::query("INSERT INTO region (made_at, geojson, pack, etag, base_map_bytes) VALUES ($1, $2, $3, $4, $5)")
        .bind(made_at_ms)
        .bind(new.geojson.clone())
        .bind(new.pack.clone())
        .bind(new.etag.clone())
        .bind(new.base_map_bytes)
        .execute(connection)
        .await?;
    Ok(())
}
