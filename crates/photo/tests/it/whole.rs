//! A picture is whole or it is refused; nothing is made up where bytes are missing.

use photo::{Limits, PhotoError, prepare};

use super::{data, picture};

const END_OF_IMAGE: &[u8] = b"\xFF\xD9";

#[test]
fn a_jpeg_cut_anywhere_is_refused_or_still_whole() {
    for bytes in every_kind_of_jpeg() {
        let whole = prepare(&bytes, &Limits::default()).unwrap().jpeg;
        for length in 4..bytes.len() {
            assert_refused_or(&whole, &bytes[..length]);
        }
    }
}

#[test]
fn a_progressive_jpeg_that_lacks_its_last_scan_is_refused() {
    let bytes = picture::progressive_jpeg(&picture::scene(70, 50));
    let last_scan = bytes.windows(2).rposition(|marker| marker == b"\xFF\xDA").unwrap();
    let closed = [&bytes[..last_scan], END_OF_IMAGE].concat();
    assert_eq!(prepare(&closed, &Limits::default()).err(), Some(PhotoError::Broken));
}

#[test]
fn a_sequential_jpeg_cut_and_closed_again_is_refused_or_still_whole() {
    for bytes in [picture::jpeg(&picture::scene(70, 50)), picture::jpeg_in_three_scans(&picture::scene(70, 50))] {
        let whole = prepare(&bytes, &Limits::default()).unwrap().jpeg;
        for length in 4..bytes.len() {
            assert_refused_or(&whole, &[&bytes[..length], END_OF_IMAGE].concat());
        }
    }
}

#[test]
fn a_photo_cut_in_the_middle_and_closed_again_is_refused() {
    let test = "a_photo_cut_in_the_middle_and_closed_again_is_refused";
    for file in ["broken/truncated_60pct.jpg", "formats/generated_progressive_gps.jpg"] {
        let Some(bytes) = data::photo(test, file) else { return };
        let closed = [&bytes[..60_000], END_OF_IMAGE].concat();
        assert_eq!(prepare(&closed, &Limits::default()).err(), Some(PhotoError::Broken), "{file}");
    }
}

#[test]
fn a_photo_that_lacks_nothing_but_its_end_marker_is_taken() {
    let bytes = picture::jpeg(&picture::scene(70, 50));
    let unclosed = bytes.strip_suffix(END_OF_IMAGE).unwrap();
    let [whole, unclosed] = [&bytes, unclosed].map(|bytes| prepare(bytes, &Limits::default()).unwrap());
    assert_eq!(whole.jpeg, unclosed.jpeg);
}

#[test]
fn png_and_webp_cut_in_the_middle_are_refused() {
    let picture = picture::scene(70, 50).into();
    for format in [image::ImageFormat::Png, image::ImageFormat::WebP] {
        let bytes = picture::in_format(&picture, format);
        for length in 16..bytes.len() * 9 / 10 {
            assert!(prepare(&bytes[..length], &Limits::default()).is_err(), "{format:?} cut to {length}");
        }
    }
}

#[test]
fn a_lossy_webp_cut_in_the_middle_is_refused() {
    let test = "a_lossy_webp_cut_in_the_middle_is_refused";
    let Some(bytes) = data::photo(test, "formats/generated_exif_dongha.webp") else { return };
    for tenths in 1..=9 {
        let cut = &bytes[..bytes.len() * tenths / 10];
        assert_eq!(prepare(cut, &Limits::default()).err(), Some(PhotoError::Broken), "{tenths} tenths");
    }
}

fn every_kind_of_jpeg() -> [Vec<u8>; 4] {
    let picture = picture::scene(70, 50);
    [
        picture::jpeg(&picture),
        picture::progressive_jpeg(&picture),
        picture::jpeg_in_three_scans(&picture),
        picture::jpeg_with_restarts(&picture),
    ]
}

fn assert_refused_or(whole: &[u8], cut: &[u8]) {
    match prepare(cut, &Limits::default()) {
        Ok(prepared) => assert!(prepared.jpeg == whole, "cut to {}: another picture", cut.len()),
        Err(error) => assert_eq!(error, PhotoError::Broken, "cut to {}", cut.len()),
    }
}
