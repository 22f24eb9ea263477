//! What a file is by its first bytes; its name and its media type are not asked, they lie too often.
//!
//! Formats that cannot be read are told apart as well, so that the citizen can be told which setting of the
//! camera to change.

use crate::{PhotoError, heif};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    WebP,
    /// HEIC, and HEIF that may be it: by the system's libheif.
    Heif,
}

impl Format {
    /// Whether its decoder has turned the picture already; EXIF repeats what it went by.
    pub(crate) const fn stands_upright(self) -> bool {
        matches!(self, Self::Heif)
    }
}

/// Recognises a format that can be read, and names one that cannot.
pub(crate) fn recognise(bytes: &[u8]) -> Result<Format, PhotoError> {
    match bytes {
        [] => Err(PhotoError::Empty),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Format::WebP),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => heif::iso_media(bytes),
        _ => Err(unreadable(bytes)),
    }
}

fn unreadable(bytes: &[u8]) -> PhotoError {
    let format = match bytes {
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "GIF",
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => "TIFF",
        [b'I', b'I', 0x2B, 0, ..] | [b'M', b'M', 0, 0x2B, ..] => "BigTIFF",
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => "JPEG XL",
        [0, 0, 0, 0x0C, b'j', b'P', b' ', b' ', ..] => "JPEG 2000",
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => "BMP",
        _ => return PhotoError::NotAPicture,
    };
    PhotoError::FormatUnsupported { format }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_cannot_be_read_are_named() {
        let named = |bytes: &[u8]| match recognise(bytes) {
            Err(PhotoError::FormatUnsupported { format }) => format,
            other => panic!("{other:?}"),
        };
        assert_eq!(named(b"GIF89a\x01\0"), "GIF");
        assert_eq!(named(b"II\x2A\0\x08\0\0\0"), "TIFF");
        assert_eq!(named(b"MM\0\x2A\0\0\0\x08"), "TIFF");
        assert_eq!(named(b"\0\0\0\x1Cftypavif"), "AVIF");
    }

    #[test]
    fn a_film_and_a_page_are_not_pictures() {
        assert_eq!(recognise(b"\0\0\0\x18ftypmp42"), Err(PhotoError::NotAPicture));
        assert_eq!(recognise(b"<!doctype html>"), Err(PhotoError::NotAPicture));
        assert_eq!(recognise(b"RIFF\0\0\0\0WAVE"), Err(PhotoError::NotAPicture));
    }

    #[test]
    fn a_readable_format_is_recognised_by_its_first_bytes() {
        assert_eq!(recognise(b"\xFF\xD8\xFF\xE0"), Ok(Format::Jpeg));
        assert_eq!(recognise(b"\x89PNG\r\n\x1A\n"), Ok(Format::Png));
        assert_eq!(recognise(b"RIFF\x10\0\0\0WEBPVP8X"), Ok(Format::WebP));
        assert_eq!(recognise(b"\0\0\0\x18ftypheic"), Ok(Format::Heif));
        assert_eq!(recognise(b"\0\0\0\x18ftypmif1"), Ok(Format::Heif));
    }
}
