//! Cases as the command line shows them: with everything, to whoever owns the folder.

use std::collections::HashMap;

use report::limits::PHOTO_TYPE;
use report::receipt::Accepted;
use report::{ActId, Content, Outcome, Sha256, Signed, Status, TrackingCode};
use sqlx::any::AnyRow;
use sqlx::{AnyPool, AssertSqlSafe, Row as _};

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
    /// The secret that opens it; gone when what was personal is erased.
    pub tracking_code: Option<TrackingCode>,
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
    /// Devices that hear of it as one that is public.
    pub followers: i64,
    /// Devices that met the same trouble.
    pub me_too: i64,
    /// Its photos and voice notes, in their order.
    pub photos: Vec<PhotoRecord>,
}

/// A photo or a voice note of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoRecord {
    /// The hash of the whole.
    pub sha256: Sha256,
    /// Whether the whole is stored.
    pub stored: bool,
    /// Whether it is a voice note.
    pub voice: bool,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// A code of [`crate::casework::EventKind`].
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

/// The columns of a [`CaseRecord`].
const COLUMNS: &str = "c.id, c.number, c.act_id, act.accepted_receipt, c.status, c.outcome, c.category, c.commune,
    c.commune_method, c.text, c.unit, c.published_at,
    (SELECT count(*) FROM follower WHERE follower.case_id = c.id) AS followers,
    (SELECT count(*) FROM me_too WHERE me_too.case_id = c.id) AS me_too
    FROM case_file c JOIN act ON act.device = c.device AND act.act_id = c.act_id";

/// Every case, by row.
///
/// # Errors
/// Those of the database.
pub async fn all(readers: &AnyPool) -> Result<Vec<CaseRecord>, PortalError> {
    let rows = sqlx::query(AssertSqlSafe(format!("SELECT {COLUMNS} ORDER BY c.id"))).fetch_all(readers).await?;
    let photos = sqlx::query(
        "SELECT case_id, sha256, stored_at, media_type FROM attachment WHERE superseded_at IS NULL ORDER BY case_id, position",
    );
    let mut photos = by_case(&photos.fetch_all(readers).await?)?;
    rows.iter().map(|row| record(row, &mut photos)).collect()
}

/// The case with this number.
///
/// # Errors
/// Those of the database.
pub async fn find(readers: &AnyPool, number: &str) -> Result<Option<CaseRecord>, PortalError> {
    let row = sqlx::query(AssertSqlSafe(format!("SELECT {COLUMNS} WHERE c.number = $1")));
    let Some(row) = row.bind(number.to_owned()).fetch_optional(readers).await? else { return Ok(None) };
    let photos = sqlx::query(
        "SELECT case_id, sha256, stored_at, media_type FROM attachment
            WHERE case_id = $1 AND superseded_at IS NULL ORDER BY position",
    );
    let mut photos = by_case(&photos.bind(row.try_get::<i64, _>("id")?).fetch_all(readers).await?)?;
    record(&row, &mut photos).map(Some)
}

/// What happened to a case, in order.
///
/// # Errors
/// Those of the database.
pub async fn timeline(readers: &AnyPool, case: i64) -> Result<Vec<EventRecord>, PortalError> {
    let list = "SELECT kind, status, outcome, at, text, unit, actor FROM event
        WHERE case_id = $1 AND kind <> 'told' ORDER BY position";
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
        let voice = row.try_get::<String, _>("media_type")? != PHOTO_TYPE;
        let photo = PhotoRecord { sha256: row.id("sha256")?, stored, voice };
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
        tracking_code: row.try_get::<Option<&[u8]>, _>("accepted_receipt")?.map(tracking_code).transpose()?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        category: row.try_get("category")?,
        commune: row.try_get("commune")?,
        commune_method: row.try_get("commune_method")?,
        text: row.try_get("text")?,
        unit: row.try_get("unit")?,
        published: row.try_get::<Option<i64>, _>("published_at")?.is_some(),
        followers: row.try_get("followers")?,
        me_too: row.try_get("me_too")?,
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
