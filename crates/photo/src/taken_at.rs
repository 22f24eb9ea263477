//! A camera's time: what its clock showed, and how far that is from UTC if it knew.
//!
//! A time without an offset is not an instant and never becomes one here.

use std::fmt;

use jiff::{civil::DateTime, fmt::strtime, tz::Offset};

/// When a picture was taken.
///
/// Prints as RFC 3339 where the offset is known (`2026-11-20T07:45:12+07:00`), else as ISO 8601 without one
/// (`2026-11-20T07:45:12`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAt {
    /// What the camera's clock showed.
    pub civil: DateTime,
    /// How far that clock was from UTC, if the camera said so (EXIF 2.31 and later).
    pub offset: Option<Offset>,
}

impl TakenAt {
    /// Reads EXIF's `2026:11:20 07:45:12` and `+07:00`; an offset that makes no sense is none.
    pub(crate) fn parse(time: &str, offset: Option<&str>) -> Option<Self> {
        let civil = strtime::parse("%Y:%m:%d %H:%M:%S", time).ok()?.to_datetime().ok()?;
        if civil.year() <= 0 {
            return None;
        }
        let offset = offset.and_then(|text| strtime::parse("%:z", text).ok()?.offset());
        Some(Self { civil, offset })
    }
}

impl fmt::Display for TakenAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = self.offset.and_then(|offset| Some((offset.to_timestamp(self.civil).ok()?, offset)));
        match instant {
            Some((timestamp, offset)) => timestamp.display_with_offset(offset).fmt(f),
            None => self.civil.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(time: &str, offset: Option<&str>) -> Option<String> {
        TakenAt::parse(time, offset).map(|taken_at| taken_at.to_string())
    }

    #[test]
    fn a_known_offset_makes_it_rfc_3339() {
        assert_eq!(printed("2026:11:20 07:45:12", Some("+07:00")).as_deref(), Some("2026-11-20T07:45:12+07:00"));
        assert_eq!(printed("2026:11:20 07:45:12", Some("-03:30")).as_deref(), Some("2026-11-20T07:45:12-03:30"));
    }

    #[test]
    fn without_an_offset_it_stays_the_camera_s_time() {
        assert_eq!(printed("2026:11:20 07:45:12", None).as_deref(), Some("2026-11-20T07:45:12"));
        assert_eq!(printed("2026:11:20 07:45:12", Some("+99:00")).as_deref(), Some("2026-11-20T07:45:12"));
    }

    #[test]
    fn a_clock_that_was_never_set_says_nothing() {
        assert_eq!(printed("0000:00:00 00:00:00", None), None);
        assert_eq!(printed("    :  :     :  :  ", None), None);
        assert_eq!(printed("", None), None);
    }
}
