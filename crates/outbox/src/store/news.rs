//! Which statuses their citizen knows of.

use rusqlite::{Connection, params};

use crate::error::OutboxError;
use crate::news::News;
use crate::store::reports::act_id;

/// Cases whose status is another one than was told, the latest filed first.
///
/// # Errors
/// When the database cannot be read.
pub fn untold(connection: &Connection) -> Result<Vec<News>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT id, coalesce(concerns, case_number), kind = 0, status, outcome,
                coalesce(category, (SELECT around_case.category FROM around_case WHERE around_case.case_number = act.concerns))
         FROM act
         WHERE status IS NOT NULL AND erased_ms IS NULL AND (kind = 0 AND about IS NULL OR concerns IS NOT NULL AND about IS NULL)
           AND coalesce(told, '') <> status || coalesce('/' || outcome, '')
         ORDER BY place DESC",
    )?;
    let rows = select.query_map([], |row| {
        Ok(News {
            act: act_id(row, 0)?,
            case_number: row.get::<_, Option<String>>(1)?.and_then(|number| number.parse().ok()),
            own: row.get(2)?,
            status: row.get(3)?,
            outcome: row.get(4)?,
            category: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that this was told, of every act that concerns the same case.
///
/// # Errors
/// When the database cannot be written.
pub fn tell(connection: &Connection, told: &News) -> Result<(), OutboxError> {
    connection.execute(
        "UPDATE act SET told = ?2 || coalesce('/' || ?3, '') WHERE id = ?1 OR (concerns = ?4 AND about IS NULL)",
        params![told.act.as_bytes(), told.status, told.outcome, told.case_number.as_ref().map(|case| case.as_str())],
    )?;
    Ok(())
}
