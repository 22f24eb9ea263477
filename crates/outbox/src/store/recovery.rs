//! A damaged database: set aside, never deleted, and everything that can still be read moved into a new one.
//!
//! SQLite finds damage in its pages; what stands in a readable row proves itself, since acts and receipts are signed. Rows are
//! read from both ends of each table and through each index, so that one bad page costs the rows on it and no others.
//! Afterwards the portal is asked for everything anew, which also fills what was lost of the timelines.
//!
//! **Invariant:** while any program has the database open, nobody replaces it: each holds a shared lock on the folder,
//! recovery takes it alone.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};
use serde_json::json;

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::store::{ballast, database};

const NOTE: &str = "recovered.json";

/// What became of a damaged database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// When it was found, by this device's clock.
    pub at: Timestamp,
    /// Rows that were kept.
    pub kept: u64,
    /// Rows that are known to have been there and could not be read or make no sense without others; nothing when even
    /// that cannot be told.
    pub lost: Option<u64>,
    /// The damaged file, as it was.
    pub set_aside: PathBuf,
}

/// Opens the database in `folder`, recovered if it is damaged, with the lock that keeps it in its place.
///
/// # Errors
/// When it is damaged and another program has it open, or the folder cannot be used.
pub fn open(folder: &Path, now: Timestamp) -> Result<(Connection, File), OutboxError> {
    let lock = File::options().create(true).append(true).open(folder.join("data.lock"))?;
    lock.lock_shared()?;
    let opened = match open_checked(folder) {
        Err(OutboxError::DiskFull) if ballast::give_up(folder) => open_checked(folder),
        opened => opened,
    };
    match opened {
        Err(OutboxError::DataDamaged) => {
            lock.unlock()?;
            lock.try_lock().map_err(|_| OutboxError::DataBroken("damaged, and another program has it open".into()))?;
            // Another program may have been faster.
            let connection = match open_checked(folder) {
                Err(OutboxError::DataDamaged) => recover(folder, now)?,
                opened => opened?,
            };
            lock.unlock()?;
            lock.lock_shared()?;
            Ok((connection, lock))
        }
        Ok(connection) => {
            ballast::lay_in(folder);
            Ok((connection, lock))
        }
        Err(error) => Err(error),
    }
}

fn open_checked(folder: &Path) -> Result<Connection, OutboxError> {
    let connection = database::open(folder)?;
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(connection) } else { Err(OutboxError::DataDamaged) }
}

fn recover(folder: &Path, now: Timestamp) -> Result<Connection, OutboxError> {
    let path = folder.join(database::FILE);
    let aside = folder.join(format!("{}.broken-{}", database::FILE, now.as_millisecond()));
    let fresh_path = folder.join(format!("{}.new", database::FILE));
    remove_all(&fresh_path)?;
    let broken = Connection::open(&path)?;
    let version: usize = broken.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap_or(0);
    let fresh = database::make(&fresh_path, if version == 0 { None } else { Some(version) })?;
    let (kept, lost) = copy(&broken, &fresh)?;
    let lost = (version != 0).then_some(lost);
    // What was heard may have been lost: everything is told again from the beginning.
    fresh.execute("UPDATE portal SET position = 0, nonce = NULL", [])?;
    fresh.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    drop((broken, fresh));
    for (from, to) in siblings(&path).zip(siblings(&aside)) {
        if from.exists() {
            fs::rename(from, to)?;
        }
    }
    fs::rename(&fresh_path, &path)?;
    remove_all(&fresh_path)?;
    File::open(folder)?.sync_all()?;
    tracing::warn!(kept, lost, "a damaged database was set aside");
    let note = json!({ "at_ms": now.as_millisecond(), "kept": kept, "lost": lost, "set_aside": aside });
    crate::store::files::write_durably(&folder.join(NOTE), note.to_string().as_bytes())?;
    database::open(folder)
}

/// Removes the damaged databases that were set aside, and what was noted of them.
///
/// # Errors
/// When the disk refuses.
pub fn forget(folder: &Path) -> Result<(), OutboxError> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name == NOTE || name.starts_with(&format!("{}.broken-", database::FILE)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Copies what can be read. Twice: what refers to a row that comes later finds it the second time.
fn copy(broken: &Connection, fresh: &Connection) -> Result<(u64, u64), OutboxError> {
    fresh.execute_batch("PRAGMA foreign_keys = ON; BEGIN IMMEDIATE")?;
    let mut tables =
        fresh.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let tables = tables.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let mut known = 0;
    for pass in 0..2 {
        for table in &tables {
            let count = copy_table(broken, fresh, table)?;
            known += if pass == 0 { count } else { 0 };
        }
    }
    let mut kept = 0;
    for table in &tables {
        kept += fresh.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, u64>(0))?;
    }
    fresh.execute_batch("COMMIT")?;
    Ok((kept, known.saturating_sub(kept)))
}

/// Copies one table; how many rows are known to have been there.
fn copy_table(broken: &Connection, fresh: &Connection, table: &str) -> Result<u64, OutboxError> {
    let columns = names(fresh, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"))?;
    let key = names(fresh, &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"))?;
    let (columns, places) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
    let wanted = key.iter().map(|name| format!("{name} = ?")).collect::<Vec<_>>().join(" AND ");
    let keys = keys(broken, fresh, table, &key)?;
    let mut insert = fresh.prepare(&format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})"))?;
    for key in &keys {
        let select = format!("SELECT {columns} FROM {table} WHERE {wanted}");
        let Ok(mut select) = broken.prepare(&select) else { break };
        let width = select.column_count();
        let row = select.query_row(params_from_iter(key.iter().map(|Ordered(value)| value)), |row| {
            (0..width).map(|column| row.get(column)).collect::<Result<Vec<Value>, _>>()
        });
        match row.map(|row| insert.execute(params_from_iter(row))) {
            Ok(Err(error)) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => return Err(error.into()),
            // A row that is not read, or that a rule of the schema refuses, is lost; it stays in the file set aside.
            _ => {}
        }
    }
    Ok(keys.len() as u64)
}

/// The keys of every row that one can get at: from both ends, through the table and through each of its indexes.
fn keys(
    broken: &Connection,
    fresh: &Connection,
    table: &str,
    key: &[String],
) -> Result<BTreeSet<Vec<Ordered>>, OutboxError> {
    let indexes = format!("SELECT name FROM pragma_index_list('{table}') WHERE NOT partial");
    let ways = names(fresh, &indexes)?.into_iter().map(|index| format!("INDEXED BY \"{index}\"")).chain(["".into()]);
    let (columns, mut found) = (key.join(", "), BTreeSet::new());
    for way in ways {
        for direction in ["ASC", "DESC"] {
            let order = key.iter().map(|name| format!("{name} {direction}")).collect::<Vec<_>>().join(", ");
            let order = if way.is_empty() { format!("ORDER BY {order}") } else { String::new() };
            let Ok(mut select) = broken.prepare(&format!("SELECT {columns} FROM {table} {way} {order}")) else {
                continue;
            };
            let Ok(mut rows) = select.query([]) else { continue };
            while let Ok(Some(row)) = rows.next() {
                let values = (0..key.len()).map(|column| row.get(column).map(Ordered)).collect::<Result<Vec<_>, _>>();
                found.extend(values.ok());
            }
        }
    }
    Ok(found)
}

fn names(connection: &Connection, select: &str) -> Result<Vec<String>, OutboxError> {
    let mut select = connection.prepare(select)?;
    let rows = select.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A key's value, in some order.
#[derive(Debug, Clone, PartialEq)]
struct Ordered(Value);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (&self.0, &other.0) {
            (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
            (Value::Text(one), Value::Text(other)) => one.cmp(other),
            (Value::Blob(one), Value::Blob(other)) => one.cmp(other),
            (one, other) => format!("{one:?}").cmp(&format!("{other:?}")),
        }
    }
}

fn siblings(path: &Path) -> impl Iterator<Item = PathBuf> {
    let path = path.as_os_str().to_owned();
    ["", "-wal", "-shm"].into_iter().map(move |end| {
        let mut name = path.clone();
        name.push(end);
        name.into()
    })
}

fn remove_all(path: &Path) -> Result<(), OutboxError> {
    for path in siblings(path).filter(|path| path.exists()) {
        fs::remove_file(path)?;
    }
    Ok(())
}

impl Outbox {
    /// What became of a damaged database, until a person has seen it.
    #[must_use]
    pub fn recovery(&self) -> Option<Recovery> {
        let note = fs::read(self.inner.folder.join(NOTE)).ok()?;
        let note: serde_json::Value = serde_json::from_slice(&note).ok()?;
        Some(Recovery {
            at: Timestamp::from_millisecond(note["at_ms"].as_i64()?).ok()?,
            kept: note["kept"].as_u64()?,
            lost: note["lost"].as_u64(),
            set_aside: note["set_aside"].as_str()?.into(),
        })
    }

    /// A person has seen it.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn recovery_seen(&self) -> Result<(), OutboxError> {
        match fs::remove_file(self.inner.folder.join(NOTE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}
