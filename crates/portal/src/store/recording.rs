//! Recordings for spoken help, and the archives that were made of them.

use report::Sha256;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::spoken::Languages;
use crate::store::setting::Name;

/// The languages in which is recorded.
pub const LANGUAGES: Name<Languages> = Name::new("spoken_languages", Languages::default);
/// Archives that stay.
const KEPT: i64 = 2;

/// A recording without its sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingRow {
    /// The code of its language.
    pub language: String,
    /// What it is of.
    pub says: String,
    /// What stood there when it was recorded.
    pub words: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub length: i64,
    /// When it was recorded, ms.
    pub updated_at_ms: i64,
    /// By whom.
    pub updated_by: String,
}

/// A recording that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecording {
    /// The code of its language.
    pub language: String,
    /// What it is of.
    pub says: String,
    /// What stands there.
    pub words: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The sound.
    pub sound: Vec<u8>,
}

/// Every recording, without the sounds.
///
/// # Errors
/// Those of the database.
pub async fn all<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<RecordingRow>, PortalError> {
    let list = "SELECT language, says, words, media_type, length(sound) AS bytes, updated_at, updated_by
        FROM recording ORDER BY language, says";
    sqlx::query(list).fetch_all(executor).await?.iter().map(row).collect()
}

/// The sound of a recording and its media type.
///
/// # Errors
/// Those of the database.
pub async fn sound<'e>(
    executor: impl AnyExecutor<'e>,
    language: &str,
    says: &str,
) -> Result<Option<(String, Vec<u8>)>, PortalError> {
    let find = sqlx::query("SELECT media_type, sound FROM recording WHERE language = $1 AND says = $2");
    let found = find.bind(language.to_owned()).bind(says.to_owned()).fetch_optional(executor).await?;
    found.map(|row| Ok((row.try_get("media_type")?, row.try_get("sound")?))).transpose()
}

/// Keeps a recording in the place of the one before.
///
/// # Errors
/// Those of the database.
pub async fn put(connection: &mut AnyConnection, new: NewRecording, by: &str, now_ms: i64) -> Result<(), PortalError> {
    let put = "INSERT INTO recording (language, says, words, media_type, sound, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (language, says) DO UPDATE SET words = excluded.words, media_type = excluded.media_type,
            sound = excluded.sound, updated_at = excluded.updated_at, updated_by = excluded.updated_by";
    let put = sqlx::query(put).bind(new.language).bind(new.says).bind(new.words).bind(new.media_type).bind(new.sound);
    put.bind(now_ms).bind(by.to_owned()).execute(connection).await?;
    Ok(())
}

/// Takes a recording away; whether there was one.
///
/// # Errors
/// Those of the database.
pub async fn delete(connection: &mut AnyConnection, language: &str, says: &str) -> Result<bool, PortalError> {
    let delete = sqlx::query("DELETE FROM recording WHERE language = $1 AND says = $2");
    let gone = delete.bind(language.to_owned()).bind(says.to_owned()).execute(connection).await?;
    Ok(gone.rows_affected() == 1)
}

/// Keeps an archive, and of the older ones the newest.
///
/// # Errors
/// Those of the database.
pub async fn keep_archive(
    connection: &mut AnyConnection,
    sha256: &Sha256,
    bytes: &[u8],
    now_ms: i64,
) -> Result<(), PortalError> {
    let keep = "INSERT INTO spoken_archive (sha256, bytes, made_at) VALUES ($1, $2, $3)
        ON CONFLICT (sha256) DO UPDATE SET made_at = excluded.made_at";
    let keep = sqlx::query(keep).bind(sha256.as_bytes().to_vec()).bind(bytes.to_vec()).bind(now_ms);
    keep.execute(&mut *connection).await?;
    let forget = "DELETE FROM spoken_archive WHERE sha256 NOT IN
        (SELECT sha256 FROM spoken_archive ORDER BY made_at DESC, sha256 LIMIT $1)";
    sqlx::query(forget).bind(KEPT).execute(connection).await?;
    Ok(())
}

/// How long an archive is, in bytes; `None` when it is not there.
///
/// # Errors
/// Those of the database.
pub async fn archive_length<'e>(executor: impl AnyExecutor<'e>, sha256: &Sha256) -> Result<Option<i64>, PortalError> {
    let find = sqlx::query("SELECT length(bytes) AS bytes FROM spoken_archive WHERE sha256 = $1");
    let found = find.bind(sha256.as_bytes().to_vec()).fetch_optional(executor).await?;
    found.as_ref().map(length).transpose()
}

/// `count` bytes of an archive from the byte `first` on, the first byte being 0.
///
/// # Errors
/// Those of the database.
pub async fn archive_part<'e>(
    executor: impl AnyExecutor<'e>,
    sha256: &Sha256,
    first: u64,
    count: u64,
) -> Result<Option<Vec<u8>>, PortalError> {
    let part = "SELECT substr(bytes, CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AS part FROM spoken_archive
        WHERE sha256 = $3";
    let broken = |_| PortalError::Broken("spoken_archive");
    let (first, count) = (i64::try_from(first).map_err(broken)?, i64::try_from(count).map_err(broken)?);
    let part = sqlx::query(part).bind(first + 1).bind(count).bind(sha256.as_bytes().to_vec());
    Ok(part.fetch_optional(executor).await?.map(|row| row.try_get("part")).transpose()?)
}

fn row(row: &AnyRow) -> Result<RecordingRow, PortalError> {
    Ok(RecordingRow {
        language: row.try_get("language")?,
        says: row.try_get("says")?,
        words: row.try_get("words")?,
        media_type: row.try_get("media_type")?,
        length: length(row)?,
        updated_at_ms: row.try_get("updated_at")?,
        updated_by: row.try_get("updated_by")?,
    })
}

/// The length of bytes is of another type at each engine.
fn length(row: &AnyRow) -> Result<i64, PortalError> {
    Ok(row.try_get::<i64, _>("bytes").or_else(|_| row.try_get::<i32, _>("bytes").map(i64::from))?)
}
