//! Writing an act into the books, once, with the case that it begins or concerns.

use report::wire::ActRef;
use report::{CaseNumber, Part, SealedAct, TrackingCode};
use sqlx::AnyConnection;

use crate::error::PortalError;
use crate::placing::Placed;
use crate::store::subject::{self, Subject};
use crate::store::{act, citizen, new_case, part};

/// A sealed act with everything that the portal adds to it.
pub struct Filing {
    /// The act, verified.
    pub sealed: SealedAct,
    /// Personal parts that came beside it, as they came.
    pub parts: Vec<Part>,
    /// Where each attachment is uploaded, in their order.
    pub upload_ids: Vec<String>,
    /// What the portal knows about a report beyond its words; there for every report.
    pub report: Option<ReportFacts>,
    /// The secret of the case that a report begins, fresh.
    pub code: TrackingCode,
    /// What the number of that case begins with.
    pub prefix: String,
    /// The year of the number.
    pub year: i64,
    /// Receipts that this portal gave before it lost its memory, verified.
    pub kept: Option<Kept>,
    /// Now, ms.
    pub at_ms: i64,
    /// Makes the receipts for a number. The code stands in those of an act that begins a case.
    pub freeze: Freeze,
}

/// What makes receipts.
pub type Freeze = Box<dyn FnOnce(CaseNumber, Option<TrackingCode>) -> Frozen + Send + Sync>;

/// What the portal knows about a report beyond its words.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportFacts {
    /// Where it is.
    pub placed: Placed,
}

/// Receipts that a device kept, with what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The number in them.
    pub number: CaseNumber,
    /// The code in them: of the report that began the case.
    pub code: Option<TrackingCode>,
    /// When they were given, ms.
    pub at_ms: i64,
    /// The very bytes.
    pub receipts: Frozen,
}

/// The receipts of an act.
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

/// Files an act. Offered again, nothing is written but parts that were missing.
///
/// # Errors
/// [`PortalError::ActErased`], [`PortalError::CaseUnknown`], [`PortalError::ReportAwaited`], [`PortalError::Casework`]
/// when the case does not allow it, those of the database; then nothing was written.
pub async fn file(connection: &mut AnyConnection, filing: Filing) -> Result<Filed, PortalError> {
    match act::find(connection, reference(&filing.sealed)).await? {
        Some(known) if known.digest != filing.sealed.digest() => Ok(Filed::Conflict),
        Some(known) if known.erased => Err(PortalError::ActErased),
        Some(_) => {
            part::keep(connection, &filing.sealed, filing.parts, filing.at_ms).await?;
            Ok(Filed::Exists)
        }
        None => file_new(connection, filing).await,
    }
}

async fn file_new(connection: &mut AnyConnection, mut filing: Filing) -> Result<Filed, PortalError> {
    let of = reference(&filing.sealed);
    let subject = subject::of(connection, of.device, filing.sealed.act()).await?;
    act::insert(connection, &filing.sealed, filing.at_ms).await?;
    let (case_id, mut receipts) = match &subject {
        Some(subject) => (subject.id, receipts(&mut filing, subject)),
        None => new_case::begin(connection, &mut filing).await?,
    };
    let aside = receipts.complete.take_if(|_| !filing.sealed.act().attachments.is_empty());
    act::settle(connection, of, case_id, receipts).await?;
    if let Some(complete) = aside {
        act::put_aside(connection, of, complete).await?;
    }
    if let Some(subject) = &subject {
        citizen::heed(connection, subject, &filing).await?;
    }
    insert_attachments(connection, case_id, &filing).await?;
    part::keep(connection, &filing.sealed, std::mem::take(&mut filing.parts), filing.at_ms).await?;
    Ok(Filed::Created)
}

/// Those of before when they are for this very case, else new ones.
fn receipts(filing: &mut Filing, subject: &Subject) -> Frozen {
    match filing.kept.take().filter(|kept| kept.number == subject.number) {
        Some(kept) => kept.receipts,
        None => filing.frozen(subject.number.clone(), None),
    }
}

impl Filing {
    /// The receipts for this number, made now.
    pub(super) fn frozen(&mut self, number: CaseNumber, code: Option<TrackingCode>) -> Frozen {
        let made_before = |_, _| unreachable!("the receipts of an act are made once");
        let freeze = std::mem::replace(&mut self.freeze, Box::new(made_before));
        freeze(number, code)
    }
}

async fn insert_attachments(connection: &mut AnyConnection, case_id: i64, filing: &Filing) -> Result<(), PortalError> {
    let insert = "INSERT INTO attachment (case_id, position, device, act_id, sha256, length, media_type, upload_id,
            thumbnail_sha256, unit_hears)
        VALUES ($1, (SELECT coalesce(max(position) + 1, 0) FROM attachment WHERE case_id = $1),
            $2, $3, $4, $5, $6, $7, $8, $9)";
    let act = filing.sealed.act();
    for (attachment, upload_id) in act.attachments.iter().zip(&filing.upload_ids) {
        sqlx::query(insert)
            .bind(case_id)
            .bind(filing.sealed.device().as_bytes().to_vec())
            .bind(act.id.as_bytes().to_vec())
            .bind(attachment.sha256.as_bytes().to_vec())
            .bind(i64::try_from(attachment.length).map_err(|_| PortalError::Broken("length"))?)
            .bind(attachment.media_type.clone())
            .bind(upload_id.clone())
            .bind(attachment.thumbnail.map(|hash| hash.as_bytes().to_vec()))
            .bind(i64::from(attachment.is_voice() && attachment.unit_hears == Some(true)))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// What a tracking code is found by: a copy of the tables opens no case without the receipts.
#[must_use]
pub fn code_sha256(code: &TrackingCode) -> Vec<u8> {
    report::Sha256::of(code.compact().as_bytes()).as_bytes().to_vec()
}
