//! Open cases as a map shows them: where they are, and how many a commune has.

use report::{CaseNumber, Outcome, Status};
use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, AssertSqlSafe, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// The condition of the index `case_open_on_map`, in its very words; what is sealed is on no map.
const OPEN: &str = "c.status NOT IN ('answered', 'closed', 'rejected', 'out_of_scope', 'duplicate', 'withdrawn')";

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
    /// When the clock that runs out first does, ms; `None` when none runs.
    pub due_at_ms: Option<i64>,
}

/// The open cases within the box, at most `most`; `unit`: only those that are with it, or on which it works beside another.
///
/// # Errors
/// When the database fails.
pub async fn within<'e>(
    executor: impl AnyExecutor<'e>,
    unit: Option<String>,
    wanted: Extent,
    most: i64,
) -> Result<Vec<PlacedCase>, PortalError> {
    // By the index case_open_on_map, until there are enough.
    let sql = format!(
        "SELECT c.number, c.status, c.outcome, c.category, c.lat, c.lon, c.due_at FROM case_file c
         WHERE c.lat IS NOT NULL AND c.sealed_at IS NULL AND {OPEN}
            AND ($1 = '' OR c.unit = $1 OR c.id IN (SELECT case_id FROM coordinating WHERE unit = $1))
            AND c.lat BETWEEN $2 AND $3 AND c.lon BETWEEN $4 AND $5
         LIMIT $6"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(unit.unwrap_or_default());
    let query = query.bind(wanted.south).bind(wanted.north).bind(wanted.west).bind(wanted.east);
    query.bind(most).fetch_all(executor).await?.iter().map(placed).collect()
}

/// How many open cases each commune has, by code; `unit`: only those that are with it, or on which it works beside another.
///
/// # Errors
/// When the database fails.
pub async fn by_commune<'e>(
    executor: impl AnyExecutor<'e>,
    unit: Option<String>,
) -> Result<Vec<(String, i64)>, PortalError> {
    let sql = format!(
        "SELECT commune, CAST(sum(cases) AS BIGINT) AS cases FROM (
            SELECT c.commune, c.cases FROM tally_desk c
            WHERE ($1 = '' OR c.unit = $1) AND c.sealed = 0 AND c.commune <> '' AND {OPEN}
            UNION ALL SELECT c.commune, 1 FROM coordinating JOIN case_file c ON c.id = coordinating.case_id
            WHERE coordinating.unit = $1 AND coalesce(c.unit, '') <> $1 AND c.sealed_at IS NULL
                AND c.commune IS NOT NULL AND {OPEN}) AS counted
         GROUP BY commune HAVING sum(cases) > 0 ORDER BY commune"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(unit.unwrap_or_default()).fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("commune")?, row.try_get("cases")?))).collect()
}

fn placed(row: &AnyRow) -> Result<PlacedCase, PortalError> {
    Ok(PlacedCase {
        number: row.parsed("number")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        category: row.try_get("category")?,
        lat: row.try_get("lat")?,
        lon: row.try_get("lon")?,
        due_at_ms: row.try_get("due_at")?,
    })
}
