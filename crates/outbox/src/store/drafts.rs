//! Drafts in the database.

use std::time::Duration;

use photo::Area;
use report::{ActId, ActKind, Sha256};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::draft::{Behalf, Draft, DraftPhoto, DraftVoice, Retouched, Spot};
use crate::error::OutboxError;
use crate::store::acts::{kind, number};
use crate::store::reports::act_id;

/// Adds an empty draft of an act of `kind`, about a report or about nothing yet.
///
/// # Errors
/// When the database cannot be written.
pub fn add(
    connection: &Connection,
    id: ActId,
    act: ActKind,
    about: Option<ActId>,
    now_ms: i64,
) -> Result<(), OutboxError> {
    let insert = "INSERT INTO draft (id, kind, about, created_at_ms, changed_at_ms) VALUES (?1, ?2, ?3, ?4, ?4)";
    connection.execute(insert, params![id.as_bytes(), number(act), about.as_ref().map(ActId::as_bytes), now_ms])?;
    Ok(())
}

/// The draft of this id.
///
/// # Errors
/// [`OutboxError::DraftUnknown`] when there is none.
pub fn get(connection: &Connection, id: ActId) -> Result<Draft, OutboxError> {
    let select = "SELECT category, text, lat, lon, accuracy_m, commune, named, about, kind, by_map,
                         behalf, behalf_name, behalf_phone, behalf_agreed
                  FROM draft WHERE id = ?1";
    let draft = connection.query_row(select, [id.as_bytes()], |row| read(row, id)).optional()?;
    let mut draft = draft.ok_or_else(|| OutboxError::DraftUnknown(id.to_string()))?;
    draft.photos = photos(connection, id)?;
    draft.voice = voice(connection, id)?;
    Ok(draft)
}

/// The id of the draft of a new report that was changed last.
///
/// # Errors
/// When the database cannot be read.
pub fn latest(connection: &Connection) -> Result<Option<ActId>, OutboxError> {
    let select = "SELECT id FROM draft WHERE about IS NULL ORDER BY changed_at_ms DESC, id DESC LIMIT 1";
    Ok(connection.query_row(select, [], |row| act_id(row, 0)).optional()?)
}

/// The id of the draft of an act of `kind` about `report` that was changed last.
///
/// # Errors
/// When the database cannot be read.
pub fn about(connection: &Connection, report: ActId, act: ActKind) -> Result<Option<ActId>, OutboxError> {
    let select = "SELECT id FROM draft WHERE about = ?1 AND kind = ?2 ORDER BY changed_at_ms DESC LIMIT 1";
    Ok(connection.query_row(select, params![report.as_bytes(), number(act)], |row| act_id(row, 0)).optional()?)
}

/// How many drafts have anything in them: a window makes an empty one to begin with.
///
/// # Errors
/// When the database cannot be read.
pub fn begun(connection: &Connection) -> Result<u64, OutboxError> {
    let count = "SELECT count(*) FROM draft
                 WHERE text <> '' OR category IS NOT NULL OR EXISTS (SELECT 1 FROM draft_photo WHERE draft_photo.draft = draft.id)
                       OR EXISTS (SELECT 1 FROM draft_voice WHERE draft_voice.draft = draft.id)";
    Ok(connection.query_row(count, [], |row| row.get(0))?)
}

/// Writes everything of `draft` but its photos, and of its voice note who hears it.
///
/// # Errors
/// When the database cannot be written.
pub fn save(connection: &Connection, draft: &Draft, now_ms: i64) -> Result<(), OutboxError> {
    connection.execute(
        "UPDATE draft SET category = ?2, text = ?3, lat = ?4, lon = ?5, accuracy_m = ?6, commune = ?7, changed_at_ms = ?8,
                named = ?9, about = ?10, by_map = ?11,
                behalf = ?12, behalf_name = ?13, behalf_phone = ?14, behalf_agreed = ?15
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
            draft.about.as_ref().map(ActId::as_bytes),
            draft.spot.map(|_| draft.by_map),
            draft.behalf.is_some(),
            draft.behalf.as_ref().map(|behalf| &behalf.name),
            draft.behalf.as_ref().map(|behalf| &behalf.phone),
            draft.behalf.as_ref().map(|behalf| behalf.agreed),
        ],
    )?;
    let Some(voice) = &draft.voice else { return Ok(()) };
    let hears = "UPDATE draft_voice SET unit_hears = ?2 WHERE draft = ?1";
    connection.execute(hears, params![draft.id.as_bytes(), voice.unit_hears])?;
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

/// Puts a photo as it was made anew in the place of `before`.
///
/// # Errors
/// When the database cannot be written.
pub fn exchange_photo(
    connection: &Connection,
    draft: ActId,
    before: &Sha256,
    photo: &DraftPhoto,
) -> Result<(), OutboxError> {
    let retouched = photo.retouched.as_ref();
    connection.execute(
        "UPDATE draft_photo SET sha256 = ?3, length = ?4, width = ?5, height = ?6, thumbnail = ?7, original = ?8,
                turns = ?9, areas = ?10
         WHERE draft = ?1 AND sha256 = ?2",
        params![
            draft.as_bytes(),
            before.as_bytes(),
            photo.sha256.as_bytes(),
            photo.length,
            photo.width,
            photo.height,
            photo.thumbnail,
            retouched.map(|retouched| retouched.original.as_bytes()),
            photo.turns(),
            retouched.map(|retouched| area_bytes(&retouched.areas)).unwrap_or_default(),
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

/// Puts a voice note in the place of the one before.
///
/// # Errors
/// When the database cannot be written.
pub fn set_voice(connection: &Connection, draft: ActId, voice: &DraftVoice) -> Result<(), OutboxError> {
    let duration_ms = i64::try_from(voice.duration.as_millis()).unwrap_or(i64::MAX);
    connection.execute(
        "INSERT OR REPLACE INTO draft_voice (draft, sha256, length, media_type, duration_ms, unit_hears)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            draft.as_bytes(),
            voice.sha256.as_bytes(),
            voice.length,
            voice.media_type,
            duration_ms,
            voice.unit_hears,
        ],
    )?;
    Ok(())
}

/// Takes the voice note out.
///
/// # Errors
/// When the database cannot be written.
pub fn remove_voice(connection: &Connection, draft: ActId) -> Result<(), OutboxError> {
    connection.execute("DELETE FROM draft_voice WHERE draft = ?1", [draft.as_bytes()])?;
    Ok(())
}

/// Removes a draft that becomes an act, when it is still as `draft` says.
///
/// # Errors
/// [`OutboxError::DraftUnknown`] when it was changed or filed meanwhile.
pub fn take(connection: &Connection, draft: &Draft) -> Result<(), OutboxError> {
    if get(connection, draft.id)? != *draft {
        return Err(OutboxError::DraftUnknown(draft.id.to_string()));
    }
    remove(connection, draft.id)
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
        "SELECT sha256, length, width, height, thumbnail, lat, lon, accuracy_m, original, turns, areas
         FROM draft_photo WHERE draft = ?1 ORDER BY place",
    )?;
    let photos = select.query_map([id.as_bytes()], |row| {
        Ok(DraftPhoto {
            sha256: Sha256::from_bytes(row.get(0)?),
            length: row.get(1)?,
            width: row.get(2)?,
            height: row.get(3)?,
            thumbnail: row.get(4)?,
            spot: spot(row, 5)?,
            retouched: retouched(row, 8)?,
        })
    })?;
    Ok(photos.collect::<Result<_, _>>()?)
}

fn voice(connection: &Connection, id: ActId) -> Result<Option<DraftVoice>, OutboxError> {
    let select = "SELECT sha256, length, media_type, duration_ms, unit_hears FROM draft_voice WHERE draft = ?1";
    let found = connection.query_row(select, [id.as_bytes()], |row| {
        Ok(DraftVoice {
            sha256: Sha256::from_bytes(row.get(0)?),
            length: row.get(1)?,
            media_type: row.get(2)?,
            duration: Duration::from_millis(row.get(3)?),
            unit_hears: row.get(4)?,
        })
    });
    Ok(found.optional()?)
}

fn retouched(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Retouched>> {
    let Some(original) = row.get::<_, Option<[u8; 32]>>(from)? else { return Ok(None) };
    let areas: Vec<u8> = row.get(from + 2)?;
    let area = |bytes: &[u8]| {
        let number = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        Area { left: number(0), top: number(2), width: number(4), height: number(6) }
    };
    let areas = areas.chunks_exact(8).map(area).collect();
    Ok(Some(Retouched { original: Sha256::from_bytes(original), turns: row.get(from + 1)?, areas }))
}

fn area_bytes(areas: &[Area]) -> Vec<u8> {
    areas.iter().flat_map(|area| [area.left, area.top, area.width, area.height]).flat_map(u16::to_be_bytes).collect()
}

fn read(row: &Row<'_>, id: ActId) -> rusqlite::Result<Draft> {
    Ok(Draft {
        id,
        photos: Vec::new(),
        voice: None,
        category: row.get(0)?,
        text: row.get(1)?,
        spot: spot(row, 2)?,
        commune: row.get(5)?,
        named: row.get(6)?,
        about: row.get::<_, Option<Vec<u8>>>(7)?.and_then(|bytes| ActId::try_from(bytes.as_slice()).ok()),
        kind: kind(row.get(8)?).unwrap_or(ActKind::Report),
        by_map: row.get::<_, Option<bool>>(9)?.unwrap_or(false),
        behalf: behalf(row, 10)?,
    })
}

fn behalf(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Behalf>> {
    if !row.get::<_, Option<bool>>(from)?.unwrap_or(false) {
        return Ok(None);
    }
    let text = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
    let agreed = row.get::<_, Option<bool>>(from + 3)?.unwrap_or(false);
    Ok(Some(Behalf { name: text(from + 1)?, phone: text(from + 2)?, agreed }))
}

fn spot(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Spot>> {
    let (lat, lon): (Option<f64>, Option<f64>) = (row.get(from)?, row.get(from + 1)?);
    let accuracy_m = row.get(from + 2)?;
    Ok(lat.zip(lon).map(|(lat, lon)| Spot { lat, lon, accuracy_m }))
}
