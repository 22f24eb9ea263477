//! The books as a check reads them: everything that has a sum of its own.

use report::wire::ActRef;
use report::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Acts that are read at once.
const PAGE: i64 = 500;

/// An act with what was sealed and signed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActPapers {
    /// The number of its case.
    pub number: String,
    /// The act.
    pub of: ActRef,
    /// Whether it began the case.
    pub begins: bool,
    /// Its digest.
    pub digest: Digest,
    /// The sealed bytes, unless it was erased.
    pub bytes: Option<Vec<u8>>,
    /// The receipt `accepted`, unless it was erased.
    pub accepted: Option<Vec<u8>>,
    /// The receipt `complete`.
    pub complete: Option<Vec<u8>>,
}

/// The next acts behind `after`, in the order of their keys.
///
/// # Errors
/// Those of the database.
pub async fn papers(connection: &mut AnyConnection, after: Option<ActRef>) -> Result<Vec<ActPapers>, PortalError> {
    let list = "SELECT case_file.number, act.device, act.act_id, act.digest, act.bytes, act.erased_at,
            act.accepted_receipt, act.complete_receipt,
            CASE WHEN case_file.device = act.device AND case_file.act_id = act.act_id THEN 1 ELSE 0 END AS begins
        FROM act JOIN case_file ON case_file.id = act.case_id
        WHERE (act.device, act.act_id) > ($1, $2) ORDER BY act.device, act.act_id LIMIT $3";
    let query = sqlx::query(list)
        .bind(after.map(|of| of.device.as_bytes().to_vec()).unwrap_or_default())
        .bind(after.map(|of| of.act.as_bytes().to_vec()).unwrap_or_default());
    query.bind(PAGE).fetch_all(connection).await?.iter().map(act).collect()
}

fn act(row: &AnyRow) -> Result<ActPapers, PortalError> {
    let erased = row.try_get::<Option<i64>, _>("erased_at")?.is_some();
    Ok(ActPapers {
        number: row.try_get("number")?,
        of: ActRef { device: row.id("device")?, act: row.id("act_id")? },
        begins: row.try_get::<i64, _>("begins")? == 1,
        digest: row.id("digest")?,
        bytes: Some(row.try_get("bytes")?).filter(|_| !erased),
        accepted: row.try_get::<Option<Vec<u8>>, _>("accepted_receipt")?.or_else(|| (!erased).then(Vec::new)),
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
        WHERE stored_at IS NOT NULL
        UNION ALL SELECT number, sha256 FROM public_photo JOIN case_file ON case_file.id = public_photo.case_id
        UNION ALL SELECT number, sha256 FROM office_file JOIN case_file ON case_file.id = office_file.case_id
        ORDER BY number";
    let rows = sqlx::query(list).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(StoredPhoto { number: row.try_get("number")?, sha256: row.id("sha256")? })).collect()
}
