//! The boxes of an ISO base media file (ISO/IEC 14496-12), as far as they tell what it is and how large it claims to be.
//!
//! Nothing is decoded, nothing outside the bytes is looked at, and what makes no sense ends the walk.

use crate::{PhotoError, format::Format};

/// Brands of still pictures that may be HEVC (ISO/IEC 23008-12 annex B).
const STILL: [&[u8; 4]; 6] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2"];
/// Brands of moving ones.
const MOVING: [&[u8; 4]; 5] = [b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"];
const AV1: [&[u8; 4]; 2] = [b"avif", b"avis"];

/// What the file type box says that the file is.
pub(crate) fn iso_media(bytes: &[u8]) -> Result<Format, PhotoError> {
    let unsupported = |format| Err(PhotoError::FormatUnsupported { format });
    let brands = brands(bytes);
    let any = |known: &[&[u8; 4]]| brands.iter().any(|brand| known.contains(&brand));
    if any(&AV1) {
        unsupported("AVIF")
    } else if any(&STILL) {
        Ok(Format::Heif)
    } else if any(&MOVING) {
        unsupported("HEIC (moving)")
    } else if any(&[b"crx "]) {
        unsupported("CR3")
    } else {
        // Every other brand is a film or a sound.
        Err(PhotoError::NotAPicture)
    }
}

/// The major brand and the compatible ones. What stands between them is a version.
fn brands(bytes: &[u8]) -> Vec<[u8; 4]> {
    let Some((b"ftyp", payload)) = Boxes(bytes).next() else { return Vec::new() };
    let words = payload.as_chunks::<4>().0.iter().enumerate();
    words.filter(|(number, _)| *number != 1).map(|(_, brand)| *brand).collect()
}

/// Width and height in pixels that each picture of the file claims (`ispe`): the whole, its tiles, its thumbnail.
pub(crate) fn claimed_sizes(bytes: &[u8]) -> Vec<(u32, u32)> {
    let properties = inside(bytes, b"meta").and_then(|meta| inside(meta.get(4..)?, b"iprp"));
    let Some(container) = properties.and_then(|properties| inside(properties, b"ipco")) else { return Vec::new() };
    Boxes(container).filter(|(kind, _)| *kind == b"ispe").filter_map(|(_, payload)| extent(payload)).collect()
}

/// A full box: version and flags, then width and height.
fn extent(payload: &[u8]) -> Option<(u32, u32)> {
    let &[_, width, height] = payload.as_chunks::<4>().0.get(..3)? else { return None };
    Some((u32::from_be_bytes(width), u32::from_be_bytes(height)))
}

fn inside<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes(bytes).find(|(found, _)| *found == kind).map(|(_, payload)| payload)
}

/// Boxes beside each other: kind and payload. One that is cut short is given as far as it goes.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = (&'a [u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (size, rest) = self.0.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first_chunk::<4>()?;
        let (header, size) = match u32::from_be_bytes(*size) {
            0 => (8, self.0.len() as u64),
            1 => (16, u64::from_be_bytes(*rest.first_chunk::<8>()?)),
            size => (8, u64::from(size)),
        };
        let end = usize::try_from(size).unwrap_or(usize::MAX).min(self.0.len());
        let payload = self.0.get(header..end)?;
        self.0 = &self.0[end..];
        Some((kind, payload))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &[u8; 4], payload: &[u8]) -> Vec<u8> {
        [&(payload.len() as u32 + 8).to_be_bytes(), kind.as_slice(), payload].concat()
    }

    #[test]
    fn a_file_is_what_any_of_its_brands_says() {
        let kind = |brands: &[u8]| iso_media(&of(b"ftyp", brands));
        assert_eq!(kind(b"heic\0\0\0\0mif1heic"), Ok(Format::Heif));
        assert_eq!(kind(b"mif1\0\0\0\0mif1heic"), Ok(Format::Heif));
        assert_eq!(kind(b"mif1\0\0\0\0mif1avif"), Err(PhotoError::FormatUnsupported { format: "AVIF" }));
        assert_eq!(kind(b"msf1\0\0\0\0msf1hevc"), Err(PhotoError::FormatUnsupported { format: "HEIC (moving)" }));
        assert_eq!(kind(b"crx \0\0\0\x01isom"), Err(PhotoError::FormatUnsupported { format: "CR3" }));
        assert_eq!(kind(b"mp42\0\0\0\0isom"), Err(PhotoError::NotAPicture));
        assert_eq!(kind(b"mp42heic"), Err(PhotoError::NotAPicture), "a version is no brand");
    }

    #[test]
    fn every_claim_of_a_size_is_found() {
        let ispe = |width: u32, height: u32| of(b"ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat());
        let container = of(b"ipco", &[ispe(512, 512), of(b"irot", b"\x01"), ispe(65_500, 65_500)].concat());
        let meta = of(b"meta", &[[0; 4].as_slice(), &of(b"iprp", &container)].concat());
        let file = [of(b"ftyp", b"heic\0\0\0\0"), meta].concat();
        assert_eq!(claimed_sizes(&file), [(512, 512), (65_500, 65_500)]);
        for end in 0..file.len() {
            claimed_sizes(&file[..end]);
        }
    }

    #[test]
    fn a_box_that_lies_about_its_length_ends_the_walk() {
        assert_eq!(Boxes(b"\0\0\0\x04ftyp").count(), 0);
        assert_eq!(Boxes(b"\0\0\0\x01ftyp\0\0\0\0\0\0\0\x02").count(), 0);
        assert_eq!(Boxes(b"\xFF\xFF\xFF\xFFftypheic").next(), Some((b"ftyp", b"heic".as_slice())));
        assert_eq!(Boxes(b"\0\0\0\0ftypheic").count(), 1);
        assert_eq!(Boxes(b"\0\0\0\x09f").count(), 0);
    }
}
