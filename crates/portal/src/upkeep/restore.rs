//! A portal from a backup: the same one, with another memory.
//!
//! Everything is compared with the manifest on the way; a backup that is not whole makes no portal. While it goes on, a
//! marker stands in the folder, and nobody serves from it.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use jiff::Timestamp;
use report::{Epoch, Sha256};

use crate::clock::year;
use crate::config::Config;
use crate::durable;
use crate::error::PortalError;
use crate::store::copy::{Anew, Reading, begin_anew, newest_ms};
use crate::store::{Books, FILE, Store, Use, founding};
use crate::upkeep::Progress;
use crate::upkeep::manifest::{Entry, Manifest};
use crate::upkeep::{copying, moving};

/// What stands in a folder that is being restored into.
pub const MARKER: &str = "RESTORING";
/// Case numbers of each year that a restored portal leaves out: more than it can have given since the backup.
pub const GAP: i64 = 10_000;

const MARKER_TEXT: &str = "A restore was not finished here. Empty the folder, and restore again.\n";

/// What became of a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub made_at: Timestamp,
    /// Cases in the books.
    pub cases: u64,
    /// Photos that are there.
    pub photos: usize,
    /// Photos that the backup does not have: devices that still have them are asked for them.
    pub lacking: usize,
    /// The epoch of the backup.
    pub epoch_before: Epoch,
    /// The new one.
    pub epoch: Epoch,
    /// The years whose numbers go on behind a gap.
    pub years: Vec<i64>,
    /// The clock is behind what the backup knows of.
    pub clock_is_behind: bool,
}

/// Makes the portal of `config` from the backup in `from`.
///
/// # Errors
/// [`PortalError::TargetNotEmpty`], [`PortalError::BackupIncomplete`], [`PortalError::BackupDamaged`],
/// [`PortalError::DataDamaged`], [`PortalError::OtherPortal`]. What was begun is marked then.
pub async fn restore(
    config: &Config,
    from: &Path,
    now_ms: i64,
    told: &(dyn Fn(Progress) + Sync),
) -> Result<Restored, PortalError> {
    let manifest = Manifest::read(from)?;
    if manifest.portal != config.portal_id.as_str() {
        return Err(PortalError::OtherPortal { found: manifest.portal });
    }
    begin(&config.data)?;
    let photos = bring(from, &config.data, &manifest, told).await?;
    told(Progress::Books);
    let restored = anew(config, &manifest, photos, now_ms).await?;
    if config.database.is_some() {
        to_the_server(config, now_ms, told).await?;
    }
    fs::remove_file(config.data.join(MARKER))?;
    durable::sync_folder_of(&config.data.join(MARKER))?;
    Ok(restored)
}

/// Takes away what an unfinished restore left in `data`.
///
/// # Errors
/// Those of the file system; what is left is still marked.
pub fn give_up(data: &Path) -> io::Result<()> {
    if data.join(MARKER).exists() { copying::clear(data, MARKER) } else { Ok(()) }
}

fn begin(data: &Path) -> Result<(), PortalError> {
    if !copying::is_empty(data)? {
        return Err(PortalError::TargetNotEmpty(data.to_owned()));
    }
    fs::create_dir_all(data)?;
    durable::sync_folder_of(data)?;
    let marker = data.join(MARKER);
    fs::write(&marker, MARKER_TEXT)?;
    File::open(&marker)?.sync_all()?;
    Ok(durable::sync_folder_of(&marker)?)
}

/// Copies every file, compared with what the manifest says of it, and says how many photos there are.
async fn bring(
    from: &Path,
    data: &Path,
    manifest: &Manifest,
    told: &(dyn Fn(Progress) + Sync),
) -> Result<usize, PortalError> {
    for (done, entry) in manifest.files.iter().enumerate() {
        told(Progress::Photos { done, of: manifest.files.len() });
        let (from, data, entry) = (from.to_owned(), data.to_owned(), entry.clone());
        tokio::task::spawn_blocking(move || one(&from, &data, &entry)).await.map_err(io::Error::other)??;
    }
    for entry in &manifest.files {
        durable::sync_folder_of(&data.join(&entry.path))?;
    }
    Ok(manifest.files.iter().filter(|entry| entry.path.starts_with("photos/")).count())
}

fn one(from: &Path, data: &Path, entry: &Entry) -> Result<(), PortalError> {
    let damaged = || PortalError::BackupDamaged(entry.path.clone());
    let (source, target) = (from.join(&entry.path), data.join(&entry.path));
    if let Some(folder) = target.parent() {
        copying::folder(folder)?;
    }
    let brought = match copying::copy(&source, &target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(damaged()),
        brought => brought?,
    };
    let same = brought.length == entry.length && brought.sha256.to_string() == entry.sha256;
    if same { Ok(()) } else { Err(damaged()) }
}

async fn anew(config: &Config, manifest: &Manifest, photos: usize, now_ms: i64) -> Result<Restored, PortalError> {
    let mut books = Reading::open(&Books::Folder(config.data.clone())).await?;
    if let Some(fault) = books.faults().await?.into_iter().next() {
        return Err(PortalError::DataDamaged(fault));
    }
    let before = books.founded().await?;
    if before.id != config.portal_id {
        return Err(PortalError::OtherPortal { found: before.id.to_string() });
    }
    let cases = books.cases().await?;
    let newest = newest_ms(books.connection()).await?.unwrap_or(0).max(manifest.made_at.as_millisecond());
    books.close().await?;
    let lacking: Vec<Sha256> = manifest.lacking.iter().filter_map(|hash| hash.parse().ok()).collect();
    let anew = Anew { epoch: founding::new_epoch()?, years: years(newest, now_ms), gap: GAP };
    let restored = Restored {
        made_at: manifest.made_at,
        cases,
        photos,
        lacking: lacking.len(),
        epoch_before: before.epoch,
        epoch: anew.epoch,
        years: anew.years.clone(),
        clock_is_behind: now_ms < newest,
    };
    let store = Store::open(&Books::Folder(config.data.clone()), Use::Beside, now_ms).await?;
    let write = store.write(move |books| Box::pin(async move { begin_anew(books, &before.id, &anew, &lacking).await }));
    write.await?;
    Ok(restored)
}

/// A backup's books are a file: those of a portal on a server go there, and the file goes.
async fn to_the_server(config: &Config, now_ms: i64, told: &(dyn Fn(Progress) + Sync)) -> Result<(), PortalError> {
    moving::move_books(&Books::Folder(config.data.clone()), &config.books(), now_ms, told).await?;
    fs::remove_file(config.data.join(FILE))?;
    Ok(durable::sync_folder_of(&config.data.join(FILE))?)
}

/// From the backup's year to this one: in each, numbers may have been given that the backup does not know. With a clock
/// that runs behind, the backup's own year and the one after it.
fn years(newest_ms: i64, now_ms: i64) -> Vec<i64> {
    let (known, now) = (i64::from(year(newest_ms)), i64::from(year(now_ms)));
    let last = if now_ms < newest_ms { known + 1 } else { now };
    (known..=last).collect()
}
