//! Devices: which the books know, and which are revoked.
//!
//! **Invariant:** what a revoked device filed stays, and its receipts hold; only the key opens nothing more.

use report::DeviceKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, AnyPool, AssertSqlSafe, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// A device as the command line shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRecord {
    /// Its key.
    pub device: DeviceKey,
    /// Its acts in the books.
    pub acts: i64,
    /// When the last one came, ms.
    pub last_act_ms: Option<i64>,
    /// When it was revoked, ms.
    pub revoked_ms: Option<i64>,
    /// And why.
    pub reason: Option<String>,
}

/// Whether the books know the device: by an act, or by a claim.
///
/// # Errors
/// Those of the database.
pub async fn is_known<'e>(executor: impl AnyExecutor<'e>, device: DeviceKey) -> Result<bool, PortalError> {
    let find = "SELECT 1 WHERE EXISTS (SELECT 1 FROM act WHERE device = $1)
        OR EXISTS (SELECT 1 FROM claim WHERE device = $1)";
    let found = sqlx::query(find).bind(device.as_bytes().to_vec()).fetch_optional(executor).await?;
    Ok(found.is_some())
}

/// Whether the device is revoked.
///
/// # Errors
/// Those of the database.
pub async fn is_revoked<'e>(executor: impl AnyExecutor<'e>, device: DeviceKey) -> Result<bool, PortalError> {
    let find = sqlx::query("SELECT 1 FROM device_revoked WHERE device = $1");
    Ok(find.bind(device.as_bytes().to_vec()).fetch_optional(executor).await?.is_some())
}

/// Revokes the device and ends its session. The first reason stays.
///
/// # Errors
/// Those of the database.
pub async fn revoke(
    connection: &mut AnyConnection,
    device: DeviceKey,
    reason: &str,
    at_ms: i64,
) -> Result<(), PortalError> {
    let revoke = "INSERT INTO device_revoked (device, reason, revoked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    sqlx::query(revoke)
        .bind(device.as_bytes().to_vec())
        .bind(reason.to_owned())
        .bind(at_ms)
        .execute(&mut *connection)
        .await?;
    let end = sqlx::query("DELETE FROM device_session WHERE device = $1");
    end.bind(device.as_bytes().to_vec()).execute(connection).await?;
    Ok(())
}

/// The devices that the books know; of the case with this number, if one is named, those that reported or claimed it.
///
/// # Errors
/// Those of the database.
pub async fn list(readers: &AnyPool, number: Option<&str>) -> Result<Vec<DeviceRecord>, PortalError> {
    let of_all = "SELECT device FROM act UNION SELECT device FROM claim UNION SELECT device FROM device_revoked";
    let of_case = "SELECT device FROM case_file WHERE number = $1
        UNION SELECT claim.device FROM claim JOIN case_file ON case_file.id = claim.case_id WHERE number = $1";
    let list = format!(
        "SELECT known.device, device_revoked.revoked_at, device_revoked.reason,
            (SELECT count(*) FROM act WHERE act.device = known.device) AS acts,
            (SELECT max(received_at) FROM act WHERE act.device = known.device) AS last_act_at
         FROM ({}) AS known LEFT JOIN device_revoked ON device_revoked.device = known.device ORDER BY known.device",
        if number.is_some() { of_case } else { of_all }
    );
    let query = sqlx::query(AssertSqlSafe(list));
    let query = if let Some(number) = number { query.bind(number.to_owned()) } else { query };
    query.fetch_all(readers).await?.iter().map(record).collect()
}

fn record(row: &AnyRow) -> Result<DeviceRecord, PortalError> {
    Ok(DeviceRecord {
        device: row.id("device")?,
        acts: row.try_get("acts")?,
        last_act_ms: row.try_get("last_act_at")?,
        revoked_ms: row.try_get("revoked_at")?,
        reason: row.try_get("reason")?,
    })
}
