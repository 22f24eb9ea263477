//! What belongs to an act: which of it the portal has, and its thumbnails.

use report::Sha256;
use report::wire::ActRef;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use sqlx::any::AnyExecutor;

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// An act that is in the books, as its device is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The receipt `accepted`.
    pub accepted: Vec<u8>,
    /// The receipt `complete`, once everything is stored.
    pub complete: Option<Vec<u8>>,
    /// What belongs to it.
    pub attachments: Vec<AttachmentRow>,
}

/// An attachment in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// The hash of the whole.
    pub sha256: Sha256,
    /// Bytes of the whole.
    pub length: u64,
    /// Whether the whole is stored.
    pub stored: bool,
    /// Whether it has a thumbnail that the portal does not have yet.
    pub lacks_thumbnail: bool,
}

/// How an act stands; `None` when it is not in the books.
///
/// # Errors
/// Those of the database.
pub async fn standing(connection: &mut AnyConnection, of: ActRef) -> Result<Option<Standing>, PortalError> {
    let case = sqlx::query("SELECT accepted_receipt, complete_receipt FROM case_file WHERE device = $1 AND act_id = $2")
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(case) = case else { return Ok(None) };
    Ok(Some(Standing {
        accepted: case.try_get("accepted_receipt")?,
        complete: case.try_get("complete_receipt")?,
        attachments: of_act(connection, of).await?,
    }))
}

/// The attachments of an act, in their order.
///
/// # Errors
/// Those of the database.
pub async fn of_act<'e>(executor: impl AnyExecutor<'e>, of: ActRef) -> Result<Vec<AttachmentRow>, PortalError> {
    let list = "SELECT sha256, length, stored_at,
            CASE WHEN thumbnail_sha256 IS NOT NULL AND thumbnail IS NULL THEN 1 ELSE 0 END AS lacks_thumbnail
        FROM attachment WHERE device = $1 AND act_id = $2 ORDER BY position";
    let rows = sqlx::query(list)
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .fetch_all(executor)
        .await?;
    rows.iter().map(attachment).collect()
}

fn attachment(row: &AnyRow) -> Result<AttachmentRow, PortalError> {
    let length: i64 = row.try_get("length")?;
    let lacks_thumbnail: i64 = row.try_get("lacks_thumbnail")?;
    Ok(AttachmentRow {
        sha256: row.id("sha256")?,
        length: u64::try_from(length).map_err(|_| PortalError::Broken("length"))?,
        stored: row.try_get::<Option<i64>, _>("stored_at")?.is_some(),
        lacks_thumbnail: lacks_thumbnail == 1,
    })
}

/// Keeps a thumbnail when its hash is the one that the sealed act names.
///
/// # Errors
/// Those of the database.
pub async fn keep_thumbnail(
    connection: &mut AnyConnection,
    of: ActRef,
    attachment: Sha256,
    bytes: Vec<u8>,
) -> Result<(), PortalError> {
    let keep = "UPDATE attachment SET thumbnail = $1
        WHERE device = $2 AND act_id = $3 AND sha256 = $4 AND thumbnail_sha256 = $5 AND thumbnail IS NULL";
    let hash = Sha256::of(&bytes);
    sqlx::query(keep)
        .bind(bytes)
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .bind(attachment.as_bytes().to_vec())
        .bind(hash.as_bytes().to_vec())
        .execute(connection)
        .await?;
    Ok(())
}
