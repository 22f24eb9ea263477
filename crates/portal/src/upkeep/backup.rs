//! A copy of the portal, made beside one that serves.
//!
//! The books first, as they are at one moment; then the keys, and every photo that those books name: a photo file never
//! changes, so that one which came later is no trouble and one that is named is there. Each is hashed on the way; a
//! photo that is lost or damaged is not a reason to have no backup, and is named. The manifest is written last.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use report::Sha256;

use crate::durable;
use crate::error::PortalError;
use crate::keys::FOLDER as KEYS;
use crate::photos::PhotoFolder;
use crate::store::copy::Reading;
use crate::store::{Books, FILE, attachment};
use crate::upkeep::Progress;
use crate::upkeep::copying::{self, Brought};
use crate::upkeep::manifest::{Entry, Manifest, UNFINISHED};

const PHOTOS: &str = "photos";
const UNFINISHED_TEXT: &str = "This is no backup yet: it is being made, or was not finished. Then remove the folder.\n";

/// Copies the portal of `books` to the folder `to`, which is made, or empty.
///
/// # Errors
/// [`PortalError::TargetNotEmpty`], [`PortalError::DataMissing`], [`PortalError::DataDamaged`]; what was begun is marked
/// as unfinished then.
pub async fn back_up(
    books: &Books,
    to: &Path,
    now_ms: i64,
    told: &(dyn Fn(Progress) + Sync),
) -> Result<Manifest, PortalError> {
    let data = books.folder();
    let mut live = Reading::open(books).await?;
    live.founded().await?;
    begin(to)?;
    told(Progress::Books);
    live.copy_to(&to.join(FILE), now_ms).await?;
    File::open(to.join(FILE))?.sync_all()?;
    let mut books = Reading::open(&Books::Folder(to.to_owned())).await?;
    if let Some(fault) = books.faults().await?.into_iter().next() {
        return Err(PortalError::DataDamaged(fault));
    }
    let founded = books.founded().await?;
    let mut manifest = Manifest::new(founded.id.to_string(), founded.epoch.to_string(), now_ms, books.cases().await?);
    let stored = books.stored().await?;
    books.close().await?;
    manifest.files.push(entry(FILE, copying::hashed(&to.join(FILE))?));
    keys(data, to, &mut manifest)?;
    photos(data, to, &stored, &mut live, &mut manifest, told).await?;
    finish(to, &manifest)?;
    Ok(manifest)
}

/// Takes away what an unfinished backup left in `to`. A finished one is left alone.
///
/// # Errors
/// Those of the file system; what is left is still marked as unfinished.
pub fn give_up(to: &Path) -> io::Result<()> {
    if !to.join(UNFINISHED).exists() {
        return Ok(());
    }
    copying::clear(to, UNFINISHED)?;
    fs::remove_dir(to)
}

fn begin(to: &Path) -> Result<(), PortalError> {
    if !copying::is_empty(to)? {
        return Err(PortalError::TargetNotEmpty(to.to_owned()));
    }
    fs::create_dir_all(to)?;
    only_for_its_owner(to)?;
    let marker = to.join(UNFINISHED);
    fs::write(&marker, UNFINISHED_TEXT)?;
    File::open(&marker)?.sync_all()?;
    Ok(durable::sync_folder_of(&marker)?)
}

/// The keys are in it.
#[cfg(unix)]
fn only_for_its_owner(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))
}

#[cfg(not(unix))]
fn only_for_its_owner(_: &Path) -> io::Result<()> {
    Ok(())
}

fn keys(data: &Path, to: &Path, manifest: &mut Manifest) -> Result<(), PortalError> {
    copying::folder(&to.join(KEYS))?;
    for found in fs::read_dir(data.join(KEYS))? {
        let name = found?.file_name();
        // A key that is being made is not one yet.
        let Some(name) = name.to_str().filter(|name| !name.ends_with(".new") && !name.ends_with(".lock")) else {
            continue;
        };
        let path = format!("{KEYS}/{name}");
        let brought = copying::copy(&data.join(&path), &to.join(&path))?;
        manifest.files.push(entry(&path, brought));
    }
    Ok(())
}

async fn photos(
    data: &Path,
    to: &Path,
    stored: &[Sha256],
    live: &mut Reading,
    manifest: &mut Manifest,
    told: &(dyn Fn(Progress) + Sync),
) -> Result<(), PortalError> {
    let (from, into) = (PhotoFolder::at(data), PhotoFolder::at(to));
    copying::folder(&to.join(PHOTOS))?;
    for (done, sha256) in stored.iter().enumerate() {
        told(Progress::Photos { done, of: stored.len() });
        let (source, target) = (from.photo(sha256), into.photo(sha256));
        match tokio::task::spawn_blocking(move || bring(&source, target)).await.map_err(io::Error::other)?? {
            Some(brought) if brought.sha256 == *sha256 => manifest.files.push(entry(&photo_path(sha256), brought)),
            // Erased meanwhile: it is not lacking.
            _ if !attachment::is_stored(live.connection(), *sha256).await? => {}
            _ => manifest.lacking.push(sha256.to_string()),
        }
    }
    told(Progress::Photos { done: stored.len(), of: stored.len() });
    Ok(())
}

/// Brings a photo over; one whose file is gone, or not what its name says, is not taken along.
fn bring(from: &Path, to: PathBuf) -> io::Result<Option<Brought>> {
    if let Some(folder) = to.parent() {
        copying::folder(folder)?;
    }
    let brought = match copying::link_or_copy(from, &to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        brought => brought?,
    };
    if to.file_name().and_then(|name| name.to_str()) != Some(&brought.sha256.to_string()) {
        fs::remove_file(&to)?;
    }
    Ok(Some(brought))
}

fn photo_path(sha256: &Sha256) -> String {
    let name = sha256.to_string();
    format!("{PHOTOS}/{}/{name}", &name[..2])
}

fn entry(path: &str, brought: Brought) -> Entry {
    Entry { path: path.to_owned(), length: brought.length, sha256: brought.sha256.to_string() }
}

/// Every name durable, then the manifest, then no marker any more.
fn finish(to: &Path, manifest: &Manifest) -> Result<(), PortalError> {
    for folder in manifest.files.iter().map(|entry| to.join(&entry.path)).filter(|path| path.parent() != Some(to)) {
        durable::sync_folder_of(&folder)?;
    }
    manifest.write(to)?;
    fs::remove_file(to.join(UNFINISHED))?;
    durable::sync_folder_of(&to.join(FILE))?;
    Ok(durable::sync_folder_of(to)?)
}
