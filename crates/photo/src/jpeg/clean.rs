//! Whether a JPEG holds pixels and nothing else.
//!
//! The question is not which metadata is known to be harmful but whether there is room for any: besides the
//! plain JFIF header and Adobe's colour flag no application segment passes, no comment, and not a byte after
//! the end of the image (phones append films and depth maps there).

use super::segments::{APP0, APP14, APP15, COM, EOI, SOS, Segment, Segments};

/// Length of a JFIF header without a thumbnail (ITU-T T.871 10.1), less the length field.
const JFIF_BYTES: usize = 14;

/// Length of Adobe's segment, which says how colours are stored, less the length field.
const ADOBE_BYTES: usize = 12;

/// Whether these bytes are one JPEG from the first to the last that holds no metadata.
///
/// EXIF, XMP, ICC profiles, IPTC, comments and trailing bytes each make it false, as does anything that is not
/// a complete JPEG. The pixels are not decoded. What [`prepare`](crate::prepare) makes is clean.
#[must_use]
pub fn is_clean_jpeg(bytes: &[u8]) -> bool {
    let mut segments = Segments::new(bytes);
    let (mut scanned, mut ended) = (false, false);
    for segment in segments.by_ref() {
        if !is_clean(segment) {
            return false;
        }
        scanned |= segment.marker == SOS;
        ended = segment.marker == EOI;
    }
    scanned && ended && !segments.strayed() && segments.position() == bytes.len()
}

fn is_clean(segment: Segment<'_>) -> bool {
    match segment.marker {
        APP0 => segment.payload.starts_with(b"JFIF\0") && segment.payload.len() == JFIF_BYTES,
        APP14 => segment.payload.starts_with(b"Adobe") && segment.payload.len() == ADOBE_BYTES,
        COM | APP0..=APP15 => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: &[u8] = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xDA\0\x03s\x01\x02\xFF\xD9";

    fn with(segment: &[u8]) -> Vec<u8> {
        [&CLEAN[..2], segment, &CLEAN[2..]].concat()
    }

    #[test]
    fn pixels_alone_are_clean() {
        assert!(is_clean_jpeg(CLEAN));
        assert!(is_clean_jpeg(&with(b"\xFF\xDB\0\x03q")));
    }

    #[test]
    fn any_room_for_metadata_is_not_clean() {
        assert!(!is_clean_jpeg(&with(b"\xFF\xE1\0\x08Exif\0\0")));
        assert!(!is_clean_jpeg(&with(b"\xFF\xE2\0\x03i")));
        assert!(!is_clean_jpeg(&with(b"\xFF\xED\0\x03p")));
        assert!(!is_clean_jpeg(&with(b"\xFF\xFE\0\x03c")));
        assert!(!is_clean_jpeg(&with(b"\xFF\xE0\0\x07JFXX\0")));
    }

    #[test]
    fn a_comment_between_scans_is_found() {
        let at = CLEAN.len() - 2;
        assert!(!is_clean_jpeg(&[&CLEAN[..at], b"\xFF\xFE\0\x03c", &CLEAN[at..]].concat()));
    }

    #[test]
    fn bytes_between_segments_are_found() {
        assert!(!is_clean_jpeg(&with(b"16.8163 N")));
    }

    #[test]
    fn what_is_cut_or_followed_by_more_is_not_clean() {
        assert!(!is_clean_jpeg(&CLEAN[..CLEAN.len() - 2]));
        assert!(!is_clean_jpeg(&[CLEAN, b"film"].concat()));
        assert!(!is_clean_jpeg(b""));
        assert!(!is_clean_jpeg(b"\x89PNG"));
    }
}
