//! Pictures that lie: sizes that would fill the memory, headers with any byte in any place.

use image::ImageFormat;
use photo::{Limits, PhotoError, is_clean_jpeg, prepare, scene};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::picture;

#[test]
fn a_jpeg_that_claims_four_thousand_megapixels_is_refused_by_its_header() {
    let bytes = claiming(65_500, 65_500, 0xC0);
    let error = PhotoError::TooManyPixels { pixels: 65_500 * 65_500, limit: 100_000_000 };
    assert_eq!(prepare(&bytes, &Limits::default()), Err(error));
}

#[test]
fn a_progressive_jpeg_may_have_fewer_pixels_for_the_memory_it_takes() {
    let bytes = claiming(9_000, 9_000, 0xC2);
    let error = prepare(&bytes, &Limits::default()).unwrap_err();
    assert!(matches!(error, PhotoError::TooManyPixels { pixels: 81_000_000, limit: 66_666_666 }), "{error:?}");
}

#[test]
fn a_jpeg_without_pixels_is_broken_and_an_exotic_one_is_named() {
    assert_eq!(prepare(&claiming(0, 10, 0xC0), &Limits::default()), Err(PhotoError::Broken));
    assert_eq!(prepare(&claiming(10, 10, 0xC0), &Limits::default()), Err(PhotoError::Broken));
    let error = prepare(&claiming(10, 10, 0xC9), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "photo_format_unsupported");
}

#[test]
fn a_jpeg_that_repeats_its_scan_hundreds_of_times_is_refused() {
    let bytes = picture::jpeg(&picture::scene(70, 50));
    let scan = bytes.windows(2).position(|marker| marker == b"\xFF\xDA").unwrap();
    let (headers, scan) = (&bytes[..scan], &bytes[scan..bytes.len() - 2]);
    let repeated = |times| [headers, &scan.repeat(times), b"\xFF\xD9"].concat();
    assert!(prepare(&repeated(2), &Limits::default()).is_ok());
    assert_eq!(prepare(&repeated(101), &Limits::default()).err(), Some(PhotoError::Broken));
}

#[test]
fn a_file_that_is_too_long_is_not_looked_at() {
    let limits = Limits { max_bytes: 10, ..Limits::default() };
    assert_eq!(prepare(&[0; 11], &limits), Err(PhotoError::TooManyBytes { bytes: 11, limit: 10 }));
}

#[test]
fn limits_of_nothing_do_no_harm() {
    let limits = Limits { long_side_px: 0, thumbnail_bytes: 0, ..Limits::default() };
    let prepared = prepare(&picture::jpeg(&picture::scene(70, 50)), &limits).unwrap();
    assert_eq!((prepared.width, prepared.height), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_changed_anywhere_make_a_clean_picture_or_an_error(
        which in 0..SEEDS, changes in vec((any::<Index>(), any::<u8>()), 1..12), cut in any::<Option<Index>>(),
    ) {
        let mut bytes = seed(which);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        assert_harmless(&bytes);
    }

    #[test]
    fn headers_with_any_field_make_a_clean_picture_or_an_error(
        which in 0..SEEDS, changes in vec((0..200usize, prop_oneof![Just(0u8), Just(255), any::<u8>()]), 1..6),
    ) {
        let mut bytes = seed(which);
        for (at, value) in changes {
            bytes[at] = value;
        }
        assert_harmless(&bytes);
    }

    #[test]
    fn any_bytes_after_a_magic_number_are_harmless(which in 0..SEEDS, junk in vec(any::<u8>(), 0..400)) {
        assert_harmless(&[&seed(which)[..12], &junk].concat());
    }
}

const SEEDS: usize = 7;

fn seed(which: usize) -> Vec<u8> {
    let picture = picture::scene(41, 27);
    match which {
        0 => picture::jpeg(&picture),
        1 => picture::progressive_jpeg(&picture),
        2 => picture::jpeg_in_three_scans(&picture),
        3 => picture::jpeg_with_restarts(&picture),
        4 => picture::with_orientation(&picture.into(), 6),
        5 => picture::in_format(&picture.into(), ImageFormat::Png),
        _ => picture::in_format(&picture.into(), ImageFormat::WebP),
    }
}

fn assert_harmless(bytes: &[u8]) {
    // A changed byte may make the header claim a few thousand pixels a side: a small limit keeps the test short.
    let limits = Limits { max_pixels: 1_000_000, ..Limits::default() };
    let _ = (scene(bytes), is_clean_jpeg(bytes));
    if let Ok(prepared) = prepare(bytes, &limits) {
        assert!(is_clean_jpeg(&prepared.jpeg) && is_clean_jpeg(&prepared.thumbnail));
        assert!(prepared.width.max(prepared.height) <= limits.long_side_px);
    }
}

/// A JPEG of three components without subsampling that ends after its frame header.
fn claiming(width: u16, height: u16, frame: u8) -> Vec<u8> {
    let [h1, h0] = height.to_be_bytes();
    let [w1, w0] = width.to_be_bytes();
    let header = [0xFF, 0xD8, 0xFF, frame, 0, 17, 8, h1, h0, w1, w0, 3];
    [header.as_slice(), &[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]].concat()
}
