//! The built programs, and processes that end with their test.

use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

/// The program of this name beside the test's own executable.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a test has an executable");
    let folder = own.parent().and_then(|deps| deps.parent()).expect("tests run from target/PROFILE/deps");
    let path = folder.join(name);
    assert!(path.is_file(), "{} is missing: cargo build --workspace --bins", path.display());
    path
}

/// A process that is killed when it goes out of scope.
#[derive(Debug)]
pub struct Killed(pub Child);

impl Killed {
    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        // Already ended is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Asks again and again until `condition` gives something, at most `limit` long.
///
/// # Panics
/// When the time is over; `what` says what was waited for.
pub fn wait_for<T>(what: &str, limit: Duration, mut condition: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(began.elapsed() < limit, "waited {limit:?} for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
