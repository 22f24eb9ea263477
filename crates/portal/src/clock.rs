//! The portal's clock, passed in wherever a time is needed, so that a test can turn it.
//!
//! **Invariant:** nothing in this crate reads the system's time but [`Clock::system`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone, offset};

/// Việt Nam's hours from UTC, the year round.
const LOCAL_OFFSET: Offset = offset(7);

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

/// The year of a moment in Việt Nam: case numbers begin anew with it.
#[must_use]
pub fn year(at_ms: i64) -> i16 {
    day(at_ms).year()
}

/// The moment of so many milliseconds since 1970.
#[must_use]
pub fn moment(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or_default()
}

/// The day of a moment in Việt Nam.
#[must_use]
pub fn day(at_ms: i64) -> Date {
    moment(at_ms).to_zoned(TimeZone::fixed(LOCAL_OFFSET)).date()
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Clock({})", self.now_ms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_number_is_the_year_in_viet_nam() {
        assert_eq!(year(1_798_736_399_999), 2026);
        assert_eq!(year(1_798_736_400_000), 2027);
    }
}
