//! A disk so small that a test can fill it: a file system in memory, mounted for one test.
#![expect(clippy::print_stderr, reason = "skips are counted from what tests print")]

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small disk. Goes away with its test.
#[derive(Debug)]
pub struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// A disk of this size, or `None` after printing `SKIPPED test: reason` where nothing may be mounted.
    ///
    /// # Panics
    /// When there is no room for a folder.
    #[must_use]
    pub fn of(bytes: u64, test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "none"]).arg(folder.path());
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        if !mounted {
            eprintln!("SKIPPED {test}: no disk can be mounted here");
        }
        mounted.then_some(Self { folder })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes all of its room but `free` bytes.
    ///
    /// # Panics
    /// When the file that takes the room cannot be made.
    pub fn leave(&self, free: u64) {
        let path = self.filler();
        let mut filler = File::options().create(true).append(true).open(&path).expect("a file on the small disk");
        let piece = [0; 4096];
        while filler.write_all(&piece).is_ok() {}
        let taken = filler.seek(SeekFrom::End(0)).expect("the file's length");
        filler.set_len(taken.saturating_sub(free)).expect("the file is cut back");
    }

    /// Gives all of its room back.
    pub fn free(&self) {
        // Nothing that takes room is as good.
        drop(std::fs::remove_file(self.filler()));
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The folder below stays when it cannot be unmounted; nothing depends on it.
        drop(Command::new("umount").arg("-l").arg(self.folder.path()).output());
    }
}
