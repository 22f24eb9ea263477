//! Colour profiles: what a camera means is what every screen shows.

use image::{DynamicImage, ImageEncoder as _, Rgb, RgbImage, codecs::png::PngEncoder, codecs::webp::WebPEncoder};
use jpeg_encoder::{ColorType, Encoder};
use moxcms::ColorProfile;
use photo::{Limits, prepare};

use super::picture;

/// A colour in Display P3, and the same in sRGB (CSS Color 4's matrices).
const P3: [u8; 3] = [200, 100, 50];
const SRGB: [u8; 3] = [215, 93, 31];

#[test]
fn jpeg_png_and_webp_in_display_p3_become_srgb() {
    for bytes in in_every_format(&ColorProfile::new_display_p3().encode().unwrap()) {
        assert_shows(&bytes, SRGB);
    }
}

#[test]
fn a_profile_that_is_none_changes_nothing() {
    for bytes in in_every_format(b"no profile at all") {
        assert_shows(&bytes, P3);
    }
}

#[test]
fn no_profile_is_left_in_what_leaves_the_device() {
    for bytes in in_every_format(&ColorProfile::new_display_p3().encode().unwrap()) {
        let prepared = prepare(&bytes, &Limits::default()).unwrap();
        assert!(photo::is_clean_jpeg(&prepared.jpeg) && photo::is_clean_jpeg(&prepared.thumbnail));
    }
}

fn in_every_format(profile: &[u8]) -> [Vec<u8>; 3] {
    let picture = RgbImage::from_pixel(64, 48, Rgb(P3));
    let (mut jpeg, mut png, mut webp) = (Vec::new(), Vec::new(), Vec::new());
    let mut encoder = Encoder::new(&mut jpeg, 95);
    encoder.add_icc_profile(profile).unwrap();
    encoder.encode(&picture, 64, 48, ColorType::Rgb).unwrap();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(profile.to_vec()).unwrap();
    DynamicImage::from(picture.clone()).write_with_encoder(encoder).unwrap();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_icc_profile(profile.to_vec()).unwrap();
    DynamicImage::from(picture).write_with_encoder(encoder).unwrap();
    [jpeg, png, webp]
}

fn assert_shows(bytes: &[u8], expected: [u8; 3]) {
    let shown = picture::read(&prepare(bytes, &Limits::default()).unwrap().jpeg).to_rgb8();
    let found = shown.get_pixel(32, 24).0;
    assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 4), "{found:?}, not {expected:?}");
}
