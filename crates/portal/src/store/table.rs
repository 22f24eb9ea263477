//! The tables as the database itself describes them, and rows of any of them: for what carries whole tables from one
//! place to another and knows no column by name.

use sha2::{Digest as _, Sha256};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row as _};

use crate::error::PortalError;
use crate::store::dialect::Engine;
use crate::store::row;

/// Rows that are written by one statement at most.
const ROWS: usize = 500;
/// Values of one statement: SQLite takes 32,766.
const VALUES: usize = 30_000;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Double,
    Text,
    Bytes,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Integer(i64),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<(String, Kind)>,
    /// The columns of its primary key.
    key: Vec<String>,
}

/// Every table but the one that counts versions, by name.
///
/// # Errors
/// Those of the database.
pub async fn all(connection: &mut AnyConnection) -> Result<Vec<Table>, PortalError> {
    let mut tables: Vec<Table> = Vec::new();
    let rows = sqlx::query(Engine::of(connection).list_columns()).fetch_all(connection).await?;
    for row in rows {
        let name: String = row.try_get("table_name")?;
        if name == "schema_version" {
            continue;
        }
        if tables.last().is_none_or(|last| last.name != name) {
            tables.push(Table { name, columns: Vec::new(), key: Vec::new() });
        }
        let table = tables.last_mut().ok_or(PortalError::Broken("table_name"))?;
        let column: String = row.try_get("column_name")?;
        if row.try_get::<i64, _>("in_key")? > 0 {
            table.key.push(column.clone());
        }
        table.columns.push((column, kind(&row.try_get::<String, _>("type")?)?));
    }
    Ok(tables)
}

fn kind(name: &str) -> Result<Kind, PortalError> {
    match name {
        "INTEGER" | "bigint" => Ok(Kind::Integer),
        "REAL" | "double precision" => Ok(Kind::Double),
        "TEXT" | "text" => Ok(Kind::Text),
        "BLOB" | "bytea" => Ok(Kind::Bytes),
        _ => Err(PortalError::Broken("a column of an unknown type")),
    }
}

impl Table {
    /// Some columns of a table, for rows that have only those.
    ///
    /// # Errors
    /// When there is no such table or column.
    pub async fn with(connection: &mut AnyConnection, name: &str, columns: &[&str]) -> Result<Self, PortalError> {
        let found = all(connection).await?.into_iter().find(|table| table.name == name);
        let whole = found.ok_or(PortalError::Broken("a table that there is not"))?;
        let column = |wanted: &&str| whole.columns.iter().find(|(name, _)| name == wanted).cloned();
        let columns: Option<Vec<_>> = columns.iter().map(column).collect();
        Ok(Self { columns: columns.ok_or(PortalError::Broken("a column that there is not"))?, ..whole })
    }

    /// What reads all of it, in an order that both engines have.
    pub fn select(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let key: Vec<&str> = self.key.iter().map(String::as_str).collect();
        let order = if key.is_empty() { &names } else { &key };
        format!("SELECT {} FROM {} ORDER BY {}", names.join(", "), self.name, order.join(", "))
    }

    /// A row of it.
    ///
    /// # Errors
    /// When a column does not read.
    pub fn read(&self, row: &AnyRow) -> Result<Vec<Cell>, PortalError> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for (index, (_, kind)) in self.columns.iter().enumerate() {
            let cell = match kind {
                Kind::Integer => row.try_get::<Option<i64>, _>(index)?.map(Cell::Integer),
                Kind::Double => row.try_get::<Option<f64>, _>(index)?.map(Cell::Double),
                Kind::Text => row.try_get::<Option<String>, _>(index)?.map(Cell::Text),
                Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(index)?.map(Cell::Bytes),
            };
            cells.push(cell.unwrap_or(Cell::Null));
        }
        Ok(cells)
    }

    /// How many rows one statement takes.
    pub fn rows_at_once(&self) -> usize {
        ROWS.min(VALUES / self.columns.len().max(1)).max(1)
    }

    /// Writes rows, [`Table::rows_at_once`] at most.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn write(&self, connection: &mut AnyConnection, rows: Vec<Vec<Cell>>) -> Result<(), PortalError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut query = sqlx::query(AssertSqlSafe(self.insert(rows.len())));
        for row in rows {
            for (cell, (_, kind)) in row.into_iter().zip(&self.columns) {
                query = bind(query, cell, *kind);
            }
        }
        query.execute(connection).await?;
        Ok(())
    }

    fn insert(&self, rows: usize) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let width = names.len();
        let row = |row: usize| {
            let places: Vec<String> = (row * width + 1..=(row + 1) * width).map(|place| format!("${place}")).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!("INSERT INTO {} ({}) VALUES {}", self.name, names.join(", "), rows.join(", "))
    }
}

/// A missing value has the type of its column: PostgreSQL is told the types of a statement once.
fn bind(query: Query<'_, Any, AnyArguments>, cell: Cell, kind: Kind) -> Query<'_, Any, AnyArguments> {
    match (cell, kind) {
        (Cell::Integer(value), _) => query.bind(value),
        (Cell::Double(value), _) => row::bind_double(query, Some(value)),
        (Cell::Text(value), _) => query.bind(value),
        (Cell::Bytes(value), _) => query.bind(value),
        (Cell::Null, Kind::Integer) => query.bind(None::<i64>),
        (Cell::Null, Kind::Double) => row::bind_double(query, None),
        (Cell::Null, Kind::Text) => query.bind(None::<String>),
        (Cell::Null, Kind::Bytes) => query.bind(None::<Vec<u8>>),
    }
}

/// How many rows were read, and what they were: the same for the same rows in the same order on both engines.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    rows: u64,
    hash: Sha256,
}

impl Sum {
    /// Takes a row in.
    pub fn add(&mut self, row: &[Cell]) {
        self.rows += 1;
        for cell in row {
            let (sign, bytes): (u8, &[u8]) = match cell {
                Cell::Null => (0, &[]),
                Cell::Integer(value) => (1, &value.to_be_bytes()),
                Cell::Double(value) => (2, &value.to_bits().to_be_bytes()),
                Cell::Text(text) => (3, text.as_bytes()),
                Cell::Bytes(bytes) => (4, bytes),
            };
            self.hash.update([sign]);
            self.hash.update((bytes.len() as u64).to_be_bytes());
            self.hash.update(bytes);
        }
    }

    /// The number of rows, and their hash in hexadecimal.
    pub fn end(self) -> (u64, String) {
        (self.rows, report::Sha256::from_bytes(self.hash.finalize().into()).to_string())
    }
}
