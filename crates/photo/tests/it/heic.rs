//! HEIC by the system's libheif: what it shows, and what is refused. The pictures were painted for these tests.

use photo::{Limits, PhotoError, prepare, scene};

use super::{data, picture};

const PLAIN: &[u8] = include_bytes!("../pictures/plain.heic");
/// Stored on its side; `irot` and EXIF both say so.
const ON_ITS_SIDE: &[u8] = include_bytes!("../pictures/on_its_side.heic");
const HALF_TRANSPARENT: &[u8] = include_bytes!("../pictures/half_transparent.heic");
const TEN_BIT: &[u8] = include_bytes!("../pictures/ten_bit.heic");

#[test]
fn a_heic_shows_what_was_painted_and_is_turned_once() {
    if !data::heic_is_read("a_heic_shows_what_was_painted_and_is_turned_once") {
        return;
    }
    for bytes in [PLAIN, ON_ITS_SIDE, TEN_BIT] {
        let prepared = prepare(bytes, &Limits::default()).unwrap();
        assert_eq!((prepared.width, prepared.height), (96, 64));
        let difference = picture::difference(&painted(), &picture::read(&prepared.jpeg));
        assert!(difference < 4.0, "{difference}");
    }
}

#[test]
fn what_is_transparent_in_a_heic_becomes_white() {
    if !data::heic_is_read("what_is_transparent_in_a_heic_becomes_white") {
        return;
    }
    let shown = picture::read(&prepare(HALF_TRANSPARENT, &Limits::default()).unwrap().jpeg).into_rgb8();
    assert!(shown.get_pixel(8, 32).0.iter().all(|&light| light > 240), "{:?}", shown.get_pixel(8, 32));
    assert!(shown.get_pixel(88, 8).0[1] < 80, "{:?}", shown.get_pixel(88, 8));
}

#[test]
fn a_heic_cut_anywhere_is_refused() {
    if !data::heic_is_read("a_heic_cut_anywhere_is_refused") {
        return;
    }
    for length in 0..PLAIN.len() {
        assert!(prepare(&PLAIN[..length], &Limits::default()).is_err(), "cut to {length}");
    }
}

#[test]
fn a_heic_with_any_byte_wrong_is_shown_or_refused() {
    if !data::heic_is_read("a_heic_with_any_byte_wrong_is_shown_or_refused") {
        return;
    }
    for at in 0..PLAIN.len() {
        for flip in [0x01, 0x80, 0xFF] {
            let mut bytes = PLAIN.to_vec();
            bytes[at] ^= flip;
            if let Ok(prepared) = prepare(&bytes, &Limits::default()) {
                assert!(photo::is_clean_jpeg(&prepared.jpeg), "byte {at} ^ {flip:#x}");
            }
        }
    }
}

#[test]
fn a_heic_that_claims_too_many_pixels_is_refused_before_decoding() {
    if !data::heic_is_read("a_heic_that_claims_too_many_pixels_is_refused_before_decoding") {
        return;
    }
    let pixels = 65_500 * 65_500;
    let found = prepare(&claiming(65_500, 65_500), &Limits::default()).unwrap_err();
    assert!(matches!(found, PhotoError::TooManyPixels { pixels: claimed, .. } if claimed == pixels), "{found:?}");
    let small = Limits { max_pixels: 6000, ..Limits::default() };
    assert_eq!(prepare(PLAIN, &small).unwrap_err().code(), "photo_too_many_pixels");
}

#[test]
fn a_heic_that_claims_another_size_than_it_has_makes_nothing_up() {
    if !data::heic_is_read("a_heic_that_claims_another_size_than_it_has_makes_nothing_up") {
        return;
    }
    for (width, height) in [(0, 64), (9000, 9000), (97, 65)] {
        let prepared = prepare(&claiming(width, height), &Limits::default());
        let honest = prepared.as_ref().is_ok_and(|prepared| (prepared.width, prepared.height) == (96, 64));
        assert!(prepared.is_err() || honest, "{width} × {height}: {:?}", prepared.map(|it| (it.width, it.height)));
    }
}

#[test]
fn a_heic_without_a_picture_is_refused() {
    if !data::heic_is_read("a_heic_without_a_picture_is_refused") {
        return;
    }
    let file_type = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice();
    let no_items = b"\0\0\0\x2Dmeta\0\0\0\0\0\0\0\x21hdlr\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0".as_slice();
    for bytes in [file_type.to_vec(), [file_type, no_items].concat(), [file_type, &[0xA5; 4000]].concat()] {
        assert_eq!(prepare(&bytes, &Limits::default()).unwrap_err(), PhotoError::Broken);
    }
}

#[test]
fn moving_pictures_and_avif_are_refused_by_their_names() {
    for (major, compatible, name) in [
        ("hevc", "msf1", "HEIC (moving)"),
        ("msf1", "hevc", "HEIC (moving)"),
        ("avif", "mif1", "AVIF"),
        ("mif1", "avif", "AVIF"),
    ] {
        let mut bytes = PLAIN.to_vec();
        bytes[8..12].copy_from_slice(major.as_bytes());
        for brand in bytes[16..28].as_chunks_mut::<4>().0 {
            brand.copy_from_slice(compatible.as_bytes());
        }
        let found = prepare(&bytes, &Limits::default()).unwrap_err();
        assert_eq!(found, PhotoError::FormatUnsupported { format: name }, "{major} {compatible}");
    }
}

#[test]
fn without_libheif_a_heic_is_refused_by_a_code_of_its_own_and_its_scene_still_read() {
    let hidden = Limits { heic: false, ..Limits::default() };
    assert_eq!(prepare(PLAIN, &hidden).unwrap_err().code(), "heic_not_supported");
    let test = "without_libheif_a_heic_is_refused_by_a_code_of_its_own_and_its_scene_still_read";
    let Some(bytes) = data::photo(test, "formats/iphone8_gps_guangzhou.heic") else { return };
    assert!(scene(&bytes).position.is_some());
}

/// The picture that the files were made of.
fn painted() -> image::DynamicImage {
    image::RgbImage::from_fn(96, 64, |x, y| image::Rgb([(x * 230 / 96) as u8, (y * 230 / 64) as u8, 96])).into()
}

fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = PLAIN.to_vec();
    let at = bytes.windows(4).position(|kind| kind == b"ispe").unwrap() + 8;
    bytes[at..at + 4].copy_from_slice(&width.to_be_bytes());
    bytes[at + 4..at + 8].copy_from_slice(&height.to_be_bytes());
    bytes
}
