//! PNG and WebP: decoded whole, brought to 8 bits, laid on white where they are transparent.
//!
//! Phones' cameras don't write them, screenshots and messengers do. Nothing is allocated for pixels before the
//! header's width, height and depth have been held against the limits.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageResult, RgbImage,
    codecs::{png::PngDecoder, webp::WebPDecoder},
};

use crate::{Limits, PhotoError, colour::Profile};

/// A picture of 8-bit RGB as it comes from a decoder: perhaps smaller than it was, not yet turned.
pub(crate) struct Decoded {
    pub(crate) pixels: DynamicImage,
    /// Width before any scaling, in pixels.
    pub(crate) width: u32,
    /// Height before any scaling, in pixels.
    pub(crate) height: u32,
    /// In which colours the pixels are; none is sRGB.
    pub(crate) profile: Option<Profile>,
}

pub(crate) fn decode_png(bytes: &[u8], limits: &Limits) -> Result<Decoded, PhotoError> {
    // Profiles and texts are compressed too: they may not unfold to more than a file may have.
    let mut ancillary = image::Limits::no_limits();
    ancillary.max_alloc = Some(limits.max_bytes as u64);
    decode(PngDecoder::with_limits(Cursor::new(bytes), ancillary), limits)
}

pub(crate) fn decode_webp(bytes: &[u8], limits: &Limits) -> Result<Decoded, PhotoError> {
    decode(WebPDecoder::new(Cursor::new(bytes)), limits)
}

fn decode<D: ImageDecoder>(opened: ImageResult<D>, limits: &Limits) -> Result<Decoded, PhotoError> {
    let mut decoder = opened.map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(PhotoError::Broken);
    }
    limits.check_pixels(width, height, f64::from(decoder.color_type().bytes_per_pixel()))?;
    // A profile that does not read is none: the pixels may be whole all the same.
    let profile = decoder.icc_profile().ok().flatten().map(Profile::Icc);
    let image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    Ok(Decoded { pixels: flatten(image).into(), width, height, profile })
}

/// Lays a picture on white where it is transparent.
pub(crate) fn flatten(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let (width, height) = rgba.dimensions();
    let rgb = rgba.as_raw().chunks_exact(4).flat_map(on_white).collect();
    RgbImage::from_raw(width, height, rgb).expect("three bytes were made for each pixel")
}

fn on_white(rgba: &[u8]) -> [u8; 3] {
    let alpha = u32::from(rgba[3]);
    let blend = |light: u8| ((u32::from(light) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
    [blend(rgba[0]), blend(rgba[1]), blend(rgba[2])]
}

fn refusal(error: ImageError) -> PhotoError {
    match error {
        ImageError::Unsupported(_) => PhotoError::FormatUnsupported { format: "PNG or WebP (unusual kind)" },
        _ => PhotoError::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_transparent_is_laid_on_white() {
        assert_eq!(on_white(&[10, 20, 30, 0]), [255, 255, 255]);
        assert_eq!(on_white(&[10, 20, 30, 255]), [10, 20, 30]);
        assert_eq!(on_white(&[0, 0, 0, 128]), [127, 127, 127]);
    }
}
