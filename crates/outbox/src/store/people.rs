//! Who reports, when they want to say so: once for the folder, and as parts beside each act.

use report::{ActId, Notify, Part};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::OutboxError;
use crate::person::Person;

/// What the citizen said of themselves.
///
/// # Errors
/// When the database cannot be read.
pub fn person(connection: &Connection) -> Result<Person, OutboxError> {
    let found = connection.query_row("SELECT name, phone FROM person", [], |row| {
        Ok(Person { name: row.get(0)?, phone: row.get(1)?, notify: None })
    });
    let person = found.optional()?.unwrap_or_default();
    let way = connection.query_row("SELECT way FROM notify", [], |row| row.get::<_, String>(0)).optional()?;
    let read = |way: String| way.parse::<Notify>().map_err(|error| OutboxError::DataBroken(error.to_string()));
    Ok(Person { notify: way.map(read).transpose()?, ..person })
}

/// Keeps what the citizen says of themselves; nothing of it leaves no row.
///
/// # Errors
/// When the database cannot be written.
pub fn set_person(connection: &Connection, person: &Person) -> Result<(), OutboxError> {
    connection.execute("DELETE FROM notify", [])?;
    if let Some(way) = &person.notify {
        connection.execute("INSERT INTO notify (one, way) VALUES (1, ?1)", [way.to_string()])?;
    }
    if person.name.is_none() && person.phone.is_none() {
        connection.execute("DELETE FROM person", [])?;
        return Ok(());
    }
    let upsert = "INSERT INTO person (one, name, phone) VALUES (1, ?1, ?2)
                  ON CONFLICT (one) DO UPDATE SET name = excluded.name, phone = excluded.phone";
    connection.execute(upsert, params![person.name, person.phone])?;
    Ok(())
}

/// The parts of an act.
///
/// # Errors
/// When the database cannot be read.
pub fn parts(connection: &Connection, act: ActId) -> Result<Vec<Part>, OutboxError> {
    let mut select = connection.prepare("SELECT label, salt, value FROM part WHERE act = ?1 ORDER BY label")?;
    let rows = select
        .query_map([act.as_bytes()], |row| Ok(Part { label: row.get(0)?, salt: row.get(1)?, value: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts a part beside its act.
///
/// # Errors
/// When the database cannot be written.
pub fn add_part(connection: &Connection, act: ActId, part: &Part) -> Result<(), OutboxError> {
    let insert = "INSERT INTO part (act, label, salt, value) VALUES (?1, ?2, ?3, ?4)";
    connection.execute(insert, params![act.as_bytes(), part.label, part.salt, part.value])?;
    Ok(())
}
