//! Bringing the database up to date: numbered files, each in its own transaction, never edited once released.
//!
//! **Invariant:** a database that a newer program made is refused before anything is written.

use sqlx::AnyConnection;
use sqlx::{Connection as _, Executor as _};

use crate::error::PortalError;
use crate::store::database::BEGIN_WRITE;

/// Every migration, in order; the first is version 1.
const MIGRATIONS: [&str; 6] = [
    include_str!("../../migrations/sqlite/0001_the_first_books.sql"),
    include_str!("../../migrations/sqlite/0002_acts_about_cases.sql"),
    include_str!("../../migrations/sqlite/0003_sessions_and_revoked_devices.sql"),
    include_str!("../../migrations/sqlite/0004_receipts_kept_aside.sql"),
    include_str!("../../migrations/sqlite/0005_people.sql"),
    include_str!("../../migrations/sqlite/0006_categories.sql"),
];

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    version    INTEGER PRIMARY KEY,
    applied_at INTEGER NOT NULL
) STRICT";

/// Refuses what a newer program made. Only reads.
pub async fn check(connection: &mut AnyConnection) -> Result<(), PortalError> {
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful of migrations");
    let found = version(connection).await?;
    if found > known { Err(PortalError::DataNewer { found, known }) } else { Ok(()) }
}

/// Applies what is missing.
pub async fn run(connection: &mut AnyConnection, now_ms: i64) -> Result<(), PortalError> {
    run_some(connection, &MIGRATIONS, now_ms).await
}

async fn run_some(connection: &mut AnyConnection, migrations: &[&'static str], now_ms: i64) -> Result<(), PortalError> {
    for (version_after, sql) in (1_i64..).zip(migrations) {
        let mut transaction = connection.begin_with(BEGIN_WRITE).await?;
        transaction.execute(VERSIONS).await?;
        if version(&mut transaction).await? < version_after {
            transaction.execute(*sql).await?;
            let done = sqlx::query("INSERT INTO schema_version (version, applied_at) VALUES ($1, $2)");
            done.bind(version_after).bind(now_ms).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    }
    Ok(())
}

async fn version(connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
    let is_new = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";
    let tables: i64 = sqlx::query_scalar(is_new).fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM schema_version").fetch_one(connection).await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn an_upgraded_database_is_the_same_as_a_fresh_one() {
        let mut fresh = empty().await;
        run(&mut fresh, 1).await.unwrap();
        for released in 0..=MIGRATIONS.len() {
            let mut upgraded = empty().await;
            run_some(&mut upgraded, &MIGRATIONS[..released], 1).await.unwrap();
            run(&mut upgraded, 2).await.unwrap();
            assert_eq!(schema(&mut upgraded).await, schema(&mut fresh).await, "from version {released}");
        }
    }

    #[tokio::test]
    async fn receipts_of_the_first_version_are_those_of_their_acts_now() {
        let mut connection = empty().await;
        run_some(&mut connection, &MIGRATIONS[..1], 1).await.unwrap();
        let filed =
            "INSERT INTO act (device, act_id, digest, bytes, received_at) VALUES (x'01', x'02', x'03', x'04', 5);
            INSERT INTO case_file (number, code_sha256, device, act_id, status, category, place_source, captured_at,
                submitted_at, updated_at, version, accepted_receipt, complete_receipt)
            VALUES ('QT-2026-000001', x'06', x'01', x'02', 'submitted', 'khac', 'gps', 5, 5, 5, 1, x'07', x'08')";
        connection.execute(filed).await.unwrap();
        run(&mut connection, 2).await.unwrap();
        let kept = "SELECT count(*) FROM act JOIN case_file ON case_file.id = act.case_id WHERE act.kind = 'report'
            AND act.accepted_receipt = x'07' AND act.complete_receipt = x'08'";
        let count: i64 = sqlx::query_scalar(kept).fetch_one(&mut connection).await.unwrap();
        assert_eq!(count, 1);
    }

    #[tokio::test]
    async fn a_failing_migration_leaves_nothing_behind() {
        let mut connection = empty().await;
        let broken = "CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE half (id INTEGER) STRICT;";
        assert!(run_some(&mut connection, &[broken], 1).await.is_err());
        assert_eq!(schema(&mut connection).await.len(), 0);
    }

    async fn empty() -> AnyConnection {
        sqlx::any::install_default_drivers();
        AnyConnection::connect("sqlite::memory:").await.unwrap()
    }

    async fn schema(connection: &mut AnyConnection) -> Vec<String> {
        let all = "SELECT coalesce(sql, name) FROM sqlite_master ORDER BY type, name";
        sqlx::query_scalar(all).fetch_all(connection).await.unwrap()
    }
}
