//! Which public keys this portal had: the file `keys/keys.json` beside the secret ones.
//!
//! A key that signed receipts stays certified when another takes its place, else nobody could prove what it signed. A
//! root key that is replaced signs its successor, so that devices that know the old one believe the new one.
//!
//! **Invariant:** the file is written before the key that it announces takes its place. A crash between the two leaves a
//! line about a key that never came to be, which is passed over: certified are the keys that are there, and those that
//! were there.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use data_encoding::BASE64URL_NOPAD;
use report::{Certificate, DeviceKey, PortalId, Purpose, Signer};
use serde::{Deserialize, Serialize};

use crate::durable;
use crate::error::PortalError;

/// The file in the folder of keys.
pub const FILE: &str = "keys.json";

const FORMAT: u32 = 1;

/// Every change of a key, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyring {
    format: u32,
    changes: Vec<Change>,
}

/// One key took the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Change {
    purpose: KeyKind,
    /// Public keys, hexadecimal.
    from: String,
    to: String,
    at_ms: i64,
    /// When the old key began.
    since_ms: i64,
    /// The old key is not to be believed any more: somebody else may have it.
    compromised: bool,
    /// Of a root key: the new key's certificate by the old one, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
}

/// What a key is for, as the file and the command line call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// Signs receipts.
    Receipts,
    /// Signs region packs.
    Region,
    /// Certifies the others; devices pin it.
    Root,
}

impl KeyKind {
    /// The purpose in a certificate.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Receipts => Purpose::Receipts,
            Self::Region => Purpose::Region,
            Self::Root => Purpose::Root,
        }
    }

    /// The file of the secret key.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Receipts => "receipts.key",
            Self::Region => "region.key",
            Self::Root => "root.key",
        }
    }
}

/// A public key of this portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownKey {
    /// What it is for.
    pub kind: KeyKind,
    /// The key.
    pub key: DeviceKey,
    /// Since when, ms.
    pub since_ms: i64,
    /// Until when; `None` while it signs.
    pub retired_at_ms: Option<i64>,
    /// Whether it is not to be believed any more.
    pub compromised: bool,
}

/// A key that takes the place of another.
#[derive(Debug, Clone, Copy)]
pub struct Successor<'a> {
    /// What it is for.
    pub kind: KeyKind,
    /// The key that signs now.
    pub from: &'a Signer,
    /// The new one.
    pub to: DeviceKey,
    /// Now, ms.
    pub at_ms: i64,
    /// Whether the old key is not to be believed any more.
    pub compromised: bool,
}

impl Default for Keyring {
    fn default() -> Self {
        Self { format: FORMAT, changes: Vec::new() }
    }
}

impl Keyring {
    /// Reads the file in `folder`; without one, no key was ever changed.
    ///
    /// # Errors
    /// [`PortalError::KeyLost`] for one that does not read: without it old receipts could not be proven.
    pub fn read(folder: &Path) -> Result<Self, PortalError> {
        let path = folder.join(FILE);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            read => read?,
        };
        let read: Option<Self> = serde_json::from_slice(&bytes).ok();
        read.filter(|keyring| keyring.format == FORMAT && keyring.reads()).ok_or(PortalError::KeyLost(path))
    }

    /// Puts the file on the disk, whole or as it was.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let temporary = folder.join("keys.new");
        let mut file = File::create(&temporary)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        durable::rename(&temporary, &folder.join(FILE))
    }

    /// Notes that a key takes the place of another, and has the old root sign the new one unless it is compromised.
    pub fn announce(&mut self, successor: Successor<'_>, founded_ms: i64, portal: &PortalId) {
        let Successor { kind, from, to, at_ms, compromised } = successor;
        let hands_on = kind == KeyKind::Root && !compromised;
        let certificate = Certificate { key: to, purpose: Purpose::Root, since_ms: at_ms };
        let since_ms = self.since(kind, from.key(), founded_ms);
        self.changes.push(Change {
            purpose: kind,
            from: from.key().to_string(),
            to: to.to_string(),
            at_ms,
            since_ms,
            compromised,
            certificate: hands_on.then(|| BASE64URL_NOPAD.encode(&certificate.sign(from, portal))),
        });
    }

    /// When the key that signs now began.
    #[must_use]
    pub fn since(&self, kind: KeyKind, current: DeviceKey, founded_ms: i64) -> i64 {
        let current = current.to_string();
        let came = self.changes.iter().rfind(|change| change.purpose == kind && change.to == current);
        came.map_or(founded_ms, |change| change.at_ms)
    }

    /// The keys that were there before `current`, the oldest first. Changes that never came to be are passed over.
    #[must_use]
    pub fn retired(&self, kind: KeyKind, current: DeviceKey) -> Vec<KnownKey> {
        let mut retired: Vec<KnownKey> = self.path_to(kind, current).filter_map(|change| change.old()).collect();
        retired.reverse();
        retired
    }

    /// The certificates by which the first root handed on to the next, up to `current`.
    #[must_use]
    pub fn handed_on(&self, current: DeviceKey) -> Vec<Vec<u8>> {
        let path = self.path_to(KeyKind::Root, current).map_while(|change| change.certificate.as_ref());
        let mut certificates: Vec<_> = path.filter_map(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok()).collect();
        certificates.reverse();
        certificates
    }

    /// The changes that led to `current`, the last first.
    fn path_to(&self, kind: KeyKind, current: DeviceKey) -> impl Iterator<Item = &Change> {
        let mut key = current.to_string();
        self.changes.iter().rev().filter(move |change| {
            let led_here = change.purpose == kind && change.to == key;
            if led_here {
                key.clone_from(&change.from);
            }
            led_here
        })
    }

    fn reads(&self) -> bool {
        self.changes.iter().all(|change| {
            change.old().is_some()
                && change.to.parse::<DeviceKey>().is_ok()
                && change.certificate.as_ref().is_none_or(|text| BASE64URL_NOPAD.decode(text.as_bytes()).is_ok())
        })
    }
}

impl Change {
    fn old(&self) -> Option<KnownKey> {
        Some(KnownKey {
            kind: self.purpose,
            key: self.from.parse().ok()?,
            since_ms: self.since_ms,
            retired_at_ms: Some(self.at_ms),
            compromised: self.compromised,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_change_that_never_came_to_be_certifies_nothing() {
        let portal: PortalId = "quang-tri".parse().unwrap();
        let [first, lost, second, third] = [1, 2, 3, 4].map(|seed| Signer::from_seed(&[seed; 32]));
        let mut keyring = Keyring::default();
        let mut change = |kind, from: &Signer, to: &Signer, at_ms| {
            keyring.announce(Successor { kind, from, to: to.key(), at_ms, compromised: false }, 10, &portal);
        };
        change(KeyKind::Root, &first, &lost, 20);
        change(KeyKind::Root, &first, &second, 30);
        change(KeyKind::Receipts, &first, &third, 35);
        change(KeyKind::Root, &second, &third, 40);

        assert_eq!(keyring.handed_on(first.key()).len(), 0);
        assert_eq!(keyring.handed_on(second.key()).len(), 1);
        assert_eq!(keyring.handed_on(third.key()).len(), 2);
        let retired = |current: &Signer| -> Vec<DeviceKey> {
            keyring.retired(KeyKind::Root, current.key()).iter().map(|known| known.key).collect()
        };
        assert_eq!(retired(&second), [first.key()], "a crash before the third took its place");
        assert_eq!(retired(&third), [first.key(), second.key()]);
        assert_eq!(keyring.since(KeyKind::Root, first.key(), 10), 10);
        assert_eq!(keyring.since(KeyKind::Root, third.key(), 10), 40);
    }

    #[test]
    fn a_root_that_is_compromised_hands_nothing_on() {
        let portal: PortalId = "quang-tri".parse().unwrap();
        let [first, second, third] = [1, 2, 3].map(|seed| Signer::from_seed(&[seed; 32]));
        let mut keyring = Keyring::default();
        for (from, to, compromised) in [(&first, &second, true), (&second, &third, false)] {
            let successor = Successor { kind: KeyKind::Root, from, to: to.key(), at_ms: 1, compromised };
            keyring.announce(successor, 0, &portal);
        }
        assert_eq!(keyring.handed_on(third.key()).len(), 1, "from the second on");
    }

    #[test]
    fn the_file_reads_as_it_was_written_and_a_broken_one_is_no_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Keyring::read(folder.path()).unwrap(), Keyring::default());
        let [from, to] = [1, 2].map(|seed| Signer::from_seed(&[seed; 32]));
        let mut keyring = Keyring::default();
        let successor = Successor { kind: KeyKind::Root, from: &from, to: to.key(), at_ms: 1, compromised: false };
        keyring.announce(successor, 0, &"quang-tri".parse().unwrap());
        keyring.write(folder.path()).unwrap();
        assert_eq!(Keyring::read(folder.path()).unwrap(), keyring);
        for broken in ["", "{}", "[]", r#"{"format":2,"changes":[]}"#] {
            fs::write(folder.path().join(FILE), broken).unwrap();
            assert!(matches!(Keyring::read(folder.path()), Err(PortalError::KeyLost(_))), "{broken}");
        }
    }
}
