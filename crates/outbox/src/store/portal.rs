//! What the folder knows of its portal: one row.

use minicbor::bytes::{ByteSlice, ByteVec};
use report::{DeviceKey, Epoch, Nonce, PortalId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::OutboxError;

/// What was last heard of the portal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Pinned at first contact.
    pub root_key: Option<DeviceKey>,
    /// The portal's memory that `position` and `nonce` belong to.
    pub epoch: Option<Epoch>,
    /// Changes up to here were heard.
    pub position: u64,
    /// Certificates of the portal's keys, verified when they came.
    pub certificates: Vec<Vec<u8>>,
    /// For the next proof, and when it came, milliseconds since 1970.
    pub nonce: Option<(Nonce, i64)>,
    /// When the last whole answer came.
    pub heard_at_ms: Option<i64>,
    /// The region pack that the portal offers.
    pub region_offered: Option<String>,
    /// The region pack that is kept.
    pub region_kept: Option<String>,
}

/// Ties the folder to `portal` at first start.
///
/// # Errors
/// [`OutboxError::DataOfAnotherPortal`] when it is tied to another.
pub fn tie(connection: &Connection, portal: &PortalId) -> Result<(), OutboxError> {
    let insert = "INSERT INTO portal (one, id) VALUES (1, ?1) ON CONFLICT DO NOTHING";
    let known = connection.query_row("SELECT id FROM portal", [], |row| row.get::<_, String>(0)).optional()?;
    match known {
        None => connection.execute(insert, [portal.as_str()]).map(|_| ()).map_err(Into::into),
        Some(id) if id == portal.as_str() => Ok(()),
        Some(id) => Err(OutboxError::DataOfAnotherPortal(id)),
    }
}

/// Reads the row.
///
/// # Errors
/// When the database cannot be read.
pub fn known(connection: &Connection) -> Result<Known, OutboxError> {
    let select = "SELECT root_key, epoch, position, nonce, nonce_at_ms, heard_at_ms, region_offered, region_kept, certificates FROM portal";
    let known = connection.query_row(select, [], |row| {
        let nonce: Option<Vec<u8>> = row.get(3)?;
        let nonce = nonce.and_then(|bytes| Nonce::try_from(bytes.as_slice()).ok());
        Ok(Known {
            root_key: row.get::<_, Option<Vec<u8>>>(0)?.and_then(|bytes| DeviceKey::try_from(bytes.as_slice()).ok()),
            epoch: row.get::<_, Option<Vec<u8>>>(1)?.and_then(|bytes| Epoch::try_from(bytes.as_slice()).ok()),
            position: row.get(2)?,
            nonce: nonce.zip(row.get(4)?),
            heard_at_ms: row.get(5)?,
            region_offered: row.get(6)?,
            region_kept: row.get(7)?,
            certificates: row.get::<_, Option<Vec<u8>>>(8)?.map(|bytes| unpack(&bytes)).unwrap_or_default(),
        })
    })?;
    Ok(known)
}

/// Writes the row.
///
/// # Errors
/// When the database cannot be written.
pub fn remember(connection: &Connection, known: &Known) -> Result<(), OutboxError> {
    connection.execute(
        "UPDATE portal SET root_key = ?1, epoch = ?2, position = ?3, nonce = ?4, nonce_at_ms = ?5, heard_at_ms = ?6,
                region_offered = ?7, certificates = ?8",
        params![
            known.root_key.as_ref().map(DeviceKey::as_bytes),
            known.epoch.as_ref().map(Epoch::as_bytes),
            known.position,
            known.nonce.as_ref().map(|(nonce, _)| nonce.as_bytes()),
            known.nonce.as_ref().map(|(_, at_ms)| at_ms),
            known.heard_at_ms,
            known.region_offered,
            pack(&known.certificates),
        ],
    )?;
    Ok(())
}

/// Notes that the pack with this `ETag` is on the disk.
///
/// # Errors
/// When the database cannot be written.
pub fn keep_region(connection: &Connection, etag: &str) -> Result<(), OutboxError> {
    connection.execute("UPDATE portal SET region_kept = ?1, region_offered = ?1", [etag])?;
    Ok(())
}

/// The certificates as one CBOR array of byte strings.
fn pack(certificates: &[Vec<u8>]) -> Vec<u8> {
    let items: Vec<&ByteSlice> = certificates.iter().map(|bytes| bytes.as_slice().into()).collect();
    minicbor::to_vec(items).expect("byte strings always encode")
}

fn unpack(bytes: &[u8]) -> Vec<Vec<u8>> {
    minicbor::decode::<Vec<ByteVec>>(bytes).map(|items| items.into_iter().map(Into::into).collect()).unwrap_or_default()
}
