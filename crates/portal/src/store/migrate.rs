//! Bringing the database up to date: numbered files in `migrations/`, each in its own transaction, never edited once
//! released. They are written in SQLite's words; `dialect` says them to PostgreSQL.
//!
//! **Invariant:** a database that a newer program made is refused before anything is written.

use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

use crate::error::PortalError;
use crate::store::dialect::Engine;

// `MIGRATIONS`: name and text of each file, in order. By `build.rs`.
include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// One step from a version to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The version that it leads to; the first leads to 1.
    pub version: i64,
    /// The file's name.
    pub name: &'static str,
    sql: &'static str,
}

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    version    INTEGER PRIMARY KEY,
    applied_at INTEGER NOT NULL
) STRICT";

/// Every migration, in order.
pub fn all() -> Vec<Migration> {
    (1..).zip(MIGRATIONS).map(|(version, (name, sql))| Migration { version, name, sql }).collect()
}

/// The migrations that the books have not seen yet. Only reads.
///
/// # Errors
/// [`PortalError::DataNewer`] when a newer program made them.
pub async fn missing(connection: &mut AnyConnection) -> Result<Vec<Migration>, PortalError> {
    let all = all();
    let known = i64::try_from(all.len()).expect("a handful of migrations");
    let found = version(connection).await?;
    if found > known {
        return Err(PortalError::DataNewer { found, known });
    }
    Ok(all.into_iter().filter(|migration| migration.version > found).collect())
}

/// Applies what is missing, and says what that was.
///
/// # Errors
/// [`PortalError::DataNewer`]; those of the database, then the migration that failed left nothing.
pub async fn run(connection: &mut AnyConnection, now_ms: i64) -> Result<Vec<Migration>, PortalError> {
    let missing = missing(connection).await?;
    run_some(connection, &missing, now_ms).await?;
    Ok(missing)
}

async fn run_some(connection: &mut AnyConnection, migrations: &[Migration], now_ms: i64) -> Result<(), PortalError> {
    let engine = Engine::of(connection);
    for migration in migrations {
        connection.execute(engine.begin_write()).await?;
        match apply(connection, migration, now_ms).await {
            Ok(()) => connection.execute("COMMIT").await?,
            Err(error) => {
                connection.execute("ROLLBACK").await?;
                return Err(error);
            }
        };
    }
    Ok(())
}

/// Applies one, unless another program did meanwhile.
async fn apply(connection: &mut AnyConnection, migration: &Migration, now_ms: i64) -> Result<(), PortalError> {
    let engine = Engine::of(connection);
    connection.execute(AssertSqlSafe(engine.schema(VERSIONS))).await?;
    if version(connection).await? < migration.version {
        connection.execute(AssertSqlSafe(engine.schema(migration.sql))).await?;
        let done = sqlx::query("INSERT INTO schema_version (version, applied_at) VALUES ($1, $2)");
        done.bind(migration.version).bind(now_ms).execute(connection).await?;
    }
    Ok(())
}

/// The version of the books; 0 when they are empty.
///
/// # Errors
/// Those of the database.
pub async fn version(connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
    let tables = sqlx::query(Engine::of(connection).count_tables()).bind("schema_version");
    if tables.fetch_one(&mut *connection).await?.try_get::<i64, _>("tables")? == 0 {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM schema_version").fetch_one(connection).await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::store::database::scratch;
    use crate::store::message::UNTIL;
    use crate::store::{changes, setting};

    /// A case as the first version kept it.
    const FILED: &str =
        "INSERT INTO act (device, act_id, digest, bytes, received_at) VALUES (x'01', x'02', x'03', x'04', 5);
        INSERT INTO case_file (number, code_sha256, device, act_id, status, category, place_source, captured_at,
            submitted_at, updated_at, version, accepted_receipt, complete_receipt)
        VALUES ('QT-2026-000001', x'06', x'01', x'02', 'submitted', 'khac', 'gps', 5, 5, 5, 1, x'07', x'08')";

    #[tokio::test]
    async fn an_upgraded_database_is_the_same_as_a_fresh_one() {
        let mut fresh = scratch("fresh").await;
        run(&mut fresh, 1).await.unwrap();
        let expected = schema(&mut fresh).await;
        for released in 0..=all().len() {
            let mut upgraded = scratch("upgraded").await;
            run_some(&mut upgraded, &all()[..released], 1).await.unwrap();
            run(&mut upgraded, 2).await.unwrap();
            assert_eq!(schema(&mut upgraded).await, expected, "from version {released}");
        }
    }

    #[test]
    fn every_migration_has_a_number_and_a_name_of_its_own() {
        for migration in all() {
            assert!(migration.name.starts_with(&format!("{:04}_", migration.version)), "{}", migration.name);
        }
    }

    #[tokio::test]
    async fn receipts_of_the_first_version_are_those_of_their_acts_now() {
        let mut connection = scratch("receipts").await;
        run_some(&mut connection, &all()[..1], 1).await.unwrap();
        let filed = Engine::of(&connection).schema(FILED);
        connection.execute(AssertSqlSafe(filed)).await.unwrap();
        run(&mut connection, 2).await.unwrap();
        let kept = "SELECT count(*) FROM act JOIN case_file ON case_file.id = act.case_id WHERE act.kind = 'report'
            AND act.accepted_receipt = $1 AND act.complete_receipt = $2";
        let count = sqlx::query_scalar(kept).bind(vec![7_u8]).bind(vec![8_u8]);
        assert_eq!(count.fetch_one(&mut connection).await.map(|count: i64| count).unwrap(), 1);
    }

    #[tokio::test]
    async fn what_happened_before_there_were_channels_is_told_to_nobody() {
        let mut connection = scratch("channels").await;
        run_some(&mut connection, &all()[..1], 1).await.unwrap();
        let happened =
            "INSERT INTO event (case_id, kind, status, at) SELECT id, 'status', 'submitted', 5 FROM case_file";
        let filed = Engine::of(&connection).schema(FILED);
        connection.execute(AssertSqlSafe(filed)).await.unwrap();
        connection.execute(happened).await.unwrap();
        run(&mut connection, 2).await.unwrap();
        let until = setting::get(&mut connection, &UNTIL).await.unwrap().value;
        assert_eq!(until, changes::last_position(&mut connection).await.unwrap());
        assert!(until > 0);
    }

    #[tokio::test]
    async fn a_failing_migration_leaves_nothing_behind() {
        let mut connection = scratch("broken").await;
        let sql = "CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE half (id INTEGER) STRICT;";
        let broken = Migration { version: 1, name: "0001_broken.sql", sql };
        assert!(run_some(&mut connection, &[broken], 1).await.is_err());
        assert_eq!(schema(&mut connection).await.len(), 0);
    }

    /// Tables, columns and indexes in the engine's own words.
    async fn schema(connection: &mut AnyConnection) -> Vec<String> {
        let all = match Engine::of(connection) {
            Engine::Sqlite => "SELECT coalesce(sql, name) AS said FROM sqlite_master ORDER BY type, name",
            Engine::Postgres => {
                "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
                    || coalesce(' ' || column_default, '') || coalesce(' ' || identity_generation, '') AS said
                FROM information_schema.columns WHERE table_schema = current_schema()
                UNION ALL SELECT regexp_replace(indexdef, ' ON [^.]+[.]', ' ON ') FROM pg_indexes
                    WHERE schemaname = current_schema() ORDER BY said"
            }
        };
        sqlx::query_scalar(all).fetch_all(connection).await.unwrap()
    }
}
