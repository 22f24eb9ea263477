//! The device's key: made once, kept in the data folder, readable by its owner alone.
//!
//! Not in the system's key store yet: `docs/` says so. Losing the file loses the right to read this device's reports
//! without their tracking codes; it never loses a report.

use std::io;
use std::path::Path;

use rand::TryRngCore as _;
use report::{Device, PortalId, Signer};

use crate::error::OutboxError;
use crate::store::files::write_durably;

/// The device of this folder, its key made at first start.
///
/// # Errors
/// When the key cannot be read or written.
pub fn open(data: &Path, portal: PortalId) -> Result<Device, OutboxError> {
    let path = data.join("device.key");
    match std::fs::read(&path) {
        Ok(bytes) => read(&bytes, portal),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path, portal),
        Err(error) => Err(error.into()),
    }
}

/// Removes the key: whoever opens the folder next is another device.
///
/// # Errors
/// When the disk refuses.
pub fn forget(data: &Path) -> Result<(), OutboxError> {
    Ok(std::fs::remove_file(data.join("device.key"))?)
}

fn read(bytes: &[u8], portal: PortalId) -> Result<Device, OutboxError> {
    let seed = bytes.try_into().map_err(|_| OutboxError::DataBroken("device.key is not 32 bytes".into()))?;
    Ok(Device::new(Signer::from_seed(seed), portal))
}

fn make(path: &Path, portal: PortalId) -> Result<Device, OutboxError> {
    let mut seed = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut seed).map_err(|error| OutboxError::DataBroken(error.to_string()))?;
    write_durably(path, &seed)?;
    read(&seed, portal)
}
