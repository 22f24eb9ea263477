//! Who uploads what just now.

/// The uploads that are moving.
#[derive(Debug, Default)]
pub struct Uploads;
