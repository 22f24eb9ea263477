//! Open cases as a map shows them: where they are, and how many a commune has.

use report::{CaseNumber, Outcome, Status};
use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, AssertSqlSafe, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// A piece of the map, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// The least longitude.
    pub west: f64,
    /// The least latitude.
    pub south: f64,
    /// The greatest longitude.
    pub east: f64,
    /// The greatest latitude.
    pub north: f64,
}

/// An open case with a position.
#[derive(Debug, Clone)]
pub struct PlacedCase {
    /// The public number.
    pub number: CaseNumber,
    /// Where it stands.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The category's code.
    pub category: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
}

/// The open cases within the box, the oldest first, at most `most`; `unit`: only those that are with it.
///
/// # Errors
/// When the database fails.
pub async fn within<'e>(
    executor: impl AnyExecutor<'e>,
    unit: Option<String>,
    wanted: Extent,
    most: i64,
) -> Result<Vec<PlacedCase>, PortalError> {
    let sql = format!(
        "SELECT c.number, c.status, c.outcome, c.category, c.lat, c.lon FROM case_file c
         WHERE {} AND ($1 = '' OR c.unit = $1 OR c.id IN (SELECT case_id FROM coordinating WHERE unit = $1)) AND c.lat BETWEEN $2 AND $3 AND c.lon BETWEEN $4 AND $5
         ORDER BY c.id LIMIT $6",
        open()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(unit.unwrap_or_default());
    let query = query.bind(wanted.south).bind(wanted.north).bind(wanted.west).bind(wanted.east);
    query.bind(most).fetch_all(executor).await?.iter().map(placed).collect()
}

/// How many open cases each commune has, by code.
///
/// # Errors
/// When the database fails.
pub async fn by_commune<'e>(
    executor: impl AnyExecutor<'e>,
    unit: Option<String>,
) -> Result<Vec<(String, i64)>, PortalError> {
    let sql = format!(
        "SELECT c.commune, count(*) AS cases FROM case_file c
         WHERE {} AND ($1 = '' OR c.unit = $1 OR c.id IN (SELECT case_id FROM coordinating WHERE unit = $1)) AND c.commune IS NOT NULL GROUP BY c.commune ORDER BY c.commune",
        open()
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(unit.unwrap_or_default()).fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("commune")?, row.try_get("cases")?))).collect()
}

/// The condition that a case is open, and not sealed: what is sealed is on no map. The codes are the program's own.
fn open() -> String {
    let codes: Vec<String> = Status::ALL.iter().filter(|one| one.is_open()).map(|one| format!("'{one}'")).collect();
    format!("c.sealed_at IS NULL AND c.status IN ({})", codes.join(", "))
}

fn placed(row: &AnyRow) -> Result<PlacedCase, PortalError> {
    Ok(PlacedCase {
        number: row.parsed("number")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        category: row.try_get("category")?,
        lat: row.try_get("lat")?,
        lon: row.try_get("lon")?,
    })
}
