//! Cases that a second device opened by their tracking code.
//!
//! **Invariant:** a device claims a case once, and is told its past once; nobody is told of another's claim.

use report::wire::ActRef;
use report::{DeviceKey, TrackingCode};
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::acceptance::code_sha256;
use crate::store::row::Columns as _;
use crate::store::told;

/// The case that a code opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Its row.
    pub case_id: i64,
    /// The report that began it.
    pub report: ActRef,
    /// Whether whoever asks reported or claimed it before.
    pub is_theirs: bool,
}

/// The case that `code` opens, for `device`.
///
/// # Errors
/// Those of the database.
pub async fn opened<'e>(
    executor: impl AnyExecutor<'e>,
    code: &TrackingCode,
    device: DeviceKey,
) -> Result<Option<Opened>, PortalError> {
    let find = "SELECT id, device, act_id, CASE WHEN device = $2
            OR EXISTS (SELECT 1 FROM claim WHERE claim.case_id = case_file.id AND claim.device = $2)
            THEN 1 ELSE 0 END AS is_theirs
        FROM case_file WHERE code_sha256 = $1 AND erased_at IS NULL";
    let query = sqlx::query(find).bind(code_sha256(code)).bind(device.as_bytes().to_vec());
    let Some(row) = query.fetch_optional(executor).await? else { return Ok(None) };
    Ok(Some(Opened {
        case_id: row.try_get("id")?,
        report: ActRef { device: row.id("device")?, act: row.id("act_id")? },
        is_theirs: row.try_get::<i64, _>("is_theirs")? == 1,
    }))
}

/// Lets `device`, which has heard up to `heard_until`, hear of the case from now on and of its past.
///
/// # Errors
/// Those of the database.
pub async fn claim(
    connection: &mut AnyConnection,
    case_id: i64,
    device: DeviceKey,
    heard_until: i64,
    at_ms: i64,
) -> Result<(), PortalError> {
    let claim = "INSERT INTO claim (case_id, device, claimed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let query = sqlx::query(claim).bind(case_id).bind(device.as_bytes().to_vec()).bind(at_ms);
    if query.execute(&mut *connection).await?.rows_affected() == 1 {
        told::everything(connection, case_id, device, heard_until).await?;
    }
    Ok(())
}

/// The report with this id that `device` filed or claimed.
///
/// # Errors
/// Those of the database.
pub async fn held<'e>(
    executor: impl AnyExecutor<'e>,
    device: DeviceKey,
    act: report::ActId,
) -> Result<Option<ActRef>, PortalError> {
    let find = "SELECT device FROM act WHERE device = $1 AND act_id = $2
        UNION ALL SELECT case_file.device FROM claim JOIN case_file ON case_file.id = claim.case_id
            WHERE claim.device = $1 AND case_file.act_id = $2 LIMIT 1";
    let query = sqlx::query(find).bind(device.as_bytes().to_vec()).bind(act.as_bytes().to_vec());
    let row = query.fetch_optional(executor).await?;
    row.map(|row| Ok(ActRef { device: row.id("device")?, act })).transpose()
}

/// Whether `device` claimed the case that the report `of` began.
///
/// # Errors
/// Those of the database.
pub async fn holds<'e>(executor: impl AnyExecutor<'e>, device: DeviceKey, of: ActRef) -> Result<bool, PortalError> {
    let find = "SELECT 1 FROM claim JOIN case_file ON case_file.id = claim.case_id
        WHERE claim.device = $1 AND case_file.device = $2 AND case_file.act_id = $3";
    let query = sqlx::query(find)
        .bind(device.as_bytes().to_vec())
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec());
    Ok(query.fetch_optional(executor).await?.is_some())
}

/// The sealed bytes of an act.
///
/// # Errors
/// Those of the database.
pub async fn sealed<'e>(executor: impl AnyExecutor<'e>, of: ActRef) -> Result<Option<Vec<u8>>, PortalError> {
    let find = sqlx::query_scalar("SELECT bytes FROM act WHERE device = $1 AND act_id = $2");
    Ok(find.bind(of.device.as_bytes().to_vec()).bind(of.act.as_bytes().to_vec()).fetch_optional(executor).await?)
}
