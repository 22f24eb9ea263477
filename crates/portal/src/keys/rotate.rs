//! A new key in the place of one that signs.
//!
//! The new key is on the disk under another name first; then the list says what is to come; then one rename makes it
//! so. A crash before the rename leaves everything as it was, but for a line in the list that is passed over.

use std::fs::File;
use std::path::Path;

use report::{DeviceKey, PortalId, Signer};

use crate::durable;
use crate::error::PortalError;
use crate::keys::held::{fresh, seed};
use crate::keys::keyring::{KeyKind, Keyring, Successor};

/// Replaces the key of `kind` in `folder` and says which public key is the new one. A compromised key is not believed
/// any more: what it signed cannot be proven, and a compromised root hands nothing on.
///
/// # Errors
/// [`PortalError::KeyLost`], and those of the file system; then nothing has changed.
pub fn rotate(
    folder: &Path,
    kind: KeyKind,
    compromised: bool,
    portal: &PortalId,
    founded_ms: i64,
    now_ms: i64,
) -> Result<DeviceKey, PortalError> {
    // Two at once would each replace the key that the other has replaced.
    let _alone = alone(folder)?;
    let path = folder.join(kind.file());
    let from = Signer::from_seed(&seed(&path)?);
    let mut keyring = Keyring::read(folder)?;
    let (temporary, seed) = fresh(&path)?;
    let to = Signer::from_seed(&seed).key();
    keyring.announce(Successor { kind, from: &from, to, at_ms: now_ms, compromised }, founded_ms, portal);
    keyring.write(folder)?;
    durable::rename(&temporary, &path)?;
    Ok(to)
}

fn alone(folder: &Path) -> Result<File, PortalError> {
    let lock = File::options().create(true).append(true).open(folder.join("rotating.lock"))?;
    lock.lock()?;
    Ok(lock)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::fs;

    use report::{Purpose, TrustedKeys};

    use super::*;
    use crate::keys::{Keys, Missing};

    #[test]
    fn every_key_that_was_not_compromised_stays_believed_by_whoever_knew_any_root() {
        let folder = tempfile::tempdir().unwrap();
        let portal: PortalId = "quang-tri".parse().unwrap();
        let open = |missing| Keys::open(folder.path(), missing, &portal, 10).unwrap();
        let turn = |kind, compromised, now_ms| {
            rotate(folder.path(), kind, compromised, &portal, 10, now_ms).unwrap();
        };
        let first = open(Missing::Make);
        turn(KeyKind::Receipts, false, 20);
        let second = open(Missing::Refuse);
        turn(KeyKind::Root, false, 30);
        turn(KeyKind::Region, false, 40);
        turn(KeyKind::Receipts, true, 50);
        turn(KeyKind::Root, false, 60);
        let last = open(Missing::Refuse);

        let receipt = |keys: &Keys| keys.receipts().sign(report::Content::Accepted, &portal, vec![0]);
        for root in [first.root(), second.root(), last.root()] {
            let trusted = TrustedKeys::read(last.certificates(), &portal, Some(root)).unwrap();
            assert_eq!(trusted.root(), last.root());
            let believed = |keys| trusted.open(&receipt(keys), report::Content::Accepted, Purpose::Receipts).is_ok();
            assert_eq!([believed(&first), believed(&second), believed(&last)], [true, false, true]);
            let pack = |keys: &Keys| keys.region().sign(report::Content::Region, &portal, vec![0]);
            assert!(trusted.open_region(&pack(&last)).is_ok() && trusted.open_region(&pack(&first)).is_err());
        }
        assert_eq!(last.certificates(), open(Missing::Refuse).certificates(), "the same bytes each time");
        let stranger = Signer::from_seed(&[9; 32]).key();
        assert!(TrustedKeys::read(last.certificates(), &portal, Some(stranger)).is_err());
        let list: Vec<_> = last.known().iter().map(|known| (known.kind, known.since_ms, known.retired_at_ms)).collect();
        let expected = [
            (KeyKind::Root, 10, Some(30)),
            (KeyKind::Root, 30, Some(60)),
            (KeyKind::Root, 60, None),
            (KeyKind::Receipts, 10, Some(20)),
            (KeyKind::Receipts, 20, Some(50)),
            (KeyKind::Receipts, 50, None),
            (KeyKind::Region, 10, Some(40)),
            (KeyKind::Region, 40, None),
        ];
        assert_eq!(list, expected);
    }

    #[test]
    fn a_crash_before_the_new_key_took_its_place_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let portal: PortalId = "quang-tri".parse().unwrap();
        let before = Keys::open(folder.path(), Missing::Make, &portal, 10).unwrap();
        for kind in [KeyKind::Root, KeyKind::Receipts] {
            let old = fs::read(folder.path().join(kind.file())).unwrap();
            rotate(folder.path(), kind, false, &portal, 10, 20).unwrap();
            fs::write(folder.path().join(kind.file()), old).unwrap();
        }
        let after = Keys::open(folder.path(), Missing::Refuse, &portal, 10).unwrap();
        assert_eq!(after.certificates(), before.certificates());
        rotate(folder.path(), KeyKind::Root, false, &portal, 10, 30).unwrap();
        let next = Keys::open(folder.path(), Missing::Refuse, &portal, 10).unwrap();
        assert!(TrustedKeys::read(next.certificates(), &portal, Some(before.root())).is_ok());
    }
}
