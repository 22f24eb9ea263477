//! Bringing a file from one folder to another, and what it was: durable, and hashed on the way.
//!
//! Blocking; callers on the runtime go through `spawn_blocking`.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use report::Sha256;
use sha2::Digest as _;

use crate::durable;

const PIECE_BYTES: usize = 256 * 1024;

/// What a file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// Bytes.
    pub length: u64,
    /// Its hash.
    pub sha256: Sha256,
}

/// Copies `from` to the new file `to`, which has the same permissions and is on the disk then.
pub fn copy(from: &Path, to: &Path) -> io::Result<Brought> {
    let mut source = File::open(from)?;
    let mut target = File::create_new(to)?;
    target.set_permissions(source.metadata()?.permissions())?;
    let brought = pump(&mut source, |piece| target.write_all(piece))?;
    target.sync_all()?;
    Ok(brought)
}

/// Gives `from` the second name `to` where one disk holds both, else copies it. Only for files that never change.
pub fn link_or_copy(from: &Path, to: &Path) -> io::Result<Brought> {
    match fs::hard_link(from, to) {
        Ok(()) => hashed(to),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        Err(_) => copy(from, to),
    }
}

/// What the file is.
pub fn hashed(path: &Path) -> io::Result<Brought> {
    pump(&mut File::open(path)?, |_| Ok(()))
}

/// Makes the folder `path` with a durable name, unless it is there.
pub fn folder(path: &Path) -> io::Result<()> {
    if !path.is_dir() {
        fs::create_dir_all(path)?;
        durable::sync_folder_of(path)?;
    }
    Ok(())
}

/// Whether nothing is there, or a folder with nothing in it.
pub fn is_empty(path: &Path) -> io::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Removes everything in a folder, `last` last. Of what cannot be removed the rest says that it is unfinished.
pub fn clear(path: &Path, last: &str) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_name() == last {
            continue;
        }
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    fs::remove_file(path.join(last))
}

fn pump(source: &mut File, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Brought> {
    let (mut hash, mut length, mut piece) = (sha2::Sha256::new(), 0, vec![0; PIECE_BYTES]);
    loop {
        let read = source.read(&mut piece)?;
        if read == 0 {
            return Ok(Brought { length, sha256: Sha256::from_bytes(hash.finalize().into()) });
        }
        hash.update(&piece[..read]);
        take(&piece[..read])?;
        length += read as u64;
    }
}
