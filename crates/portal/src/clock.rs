//! The portal's clock, passed in wherever a time is needed, so that a test can turn it.
//!
//! **Invariant:** nothing in this crate reads the system's time but [`Clock::system`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Milliseconds since 1970, UTC. Cheap to clone; clones show the same time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|| Timestamp::now().as_millisecond()))
    }

    /// A clock that shows what `hand` holds.
    #[must_use]
    pub fn by_hand(hand: Arc<AtomicI64>) -> Self {
        Self(Arc::new(move || hand.load(Ordering::Relaxed)))
    }

    /// Now.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Clock({})", self.now_ms())
    }
}
