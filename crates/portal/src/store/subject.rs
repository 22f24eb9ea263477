//! Which case an act concerns.
//!
//! ```text
//! about      a report of the same device, or an edit of it            not in the books yet: the act waits for it
//! replaces   the same, or the report of a case that it claimed        likewise
//! case       by number: of me_too, follow, unfollow a published case, of any other act one that this device
//!            reported or claimed                                      else unknown
//! ```
//!
//! **Invariant:** a case that is not there, one that is somebody else's and one that is not public are the same to
//! whoever asks.

use report::{Act, ActId, ActKind, CaseNumber, DeviceKey};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// The case that an act concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its row.
    pub id: i64,
    /// Its number.
    pub number: CaseNumber,
    /// Who reported it.
    pub reporter: DeviceKey,
    /// Whether everybody sees it.
    pub published: bool,
    /// What the citizen wrote.
    pub text: Option<String>,
}

/// The case that `act` of `device` concerns; `None` for a report that begins one.
///
/// # Errors
/// [`PortalError::CaseUnknown`]; [`PortalError::ReportAwaited`] when it concerns a report that has not come yet.
pub async fn of(connection: &mut AnyConnection, device: DeviceKey, act: &Act) -> Result<Option<Subject>, PortalError> {
    let found = match (act.kind, &act.replaces, &act.about, &act.case) {
        (ActKind::Report, None, ..) => return Ok(None),
        (ActKind::Report, Some(report), ..) => match claimed_report(connection, device, *report).await? {
            Some(claimed) => claimed,
            None => own_report(connection, device, *report).await?,
        },
        (_, _, Some(report), _) => own_report(connection, device, *report).await?,
        (kind, _, None, Some(number)) if kind.is_public() => published(connection, number).await?,
        (_, _, None, Some(number)) => held(connection, device, number).await?,
        (_, _, None, None) => return Err(PortalError::CaseUnknown),
    };
    Ok(Some(found))
}

const COLUMNS: &str = "case_file.id, case_file.number, case_file.device, case_file.published_at, case_file.text";

/// Other acts may come before the report that they concern, carried by another hand: nothing of them is lost.
async fn own_report(connection: &mut AnyConnection, device: DeviceKey, act: ActId) -> Result<Subject, PortalError> {
    let find = format!(
        "SELECT {COLUMNS}, act.kind FROM act JOIN case_file ON case_file.id = act.case_id
         WHERE act.device = $1 AND act.act_id = $2"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(find));
    let row = query.bind(device.as_bytes().to_vec()).bind(act.as_bytes().to_vec()).fetch_optional(connection).await?;
    let row = row.ok_or(PortalError::ReportAwaited)?;
    let is_report = row.parsed::<ActKind>("kind")? == ActKind::Report;
    if is_report { subject(&row) } else { Err(PortalError::CaseUnknown) }
}

async fn claimed_report(
    connection: &mut AnyConnection,
    device: DeviceKey,
    act: ActId,
) -> Result<Option<Subject>, PortalError> {
    let find = format!(
        "SELECT {COLUMNS} FROM claim JOIN case_file ON case_file.id = claim.case_id
         WHERE claim.device = $1 AND case_file.act_id = $2"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(find));
    let row = query.bind(device.as_bytes().to_vec()).bind(act.as_bytes().to_vec()).fetch_optional(connection).await?;
    row.as_ref().map(subject).transpose()
}

async fn published(connection: &mut AnyConnection, number: &CaseNumber) -> Result<Subject, PortalError> {
    let find = format!(
        "SELECT {COLUMNS} FROM case_file
         WHERE number = $1 AND published_at IS NOT NULL AND erased_at IS NULL"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(find));
    let row = query.bind(number.to_string()).fetch_optional(connection).await?;
    subject(&row.ok_or(PortalError::CaseUnknown)?)
}

async fn held(connection: &mut AnyConnection, device: DeviceKey, number: &CaseNumber) -> Result<Subject, PortalError> {
    let find = format!(
        "SELECT {COLUMNS} FROM case_file
         WHERE number = $1 AND (device = $2
            OR EXISTS (SELECT 1 FROM claim WHERE claim.case_id = case_file.id AND claim.device = $2))"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(find));
    let row = query.bind(number.to_string()).bind(device.as_bytes().to_vec()).fetch_optional(connection).await?;
    subject(&row.ok_or(PortalError::CaseUnknown)?)
}

fn subject(row: &AnyRow) -> Result<Subject, PortalError> {
    Ok(Subject {
        id: row.try_get("id")?,
        number: row.parsed("number")?,
        reporter: row.id("device")?,
        published: row.try_get::<Option<i64>, _>("published_at")?.is_some(),
        text: row.try_get("text")?,
    })
}
