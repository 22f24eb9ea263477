//! How often somebody may guess: passwords and tracking codes.
//!
//! Only failures count, in memory and per window of time; a restart forgets them. What is counted (an address, a
//! name, everything together) is the caller's choice of key.
//!
//! **Invariant:** the memory never holds more than [`MOST_KEYS`] keys, whoever asks.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// Keys kept at most; beyond, the oldest windows are forgotten first.
pub const MOST_KEYS: usize = 10_000;

/// Counts failures per key.
#[derive(Debug)]
pub struct Attempts {
    most: u32,
    window_ms: i64,
    failures: Mutex<HashMap<String, Failures>>,
}

#[derive(Debug)]
struct Failures {
    count: u32,
    since_ms: i64,
}

impl Attempts {
    /// Allows `most` failures within `window`.
    #[must_use]
    pub fn new(most: u32, window: Duration) -> Self {
        let window_ms = i64::try_from(window.as_millis()).unwrap_or(i64::MAX);
        Self { most, window_ms, failures: Mutex::default() }
    }

    /// How long `key` has to wait before the next try, if it has to.
    #[must_use]
    pub fn wait(&self, key: &str, now_ms: i64) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = failures.get(key).filter(|tried| tried.count >= self.most)?;
        let left_ms = self.window_ms - (now_ms - tried.since_ms);
        u64::try_from(left_ms).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }

    /// Counts a failure of `key`.
    pub fn failed(&self, key: &str, now_ms: i64) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_KEYS {
            forget(&mut failures, self.window_ms, now_ms);
        }
        let tried = failures.entry(key.to_owned()).or_insert(Failures { count: 0, since_ms: now_ms });
        if now_ms - tried.since_ms >= self.window_ms {
            *tried = Failures { count: 0, since_ms: now_ms };
        }
        tried.count += 1;
    }

    /// Forgets the failures of `key`, after a success.
    pub fn succeeded(&self, key: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

/// Makes room: what is over goes, and if that is not enough the older half.
fn forget(failures: &mut HashMap<String, Failures>, window_ms: i64, now_ms: i64) {
    failures.retain(|_, tried| now_ms - tried.since_ms < window_ms);
    if failures.len() < MOST_KEYS {
        return;
    }
    let mut begun: Vec<i64> = failures.values().map(|tried| tried.since_ms).collect();
    let (_, middle, _) = begun.select_nth_unstable(MOST_KEYS / 2);
    let middle = *middle;
    failures.retain(|_, tried| tried.since_ms > middle);
}

/// Where a request comes from, as a key: the address, of IPv6 the /64 that one subscriber has.
///
/// A proxy on this very machine is believed about whom it speaks for; nobody else is.
#[must_use]
pub fn origin(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|connection| connection.0.ip());
    let local = peer.is_none_or(|address| address.is_loopback());
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let told = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok()).filter(|_| local);
    told.or(peer).map_or_else(|| "unknown".to_owned(), network)
}

fn network(address: IpAddr) -> String {
    let IpAddr::V6(address) = address.to_canonical() else { return address.to_canonical().to_string() };
    let [a, b, c, d, ..] = address.segments();
    format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const START: i64 = 1_795_000_000_000;

    #[test]
    fn after_too_many_failures_one_waits_until_the_window_is_over() {
        let attempts = Attempts::new(2, MINUTE);
        attempts.failed("a", START);
        assert_eq!(attempts.wait("a", START), None);
        attempts.failed("a", START + 30_000);
        assert_eq!(attempts.wait("a", START + 30_000), Some(MINUTE / 2));
        assert_eq!(attempts.wait("b", START), None);
        assert_eq!(attempts.wait("a", START + 60_000), None);
    }

    #[test]
    fn a_success_clears_the_count() {
        let attempts = Attempts::new(1, MINUTE);
        attempts.failed("a", START);
        attempts.succeeded("a");
        assert_eq!(attempts.wait("a", START), None);
    }

    #[test]
    fn a_flood_of_keys_does_not_fill_the_memory() {
        let attempts = Attempts::new(1, MINUTE);
        for key in 0..MOST_KEYS as i64 * 2 {
            attempts.failed(&key.to_string(), START + key);
        }
        let kept = attempts.failures.lock().map(|failures| failures.len()).unwrap_or_default();
        assert!(kept <= MOST_KEYS, "{kept}");
        assert!(attempts.wait(&(MOST_KEYS * 2 - 1).to_string(), START).is_some());
    }

    #[test]
    fn one_subscriber_of_ipv6_is_one_key() {
        let key = |text: &str| text.parse().map(network).unwrap_or_default();
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
