//! Whose turn it is at each upload: the newest request's. It tells the one before to stop and waits until it has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use report::DeviceKey;
use tokio::sync::{Mutex as Turns, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

use crate::attempts::Attempts;

/// Uploads remembered before the idle ones are forgotten.
const REMEMBERED: usize = 1024;

/// Small pieces of one upload within an hour. A link on which every piece is cut so early brings one each 18 seconds.
const MOST_CRUMBS: u32 = 200;
/// The same of all uploads of one device.
const MOST_CRUMBS_OF_DEVICE: u32 = 1000;
/// Uploads that one device may begin within an hour. Whoever comes back after weeks without a network with more photos than these
/// sends the rest an hour later.
const MOST_BEGUN: u32 = 500;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The uploads that are moving.
#[derive(Debug)]
pub struct Uploads {
    moving: Mutex<HashMap<String, Arc<Moving>>>,
    crumbs: Attempts,
    crumbs_of_device: Attempts,
    begun: Attempts,
}

impl Default for Uploads {
    fn default() -> Self {
        Self {
            moving: Mutex::default(),
            crumbs: Attempts::new(MOST_CRUMBS, HOUR),
            crumbs_of_device: Attempts::new(MOST_CRUMBS_OF_DEVICE, HOUR),
            begun: Attempts::new(MOST_BEGUN, HOUR),
        }
    }
}

#[derive(Debug, Default)]
struct Moving {
    turns: Arc<Turns<()>>,
    newest: Mutex<CancellationToken>,
}

/// The right to move one upload, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    stop: CancellationToken,
    _guard: OwnedMutexGuard<()>,
}

impl Turn {
    /// Done when a newer request wants its turn. What arrived until then is kept.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}

impl Uploads {
    /// Stops whoever moves this upload and takes its turn.
    pub async fn take(&self, id: &str) -> Turn {
        let moving = self.moving(id);
        let stop = CancellationToken::new();
        let before =
            std::mem::replace(&mut *moving.newest.lock().unwrap_or_else(PoisonError::into_inner), stop.clone());
        before.cancel();
        Turn { stop, _guard: moving.turns.clone().lock_owned().await }
    }

    /// How long this upload, or all of this device, has to wait because its pieces were hardly worth keeping.
    #[must_use]
    pub fn must_wait(&self, id: &str, device: DeviceKey, now_ms: i64) -> Option<Duration> {
        self.crumbs.wait(id, now_ms).max(self.crumbs_of_device.wait(&device.to_string(), now_ms))
    }

    /// A piece was hardly worth keeping.
    pub fn crumb(&self, id: &str, device: DeviceKey, now_ms: i64) {
        self.crumbs.failed(id, now_ms);
        self.crumbs_of_device.failed(&device.to_string(), now_ms);
    }

    /// Counts an upload that this device begins, or says how long it has to wait before it may.
    ///
    /// # Errors
    /// The time to wait.
    pub fn begin(&self, device: DeviceKey, now_ms: i64) -> Result<(), Duration> {
        let device = device.to_string();
        if let Some(wait) = self.begun.wait(&device, now_ms) {
            return Err(wait);
        }
        self.begun.failed(&device, now_ms);
        Ok(())
    }

    /// Whether somebody moves this upload.
    #[must_use]
    pub fn is_moving(&self, id: &str) -> bool {
        let moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        moving.get(id).is_some_and(|moving| moving.turns.try_lock().is_err())
    }

    fn moving(&self, id: &str) -> Arc<Moving> {
        let mut moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        if moving.len() >= REMEMBERED {
            moving.retain(|_, one| Arc::strong_count(one) > 1 || Arc::strong_count(&one.turns) > 1);
        }
        moving.entry(id.to_owned()).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_request_stops_the_one_before() {
        let uploads = Uploads::default();
        let first = uploads.take("a").await;
        let (second, ()) = tokio::join!(uploads.take("a"), async move {
            first.stopped().await;
            drop(first);
        });
        assert!(uploads.is_moving("a"));
        drop(second);
        assert!(!uploads.is_moving("a"));
    }

    #[test]
    fn a_device_that_sends_crumbs_of_many_photos_is_put_off_as_a_whole_and_others_are_not() {
        let (uploads, liar, honest) =
            (Uploads::default(), DeviceKey::from_bytes([1; 32]), DeviceKey::from_bytes([2; 32]));
        let mut taken = 0;
        for piece in 0..1_000_000 {
            let id = (piece % 8).to_string();
            if uploads.must_wait(&id, liar, 0).is_none() {
                uploads.crumb(&id, liar, 0);
                taken += 1;
            }
        }
        assert_eq!(taken, MOST_CRUMBS_OF_DEVICE, "none of the eight has reached the limit of one upload");
        assert_eq!(uploads.must_wait("another", liar, 0), Some(HOUR));
        assert_eq!(uploads.must_wait("honest", honest, 0), None);
    }

    #[tokio::test]
    async fn uploads_do_not_wait_for_each_other() {
        let uploads = Uploads::default();
        let (_one, _other) = (uploads.take("a").await, uploads.take("b").await);
    }

    #[tokio::test]
    async fn idle_uploads_are_forgotten() {
        let uploads = Uploads::default();
        let held = uploads.take("held").await;
        for id in 0..REMEMBERED * 2 {
            drop(uploads.take(&id.to_string()).await);
        }
        assert!(uploads.moving.lock().unwrap_or_else(PoisonError::into_inner).len() <= REMEMBERED);
        assert!(uploads.is_moving("held"));
        drop(held);
    }
}
