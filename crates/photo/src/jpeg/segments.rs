//! The walk from marker to marker through a JPEG (T.81 annex B), without decoding anything.
//!
//! The walk ends at the end of the image or at the first thing that is not as it should be; it never fails
//! and never looks beyond the bytes it was given.

pub(crate) const SOI: u8 = 0xD8;
pub(crate) const EOI: u8 = 0xD9;
pub(crate) const SOS: u8 = 0xDA;
pub(crate) const COM: u8 = 0xFE;
pub(crate) const APP0: u8 = 0xE0;
pub(crate) const APP14: u8 = 0xEE;
pub(crate) const APP15: u8 = 0xEF;

/// One marker and what belongs to it; the end of the image has an empty payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment<'a> {
    pub(crate) marker: u8,
    pub(crate) payload: &'a [u8],
}

/// The segments after the start of the image, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct Segments<'a> {
    bytes: &'a [u8],
    position: usize,
    last_marker: u8,
    strayed: bool,
}

impl<'a> Segments<'a> {
    /// Starts after the marker that opens every JPEG; without it there are no segments.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let last_marker = if bytes.starts_with(&[0xFF, SOI]) { SOI } else { EOI };
        Self { bytes, position: 2, last_marker, strayed: false }
    }

    /// The offset of the first byte that the walk has not passed.
    pub(crate) const fn position(&self) -> usize {
        self.position
    }

    /// Whether there were bytes between segments that belong to none.
    pub(crate) const fn strayed(&self) -> bool {
        self.strayed
    }

    /// Passes entropy-coded data: stuffed 0xFF and restart markers belong to it, any other marker ends it.
    fn skip_scan(&mut self) -> Option<()> {
        loop {
            let rest = self.bytes.get(self.position..)?;
            self.position += rest.iter().position(|&byte| byte == 0xFF)?;
            match self.bytes.get(self.position + 1)? {
                0x00 | 0xD0..=0xD7 => self.position += 2,
                _ => return Some(()),
            }
        }
    }

    /// Reads a marker, which any number of 0xFF may precede, and passes what some cameras leave between segments.
    fn marker(&mut self) -> Option<u8> {
        loop {
            let rest = self.bytes.get(self.position..)?;
            let stray = rest.iter().position(|&byte| byte == 0xFF)?;
            let fill = rest[stray..].iter().take_while(|&&byte| byte == 0xFF).count();
            let marker = *rest.get(stray + fill)?;
            self.position += stray + fill + 1;
            self.strayed |= stray > 0 || marker == 0x00;
            if marker != 0x00 {
                return Some(marker);
            }
        }
    }

    /// Reads a length, which counts itself, and what it announces.
    fn payload(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.position..)?;
        let &[high, low, ..] = rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let payload = rest.get(2..length)?;
        self.position += length;
        Some(payload)
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.last_marker {
            EOI => return None,
            SOS => self.skip_scan()?,
            _ => {}
        }
        let marker = self.marker()?;
        let payload = if marker == EOI { &[] } else { self.payload()? };
        self.last_marker = marker;
        Some(Segment { marker, payload })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markers(bytes: &[u8]) -> Vec<u8> {
        Segments::new(bytes).map(|segment| segment.marker).collect()
    }

    #[test]
    fn the_walk_passes_scans_with_stuffed_bytes_and_restarts() {
        let bytes = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xDA\0\x03s\x01\xFF\0\x02\xFF\xD3\x03\xFF\xFF\xFE\0\x02\xFF\xD9after";
        assert_eq!(markers(bytes), [APP0, SOS, COM, EOI]);
    }

    #[test]
    fn the_walk_ends_where_a_segment_is_cut() {
        assert_eq!(markers(b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xFE\0\x09abc"), [APP0]);
        assert_eq!(markers(b"\xFF\xD8\xFF\xE0\0\x01"), []);
        assert_eq!(markers(b"\xFF\xD8"), []);
        assert_eq!(markers(b""), []);
    }

    #[test]
    fn bytes_that_belong_to_no_segment_are_passed_and_noticed() {
        let mut segments = Segments::new(b"\xFF\xD8\xFF\xE0\0\x04ab??\xFF\0\xFF\xFE\0\x02\xFF\xD9");
        assert_eq!(segments.by_ref().map(|segment| segment.marker).collect::<Vec<_>>(), [APP0, COM, EOI]);
        assert!(segments.strayed());
    }

    #[test]
    fn what_follows_the_end_of_the_image_is_not_looked_at() {
        let mut segments = Segments::new(b"\xFF\xD8\xFF\xD9\xFF\xFE\0\x02");
        assert_eq!(segments.by_ref().count(), 1);
        assert_eq!(segments.position(), 4);
    }
}
