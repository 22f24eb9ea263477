//! HEIC and HEIF, the still pictures of many phones, read by the system's own libheif where there is one.
//!
//! HEVC is patented, so that no decoder of it is built in: libheif (LGPL) is loaded at run time if the system has it,
//! and the app starts and works without it (docs/adr/0010). Then, or if that libheif has no HEVC decoder, such a photo
//! is refused as [`PhotoError::HeicNotSupported`], with what to do about it.
//!
//! What the file claims is read here first, without the library (`boxes`): a picture that is too large never reaches
//! it. libheif turns and mirrors as the file says (`irot`, `imir`), so that the EXIF orientation, which repeats the
//! same, is not applied again. Moving pictures and AV1 are not read.
//!
//! **Invariant:** all that is `unsafe` of this crate stands in `library`.

mod boxes;
mod library;

pub(crate) use boxes::iso_media;

use image::{DynamicImage, RgbImage, RgbaImage};

use crate::{Limits, PhotoError, general, general::Decoded};

/// Bytes that decoding takes for each pixel: planes of half-sized colours, and the interleaved copy.
const BYTES_PER_PIXEL: f64 = 4.5;
/// The same where a sample has more than eight bits.
const BYTES_PER_DEEP_PIXEL: f64 = 9.0;

/// Whether HEIC photos can be read on this system.
#[must_use]
pub fn reads_heic() -> bool {
    library::system().is_some()
}

/// Decodes the main picture, upright.
pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, PhotoError> {
    let library = library::system().filter(|_| limits.heic).ok_or(PhotoError::HeicNotSupported)?;
    // libheif has its own limits; these are told with their numbers.
    for (width, height) in boxes::claimed_sizes(bytes) {
        limits.check_pixels(width, height, BYTES_PER_PIXEL)?;
    }
    let opened = library.open(bytes, limits.max_pixels)?;
    let (width, height) = opened.size()?;
    limits.check_pixels(width, height, if opened.is_deep() { BYTES_PER_DEEP_PIXEL } else { BYTES_PER_PIXEL })?;
    let decoded = opened.decode()?;
    let (width, height) = (decoded.width, decoded.height);
    let picture: Option<DynamicImage> = if decoded.has_alpha {
        RgbaImage::from_raw(width, height, decoded.samples).map(Into::into)
    } else {
        RgbImage::from_raw(width, height, decoded.samples).map(Into::into)
    };
    let pixels = general::flatten(picture.ok_or(PhotoError::Broken)?).into();
    Ok(Decoded { pixels, width, height, profile: decoded.profile })
}
