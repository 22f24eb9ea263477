//! The portal's memory, taken care of: a copy of it, a portal made from a copy, and a look at whether all is whole.
//!
//! ```text
//! FOLDER/UNFINISHED          while the backup is being made; a folder with it is no backup
//! FOLDER/portal.sqlite3      the books as they were at one moment
//! FOLDER/keys/               every secret of the portal
//! FOLDER/photos/ab/abcdef…   what those books name as stored
//! FOLDER/manifest.json       last: which files, how long, with which hash
//! ```
//!
//! A portal that was restored is another memory of the same portal: it gets a new epoch, so that devices offer again
//! what it may have lost, and leaves out [`restore::GAP`] case numbers, so that none is given twice.
//!
//! **Invariants:** a folder has a manifest only when everything in it is on the disk; a folder that is being restored
//! into is never served.

pub mod backup;
pub mod check;
mod copying;
pub mod manifest;
pub mod moving;
pub mod restore;
pub mod seed;

/// How far it has come, for the person who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The books are being copied, or read from end to end.
    Books,
    /// So many rows of a table are copied.
    Rows {
        /// The table.
        table: String,
        /// Done.
        done: u64,
    },
    /// So many of so many photos are done.
    Photos {
        /// Done.
        done: usize,
        /// All.
        of: usize,
    },
}
