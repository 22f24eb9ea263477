//! When a conversation is given up: no limit on the whole, only on standing still and on creeping.
//!
//! A byte each second would keep a connection for ever, and with it everything that waits behind it. So within each
//! [`Patience::window`] at least [`Patience::least_bytes`] must move: a hundred times less than the slowest mobile
//! network carries. What is cut so is asked for again; nothing is lost by it.

use std::time::Duration;

use tokio::time::Instant;

/// How long is waited for bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// No byte for so long: the connection counts as broken.
    pub stall: Duration,
    /// In each stretch of so long …
    pub window: Duration,
    /// … so many bytes must move, in either direction.
    pub least_bytes: usize,
    /// Nothing at all from the other side for so long, not even an acknowledgement: another connection is sought.
    pub silence: Duration,
    /// After so long the answer of an exchange is cut: what came counts, the rest is asked for again.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            stall: Duration::from_secs(30),
            window: Duration::from_secs(60),
            least_bytes: 1024,
            silence: Duration::from_secs(2),
            answer: Duration::from_secs(15 * 60),
        }
    }
}

/// How the bytes of one request and its answer move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    moved_at: Instant,
    window_began: Instant,
    window_bytes: usize,
}

impl Pace {
    pub(crate) fn begin(now: Instant) -> Self {
        Self { moved_at: now, window_began: now, window_bytes: 0 }
    }

    pub(crate) fn moved(&mut self, bytes: usize, now: Instant) {
        self.moved_at = now;
        self.window_bytes = self.window_bytes.saturating_add(bytes);
    }

    /// How long nothing has moved.
    pub(crate) fn moved_ago(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.moved_at)
    }

    /// Whether [`Pace::is_over`] is to be asked.
    pub(crate) fn is_due(&self, patience: &Patience, now: Instant) -> bool {
        now >= (self.moved_at + patience.stall).min(self.window_began + patience.window)
    }

    /// Whether to give up at `now`; a window that is over begins anew.
    pub(crate) fn is_over(&mut self, patience: &Patience, now: Instant) -> bool {
        let creeps = now >= self.window_began + patience.window && self.window_bytes < patience.least_bytes;
        if now >= self.window_began + patience.window {
            (self.window_began, self.window_bytes) = (now, 0);
        }
        creeps || now >= self.moved_at + patience.stall
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_byte_each_second_is_given_up_after_a_minute() {
        assert_eq!(given_up_after(1), Some(60));
    }

    #[test]
    fn the_slowest_real_link_is_not_given_up() {
        assert_eq!(given_up_after(100), None);
    }

    #[test]
    fn standing_still_is_given_up_after_half_a_minute() {
        let (mut pace, patience, began) = (Pace::begin(Instant::now()), Patience::default(), Instant::now());
        pace.moved(100_000, began);
        assert!(!pace.is_over(&patience, began + SECOND * 29));
        assert!(pace.is_over(&patience, began + SECOND * 31));
    }

    /// The second at which a link of so many bytes a second is given up, within an hour.
    fn given_up_after(bytes_per_second: usize) -> Option<u32> {
        let (began, patience) = (Instant::now(), Patience::default());
        let mut pace = Pace::begin(began);
        (1..3600).find(|second| {
            pace.moved(bytes_per_second, began + SECOND * *second);
            pace.is_over(&patience, began + SECOND * *second)
        })
    }
}
