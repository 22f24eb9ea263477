//! Writing an act and its case into the books, once.

use report::wire::ActRef;
use report::{CaseNumber, SealedAct, TrackingCode};
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::placing::Placed;
use crate::store::row::Columns as _;

/// A sealed act with everything that the portal adds to it.
pub struct Filing {
    /// The act, verified.
    pub sealed: SealedAct,
    /// The secret of the case, fresh.
    pub code: TrackingCode,
    /// Where each attachment is uploaded, in their order.
    pub upload_ids: Vec<String>,
    /// Where it is.
    pub placed: Placed,
    /// Whether the province offers the category now.
    pub category_known: bool,
    /// What the number begins with.
    pub prefix: String,
    /// The year of the number.
    pub year: i64,
    /// Now, ms.
    pub at_ms: i64,
    /// Makes the receipts for a number.
    pub freeze: Box<dyn FnOnce(CaseNumber) -> Frozen + Send + Sync>,
}

/// The receipts of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The receipt `accepted`.
    pub accepted: Vec<u8>,
    /// The receipt `complete`, when there is nothing to wait for.
    pub complete: Option<Vec<u8>>,
}

/// How it went with an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// It is in the books now.
    Created,
    /// It was, with the same digest.
    Exists,
    /// Another digest stands under its device and id.
    Conflict,
}

/// The key of an act in the books.
#[must_use]
pub fn reference(sealed: &SealedAct) -> ActRef {
    ActRef { device: sealed.device(), act: sealed.act().id }
}

/// Files an act. Offered again, nothing is written.
///
/// # Errors
/// Those of the database; then nothing was written.
pub async fn file(connection: &mut AnyConnection, filing: Filing) -> Result<Filed, PortalError> {
    if let Some(known) = digest(connection, reference(&filing.sealed)).await? {
        return Ok(if known == filing.sealed.digest() { Filed::Exists } else { Filed::Conflict });
    }
    insert_act(connection, &filing).await?;
    let case = insert_case(connection, filing).await?;
    insert_attachments(connection, &case).await?;
    insert_event(connection, &case).await?;
    Ok(Filed::Created)
}

struct NewCase {
    id: i64,
    upload_ids: Vec<String>,
    sealed: SealedAct,
    at_ms: i64,
}

async fn digest(connection: &mut AnyConnection, of: ActRef) -> Result<Option<report::Digest>, PortalError> {
    let row = sqlx::query("SELECT digest FROM act WHERE device = $1 AND act_id = $2")
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row.id("digest")).transpose()
}

async fn insert_act(connection: &mut AnyConnection, filing: &Filing) -> Result<(), PortalError> {
    let sealed = &filing.sealed;
    sqlx::query("INSERT INTO act (device, act_id, digest, bytes, received_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(sealed.device().as_bytes().to_vec())
        .bind(sealed.act().id.as_bytes().to_vec())
        .bind(sealed.digest().as_bytes().to_vec())
        .bind(sealed.bytes().to_vec())
        .bind(filing.at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The next number of the year. Numbers of failed transactions are given again: there are no gaps.
async fn next_number(connection: &mut AnyConnection, prefix: &str, year: i64) -> Result<CaseNumber, PortalError> {
    let next = "INSERT INTO case_counter (year, last) VALUES ($1, 1)
        ON CONFLICT (year) DO UPDATE SET last = case_counter.last + 1 RETURNING last";
    let last: i64 = sqlx::query_scalar(next).bind(year).fetch_one(connection).await?;
    format!("{prefix}-{year}-{last:06}").parse().map_err(|_| PortalError::Broken("case_counter"))
}

async fn insert_case(connection: &mut AnyConnection, filing: Filing) -> Result<NewCase, PortalError> {
    let number = next_number(connection, &filing.prefix, filing.year).await?;
    let frozen = (filing.freeze)(number.clone());
    let act = filing.sealed.act();
    let insert = "INSERT INTO case_file (
            number, code_sha256, device, act_id, status, category, category_unknown_at,
            commune, commune_name, commune_method, lat, lon, accuracy_m, place_source, text,
            captured_at, submitted_at, updated_at, version, accepted_receipt, complete_receipt)
        VALUES ($1, $2, $3, $4, 'submitted', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, 1, $17, $18)
        RETURNING id";
    let row = sqlx::query(insert)
        .bind(number.to_string())
        .bind(code_sha256(&filing.code))
        .bind(filing.sealed.device().as_bytes().to_vec())
        .bind(act.id.as_bytes().to_vec())
        .bind(act.category.clone().unwrap_or_default())
        .bind((!filing.category_known).then_some(filing.at_ms))
        .bind(filing.placed.commune.clone())
        .bind(filing.placed.commune_name.clone())
        .bind(filing.placed.method.clone())
        .bind(filing.placed.lat)
        .bind(filing.placed.lon)
        .bind(filing.placed.accuracy_m)
        .bind(filing.placed.source)
        .bind(act.text.clone())
        .bind(act.captured_at_ms)
        .bind(filing.at_ms)
        .bind(frozen.accepted)
        .bind(frozen.complete)
        .fetch_one(connection)
        .await?;
    let (upload_ids, sealed, at_ms) = (filing.upload_ids, filing.sealed, filing.at_ms);
    Ok(NewCase { id: row.try_get("id")?, upload_ids, sealed, at_ms })
}

async fn insert_attachments(connection: &mut AnyConnection, case: &NewCase) -> Result<(), PortalError> {
    let insert = "INSERT INTO attachment
        (case_id, position, device, act_id, sha256, length, media_type, upload_id, thumbnail_sha256)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let attachments = case.sealed.act().attachments.iter().zip(&case.upload_ids);
    for (position, (attachment, upload_id)) in (0_i64..).zip(attachments) {
        sqlx::query(insert)
            .bind(case.id)
            .bind(position)
            .bind(case.sealed.device().as_bytes().to_vec())
            .bind(case.sealed.act().id.as_bytes().to_vec())
            .bind(attachment.sha256.as_bytes().to_vec())
            .bind(i64::try_from(attachment.length).map_err(|_| PortalError::Broken("length"))?)
            .bind(attachment.media_type.clone())
            .bind(upload_id.clone())
            .bind(attachment.thumbnail.map(|hash| hash.as_bytes().to_vec()))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn insert_event(connection: &mut AnyConnection, case: &NewCase) -> Result<(), PortalError> {
    sqlx::query("INSERT INTO event (case_id, kind, status, at) VALUES ($1, 'status', 'submitted', $2)")
        .bind(case.id)
        .bind(case.at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// What a tracking code is found by: a copy of the tables opens no case without the receipts.
#[must_use]
pub fn code_sha256(code: &TrackingCode) -> Vec<u8> {
    report::Sha256::of(code.compact().as_bytes()).as_bytes().to_vec()
}
