//! Drafts in the database.

use report::{ActId, Sha256};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::draft::{Draft, DraftPhoto, Spot};
use crate::error::OutboxError;

/// Adds an empty draft.
///
/// # Errors
/// When the database cannot be written.
pub fn add(connection: &Connection, id: ActId, now_ms: i64) -> Result<(), OutboxError> {
    let insert = "INSERT INTO draft (id, created_at_ms, changed_at_ms) VALUES (?1, ?2, ?2)";
    connection.execute(insert, params![id.as_bytes(), now_ms])?;
    Ok(())
}

/// The draft of this id.
///
/// # Errors
/// [`OutboxError::DraftUnknown`] when there is none.
pub fn get(connection: &Connection, id: ActId) -> Result<Draft, OutboxError> {
    let select = "SELECT category, text, lat, lon, accuracy_m, commune, named, replaces FROM draft WHERE id = ?1";
    let draft = connection.query_row(select, [id.as_bytes()], |row| read(row, id)).optional()?;
    let mut draft = draft.ok_or_else(|| OutboxError::DraftUnknown(id.to_string()))?;
    draft.photos = photos(connection, id)?;
    Ok(draft)
}

/// The id of the draft that was changed last.
///
/// # Errors
/// When the database cannot be read.
pub fn latest(connection: &Connection) -> Result<Option<ActId>, OutboxError> {
    let select = "SELECT id FROM draft ORDER BY changed_at_ms DESC, id DESC LIMIT 1";
    let id: Option<Vec<u8>> = connection.query_row(select, [], |row| row.get(0)).optional()?;
    Ok(id.and_then(|bytes| ActId::try_from(bytes.as_slice()).ok()))
}

/// Writes everything of `draft` but its photos.
///
/// # Errors
/// When the database cannot be written.
pub fn save(connection: &Connection, draft: &Draft, now_ms: i64) -> Result<(), OutboxError> {
    connection.execute(
        "UPDATE draft SET category = ?2, text = ?3, lat = ?4, lon = ?5, accuracy_m = ?6, commune = ?7, changed_at_ms = ?8,
                named = ?9, replaces = ?10
         WHERE id = ?1",
        params![
            draft.id.as_bytes(),
            draft.category,
            draft.text,
            draft.spot.map(|spot| spot.lat),
            draft.spot.map(|spot| spot.lon),
            draft.spot.and_then(|spot| spot.accuracy_m),
            draft.commune,
            now_ms,
            draft.named,
            draft.replaces.as_ref().map(ActId::as_bytes),
        ],
    )?;
    Ok(())
}

/// Adds a photo at the end; the same photo twice is one.
///
/// # Errors
/// When the database cannot be written.
pub fn add_photo(connection: &Connection, draft: ActId, photo: &DraftPhoto) -> Result<(), OutboxError> {
    connection.execute(
        "INSERT INTO draft_photo (draft, place, sha256, length, width, height, thumbnail, lat, lon, accuracy_m)
         SELECT ?1, coalesce(max(place) + 1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM draft_photo WHERE draft = ?1
         ON CONFLICT (draft, sha256) DO NOTHING",
        params![
            draft.as_bytes(),
            photo.sha256.as_bytes(),
            photo.length,
            photo.width,
            photo.height,
            photo.thumbnail,
            photo.spot.map(|spot| spot.lat),
            photo.spot.map(|spot| spot.lon),
            photo.spot.and_then(|spot| spot.accuracy_m),
        ],
    )?;
    Ok(())
}

/// Takes a photo out.
///
/// # Errors
/// When the database cannot be written.
pub fn remove_photo(connection: &Connection, draft: ActId, sha256: &Sha256) -> Result<(), OutboxError> {
    let delete = "DELETE FROM draft_photo WHERE draft = ?1 AND sha256 = ?2";
    connection.execute(delete, params![draft.as_bytes(), sha256.as_bytes()])?;
    Ok(())
}

/// Removes a draft with its photos' rows.
///
/// # Errors
/// When the database cannot be written.
pub fn remove(connection: &Connection, id: ActId) -> Result<(), OutboxError> {
    connection.execute("DELETE FROM draft WHERE id = ?1", [id.as_bytes()])?;
    Ok(())
}

fn photos(connection: &Connection, id: ActId) -> Result<Vec<DraftPhoto>, OutboxError> {
    let mut select = connection.prepare(
        "SELECT sha256, length, width, height, thumbnail, lat, lon, accuracy_m FROM draft_photo WHERE draft = ?1 ORDER BY place",
    )?;
    let photos = select.query_map([id.as_bytes()], |row| {
        Ok(DraftPhoto {
            sha256: Sha256::from_bytes(row.get(0)?),
            length: row.get(1)?,
            width: row.get(2)?,
            height: row.get(3)?,
            thumbnail: row.get(4)?,
            spot: spot(row, 5)?,
        })
    })?;
    Ok(photos.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>, id: ActId) -> rusqlite::Result<Draft> {
    Ok(Draft {
        id,
        photos: Vec::new(),
        category: row.get(0)?,
        text: row.get(1)?,
        spot: spot(row, 2)?,
        commune: row.get(5)?,
        named: row.get(6)?,
        replaces: row.get::<_, Option<Vec<u8>>>(7)?.and_then(|bytes| ActId::try_from(bytes.as_slice()).ok()),
    })
}

fn spot(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Spot>> {
    let (lat, lon): (Option<f64>, Option<f64>) = (row.get(from)?, row.get(from + 1)?);
    let accuracy_m = row.get(from + 2)?;
    Ok(lat.zip(lon).map(|(lat, lon)| Spot { lat, lon, accuracy_m }))
}
