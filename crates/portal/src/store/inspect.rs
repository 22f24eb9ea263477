//! The books as a check reads them: everything that has a sum of its own.

use report::wire::ActRef;
use report::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Cases that are read at once.
const PAGE: i64 = 500;

/// A case with what was sealed and signed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCase {
    /// Its row.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// The report.
    pub of: ActRef,
    /// The report's digest.
    pub digest: Digest,
    /// The sealed report, unless it was erased.
    pub bytes: Option<Vec<u8>>,
    /// The receipt `accepted`.
    pub accepted: Vec<u8>,
    /// The receipt `complete`.
    pub complete: Option<Vec<u8>>,
}

/// The next cases behind the row `after`.
///
/// # Errors
/// Those of the database.
pub async fn sealed_cases(connection: &mut AnyConnection, after: i64) -> Result<Vec<SealedCase>, PortalError> {
    let list = "SELECT case_file.id, number, case_file.device, case_file.act_id, digest, bytes, accepted_receipt,
            complete_receipt
        FROM case_file JOIN act ON act.device = case_file.device AND act.act_id = case_file.act_id
        WHERE case_file.id > $1 ORDER BY case_file.id LIMIT $2";
    let rows = sqlx::query(list).bind(after).bind(PAGE).fetch_all(connection).await?;
    rows.iter().map(sealed_case).collect()
}

fn sealed_case(row: &AnyRow) -> Result<SealedCase, PortalError> {
    Ok(SealedCase {
        id: row.try_get("id")?,
        number: row.try_get("number")?,
        of: ActRef { device: row.id("device")?, act: row.id("act_id")? },
        digest: row.id("digest")?,
        bytes: row.try_get("bytes")?,
        accepted: row.try_get("accepted_receipt")?,
        complete: row.try_get("complete_receipt")?,
    })
}

/// A photo that the books name as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPhoto {
    /// The number of a case that it belongs to.
    pub number: String,
    /// Its hash.
    pub sha256: Sha256,
}

/// Every photo that is stored, with each case that has it.
///
/// # Errors
/// Those of the database.
pub async fn stored_photos(connection: &mut AnyConnection) -> Result<Vec<StoredPhoto>, PortalError> {
    let list = "SELECT number, sha256 FROM attachment JOIN case_file ON case_file.id = attachment.case_id
        WHERE stored_at IS NOT NULL ORDER BY case_id, position";
    let rows = sqlx::query(list).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(StoredPhoto { number: row.try_get("number")?, sha256: row.id("sha256")? })).collect()
}
