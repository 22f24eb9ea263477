//! The formats and kinds of picture that are read, each by its colours.

use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, Rgba};
use jpeg_encoder::{ColorType, Encoder};
use photo::{Limits, prepare};

use super::{data, picture};

#[test]
fn png_and_webp_show_what_the_jpeg_shows() {
    let picture = DynamicImage::from(picture::scene(96, 64));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Jpeg] {
        assert_shows(&picture, &picture::in_format(&picture, format));
    }
}

#[test]
fn a_16_bit_png_and_a_grey_one_keep_their_brightness() {
    let picture = DynamicImage::from(picture::scene(96, 64));
    assert_shows(&picture, &picture::in_format(&picture.to_rgb16().into(), ImageFormat::Png));
    assert_shows(&picture, &picture::in_format(&picture.to_luma16().into(), ImageFormat::Png));
    assert_shows(&picture, &picture::in_format(&picture.to_luma8().into(), ImageFormat::Jpeg));
}

#[test]
fn every_kind_of_jpeg_shows_the_same() {
    let scene = picture::scene(96, 64);
    let picture = DynamicImage::from(scene.clone());
    assert_shows(&picture, &picture::progressive_jpeg(&scene));
    assert_shows(&picture, &picture::jpeg_in_three_scans(&scene));
    assert_shows(&picture, &picture::jpeg_with_restarts(&scene));
}

#[test]
fn what_is_transparent_becomes_white() {
    let half = ImageBuffer::from_fn(64, 64, |x, _| Rgba([0u16, 0, 0, if x < 32 { 0 } else { 65_535 }]));
    let prepared = prepare(&picture::in_format(&half.into(), ImageFormat::Png), &Limits::default()).unwrap();
    let upright = picture::read(&prepared.jpeg).into_rgb8();
    assert!(upright.get_pixel(8, 32).0.iter().all(|&light| light > 250));
    assert!(upright.get_pixel(56, 32).0.iter().all(|&light| light < 5));
}

/// The reference is what `ImageMagick` makes of the same file without a colour profile.
#[test]
fn a_cmyk_photo_keeps_its_colours() {
    let Some(bytes) = data::photo("a_cmyk_photo_keeps_its_colours", "formats/generated_cmyk.jpg") else { return };
    let upright = picture::read(&prepare(&bytes, &Limits::default()).unwrap().jpeg);
    let mean = picture::mean_colour(&upright);
    let reference = [148.3, 144.3, 147.8];
    assert!(mean.iter().zip(reference).all(|(mean, reference)| (mean - reference).abs() < 1.0), "{mean:?}");
}

#[test]
fn cmyk_and_ycck_show_the_inks_that_were_put_in() {
    let cyan_then_black: Vec<u8> =
        (0..64 * 64).flat_map(|pixel| if pixel % 64 < 32 { [255, 0, 0, 0] } else { [0, 0, 0, 255] }).collect();
    for colours in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 95).encode(&cyan_then_black, 64, 64, colours).unwrap();
        let upright = picture::read(&prepare(&bytes, &Limits::default()).unwrap().jpeg).into_rgb8();
        let [red, green, blue] = upright.get_pixel(8, 32).0;
        assert!(red < 24 && green > 230 && blue > 230, "{colours:?}: {red} {green} {blue}");
        assert!(upright.get_pixel(56, 32).0.iter().all(|&light| light < 24), "{colours:?}");
    }
}

#[test]
fn a_large_picture_is_scaled_and_a_small_one_is_not() {
    let limits = Limits { long_side_px: 100, ..Limits::default() };
    for (width, height, expected) in [(1001, 333, (100, 33)), (90, 60, (90, 60)), (7, 903, (1, 100))] {
        let scene = picture::scene(width, height);
        let prepared = prepare(&picture::jpeg(&scene), &limits).unwrap();
        assert_eq!((prepared.width, prepared.height), expected);
    }
}

#[test]
fn one_pixel_is_a_picture() {
    let dot = ImageBuffer::from_pixel(1, 1, Luma([0u8])).into();
    let prepared = prepare(&picture::in_format(&dot, ImageFormat::Png), &Limits::default()).unwrap();
    assert_eq!((prepared.width, prepared.height), (1, 1));
}

#[test]
fn even_noise_has_a_thumbnail_of_six_kilobytes() {
    let noise = image::RgbImage::from_fn(1600, 1200, |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)).wrapping_mul(3_266_489_917);
        image::Rgb([(grain >> 8) as u8, (grain >> 16) as u8, (grain >> 24) as u8])
    });
    let prepared = prepare(&picture::jpeg(&noise), &Limits::default()).unwrap();
    assert!(prepared.thumbnail.len() <= 6144, "{}", prepared.thumbnail.len());
}

fn assert_shows(picture: &DynamicImage, bytes: &[u8]) {
    let prepared = prepare(bytes, &Limits::default()).unwrap();
    let difference = picture::difference(picture, &picture::read(&prepared.jpeg));
    assert!(difference < 4.0, "{difference}");
}
