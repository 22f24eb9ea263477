//! What belongs to an act: which of it the portal has, and its thumbnails.

use report::wire::ActRef;
use report::{CaseNumber, Digest, Sha256};
use sqlx::any::{AnyExecutor, AnyRow};
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::store::erasure;
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

/// How an act stands; `None` when it is not in the books, or erased.
///
/// # Errors
/// Those of the database.
pub async fn standing(connection: &mut AnyConnection, of: ActRef) -> Result<Option<Standing>, PortalError> {
    let act = sqlx::query(
        "SELECT accepted_receipt, complete_receipt FROM act
            WHERE device = $1 AND act_id = $2 AND accepted_receipt IS NOT NULL",
    );
    let act = act.bind(of.device.as_bytes().to_vec()).bind(of.act.as_bytes().to_vec());
    let Some(act) = act.fetch_optional(&mut *connection).await? else { return Ok(None) };
    Ok(Some(Standing {
        accepted: act.try_get("accepted_receipt")?,
        complete: act.try_get("complete_receipt")?,
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

/// An attachment by the place where it is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadRow {
    /// The act that it belongs to.
    pub of: ActRef,
    /// Its hash.
    pub sha256: Sha256,
    /// Its bytes.
    pub length: u64,
    /// Whether it is stored.
    pub stored: bool,
}

/// The attachment that is uploaded at `upload_id`.
///
/// # Errors
/// Those of the database.
pub async fn of_upload<'e>(executor: impl AnyExecutor<'e>, upload_id: &str) -> Result<Option<UploadRow>, PortalError> {
    let find = "SELECT device, act_id, sha256, length, stored_at FROM attachment WHERE upload_id = $1 LIMIT 1";
    let Some(row) = sqlx::query(find).bind(upload_id.to_owned()).fetch_optional(executor).await? else {
        return Ok(None);
    };
    let length: i64 = row.try_get("length")?;
    Ok(Some(UploadRow {
        of: ActRef { device: row.id("device")?, act: row.id("act_id")? },
        sha256: row.id("sha256")?,
        length: u64::try_from(length).map_err(|_| PortalError::Broken("length"))?,
        stored: row.try_get::<Option<i64>, _>("stored_at")?.is_some(),
    }))
}

/// Whether another device has sent these bytes: knowing the hash is then no sign of having the picture.
///
/// # Errors
/// Those of the database.
pub async fn is_anothers<'e>(executor: impl AnyExecutor<'e>, upload: &UploadRow) -> Result<bool, PortalError> {
    let find = "SELECT 1 FROM attachment WHERE sha256 = $1 AND stored_at IS NOT NULL AND device <> $2 LIMIT 1";
    let query = sqlx::query(find).bind(upload.sha256.as_bytes().to_vec()).bind(upload.of.device.as_bytes().to_vec());
    Ok(query.fetch_optional(executor).await?.is_some())
}

/// Whether the books name a photo as stored.
///
/// # Errors
/// Those of the database.
pub async fn is_stored<'e>(executor: impl AnyExecutor<'e>, sha256: Sha256) -> Result<bool, PortalError> {
    let find = "SELECT 1 AS held FROM attachment WHERE sha256 = $1 AND stored_at IS NOT NULL
        UNION ALL SELECT 1 AS held FROM public_photo WHERE sha256 = $1
        UNION ALL SELECT 1 AS held FROM office_file WHERE sha256 = $1
        UNION ALL SELECT 1 AS held FROM base_map WHERE sha256 = $1 LIMIT 1";
    Ok(sqlx::query(find).bind(sha256.as_bytes().to_vec()).fetch_optional(executor).await?.is_some())
}

/// What the receipt `complete` says, for whoever signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The digest of the act.
    pub digest: Digest,
    /// The number of the case.
    pub number: CaseNumber,
    /// The hash of each attachment.
    pub stored: Vec<Sha256>,
}

/// Records that an attachment is on the disk and whole. With the last one of its act the receipt `complete` is made by
/// `freeze` and kept, once.
///
/// # Errors
/// Those of the database; then nothing was recorded.
pub async fn record(
    connection: &mut AnyConnection,
    of: ActRef,
    sha256: Sha256,
    at_ms: i64,
    freeze: impl FnOnce(Whole) -> Vec<u8> + Send,
) -> Result<(), PortalError> {
    let record = "UPDATE attachment SET stored_at = $1
        WHERE device = $2 AND act_id = $3 AND sha256 = $4 AND stored_at IS NULL";
    sqlx::query(record)
        .bind(at_ms)
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .bind(sha256.as_bytes().to_vec())
        .execute(&mut *connection)
        .await?;
    let attachments = of_act(&mut *connection, of).await?;
    if !attachments.iter().any(|attachment| attachment.sha256 == sha256) {
        // Erased while it was being sent.
        return erasure::forget_photo(connection, sha256, at_ms).await;
    }
    if attachments.iter().all(|attachment| attachment.stored) {
        let stored = attachments.iter().map(|attachment| attachment.sha256).collect();
        complete(connection, of, stored, freeze).await?;
    }
    Ok(())
}

async fn complete(
    connection: &mut AnyConnection,
    of: ActRef,
    stored: Vec<Sha256>,
    freeze: impl FnOnce(Whole) -> Vec<u8> + Send,
) -> Result<(), PortalError> {
    let find =
        "SELECT case_file.number, act.digest, act.complete_aside FROM act JOIN case_file ON case_file.id = act.case_id
        WHERE act.device = $1 AND act.act_id = $2 AND act.complete_receipt IS NULL AND act.erased_at IS NULL";
    let (device, act) = (of.device.as_bytes().to_vec(), of.act.as_bytes().to_vec());
    let row = sqlx::query(find).bind(device.clone()).bind(act.clone()).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(()) };
    let receipt = match row.try_get::<Option<Vec<u8>>, _>("complete_aside")? {
        Some(before) => before,
        None => freeze(Whole { digest: row.id("digest")?, number: row.parsed("number")?, stored }),
    };
    let keep = "UPDATE act SET complete_receipt = $1, complete_aside = NULL WHERE device = $2 AND act_id = $3";
    sqlx::query(keep).bind(receipt).bind(device).bind(act).execute(connection).await?;
    Ok(())
}
