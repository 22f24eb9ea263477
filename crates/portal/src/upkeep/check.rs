//! Whether everything is whole: the database in its structure, what was sealed and signed in it by its signatures, and
//! each photo file by its name. Only reads, also beside a portal that serves.
//!
//! SQLite has no sums over its pages: a byte that changed within a text is found by nobody. What citizens sealed and the
//! portal signed has its own.

use std::io;
use std::path::Path;

use report::receipt::Accepted;
use report::{Content, PortalId, Purpose, SealedAct, Sha256, TrustedKeys};

use crate::error::PortalError;
use crate::keys::{self, Keys, Missing};
use crate::photos::PhotoFolder;
use crate::store::Books;
use crate::store::copy::Reading;
use crate::store::inspect::{self, ActPapers};
use crate::store::{base_map, tally};
use crate::upkeep::restore::MARKER;
use crate::upkeep::{Progress, copying};

/// What was looked at, and what is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Cases whose papers were read.
    pub cases: usize,
    /// Photo files that were read.
    pub photos: usize,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A stable code.
    pub code: &'static str,
    /// The number of the case, when it is one's.
    pub case: Option<String>,
    /// Which file, or what of it.
    pub detail: String,
}

impl Fault {
    fn new(code: &'static str, case: Option<&str>, detail: impl ToString) -> Self {
        Self { code, case: case.map(str::to_owned), detail: detail.to_string() }
    }
}

/// Looks at the portal of `books`.
///
/// # Errors
/// [`PortalError::DataMissing`], [`PortalError::RestoreUnfinished`], [`PortalError::DataNewer`]. Everything else that is
/// wrong is a finding.
pub async fn check(books: &Books, told: &(dyn Fn(Progress) + Sync)) -> Result<Findings, PortalError> {
    if books.folder().join(MARKER).exists() {
        return Err(PortalError::RestoreUnfinished);
    }
    let mut findings = Findings::default();
    match look(books, told, &mut findings).await {
        Err(error @ (PortalError::DataMissing | PortalError::DataNewer { .. })) => return Err(error),
        Err(error) => findings.faults.push(Fault::new(error.code(), None, error)),
        Ok(()) => {}
    }
    Ok(findings)
}

async fn look(from: &Books, told: &(dyn Fn(Progress) + Sync), findings: &mut Findings) -> Result<(), PortalError> {
    let (data, mut books) = (from.folder(), Reading::open(from).await?);
    told(Progress::Books);
    let faults = books.faults().await?;
    findings.faults.extend(faults.into_iter().map(|fault| Fault::new("data_damaged", None, fault)));
    let tallies = tally::otherwise(books.connection()).await?;
    findings.faults.extend(tallies.into_iter().map(|table| Fault::new("tally_wrong", None, table)));
    let founded = books.founded().await?;
    match Keys::open(&data.join(keys::FOLDER), Missing::Refuse, &founded.id, founded.created_at_ms) {
        Ok(keys) => papers(&mut books, &founded.id, &keys, findings).await?,
        Err(error) => findings.faults.push(Fault::new(error.code(), None, error)),
    }
    photos(data, &mut books, told, findings).await?;
    base_maps(data, &mut books, findings).await
}

/// Acts by their seals, receipts by the portal's own keys.
async fn papers(
    books: &mut Reading,
    portal: &PortalId,
    keys: &Keys,
    findings: &mut Findings,
) -> Result<(), PortalError> {
    let trusted = keys.trusted();
    let mut after = None;
    loop {
        let page = inspect::papers(books.connection(), after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.of);
        for act in &page {
            findings.cases += usize::from(act.begins);
            if !is_sealed(act, portal) {
                findings.faults.push(Fault::new("act_damaged", Some(&act.number), "the sealed act"));
            }
            if !is_signed(act, trusted) {
                findings.faults.push(Fault::new("receipt_damaged", Some(&act.number), "a receipt"));
            }
        }
    }
}

/// An act that was erased has no bytes any more.
fn is_sealed(act: &ActPapers, portal: &PortalId) -> bool {
    let Some(bytes) = &act.bytes else { return true };
    SealedAct::open(bytes, portal).is_ok_and(|sealed| {
        (sealed.device(), sealed.act().id, sealed.digest()) == (act.of.device, act.of.act, act.digest)
    })
}

/// Nor has it receipts.
fn is_signed(act: &ActPapers, keys: &TrustedKeys) -> bool {
    let Some(accepted) = &act.accepted else { return true };
    let receipt = keys.open(accepted, Content::Accepted, Purpose::Receipts).ok();
    let receipt: Option<Accepted> = receipt.and_then(|signed| minicbor::decode(&signed.payload).ok());
    let complete = |bytes: &Vec<u8>| keys.open(bytes, Content::Complete, Purpose::Receipts).is_ok();
    receipt.is_some_and(|receipt| {
        receipt.case_number.as_str() == act.number && (receipt.device, receipt.act) == (act.of.device, act.of.act)
    }) && act.complete.as_ref().is_none_or(complete)
}

async fn photos(
    data: &Path,
    books: &mut Reading,
    told: &(dyn Fn(Progress) + Sync),
    findings: &mut Findings,
) -> Result<(), PortalError> {
    let folder = PhotoFolder::at(data);
    let stored = inspect::stored_photos(books.connection()).await?;
    for (done, photo) in stored.iter().enumerate() {
        told(Progress::Photos { done, of: stored.len() });
        findings.photos += 1;
        let Some(code) = fault_of(&folder, photo.sha256).await? else { continue };
        // Erased or asked for again meanwhile: then nobody counts on it.
        if crate::store::attachment::is_stored(books.connection(), photo.sha256).await? {
            findings.faults.push(Fault::new(code, Some(&photo.number), photo.sha256));
        }
    }
    told(Progress::Photos { done: stored.len(), of: stored.len() });
    Ok(())
}

async fn base_maps(data: &Path, books: &mut Reading, findings: &mut Findings) -> Result<(), PortalError> {
    let folder = PhotoFolder::at(data);
    for sha256 in base_map::all(books.connection()).await? {
        let code = match fault_of(&folder, sha256).await? {
            Some("photo_missing") => "base_map_missing",
            Some(_) => "base_map_broken",
            None => continue,
        };
        // Another took its place meanwhile: then nobody counts on it.
        if base_map::length(books.connection(), &sha256).await?.is_some() {
            findings.faults.push(Fault::new(code, None, sha256));
        }
    }
    Ok(())
}

async fn fault_of(folder: &PhotoFolder, sha256: Sha256) -> Result<Option<&'static str>, PortalError> {
    let path = folder.photo(&sha256);
    let read = tokio::task::spawn_blocking(move || copying::hashed(&path)).await.map_err(io::Error::other)?;
    Ok(match read {
        Ok(found) if found.sha256 == sha256 => None,
        Ok(_) => Some("photo_damaged"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some("photo_missing"),
        Err(_) => Some("photo_unreadable"),
    })
}
