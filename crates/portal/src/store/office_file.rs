//! What officers put to a case. The bytes are with the photos; here is whose they are and who sees them.
//!
//! **Invariant:** a row names a file that is whole on the disk; a file of the office is nobody's but officers' until the case
//! is answered, and everybody's only while the case is published.

use report::Sha256;
use sqlx::any::{AnyExecutor, AnyRow};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::casework::FileKind;
use crate::error::PortalError;
use crate::store::row::Columns as _;

/// The most files of one case.
pub const MOST: i64 = 50;

/// A file that an officer puts to a case; its bytes are on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// What it shows.
    pub kind: FileKind,
    /// What the officer calls it.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its hash.
    pub sha256: Sha256,
    /// Its bytes.
    pub length: i64,
    /// Of a photo: the same, small.
    pub thumbnail: Option<Vec<u8>>,
    /// Whether it goes with the answer.
    pub shown: bool,
}

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeFile {
    /// Its row.
    pub id: i64,
    /// The case.
    pub case_id: i64,
    /// What it shows.
    pub kind: FileKind,
    /// What the officer calls it.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its hash.
    pub sha256: Sha256,
    /// Its bytes.
    pub length: i64,
    /// When it was put there, ms.
    pub added_at_ms: i64,
    /// By whom.
    pub added_by: String,
    /// Whether it goes with the answer.
    pub shown: bool,
}

const COLUMNS: &str =
    "SELECT id, case_id, kind, name, media_type, sha256, length, added_at, added_by, shown_at FROM office_file";

/// The files of a case, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<OfficeFile>, PortalError> {
    let list = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE case_id = $1 ORDER BY id"))).bind(case_id);
    list.fetch_all(executor).await?.iter().map(file).collect()
}

/// The file of this row.
///
/// # Errors
/// Those of the database.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, id: i64) -> Result<Option<OfficeFile>, PortalError> {
    let find = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"))).bind(id);
    find.fetch_optional(executor).await?.as_ref().map(file).transpose()
}

/// The small picture of a file.
///
/// # Errors
/// Those of the database.
pub async fn thumbnail<'e>(executor: impl AnyExecutor<'e>, id: i64) -> Result<Option<Vec<u8>>, PortalError> {
    let find = sqlx::query_scalar("SELECT thumbnail FROM office_file WHERE id = $1").bind(id);
    Ok(find.fetch_optional(executor).await?.flatten())
}

/// Whether a case has a photo of what was put right, since it last began to be handled again.
pub(super) const HAS_AFTER_PHOTO: &str = "(SELECT count(*) FROM office_file WHERE office_file.case_id = c.id
    AND office_file.kind = 'after' AND office_file.added_at >= coalesce(c.reopened_at, 0)) AS after_photos";

pub(super) async fn insert(
    connection: &mut AnyConnection,
    case_id: i64,
    new: NewFile,
    by: &str,
    now_ms: i64,
) -> Result<i64, PortalError> {
    let count = sqlx::query_scalar("SELECT count(*) FROM office_file WHERE case_id = $1").bind(case_id);
    let count: i64 = count.fetch_one(&mut *connection).await?;
    if count >= MOST {
        return Err(PortalError::TooManyFiles);
    }
    let insert = "INSERT INTO office_file
            (case_id, kind, name, media_type, sha256, length, thumbnail, added_at, added_by, shown_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let id = sqlx::query_scalar(insert)
        .bind(case_id)
        .bind(new.kind.code())
        .bind(new.name)
        .bind(new.media_type)
        .bind(new.sha256.as_bytes().to_vec())
        .bind(new.length)
        .bind(new.thumbnail)
        .bind(now_ms)
        .bind(by.to_owned())
        .bind(new.shown.then_some(now_ms));
    Ok(id.fetch_one(connection).await?)
}

pub(super) async fn delete(connection: &mut AnyConnection, id: i64) -> Result<(), PortalError> {
    sqlx::query("DELETE FROM office_file WHERE id = $1").bind(id).execute(connection).await?;
    Ok(())
}

pub(super) async fn show(connection: &mut AnyConnection, id: i64, shown: bool, now_ms: i64) -> Result<(), PortalError> {
    let show = sqlx::query("UPDATE office_file SET shown_at = $1 WHERE id = $2").bind(shown.then_some(now_ms)).bind(id);
    show.execute(connection).await?;
    Ok(())
}

pub(super) fn file(row: &AnyRow) -> Result<OfficeFile, PortalError> {
    Ok(OfficeFile {
        id: row.try_get("id")?,
        case_id: row.try_get("case_id")?,
        kind: row.parsed("kind")?,
        name: row.try_get("name")?,
        media_type: row.try_get("media_type")?,
        sha256: row.id("sha256")?,
        length: row.try_get("length")?,
        added_at_ms: row.try_get("added_at")?,
        added_by: row.try_get("added_by")?,
        shown: row.try_get::<Option<i64>, _>("shown_at")?.is_some(),
    })
}
