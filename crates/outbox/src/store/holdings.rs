//! How much is kept, in numbers.

use rusqlite::Connection;

use crate::error::OutboxError;
use crate::own::Holdings;
use crate::store::{drafts, erasing};

/// Everything that the database counts; photo files are not its.
///
/// # Errors
/// When the database cannot be read.
pub fn count(connection: &Connection) -> Result<Holdings, OutboxError> {
    let select = "SELECT (SELECT count(*) FROM act WHERE kind = 0 AND about IS NULL AND erased_ms IS NULL),
                         (SELECT count(*) FROM claim),
                         (SELECT count(DISTINCT concerns) FROM act WHERE about IS NULL AND kind <> 0)";
    let counted = connection.query_row(select, [], |row| {
        Ok(Holdings { reports: row.get(0)?, codes: row.get(1)?, followed: row.get(2)?, ..Holdings::default() })
    })?;
    Ok(Holdings { drafts: drafts::begun(connection)?, unsent: erasing::anything_unsent(connection)?, ..counted })
}
