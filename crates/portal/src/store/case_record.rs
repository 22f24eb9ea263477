//! Cases as the command line shows them: with everything, to whoever owns the folder.

use std::collections::HashMap;

use report::receipt::Accepted;
use report::{ActId, Content, Outcome, Sha256, Signed, Status, TrackingCode};
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// A case with everything.
#[derive(Debug, Clone)]
pub struct CaseRecord {
    /// Its row.
    pub id: i64,
    /// Its public number.
    pub number: String,
    /// The act that filed it.
    pub act: ActId,
    /// The secret that opens it.
    pub tracking_code: TrackingCode,
    /// Where it stands.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The category's code.
    pub category: String,
    /// The commune's code.
    pub commune: Option<String>,
    /// How the commune was found.
    pub commune_method: Option<String>,
    /// What the citizen wrote.
    pub text: Option<String>,
    /// The unit that has it, by code.
    pub unit: Option<String>,
    /// Whether everybody sees it.
    pub published: bool,
    /// Its photos, in their order.
    pub photos: Vec<PhotoRecord>,
}

/// A photo of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoRecord {
    /// The hash of the whole.
    pub sha256: Sha256,
    /// Whether the whole is stored.
    pub stored: bool,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// `status`, `published`, `unpublished`.
    pub kind: String,
    /// The status that the case then had.
    pub status: String,
    /// What came of it.
    pub outcome: Option<String>,
    /// When, ms.
    pub at_ms: i64,
    /// The answer or the reason.
    pub text: Option<String>,
    /// The unit that had it, by code.
    pub unit: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
}

/// Every case, by row.
///
/// # Errors
/// Those of the database.
pub async fn all(readers: &AnyPool) -> Result<Vec<CaseRecord>, PortalError> {
    let rows = sqlx::query(
        "SELECT id, number, act_id, accepted_receipt, status, outcome, category, commune, commune_method, text, unit,
            published_at FROM case_file ORDER BY id",
    );
    let rows = rows.fetch_all(readers).await?;
    let photos = sqlx::query("SELECT case_id, sha256, stored_at FROM attachment ORDER BY case_id, position");
    let mut photos = by_case(&photos.fetch_all(readers).await?)?;
    rows.iter().map(|row| record(row, &mut photos)).collect()
}

/// The case with this number.
///
/// # Errors
/// Those of the database.
pub async fn find(readers: &AnyPool, number: &str) -> Result<Option<CaseRecord>, PortalError> {
    let row = sqlx::query(
        "SELECT id, number, act_id, accepted_receipt, status, outcome, category, commune, commune_method, text, unit,
            published_at FROM case_file WHERE number = $1",
    );
    let Some(row) = row.bind(number.to_owned()).fetch_optional(readers).await? else { return Ok(None) };
    let photos = sqlx::query("SELECT case_id, sha256, stored_at FROM attachment WHERE case_id = $1 ORDER BY position");
    let mut photos = by_case(&photos.bind(row.try_get::<i64, _>("id")?).fetch_all(readers).await?)?;
    record(&row, &mut photos).map(Some)
}

/// What happened to a case, in order.
///
/// # Errors
/// Those of the database.
pub async fn timeline(readers: &AnyPool, case: i64) -> Result<Vec<EventRecord>, PortalError> {
    let list = "SELECT kind, status, outcome, at, text, unit, actor FROM event WHERE case_id = $1 ORDER BY position";
    let rows = sqlx::query(list).bind(case).fetch_all(readers).await?;
    let event = |row: &AnyRow| {
        Ok(EventRecord {
            kind: row.try_get("kind")?,
            status: row.try_get("status")?,
            outcome: row.try_get("outcome")?,
            at_ms: row.try_get("at")?,
            text: row.try_get("text")?,
            unit: row.try_get("unit")?,
            actor: row.try_get("actor")?,
        })
    };
    rows.iter().map(event).collect()
}

type Photos = HashMap<i64, Vec<PhotoRecord>>;

fn by_case(rows: &[AnyRow]) -> Result<Photos, PortalError> {
    let mut photos = Photos::new();
    for row in rows {
        let stored = row.try_get::<Option<i64>, _>("stored_at")?.is_some();
        let photo = PhotoRecord { sha256: row.id("sha256")?, stored };
        photos.entry(row.try_get("case_id")?).or_default().push(photo);
    }
    Ok(photos)
}

fn record(row: &AnyRow, photos: &mut Photos) -> Result<CaseRecord, PortalError> {
    let id = row.try_get("id")?;
    Ok(CaseRecord {
        id,
        number: row.try_get("number")?,
        act: row.id("act_id")?,
        tracking_code: tracking_code(row.try_get("accepted_receipt")?)?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        category: row.try_get("category")?,
        commune: row.try_get("commune")?,
        commune_method: row.try_get("commune_method")?,
        text: row.try_get("text")?,
        unit: row.try_get("unit")?,
        published: row.try_get::<Option<i64>, _>("published_at")?.is_some(),
        photos: photos.remove(&id).unwrap_or_default(),
    })
}

/// The code stands only in the frozen receipt.
fn tracking_code(receipt: &[u8]) -> Result<TrackingCode, PortalError> {
    let broken = PortalError::Broken("accepted_receipt");
    let Ok(signed) = Signed::open(receipt, Content::Accepted) else { return Err(broken) };
    let accepted: Accepted = minicbor::decode(&signed.payload).map_err(|_| broken)?;
    accepted.tracking_code.ok_or(PortalError::Broken("accepted_receipt"))
}
