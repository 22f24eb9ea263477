//! Whether somebody asked for the base map, and which one is here.

use report::Sha256;
use report::base_map::PackBaseMap;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::error::OutboxError;

/// What is noted of the base map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Noted {
    /// Somebody asked for it, and it is not here whole.
    pub wanted: bool,
    /// Why there is none although it was asked for: a stable code.
    pub trouble: Option<String>,
    /// The one that was here whole when it came.
    pub here: Option<PackBaseMap>,
}

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub fn noted(connection: &Connection) -> Result<Noted, OutboxError> {
    let select = "SELECT wanted, trouble, sha256, length, attribution FROM base_map";
    Ok(connection.query_row(select, [], read).optional()?.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<Noted, rusqlite::Error> {
    let sha256: Option<[u8; 32]> = row.get(2)?;
    let (length, attribution): (Option<u64>, Option<String>) = (row.get(3)?, row.get(4)?);
    let here = sha256.zip(length).zip(attribution).map(|((sha256, length), attribution)| PackBaseMap {
        sha256: Sha256::from_bytes(sha256),
        length,
        attribution,
    });
    Ok(Noted { wanted: row.get(0)?, trouble: row.get(1)?, here })
}

/// Notes it.
///
/// # Errors
/// When the database cannot be written.
pub fn note(connection: &Connection, noted: &Noted) -> Result<(), OutboxError> {
    let put = "INSERT INTO base_map (one, wanted, trouble, sha256, length, attribution) VALUES (1, ?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (one) DO UPDATE SET wanted = excluded.wanted, trouble = excluded.trouble,
            sha256 = excluded.sha256, length = excluded.length, attribution = excluded.attribution";
    let here = noted.here.as_ref();
    connection.execute(
        put,
        params![
            noted.wanted,
            noted.trouble,
            here.map(|map| map.sha256.as_bytes().to_vec()),
            here.map(|map| map.length),
            here.map(|map| &map.attribution),
        ],
    )?;
    Ok(())
}
