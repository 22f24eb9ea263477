//! The portal's secrets: three Ed25519 seeds and one key for authentication codes, each a file of 32 bytes.
//!
//! **Invariant:** a key is made once, before the first row of the database; when there are data and a key is missing
//! the portal does not start, because a new key would break every receipt it ever gave.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use report::{Certificate, DeviceKey, PortalId, Purpose, Signer};

use crate::durable;
use crate::error::PortalError;

/// The keys' folder in the portal's.
pub const FOLDER: &str = "keys";

const KEY_BYTES: usize = 32;

/// What the portal signs and recognises with.
pub struct Keys {
    receipts: Signer,
    region: Signer,
    root: DeviceKey,
    secret: [u8; KEY_BYTES],
    certificates: Vec<Vec<u8>>,
}

/// Whether missing keys are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The portal is new: make them.
    Make,
    /// There are data: refuse.
    Refuse,
}

impl Keys {
    /// Reads the keys of the folder `folder`, made at `since_ms`.
    ///
    /// # Errors
    /// [`PortalError::KeyLost`] for a key that is not there or not 32 bytes long.
    pub fn open(folder: &Path, missing: Missing, portal: &PortalId, since_ms: i64) -> Result<Self, PortalError> {
        if missing == Missing::Make {
            fs::create_dir_all(folder)?;
        }
        let key = |name: &str| read(&folder.join(name), missing);
        let root = Signer::from_seed(&key("root.key")?);
        let (receipts, region) = (Signer::from_seed(&key("receipts.key")?), Signer::from_seed(&key("region.key")?));
        let certify = |key: &Signer, purpose| Certificate { key: key.key(), purpose, since_ms }.sign(&root, portal);
        let certificates = vec![certify(&receipts, Purpose::Receipts), certify(&region, Purpose::Region)];
        Ok(Self { secret: key("secret.key")?, root: root.key(), receipts, region, certificates })
    }

    /// Signs receipts.
    #[must_use]
    pub fn receipts(&self) -> &Signer {
        &self.receipts
    }

    /// Signs region packs.
    #[must_use]
    pub fn region(&self) -> &Signer {
        &self.region
    }

    /// The key that devices pin.
    #[must_use]
    pub fn root(&self) -> DeviceKey {
        self.root
    }

    /// What nonces, tickets and passes are authenticated with.
    #[must_use]
    pub fn secret(&self) -> &[u8; KEY_BYTES] {
        &self.secret
    }

    /// That the root vouches for the receipt key and the pack key.
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Keys(root {})", self.root)
    }
}

fn read(path: &Path, missing: Missing) -> Result<[u8; KEY_BYTES], PortalError> {
    match fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| PortalError::KeyLost(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && missing == Missing::Make => Ok(make(path)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(PortalError::KeyLost(path.to_owned())),
        Err(error) => Err(error.into()),
    }
}

fn make(path: &Path) -> io::Result<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let temporary = path.with_extension("new");
    let mut file = private(&temporary)?;
    file.write_all(&key)?;
    file.sync_all()?;
    durable::rename(&temporary, path)?;
    Ok(key)
}

/// A new file that only the portal's own user can read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
