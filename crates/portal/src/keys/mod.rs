//! The portal's keys: three that sign and one for authentication codes, each a secret file of 32 bytes, and the list of
//! the public keys that were there before.
//!
//! ```text
//! DIR/keys/root.key        certifies the next two, and its own successor; devices pin it
//! DIR/keys/receipts.key    signs receipts
//! DIR/keys/region.key      signs region packs
//! DIR/keys/secret.key      for nonces, tickets, sessions and passes; never leaves, is never replaced
//! DIR/keys/keys.json       which key took the place of which (`keyring`)
//! DIR/keys/channel-*.json  the forms of providers with their passwords (`channels::Forms`)
//! ```
//!
//! Certificates are made anew from the files at each start, always the same bytes for the same keys. A portal that
//! serves reads the keys once: **after `portal key rotate` it is to be started again**, and signs with the old key, which
//! stays believed, until then.
//!
//! **Invariants:** a key is made before the first row of the database; when there are data and a key is missing the
//! portal does not start, because a new key would break every receipt it ever gave. A secret key that was replaced is
//! nowhere any more.

mod held;
mod keyring;
mod rotate;

pub(crate) use held::private;
pub use held::{FOLDER, Keys, Missing};
pub use keyring::{FILE, KeyKind, KnownKey};
pub use rotate::rotate;
