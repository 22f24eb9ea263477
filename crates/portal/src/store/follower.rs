//! Who met the same trouble, and who hears of a case that is public.
//!
//! **Invariant:** a device counts once and hears once, however many acts it sends.

use report::DeviceKey;
use report::wire::ActRef;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::told;

/// Counts the device of `by`, and lets it hear of the case.
///
/// # Errors
/// Those of the database.
pub async fn me_too(connection: &mut AnyConnection, case_id: i64, by: ActRef, at_ms: i64) -> Result<(), PortalError> {
    let count = "INSERT INTO me_too (case_id, device, act_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    sqlx::query(count)
        .bind(case_id)
        .bind(by.device.as_bytes().to_vec())
        .bind(by.act.as_bytes().to_vec())
        .bind(at_ms)
        .execute(&mut *connection)
        .await?;
    follow(connection, case_id, by).await
}

/// Lets the device of `by` hear of the case from now on, and tells it how the case stands.
///
/// # Errors
/// Those of the database.
pub async fn follow(connection: &mut AnyConnection, case_id: i64, by: ActRef) -> Result<(), PortalError> {
    let find = "SELECT 1 FROM follower WHERE case_id = $1 AND device = $2";
    let query = sqlx::query(find).bind(case_id).bind(by.device.as_bytes().to_vec());
    if query.fetch_optional(&mut *connection).await?.is_some() {
        return Ok(());
    }
    let since = told::how_it_stands(connection, case_id, by).await?;
    sqlx::query("INSERT INTO follower (case_id, device, act_id, since) VALUES ($1, $2, $3, $4)")
        .bind(case_id)
        .bind(by.device.as_bytes().to_vec())
        .bind(by.act.as_bytes().to_vec())
        .bind(since)
        .execute(connection)
        .await?;
    Ok(())
}

/// The device hears of the case no longer, nor of the one into which it was merged. That it met the same trouble still counts.
///
/// # Errors
/// Those of the database.
pub async fn unfollow(connection: &mut AnyConnection, case_id: i64, device: DeviceKey) -> Result<(), PortalError> {
    let forget = "DELETE FROM follower WHERE (case_id = $1 OR came_from = $1) AND device = $2";
    sqlx::query(forget).bind(case_id).bind(device.as_bytes().to_vec()).execute(connection).await?;
    Ok(())
}

/// How many devices are with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Following {
    /// Those that hear of it.
    pub followers: i64,
    /// Those that met the same trouble.
    pub me_too: i64,
}

/// How many are with this case.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Following, PortalError> {
    let count = "SELECT (SELECT count(*) FROM follower WHERE case_id = $1) AS followers,
        (SELECT count(*) FROM me_too WHERE case_id = $1) AS me_too";
    let row = sqlx::query(count).bind(case_id).fetch_one(executor).await?;
    Ok(Following { followers: row.try_get("followers")?, me_too: row.try_get("me_too")? })
}
