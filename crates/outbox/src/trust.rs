//! A portal whose root key changed without handing on: only a person decides.
//!
//! Until then nothing but greetings is sent, and the queue is kept. Whoever asks shows the key that was seen, as the
//! province publishes it elsewhere; taking it means to believe a portal that remembers nothing of this device.

use report::DeviceKey;

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::store::{portal, queue};

/// The root keys that this device knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootKeys {
    /// Believed, since the first contact or since a person took it.
    pub pinned: Option<DeviceKey>,
    /// Another one, by which what last answered was certified. Not believed.
    pub seen: Option<DeviceKey>,
}

impl Outbox {
    /// The root keys that this device knows of.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn root_keys(&self) -> Result<RootKeys, OutboxError> {
        let known = portal::known(&self.database())?;
        Ok(RootKeys { pinned: known.root_key, seen: known.seen_root })
    }

    /// Takes the root key that was seen, named by the person who compared it, in place of the pinned one. Everything
    /// that is kept is offered again.
    ///
    /// # Errors
    /// [`OutboxError::RootNotSeen`] when another one was seen, or none.
    pub fn trust_changed_root(&self, root: DeviceKey) -> Result<(), OutboxError> {
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut known = portal::known(&transaction)?;
        if known.seen_root != Some(root) {
            return Err(OutboxError::RootNotSeen);
        }
        known.forget_epoch();
        (known.root_key, known.seen_root) = (Some(root), None);
        (known.epoch, known.nonce, known.certificates) = (None, None, Vec::new());
        portal::remember(&transaction, &known)?;
        queue::new_epoch(&transaction, self.now_ms())?;
        transaction.commit()?;
        Ok(())
    }
}
