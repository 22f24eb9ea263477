//! The whole way of a picture, from the camera's bytes to those that may leave the device.

use image::DynamicImage;
use sha2::{Digest, Sha256};

use crate::{
    Limits, PhotoError, Scene,
    colour::to_srgb,
    cover::{self, Area},
    encode::encode,
    format::{Format, recognise},
    general::{Decoded, decode_png, decode_webp},
    heif, jpeg,
    metadata::Metadata,
    resize::resize,
    thumbnail::thumbnail,
};

/// The quality of the picture, 1–100: cracks and letters stay sharp, a 13-megapixel street takes about 300 KB.
const QUALITY: u8 = 75;

/// A picture that may leave the device, and what its camera said about the scene.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The upright picture, a JPEG without metadata.
    pub jpeg: Vec<u8>,
    /// Width of the picture, in pixels.
    pub width: u32,
    /// Height of the picture, in pixels.
    pub height: u32,
    /// The same picture in a few kilobytes, a JPEG without metadata.
    pub thumbnail: Vec<u8>,
    /// SHA-256 of `jpeg`.
    pub sha256: [u8; 32],
    /// What the metadata said, none of which is left in `jpeg`.
    pub scene: Scene,
}

/// Makes a camera's picture upright, clean and small.
///
/// The same bytes and limits give the same picture on the same kind of processor; it is meant to be made once,
/// kept and sent, not made again.
///
/// # Errors
/// A [`PhotoError`] that says whether the picture is unknown, too large or broken; its memory is bounded by
/// [`Limits::max_pixels`] in every case.
///
/// # Examples
/// ```
/// let error = photo::prepare(b"<html>", &photo::Limits::default()).unwrap_err();
/// assert_eq!(error.code(), "photo_not_a_picture");
/// ```
pub fn prepare(bytes: &[u8], limits: &Limits) -> Result<Prepared, PhotoError> {
    cover(bytes, &[], limits)
}

/// Makes a picture as [`prepare`] does, with places of it covered for ever, in its thumbnail too. Pixels outside those places
/// and a narrow edge around them stay as they are; covering a picture that is prepared already costs what encoding it once
/// more costs.
///
/// # Errors
/// As [`prepare`].
///
/// # Examples
/// ```
/// let plate = photo::Area { left: 4_000, top: 7_500, width: 1_500, height: 800 };
/// let error = photo::cover(b"<html>", &[plate], &photo::Limits::default()).unwrap_err();
/// assert_eq!(error.code(), "photo_not_a_picture");
/// ```
pub fn cover(bytes: &[u8], areas: &[Area], limits: &Limits) -> Result<Prepared, PhotoError> {
    retouch(bytes, 0, areas, limits)
}

/// Covers places of a picture as [`cover`] does, then turns it to the right by so many quarters.
///
/// # Errors
/// As [`prepare`].
pub fn retouch(bytes: &[u8], turns: u8, areas: &[Area], limits: &Limits) -> Result<Prepared, PhotoError> {
    limits.check_bytes(bytes.len())?;
    let format = recognise(bytes)?;
    let mut picture = decode_small(bytes, format, limits)?;
    let metadata = Metadata::read(bytes);
    if !format.stands_upright() {
        picture.apply_orientation(metadata.orientation());
    }
    let picture = turned(cover::cover(picture, areas), turns);
    let jpeg = encode(&picture, QUALITY);
    Ok(Prepared {
        width: picture.width(),
        height: picture.height(),
        thumbnail: thumbnail(&picture, limits),
        sha256: Sha256::digest(&jpeg).into(),
        scene: Scene::judge(&metadata),
        jpeg,
    })
}

fn turned(picture: DynamicImage, turns: u8) -> DynamicImage {
    match turns % 4 {
        1 => picture.rotate90(),
        2 => picture.rotate180(),
        3 => picture.rotate270(),
        _ => picture,
    }
}

/// Decodes and brings to size at once, in sRGB, so that the large picture is gone before the small one is worked on.
pub(crate) fn decode_small(bytes: &[u8], format: Format, limits: &Limits) -> Result<DynamicImage, PhotoError> {
    let Decoded { pixels, width, height, profile } = match format {
        Format::Jpeg => jpeg::decode(bytes, limits)?,
        Format::Png => decode_png(bytes, limits)?,
        Format::WebP => decode_webp(bytes, limits)?,
        Format::Heif => heif::decode(bytes, limits)?,
    };
    let mut small = resize(&pixels, limits.target(width, height));
    if let Some(profile) = profile {
        to_srgb(&mut small, &profile);
    }
    Ok(small)
}
