//! The keys of one portal, read from their files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use hmac::{Hmac, Mac as _};
use report::{Certificate, DeviceKey, PortalId, Signer, TrustedKeys};

use crate::durable;
use crate::error::PortalError;
use crate::keys::keyring::{KeyKind, Keyring, KnownKey};

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
    known: Vec<KnownKey>,
    trusted: TrustedKeys,
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
        let signer = |kind: KeyKind| key(kind.file()).map(|seed| Signer::from_seed(&seed));
        let (root, receipts, region) = (signer(KeyKind::Root)?, signer(KeyKind::Receipts)?, signer(KeyKind::Region)?);
        let secret = key("secret.key")?;
        let keyring = Keyring::read(folder)?;
        let current = |kind, signer: &Signer| KnownKey {
            kind,
            key: signer.key(),
            since_ms: keyring.since(kind, signer.key(), since_ms),
            retired_at_ms: None,
            compromised: false,
        };
        let mut known = Vec::new();
        for (kind, signer) in [(KeyKind::Root, &root), (KeyKind::Receipts, &receipts), (KeyKind::Region, &region)] {
            known.extend(keyring.retired(kind, signer.key()));
            known.push(current(kind, signer));
        }
        let certified = known.iter().filter(|known| is_certified(known));
        let certificates = certified.map(|known| certificate(known).sign(&root, portal));
        let certificates: Vec<Vec<u8>> = certificates.chain(keyring.handed_on(root.key())).collect();
        let trusted = TrustedKeys::read(&certificates, portal, Some(root.key()));
        let trusted = trusted.map_err(|_| PortalError::Broken("certificates"))?;
        Ok(Self { secret, root: root.key(), receipts, region, certificates, known, trusted })
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

    /// Seals what the desk files for somebody. Made from the secret, so that no backup and no rotation loses it.
    #[must_use]
    pub fn desk(&self) -> Signer {
        let mut seed = Hmac::<sha2::Sha256>::new_from_slice(&self.secret).expect("HMAC takes a key of any length");
        seed.update(b"device key of the desk");
        Signer::from_seed(&seed.finalize().into_bytes().into())
    }

    /// Every public key that this portal has or had, by kind, the oldest first.
    #[must_use]
    pub fn known(&self) -> &[KnownKey] {
        &self.known
    }

    /// What of this portal's is to be believed, as a device would judge it.
    #[must_use]
    pub fn trusted(&self) -> &TrustedKeys {
        &self.trusted
    }

    /// That the root vouches for the pack key and every receipt key that was not compromised, and how each root handed
    /// on to the next.
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

/// A pack is signed again when its key changes; receipts are frozen.
fn is_certified(known: &KnownKey) -> bool {
    match known.kind {
        KeyKind::Root => false,
        KeyKind::Region => known.retired_at_ms.is_none(),
        KeyKind::Receipts => !known.compromised,
    }
}

fn certificate(known: &KnownKey) -> Certificate {
    Certificate { key: known.key, purpose: known.kind.purpose(), since_ms: known.since_ms }
}

/// The seed in a key's file.
pub(super) fn seed(path: &Path) -> Result<[u8; KEY_BYTES], PortalError> {
    read(path, Missing::Refuse)
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
    let (temporary, key) = fresh(path)?;
    durable::rename(&temporary, path)?;
    Ok(key)
}

/// A new key that is on the disk, and has no name yet.
pub(super) fn fresh(path: &Path) -> io::Result<(PathBuf, [u8; KEY_BYTES])> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let temporary = path.with_extension("new");
    let mut file = private(&temporary)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok((temporary, key))
}

/// A new file that only the portal's own user can read.
pub(crate) fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
