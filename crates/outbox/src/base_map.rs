//! The base map: roads, rivers and houses for whoever looks for a place without a network.
//!
//! It is tens of megabytes, and links are poor and paid for: nothing of it is fetched before somebody asks. What came stays
//! when the link breaks or when it is stopped, and is gone on with. It is one file, verified by its hash when it is whole, and
//! read where it lies by ranges; a map that the province replaced stays until the new one is here.
//!
//! **Invariant:** a file named `base-map-HASH.pmtiles` was whole and had that hash when it was given the name; the one that
//! counts is noted in the database.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use report::Sha256;
use report::base_map::PackBaseMap;
use sha2::Digest as _;

use crate::error::{BaseMapProblem, OutboxError};
use crate::outbox::Outbox;
use crate::store::base_map::{self, Noted};

/// What must stay free beside a map, in bytes: a report with all of its photos, and more.
const RESERVE_BYTES: u64 = 64 * 1024 * 1024;
/// As many bytes of the map are read at once at most: a tile, or a part of its directory.
pub const MOST_READ_BYTES: u64 = 4 * 1024 * 1024;
const PREFIX: &str = "base-map-";

/// The base map as this device has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BaseMap {
    /// The map that is here.
    pub here: Option<PackBaseMap>,
    /// The map that the province has and that is not here.
    pub offered: Option<PackBaseMap>,
    /// Bytes of that one which are here.
    pub held_bytes: u64,
    /// It is being fetched, as soon as nothing else waits.
    pub wanted: bool,
    /// Why it is not here although it was asked for: a stable code.
    pub trouble: Option<String>,
}

/// The map that is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lacking {
    pub map: PackBaseMap,
    /// Bytes of it that are here.
    pub held: u64,
}

impl Outbox {
    /// The base map as it is here.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn base_map(&self) -> Result<BaseMap, OutboxError> {
        let noted = base_map::noted(&self.database())?;
        let is_here = |map: &PackBaseMap| length_of(&self.map_file(&map.sha256)) == Some(map.length);
        let is_damaged = noted.here.as_ref().is_some_and(|map| !is_here(map));
        let here = noted.here.filter(|_| !is_damaged);
        let named = self.region()?.base_map.clone().filter(PackBaseMap::is_sound);
        let offered = named.filter(|named| here.as_ref().is_none_or(|here| here.sha256 != named.sha256));
        let held_bytes = offered.as_ref().and_then(|map| length_of(&self.map_part(&map.sha256))).unwrap_or(0);
        let damaged = is_damaged.then(|| BaseMapProblem::Damaged.code().to_owned());
        Ok(BaseMap {
            here,
            held_bytes,
            wanted: noted.wanted && offered.is_some(),
            offered,
            trouble: noted.trouble.or(damaged),
        })
    }

    /// Asks for the base map: the engine fetches it when nothing else waits.
    ///
    /// # Errors
    /// [`BaseMapProblem::None`], and [`BaseMapProblem::NoRoom`] before a byte is fetched.
    pub fn want_base_map(&self) -> Result<(), OutboxError> {
        let BaseMap { offered, held_bytes, .. } = self.base_map()?;
        let offered = offered.ok_or(BaseMapProblem::None)?;
        if !fits(fs4::available_space(&self.inner.folder)?, offered.length.saturating_sub(held_bytes)) {
            return Err(BaseMapProblem::NoRoom.into());
        }
        self.note_base_map(|noted| Noted { wanted: true, trouble: None, ..noted })
    }

    /// Stops fetching. What came stays, to be gone on with.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn stop_base_map(&self) -> Result<(), OutboxError> {
        self.note_base_map(|noted| Noted { wanted: false, ..noted })
    }

    /// Takes the base map away, whole or begun.
    ///
    /// # Errors
    /// When the database or the folder cannot be written.
    pub fn remove_base_map(&self) -> Result<(), OutboxError> {
        self.note_base_map(|_| Noted::default())?;
        sweep(&self.inner.folder, &[])
    }

    /// So many bytes of the base map of this hash, at most [`MOST_READ_BYTES`]; fewer where the file ends.
    ///
    /// # Errors
    /// [`BaseMapProblem::NotHere`] when it is not the one that is here, or the bytes are none of it.
    pub fn read_base_map(&self, sha256: &Sha256, offset: u64, length: u64) -> Result<Vec<u8>, OutboxError> {
        let noted = base_map::noted(&self.database())?;
        let map = noted.here.filter(|map| map.sha256 == *sha256).ok_or(BaseMapProblem::NotHere)?;
        if offset >= map.length || !(1..=MOST_READ_BYTES).contains(&length) {
            return Err(BaseMapProblem::NotHere.into());
        }
        let length = length.min(map.length - offset);
        let bytes = part_of(&self.map_file(sha256), offset, length).map_err(|_| BaseMapProblem::NotHere)?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(BaseMapProblem::Damaged.into()) }
    }

    /// Looks whether the base map that is here is the one that came; one that is damaged is taken away, to be asked for again.
    /// Whether it is whole.
    ///
    /// # Errors
    /// When the database or the folder cannot be written.
    pub fn check_base_map(&self) -> Result<bool, OutboxError> {
        let Some(map) = base_map::noted(&self.database())?.here else { return Ok(false) };
        if hash_of(&self.map_file(&map.sha256)).is_ok_and(|found| found == map.sha256) {
            return Ok(true);
        }
        tracing::warn!("the base map is damaged and taken away");
        self.give_up_base_map(BaseMapProblem::Damaged)?;
        self.note_base_map(|noted| Noted { here: noted.here.filter(|here| here.sha256 != map.sha256), ..noted })?;
        self.settle_base_map()?;
        Ok(false)
    }

    /// What is to be fetched.
    pub(crate) fn lacking_base_map(&self) -> Result<Option<Lacking>, OutboxError> {
        let BaseMap { offered, held_bytes, wanted, .. } = self.base_map()?;
        Ok(offered.filter(|_| wanted).map(|map| Lacking { map, held: held_bytes }))
    }

    /// Whether somebody still wants it.
    pub(crate) fn wants_base_map(&self) -> Result<bool, OutboxError> {
        Ok(base_map::noted(&self.database())?.wanted)
    }

    /// Where the next bytes go.
    pub(crate) fn open_map_part(&self, map: &PackBaseMap) -> Result<File, OutboxError> {
        Ok(File::options().create(true).append(true).open(self.map_part(&map.sha256))?)
    }

    /// Whether so many bytes more leave room for reports.
    pub(crate) fn has_room_for_map(&self, more: u64) -> Result<bool, OutboxError> {
        Ok(fits(fs4::available_space(&self.inner.folder)?, more))
    }

    /// Verifies what came when it is all, and puts it in the place of the one before; whether it was the one that was named. Other
    /// bytes are thrown away.
    pub(crate) fn keep_base_map(&self, map: &PackBaseMap) -> Result<bool, OutboxError> {
        let part = self.map_part(&map.sha256);
        if hash_of(&part)? != map.sha256 {
            self.forget_map_part(map)?;
            return Ok(false);
        }
        std::fs::rename(&part, self.map_file(&map.sha256))?;
        File::open(&self.inner.folder)?.sync_all()?;
        self.note_base_map(|_| Noted { wanted: false, trouble: None, here: Some(map.clone()) })?;
        self.settle_base_map()?;
        Ok(true)
    }

    /// Throws away what came of a map that cannot be gone on with.
    pub(crate) fn forget_map_part(&self, map: &PackBaseMap) -> Result<(), OutboxError> {
        remove(&self.map_part(&map.sha256))
    }

    /// Fetches no more of it until somebody asks again, and says why.
    pub(crate) fn give_up_base_map(&self, why: BaseMapProblem) -> Result<(), OutboxError> {
        self.note_base_map(|noted| Noted { wanted: false, trouble: Some(why.code().to_owned()), ..noted })
    }

    /// Takes away what is no map of this device: what the province named once, what it has no more, what a kill left.
    pub(crate) fn settle_base_map(&self) -> Result<(), OutboxError> {
        let region = self.region()?;
        let named = region.base_map.as_ref().map(|map| map.sha256);
        if named.is_none() && region.is_of_a_pack() {
            self.note_base_map(|noted| if noted == Noted::default() { noted } else { Noted::default() })?;
        }
        let here = base_map::noted(&self.database())?.here.map(|map| map.sha256);
        let kept = [here.map(|sha256| self.map_file(&sha256)), named.map(|sha256| self.map_part(&sha256))];
        sweep(&self.inner.folder, &kept)
    }

    fn note_base_map(&self, change: impl FnOnce(Noted) -> Noted) -> Result<(), OutboxError> {
        let database = self.database();
        let noted = base_map::noted(&database)?;
        let changed = change(noted.clone());
        if changed == noted { Ok(()) } else { base_map::note(&database, &changed) }
    }

    fn map_file(&self, sha256: &Sha256) -> PathBuf {
        self.inner.folder.join(format!("{PREFIX}{sha256}.pmtiles"))
    }

    fn map_part(&self, sha256: &Sha256) -> PathBuf {
        self.inner.folder.join(format!("{PREFIX}{sha256}.part"))
    }
}

/// Whether so many bytes more leave room for reports.
fn fits(available: u64, more: u64) -> bool {
    available >= more.saturating_add(RESERVE_BYTES)
}

/// Removes every file of a base map but these.
pub(crate) fn sweep(folder: &Path, kept: &[Option<PathBuf>]) -> Result<(), OutboxError> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && !kept.iter().flatten().any(|kept| *kept == path) {
            remove(&path)?;
        }
    }
    Ok(())
}

fn part_of(path: &Path, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    let (mut file, mut bytes) = (File::open(path)?, Vec::new());
    file.seek(SeekFrom::Start(offset))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn length_of(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|file| file.len())
}

fn hash_of(path: &Path) -> io::Result<Sha256> {
    let (mut file, mut hash) = (File::open(path)?, sha2::Sha256::new());
    io::copy(&mut file, &mut hash)?;
    Ok(Sha256::from_bytes(hash.finalize().into()))
}

fn remove(path: &Path) -> Result<(), OutboxError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_never_takes_the_room_that_a_report_needs() {
        assert!(fits(RESERVE_BYTES + 10, 10));
        assert!(!fits(RESERVE_BYTES + 9, 10));
        assert!(!fits(u64::MAX - 1, u64::MAX));
    }
}
