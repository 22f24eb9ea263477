//! Opening the database: durable, checked, never newer than the program.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::error::OutboxError;

const STEPS: &[M<'static>] =
    &[M::up(include_str!("../../migrations/0001_outbox.sql")), M::up(include_str!("../../migrations/0003_trust.sql"))];

/// The database's name in the data folder.
pub const FILE: &str = "outbox.sqlite3";

/// How long a writer waits for another one, such as `outbox report` beside a running engine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the database in `folder`, made or upgraded as needed.
///
/// # Errors
/// [`OutboxError::DataNewer`] before anything is written when a newer program made it.
pub fn open(folder: &Path) -> Result<Connection, OutboxError> {
    let path = folder.join(FILE);
    if path.exists() {
        refuse_newer(&path)?;
    }
    make(&path, None)
}

/// Opens the database at `path`, with the schema of `version` or of today.
///
/// # Errors
/// When it cannot be made or upgraded.
pub fn make(path: &Path, version: Option<usize>) -> Result<Connection, OutboxError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    // Every commit is on the disk when it returns, on Apple's disks too (their plain fsync only reaches the drive).
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;",
    )?;
    migrate(&mut connection, version.unwrap_or(STEPS.len()))?;
    Ok(connection)
}

/// Brings the schema up to date. Two programs may start at once: the second finds the work done.
fn migrate(connection: &mut Connection, version: usize) -> Result<(), OutboxError> {
    let migrations = Migrations::from_slice(STEPS);
    let first = migrations.to_version(connection, version);
    let outcome = if first.is_err() { migrations.to_version(connection, version) } else { first };
    outcome.map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => OutboxError::DataBroken(other.to_string()),
    })
}

fn refuse_newer(path: &Path) -> Result<(), OutboxError> {
    let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    reader.busy_timeout(PATIENCE)?;
    let version: usize = reader.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > STEPS.len() { Err(OutboxError::DataNewer) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_migrations_are_valid() {
        Migrations::from_slice(STEPS).validate().unwrap();
    }

    #[test]
    fn a_database_newer_than_the_program_is_refused_and_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outbox.sqlite3");
        let newer = Connection::open(&path).unwrap();
        newer.execute_batch("CREATE TABLE later (x); PRAGMA user_version = 99;").unwrap();
        drop(newer);
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(open(folder.path()), Err(OutboxError::DataNewer)));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "not even a journal");
    }
}
