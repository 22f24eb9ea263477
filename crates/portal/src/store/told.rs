//! Telling one device how a case stands. Whoever begins to hear of a case has heard positions beyond its past already,
//! so what they missed is told again, to them alone, at positions of its own.

use report::DeviceKey;
use report::wire::ActRef;
use sqlx::AnyConnection;

use crate::error::PortalError;

/// Tells the device of `by` how the case stands, in words that are for everybody, and returns the position. `by` is the
/// act by which the device knows the case.
///
/// # Errors
/// Those of the database.
pub async fn how_it_stands(connection: &mut AnyConnection, case_id: i64, by: ActRef) -> Result<i64, PortalError> {
    let tell = "INSERT INTO event (case_id, kind, status, outcome, at, text, unit, device, act_id)
        SELECT case_id, 'told', status, outcome, at, CASE WHEN audience = 'everybody' THEN text END, unit, $2, $3
        FROM event WHERE case_id = $1 AND kind = 'status' ORDER BY position DESC LIMIT 1 RETURNING position";
    let query = sqlx::query_scalar(tell).bind(case_id);
    let query = query.bind(by.device.as_bytes().to_vec()).bind(by.act.as_bytes().to_vec());
    Ok(query.fetch_one(connection).await?)
}

/// Tells a device that claimed the case everything that whoever reported it heard up to the position `until`, up to which the
/// claimant has heard of its other cases. What is behind it comes as it comes to all.
///
/// # Errors
/// Those of the database.
pub async fn everything(
    connection: &mut AnyConnection,
    case_id: i64,
    device: DeviceKey,
    until: i64,
) -> Result<(), PortalError> {
    let tell = "INSERT INTO event (case_id, kind, status, outcome, at, text, audience, unit, device)
        SELECT case_id, 'told', status, outcome, at, text, 'reporter', unit, $2
        FROM event WHERE case_id = $1 AND kind IN ('status', 'linked') AND position <= $3 ORDER BY position";
    sqlx::query(tell).bind(case_id).bind(device.as_bytes().to_vec()).bind(until).execute(connection).await?;
    Ok(())
}
