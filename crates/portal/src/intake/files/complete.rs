//! The last byte is here: is it what was announced? Then it gets its name, and the books say so.
//!
//! A crash between the name and the books leaves a whole photo that nobody knows of; the next POST finds it
//! ([`recover`]). **Invariant:** the books never name a photo that is not on the disk.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use report::Sha256;
use report::receipt::Complete;
use report::wire::ActRef;
use sha2::Digest as _;

use crate::durable;
use crate::error::PortalError;
use crate::intake::files::part::{Part, blocking};
use crate::phase;
use crate::state::AppState;
use crate::store::attachment::{self, UploadRow, Whole};

/// Whether the upload is what was announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is stored and recorded.
    Stored,
    /// Its hash is another; the upload begins anew.
    OtherHash,
}

/// Verifies a whole upload, names it by its hash and records it.
pub async fn complete(state: &AppState, upload: &UploadRow, part: &mut Part) -> Result<Verdict, PortalError> {
    if !has_hash(part.path(), upload.sha256).await? {
        part.cut_back(0).await?;
        return Ok(Verdict::OtherHash);
    }
    let (from, to) = (part.path().to_owned(), state.photos().photo(&upload.sha256));
    blocking(move || keep(&from, &to)).await?;
    phase::enter("renamed");
    record(state, upload).await?;
    phase::enter("recorded");
    Ok(Verdict::Stored)
}

/// Records a photo that is on the disk already, whole: from before a crash, or because another report of the same device
/// holds the same. What another device sent must be sent again: a hash alone opens nobody's picture.
pub async fn recover(state: &AppState, upload: &UploadRow) -> Result<bool, PortalError> {
    if attachment::is_anothers(state.store().readers(), upload).await? {
        return Ok(false);
    }
    let photo = state.photos().photo(&upload.sha256);
    let found = tokio::fs::try_exists(&photo).await? && has_hash(&photo, upload.sha256).await?;
    if found {
        record(state, upload).await?;
    }
    Ok(found)
}

async fn has_hash(path: &Path, expected: Sha256) -> io::Result<bool> {
    let path = path.to_owned();
    blocking(move || {
        let mut hash = sha2::Sha256::new();
        io::copy(&mut File::open(path)?, &mut hash)?;
        Ok(hash.finalize().as_slice() == expected.as_bytes())
    })
    .await
}

/// Renames a file that was fsynced to its name by hash; the folder's own name is made durable too.
fn keep(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent().filter(|folder| !folder.exists()) {
        fs::create_dir_all(folder)?;
        durable::sync_folder_of(folder)?;
    }
    durable::rename(from, to)
}

async fn record(state: &AppState, upload: &UploadRow) -> Result<(), PortalError> {
    let (of, sha256, at_ms) = (upload.of, upload.sha256, state.now_ms());
    let signing = state.clone();
    let freeze = move |whole: Whole| sign(&signing, of, whole, at_ms);
    state.store().write(move |books| Box::pin(attachment::record(books, of, sha256, at_ms, freeze))).await
}

fn sign(state: &AppState, of: ActRef, whole: Whole, at_ms: i64) -> Vec<u8> {
    let receipt = Complete {
        device: of.device,
        act: of.act,
        digest: whole.digest,
        case_number: whole.number,
        stored: whole.stored,
        at_ms,
    };
    receipt.sign(state.keys().receipts(), state.portal_id())
}
