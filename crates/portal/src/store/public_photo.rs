//! The copies of photos that everybody may see: made by an officer who looked at the photo and covered what nobody is to
//! see, or found nothing to cover. A photo without a copy is withheld, whoever published its case.
//!
//! The copy is a file of its own among the photos, under its own hash; the photo as it came is never changed.
//!
//! **Invariant:** a copy that the books name is whole on the disk: the file is written before the row, in the same job.

use report::Sha256;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::case_view::PictureView;
use crate::store::erasure;
use crate::store::row::Columns as _;

/// A copy that everybody may see once the case is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicPhoto {
    /// The photo as it came.
    pub photo: Sha256,
    /// The copy.
    pub sha256: Sha256,
    /// What was covered, as the officer's page wrote it (JSON).
    pub areas: String,
    /// When somebody looked, ms.
    pub looked_at_ms: i64,
    /// Who.
    pub looked_by: String,
}

/// A copy in a case that has it.
#[derive(Debug, Clone)]
pub struct PublicPicture {
    /// The case.
    pub case_id: i64,
    /// The code of the unit that has the case.
    pub unit: Option<String>,
    /// Since when the case is sealed, ms.
    pub sealed: bool,
    /// The small one, made of the copy.
    pub thumbnail: Vec<u8>,
    /// Whether everybody may see it.
    pub published: bool,
}

impl PublicPicture {
    /// The same as any picture of its case.
    #[must_use]
    pub fn picture(self) -> PictureView {
        PictureView {
            case_id: self.case_id,
            thumbnail: Some(self.thumbnail),
            stored: true,
            unit: self.unit,
            sealed: self.sealed,
        }
    }
}

/// The cases that have this copy. A photo that an edit took the place of is nobody's any more.
///
/// # Errors
/// Those of the database.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, copy: Sha256) -> Result<Vec<PublicPicture>, PortalError> {
    let find = "SELECT p.case_id, p.thumbnail, c.unit, c.sealed_at, c.published_at
        FROM public_photo p JOIN case_file c ON c.id = p.case_id
        WHERE p.sha256 = $1 AND EXISTS (SELECT 1 FROM attachment a
            WHERE a.case_id = p.case_id AND a.sha256 = p.photo AND a.superseded_at IS NULL)";
    let rows = sqlx::query(find).bind(copy.as_bytes().to_vec()).fetch_all(executor).await?;
    let picture = |row: &AnyRow| {
        Ok(PublicPicture {
            case_id: row.try_get("case_id")?,
            unit: row.try_get("unit")?,
            sealed: row.try_get::<Option<i64>, _>("sealed_at")?.is_some(),
            thumbnail: row.try_get("thumbnail")?,
            published: row.try_get::<Option<i64>, _>("published_at")?.is_some(),
        })
    };
    rows.iter().map(picture).collect()
}

/// Lets only somebody go on who saw the copy that there is, or that there is none.
///
/// # Errors
/// [`PortalError::CopyChanged`].
pub async fn only_if(
    connection: &mut AnyConnection,
    case_id: i64,
    photo: Sha256,
    seen: Option<&str>,
) -> Result<(), PortalError> {
    let find = "SELECT sha256 FROM public_photo WHERE case_id = $1 AND photo = $2";
    let query = sqlx::query(find).bind(case_id).bind(photo.as_bytes().to_vec());
    let there = query.fetch_optional(connection).await?.map(|row| row.id::<Sha256>("sha256")).transpose()?;
    if there.map(|copy| copy.to_string()).as_deref() == seen { Ok(()) } else { Err(PortalError::CopyChanged) }
}

/// Keeps a copy in the place of the one before, whose file is forgotten.
///
/// # Errors
/// Those of the database.
pub async fn keep(
    connection: &mut AnyConnection,
    case_id: i64,
    copy: &PublicPhoto,
    thumbnail: Vec<u8>,
) -> Result<(), PortalError> {
    take_away(connection, case_id, copy.photo, copy.looked_at_ms).await?;
    erasure::remember_photo(connection, copy.sha256).await?;
    let keep = "INSERT INTO public_photo (case_id, photo, sha256, thumbnail, areas, looked_at, looked_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(keep)
        .bind(case_id)
        .bind(copy.photo.as_bytes().to_vec())
        .bind(copy.sha256.as_bytes().to_vec())
        .bind(thumbnail)
        .bind(copy.areas.clone())
        .bind(copy.looked_at_ms)
        .bind(copy.looked_by.clone())
        .execute(connection)
        .await?;
    Ok(())
}

/// Withholds a photo again. Says whether there was a copy of it.
///
/// # Errors
/// Those of the database.
pub async fn take_away(
    connection: &mut AnyConnection,
    case_id: i64,
    photo: Sha256,
    at_ms: i64,
) -> Result<bool, PortalError> {
    let take = "DELETE FROM public_photo WHERE case_id = $1 AND photo = $2 RETURNING sha256";
    let query = sqlx::query(take).bind(case_id).bind(photo.as_bytes().to_vec());
    let Some(row) = query.fetch_optional(&mut *connection).await? else { return Ok(false) };
    erasure::forget_photo(connection, row.id("sha256")?, at_ms).await?;
    Ok(true)
}

/// Gives up a copy whose file is lost: its photos are withheld until somebody looks at them again.
///
/// # Errors
/// Those of the database.
pub async fn lose(connection: &mut AnyConnection, copy: Sha256) -> Result<(), PortalError> {
    let lose = "DELETE FROM public_photo WHERE sha256 = $1";
    sqlx::query(lose).bind(copy.as_bytes().to_vec()).execute(connection).await?;
    Ok(())
}
