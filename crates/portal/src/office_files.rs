//! Files that officers put to cases, from the bytes that come to the disk: photos upright, small and without metadata,
//! documents as they are.
//!
//! ```text
//! a body ─▶ uploads/office-ID.part ─▶ photo::prepare, or a look at the first bytes ─▶ fsync ─▶ photos/ab/abcdef…
//! ```
//!
//! **Invariant:** what is returned here is whole on the disk under its hash; only then is a row written that names it.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use data_encoding::HEXLOWER;
use futures_util::StreamExt as _;
use report::{Sha256, limits};
use sha2::Digest as _;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::casework::FileKind;
use crate::durable;
use crate::error::PortalError;
use crate::photos::PhotoFolder;
use crate::store::office_file::NewFile;

/// A link that brings no byte for so long is dead.
const SILENCE: Duration = Duration::from_secs(60);
/// Photos that are made ready at a time: each takes tens of megabytes.
static PREPARING: Semaphore = Semaphore::const_new(1);

/// Why a file was not taken. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The link broke.
    #[error("the link broke")]
    Cut,
    /// It is larger than an attachment may be.
    #[error("larger than {} bytes", limits::ATTACHMENT_BYTES)]
    TooLarge,
    /// It is no photo that can be read.
    #[error(transparent)]
    Photo(#[from] photo::PhotoError),
    /// It is no document of a kind that is taken.
    #[error("not a document of a kind that is taken")]
    OtherKind,
    /// The disk or the books.
    #[error(transparent)]
    Own(#[from] PortalError),
}

impl From<io::Error> for NotTaken {
    fn from(error: io::Error) -> Self {
        Self::Own(error.into())
    }
}

/// Takes what comes and keeps it.
///
/// # Errors
/// [`NotTaken`].
pub async fn take(
    folder: &PhotoFolder,
    body: Body,
    kind: FileKind,
    name: String,
    shown: bool,
) -> Result<NewFile, NotTaken> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let part = folder.part(&format!("office-{}", HEXLOWER.encode(&random)));
    let taken = keep(folder, body, &part, kind, name, shown).await;
    // Renamed when it was kept as it is.
    drop(tokio::fs::remove_file(&part).await);
    taken
}

async fn keep(
    folder: &PhotoFolder,
    body: Body,
    part: &Path,
    kind: FileKind,
    name: String,
    shown: bool,
) -> Result<NewFile, NotTaken> {
    receive(body, part).await?;
    let (folder, part) = (folder.clone(), part.to_owned());
    let turn = PREPARING.acquire().await.map_err(io::Error::other)?;
    let kept = tokio::task::spawn_blocking(move || match kind {
        FileKind::Document => document(&folder, &part, name, shown),
        FileKind::After | FileKind::Before => picture(&folder, &part, kind, name, shown),
    });
    let kept = kept.await.map_err(io::Error::other)?;
    drop(turn);
    kept
}

/// Writes what comes to `part`, in bounded memory.
async fn receive(body: Body, part: &Path) -> Result<(), NotTaken> {
    let mut file = tokio::fs::File::create(part).await?;
    let (mut chunks, mut length) = (body.into_data_stream(), 0);
    while let Some(chunk) = timeout(SILENCE, chunks.next()).await.map_err(|_| NotTaken::Cut)? {
        let chunk = chunk.map_err(|_| NotTaken::Cut)?;
        length += chunk.len() as u64;
        if length > limits::ATTACHMENT_BYTES {
            return Err(NotTaken::TooLarge);
        }
        file.write_all(&chunk).await?;
    }
    file.sync_all().await?;
    Ok(())
}

fn picture(folder: &PhotoFolder, part: &Path, kind: FileKind, name: String, shown: bool) -> Result<NewFile, NotTaken> {
    let prepared = photo::prepare(&fs::read(part)?, &photo::Limits::default())?;
    let mut file = File::create(part)?;
    file.write_all(&prepared.jpeg)?;
    file.sync_all()?;
    let sha256 = Sha256::from_bytes(prepared.sha256);
    give_name(part, &folder.photo(&sha256))?;
    let (length, thumbnail) = (size(prepared.jpeg.len() as u64), Some(prepared.thumbnail));
    Ok(NewFile { kind, name, media_type: "image/jpeg", sha256, length, thumbnail, shown })
}

fn document(folder: &PhotoFolder, part: &Path, name: String, shown: bool) -> Result<NewFile, NotTaken> {
    let media_type = media_type(&name, part)?.ok_or(NotTaken::OtherKind)?;
    let mut hash = sha2::Sha256::new();
    let length = io::copy(&mut File::open(part)?, &mut hash)?;
    let sha256 = Sha256::from_bytes(hash.finalize().into());
    give_name(part, &folder.photo(&sha256))?;
    let kind = FileKind::Document;
    Ok(NewFile { kind, name, media_type, sha256, length: size(length), thumbnail: None, shown })
}

/// What the name says and the first bytes do not deny.
fn media_type(name: &str, part: &Path) -> io::Result<Option<&'static str>> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    let mut head = Vec::new();
    File::open(part)?.take(4096).read_to_end(&mut head)?;
    let (zip, ole) = (head.starts_with(b"PK\x03\x04"), head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]));
    let is_text = !head.is_empty() && !head.contains(&0);
    Ok(match extension.as_str() {
        "pdf" if head.starts_with(b"%PDF-") => Some("application/pdf"),
        "docx" if zip => Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "xlsx" if zip => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "odt" if zip => Some("application/vnd.oasis.opendocument.text"),
        "ods" if zip => Some("application/vnd.oasis.opendocument.spreadsheet"),
        "doc" if ole => Some("application/msword"),
        "xls" if ole => Some("application/vnd.ms-excel"),
        "csv" if is_text => Some("text/csv; charset=utf-8"),
        "txt" if is_text => Some("text/plain; charset=utf-8"),
        _ => None,
    })
}

/// Renames a file that was fsynced to its name by hash; the folder's own name is made durable too.
fn give_name(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent().filter(|folder| !folder.exists()) {
        fs::create_dir_all(folder)?;
        durable::sync_folder_of(folder)?;
    }
    durable::rename(from, to)
}

fn size(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
