//! Opening the database: durable, checked, never newer than the program.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::error::OutboxError;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("../../migrations/0001_outbox.sql")),
    M::up(include_str!("../../migrations/0002_acts.sql")),
    M::up(include_str!("../../migrations/0003_trust.sql")),
    M::up(include_str!("../../migrations/0004_drafts.sql")),
    M::up(include_str!("../../migrations/0005_behalf.sql")),
    M::up(include_str!("../../migrations/0006_around.sql")),
    M::up(include_str!("../../migrations/0007_news.sql")),
    M::up(include_str!("../../migrations/0008_voice.sql")),
    M::up(include_str!("../../migrations/0009_notify.sql")),
    M::up(include_str!("../../migrations/0010_base_map.sql")),
    M::up(include_str!("../../migrations/0011_answer_due.sql")),
];

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
    // What is erased is overwritten, not only forgotten.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;",
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
    fn a_report_of_version_one_is_still_sent_after_the_upgrade() {
        let mut upgraded = old();
        Migrations::from_slice(STEPS).to_latest(&mut upgraded).unwrap();
        let queue = crate::store::queue::unfinished(&upgraded, 10).unwrap();
        let ids: Vec<u8> = queue.reports.iter().map(|report| report.id.as_bytes()[15]).collect();
        assert_eq!(ids, [1, 2], "by age; the complete one and the refused one wait for nothing");
        let item = crate::store::queue::offer(&upgraded, queue.reports[0].id).unwrap().unwrap();
        assert_eq!(item.bytes, b"sealed 1");
        let count = |sql| upgraded.query_row::<i64, _, _>(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM act"), 4);
        assert_eq!(count("SELECT count(*) FROM attachment"), 1);
        assert_eq!(count("SELECT count(*) FROM change WHERE memory = 0"), 1);
        assert_eq!(count("SELECT complete_ms FROM act WHERE complete IS NOT NULL"), 77);
        assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    }

    #[test]
    fn an_upgraded_database_is_like_a_fresh_one() {
        let mut upgraded = old();
        Migrations::from_slice(STEPS).to_latest(&mut upgraded).unwrap();
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(shape(&upgraded), shape(&open(folder.path()).unwrap()));
    }

    /// Version 1 with a queued, an accepted, a complete and a refused report.
    fn old() -> Connection {
        let mut old = Connection::open_in_memory().unwrap();
        old.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        Migrations::from_slice(&STEPS[..1]).to_latest(&mut old).unwrap();
        old.execute_batch(
            "INSERT INTO portal (one, id) VALUES (1, 'quang-tri');
             INSERT INTO report (id, sealed, filed_at_ms, category, text, accepted, complete, attention) VALUES
                 (x'00000000000070008000000000000002', CAST('sealed 2' AS BLOB), 5, 'khac', 'b', x'00', NULL, 'photo_file_missing'),
                 (x'00000000000070008000000000000001', CAST('sealed 1' AS BLOB), 4, 'khac', 'a', NULL, NULL, NULL),
                 (x'00000000000070008000000000000003', x'00', 6, 'khac', 'c', x'00', x'00', NULL),
                 (x'00000000000070008000000000000004', x'00', 7, 'khac', 'd', NULL, NULL, 'wrong_portal');
             INSERT INTO attachment (report, place, sha256, length, thumbnail, stored_ms)
                 VALUES (x'00000000000070008000000000000003', 0, zeroblob(32), 9, x'', 77);
             INSERT INTO change (report, position, status, at_ms)
                 VALUES (x'00000000000070008000000000000003', 8, 'received', 1);",

        )
        .unwrap();
        old
    }

    fn shape(connection: &Connection) -> Vec<(String, Option<String>)> {
        let mut select = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
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
