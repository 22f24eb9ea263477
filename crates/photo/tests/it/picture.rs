//! Pictures made on the spot, and how alike two of them are.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops::FilterType};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A picture that differs in every corner and has fine detail everywhere.
pub(crate) fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (x * 37 + y * 101) % 24;
        Rgb([(x * 230 / width + grain) as u8, (y * 230 / height + grain) as u8, (96 + grain) as u8])
    })
}

pub(crate) fn jpeg(picture: &RgbImage) -> Vec<u8> {
    encode(picture, |_| ())
}

pub(crate) fn progressive_jpeg(picture: &RgbImage) -> Vec<u8> {
    encode(picture, |encoder| encoder.set_progressive(true))
}

pub(crate) fn jpeg_in_three_scans(picture: &RgbImage) -> Vec<u8> {
    encode(picture, |encoder| encoder.set_optimized_huffman_tables(true))
}

pub(crate) fn jpeg_with_restarts(picture: &RgbImage) -> Vec<u8> {
    encode(picture, |encoder| encoder.set_restart_interval(2))
}

fn encode(picture: &RgbImage, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    set(&mut encoder);
    encoder.encode(picture, picture.width() as u16, picture.height() as u16, ColorType::Rgb).unwrap();
    bytes
}

pub(crate) fn in_format(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Reads a picture back, with another decoder than the crate's own.
pub(crate) fn read(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

/// The mean difference of two pictures' brightness, 0–255, looked at from afar.
pub(crate) fn difference(one: &DynamicImage, other: &DynamicImage) -> f64 {
    let [one, other] = [one, other].map(|picture| picture.resize_exact(32, 32, FilterType::Triangle).into_luma8());
    let sum: u64 = one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.len() as f64
}

/// The mean colour, 0–255 for each of red, green and blue.
pub(crate) fn mean_colour(picture: &DynamicImage) -> [f64; 3] {
    let rgb = picture.to_rgb8();
    let mean = |channel: usize| {
        rgb.pixels().map(|pixel| f64::from(pixel[channel])).sum::<f64>() / f64::from(rgb.width() * rgb.height())
    };
    [mean(0), mean(1), mean(2)]
}

/// A JPEG whose EXIF holds an orientation and nothing else.
pub(crate) fn with_orientation(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
    let exif = [b"MM\0\x2A\0\0\0\x08\0\x01".as_slice(), &entry, &[0; 4]].concat();
    encode(&picture.to_rgb8(), |encoder| encoder.add_exif_metadata(&exif).unwrap())
}
