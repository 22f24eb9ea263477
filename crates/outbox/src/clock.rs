//! What time it is, passed in and never read in the middle.

use std::time::Instant;

use jiff::Timestamp;

/// A device's two clocks.
pub trait Clock: Send + Sync {
    /// The wall clock, which people and wrong settings can move.
    fn now(&self) -> Timestamp;
    /// Milliseconds since the program started, which nobody can move.
    fn uptime_ms(&self) -> u64;
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn uptime_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A wall clock that stands still, for tests of wrong clocks.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn uptime_ms(&self) -> u64 {
        0
    }
}
