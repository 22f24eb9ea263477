//! Wrong tracking codes, counted at one door: per code, per asker and in all.
//!
//! 65 random bits are what keeps strangers out; this keeps a flood of guesses from costing anything. The two doors (devices,
//! the public page) count apart, so that a flood at one does not close the other.

use std::time::Duration;

use report::TrackingCode;

use crate::attempts::Attempts;

const HOUR: Duration = Duration::from_secs(60 * 60);
/// Everybody's are counted in shorter windows, so that a flood that is over does not lock anybody out for an hour.
const WINDOW: Duration = Duration::from_secs(10 * 60);
const WINDOWS_PER_HOUR: u32 = 6;
/// Wrong codes from one address within ten minutes.
const MOST_PER_ORIGIN: u32 = 10;
const EVERYBODY: &str = "everybody";

/// Wrong codes within an hour after which one waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The same code, by whomever.
    pub per_code: u32,
    /// By one device.
    pub per_device: u32,
    /// In all, at one door.
    pub in_all: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_code: 10, per_device: 20, in_all: 1000 }
    }
}

/// Wrong codes at one door.
#[derive(Debug)]
pub struct Guesses {
    per_code: Attempts,
    per_asker: Attempts,
    in_all: Attempts,
}

impl Guesses {
    /// None yet; an asker has `most` within `window`.
    fn new(limits: Limits, most: u32, window: Duration) -> Self {
        Self {
            per_code: Attempts::new(limits.per_code, HOUR),
            per_asker: Attempts::new(most, window),
            in_all: Attempts::new(limits.in_all.div_ceil(WINDOWS_PER_HOUR), WINDOW),
        }
    }

    /// Those of devices.
    #[must_use]
    pub fn of_devices(limits: Limits) -> Self {
        Self::new(limits, limits.per_device, HOUR)
    }

    /// Those at the public page, by address.
    #[must_use]
    pub fn at_the_page(limits: Limits) -> Self {
        Self::new(limits, MOST_PER_ORIGIN, WINDOW)
    }

    /// How long to wait before the next try, if one has to.
    #[must_use]
    pub fn wait(&self, code: &TrackingCode, asker: &str, now_ms: i64) -> Option<Duration> {
        let waits = [
            self.per_asker.wait(asker, now_ms),
            self.per_code.wait(&code.compact(), now_ms),
            self.in_all.wait(EVERYBODY, now_ms),
        ];
        waits.into_iter().flatten().max()
    }

    /// Counts a wrong code.
    pub fn failed(&self, code: &TrackingCode, asker: &str, now_ms: i64) {
        self.per_code.failed(&code.compact(), now_ms);
        self.per_asker.failed(asker, now_ms);
        self.in_all.failed(EVERYBODY, now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the page asks: first whether it has to wait, and only what need not is looked up.
    #[test]
    fn of_ten_thousand_wrong_codes_from_as_many_addresses_few_are_looked_up_and_then_it_is_over() {
        let (guesses, start) = (Guesses::at_the_page(Limits::default()), 1_795_000_000_000);
        let code = |number: u32| {
            let digits = number.to_be_bytes();
            TrackingCode::from_random(std::array::from_fn(|place| digits[place % 4] & 31))
        };
        let mut looked_up = 0;
        for number in 0..10_000 {
            let (code, address) = (code(number), number.to_string());
            if guesses.wait(&code, &address, start).is_none() {
                looked_up += 1;
                guesses.failed(&code, &address, start);
            }
        }
        assert_eq!(looked_up, 1000_u32.div_ceil(WINDOWS_PER_HOUR));
        let window_ms = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
        assert!(guesses.wait(&code(20_000), "honest", start + window_ms - 1).is_some());
        assert_eq!(guesses.wait(&code(20_000), "honest", start + window_ms), None);
    }
}
