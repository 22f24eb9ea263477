//! The whole books from one engine to the other, in one transaction on the target.
//!
//! ```text
//! from  one moment of it ──▶ row by row, table by table ──▶ to  foreign keys wait until all is there
//!                                                              read again: the same number, the same hash
//!                                                              commit
//! ```
//!
//! The tables are those that the database itself names; nothing here knows a table by name but `portal`, by which one
//! sees whether anybody lives in the target.
//!
//! **Invariant:** the target has everything or nothing; the source is only read.

use futures_util::TryStreamExt as _;
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

use crate::error::PortalError;
use crate::store::dialect::Engine;
use crate::store::table::{self, Sum, Table};
use crate::store::{founding, migrate};

/// A table that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its name.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// Their hash, hexadecimal.
    pub sha256: String,
}

/// Moves everything in `from` to `to`, which is brought up to date first, and says what was moved. `told` hears the table
/// and how many of its rows are done.
///
/// # Errors
/// [`PortalError::DataMissing`] when no portal was founded in `from`, [`PortalError::DataOlder`] when it is not up to date,
/// [`PortalError::TargetInUse`] when there is one in `to`, [`PortalError::MovedOtherwise`] when what was read back is not
/// what was written; then nothing was.
pub async fn transfer(
    from: &mut AnyConnection,
    to: &mut AnyConnection,
    now_ms: i64,
    told: &(dyn Fn(&str, u64) + Sync),
) -> Result<Vec<Moved>, PortalError> {
    if !migrate::missing(from).await?.is_empty() {
        return Err(PortalError::DataOlder);
    }
    founding::found(&mut *from).await?.ok_or(PortalError::DataMissing)?;
    migrate::run(to, now_ms).await?;
    from.execute(Engine::of(from).begin_reading()).await?;
    to.execute(Engine::of(to).begin_write()).await?;
    let moved = everything(from, to, told).await;
    // It was only read.
    drop(from.execute("ROLLBACK").await);
    match moved {
        Ok(moved) => {
            to.execute("COMMIT").await?;
            Ok(moved)
        }
        Err(error) => {
            // What cannot be rolled back was never committed.
            drop(to.execute("ROLLBACK").await);
            Err(error)
        }
    }
}

async fn everything(
    from: &mut AnyConnection,
    to: &mut AnyConnection,
    told: &(dyn Fn(&str, u64) + Sync),
) -> Result<Vec<Moved>, PortalError> {
    if founding::found(&mut *to).await?.is_some() {
        return Err(PortalError::TargetInUse);
    }
    let tables = table::all(from).await?;
    let held = hold_foreign_keys(to).await?;
    // What a migration put there is not part of the province.
    for table in &tables {
        to.execute(AssertSqlSafe(format!("DELETE FROM {}", table.name))).await?;
    }
    let mut moved = Vec::with_capacity(tables.len());
    for table in &tables {
        let (rows, sha256) = carry(table, from, to, told).await?;
        moved.push(Moved { table: table.name.clone(), rows, sha256 });
    }
    for again in held {
        to.execute(AssertSqlSafe(again)).await?;
    }
    for moved in &moved {
        let table = tables.iter().find(|table| table.name == moved.table).ok_or(PortalError::Broken("table"))?;
        if look(table, to).await? != (moved.rows, moved.sha256.clone()) {
            return Err(PortalError::MovedOtherwise(moved.table.clone()));
        }
    }
    go_on_counting(to).await?;
    Ok(moved)
}

/// Tables name each other in a circle: the rows are checked when all of them are there. Returns what is to be said then.
async fn hold_foreign_keys(to: &mut AnyConnection) -> Result<Vec<String>, PortalError> {
    if Engine::of(to) == Engine::Sqlite {
        to.execute("PRAGMA defer_foreign_keys = ON").await?;
        return Ok(Vec::new());
    }
    let list = "SELECT CAST(conrelid::regclass AS TEXT) AS table_name, CAST(conname AS TEXT) AS key_name,
            pg_get_constraintdef(oid) AS said
        FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace)";
    let mut held = Vec::new();
    for row in sqlx::query(list).fetch_all(&mut *to).await? {
        let (table, name): (String, String) = (row.try_get("table_name")?, row.try_get("key_name")?);
        to.execute(AssertSqlSafe(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))).await?;
        held.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {}", row.try_get::<String, _>("said")?));
    }
    Ok(held)
}

async fn carry(
    table: &Table,
    from: &mut AnyConnection,
    to: &mut AnyConnection,
    told: &(dyn Fn(&str, u64) + Sync),
) -> Result<(u64, String), PortalError> {
    let select = table.select();
    let mut rows = sqlx::query(AssertSqlSafe(select)).fetch(from);
    let (mut sum, mut batch, mut done) = (Sum::default(), Vec::new(), 0);
    while let Some(row) = rows.try_next().await? {
        let row = table.read(&row)?;
        sum.add(&row);
        batch.push(row);
        if batch.len() == table.rows_at_once() {
            done += batch.len() as u64;
            table.write(to, std::mem::take(&mut batch)).await?;
            told(&table.name, done);
        }
    }
    done += batch.len() as u64;
    table.write(to, batch).await?;
    told(&table.name, done);
    Ok(sum.end())
}

async fn look(table: &Table, to: &mut AnyConnection) -> Result<(u64, String), PortalError> {
    let select = table.select();
    let mut rows = sqlx::query(AssertSqlSafe(select)).fetch(to);
    let mut sum = Sum::default();
    while let Some(row) = rows.try_next().await? {
        sum.add(&table.read(&row)?);
    }
    Ok(sum.end())
}

/// Lets PostgreSQL number on behind the rows that are there. SQLite looks for itself.
///
/// # Errors
/// Those of the database.
pub async fn go_on_counting(connection: &mut AnyConnection) -> Result<(), PortalError> {
    if Engine::of(connection) == Engine::Sqlite {
        return Ok(());
    }
    let list = "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name
        FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'";
    for row in sqlx::query(list).fetch_all(&mut *connection).await? {
        let (table, column): (String, String) = (row.try_get("table_name")?, row.try_get("column_name")?);
        let next = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)
             FROM {table}"
        );
        connection.execute(AssertSqlSafe(next)).await?;
    }
    Ok(())
}
