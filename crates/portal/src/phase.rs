//! Where in its work the program is: one word an event for whoever watches (`RUST_LOG=phase=debug`).
//!
//! Off, it costs nothing. Tests that kill the program use it to know what they interrupted.

/// Says that `name` begins now.
pub fn enter(name: &'static str) {
    tracing::debug!(target: "phase", "{name}");
}
