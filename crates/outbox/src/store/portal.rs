//! What the folder knows of its portal: one row.

use minicbor::bytes::{ByteSlice, ByteVec};
use report::{DeviceKey, Epoch, Nonce, PortalId, limits};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::OutboxError;

/// Nonces and sessions are good for 24 h by the portal's clock; an older one is not even tried.
const TOKEN_LIFE_MS: i64 = 20 * 60 * 60 * 1000;

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
    /// Shown instead of a proof, and when it came.
    pub session: Option<(Vec<u8>, i64)>,
    /// Another root key than the pinned one, until a person takes it or the pinned one answers again.
    pub seen_root: Option<DeviceKey>,
    /// When the last whole answer came.
    pub heard_at_ms: Option<i64>,
    /// The region pack that the portal offers.
    pub region_offered: Option<String>,
    /// The region pack that is kept.
    pub region_kept: Option<String>,
    /// The epoch in which it came.
    pub region_epoch: Option<Epoch>,
}

impl Known {
    /// The session token, while the portal may still take it. By a wall clock that jumped, sooner or not at all.
    #[must_use]
    pub fn session_at(&self, now_ms: i64) -> Option<&[u8]> {
        let fresh = self.session.as_ref().filter(|(_, at_ms)| (0..TOKEN_LIFE_MS).contains(&(now_ms - at_ms)));
        fresh.map(|(token, _)| token.as_slice()).filter(|_| self.seen_root.is_none())
    }

    /// Whether this device can show now that its key is alive.
    #[must_use]
    pub fn can_prove_at(&self, now_ms: i64) -> bool {
        let fresh = |at_ms| (0..TOKEN_LIFE_MS).contains(&(now_ms - at_ms));
        self.session_at(now_ms).is_some() || self.nonce.is_some_and(|(_, at_ms)| fresh(at_ms))
    }

    /// What belongs to one memory of the portal, forgotten.
    pub fn forget_epoch(&mut self) {
        (self.position, self.session) = (0, None);
    }
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
    let select =
        "SELECT root_key, epoch, position, nonce, nonce_at_ms, heard_at_ms, region_offered, region_kept, certificates,
                         session, session_at_ms, seen_root, region_epoch FROM portal";
    let known = connection.query_row(select, [], |row| {
        let nonce: Option<Vec<u8>> = row.get(3)?;
        let nonce = nonce.and_then(|bytes| Nonce::try_from(bytes.as_slice()).ok());
        Ok(Known {
            root_key: row.get::<_, Option<[u8; 32]>>(0)?.map(DeviceKey::from_bytes),
            epoch: row.get::<_, Option<[u8; 16]>>(1)?.map(Epoch::from_bytes),
            position: row.get(2)?,
            nonce: nonce.zip(row.get(4)?),
            heard_at_ms: row.get(5)?,
            region_offered: row.get(6)?,
            region_kept: row.get(7)?,
            certificates: row.get::<_, Option<Vec<u8>>>(8)?.map(|bytes| unpack(&bytes)).unwrap_or_default(),
            session: row.get::<_, Option<Vec<u8>>>(9)?.zip(row.get(10)?),
            seen_root: row.get::<_, Option<[u8; 32]>>(11)?.map(DeviceKey::from_bytes),
            region_epoch: row.get::<_, Option<[u8; 16]>>(12)?.map(Epoch::from_bytes),
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
                region_offered = ?7, certificates = ?8, session = ?9, session_at_ms = ?10, seen_root = ?11",
        params![
            known.root_key.as_ref().map(DeviceKey::as_bytes),
            known.epoch.as_ref().map(Epoch::as_bytes),
            known.position,
            known.nonce.as_ref().map(|(nonce, _)| nonce.as_bytes()),
            known.nonce.as_ref().map(|(_, at_ms)| at_ms),
            known.heard_at_ms,
            known.region_offered,
            pack(&known.certificates),
            known.session.as_ref().map(|(token, _)| token).filter(|token| token.len() <= limits::SESSION_BYTES),
            known.session.as_ref().map(|(_, at_ms)| at_ms),
            known.seen_root.as_ref().map(DeviceKey::as_bytes),
        ],
    )?;
    Ok(())
}

/// Notes that certificates by another root key than the pinned one came.
///
/// # Errors
/// When the database cannot be written.
pub fn saw_root(connection: &Connection, root: DeviceKey) -> Result<(), OutboxError> {
    connection.execute("UPDATE portal SET seen_root = ?1", [root.as_bytes()])?;
    Ok(())
}

/// Notes that the pack with this `ETag` is on the disk, in the epoch that is known.
///
/// # Errors
/// When the database cannot be written.
pub fn keep_region(connection: &Connection, etag: &str) -> Result<(), OutboxError> {
    connection.execute("UPDATE portal SET region_kept = ?1, region_offered = ?1, region_epoch = epoch", [etag])?;
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
