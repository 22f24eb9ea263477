//! The time of Việt Nam. `Asia/Ho_Chi_Minh` has been seven hours ahead of UTC, summer and winter, since 1975.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, offset};

const OFFSET: Offset = offset(7);

/// What a clock on a wall in Việt Nam shows at `at`.
#[must_use]
pub fn local(at: Timestamp) -> DateTime {
    OFFSET.to_datetime(at)
}

/// The moment at which a clock on a wall in Việt Nam shows `local`; `None` at the very ends of the calendar.
#[must_use]
pub fn moment(local: DateTime) -> Option<Timestamp> {
    OFFSET.to_timestamp(local).ok()
}
