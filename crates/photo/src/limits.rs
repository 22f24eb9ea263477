//! How large a picture may come in and how large it goes out.
//!
//! Pixels stand for memory: the limit is meant for pixels that take four bytes each while they are decoded,
//! and shrinks for kinds of picture that take more (16-bit PNG, progressive JPEG).

use crate::PhotoError;

/// The memory that [`Limits::max_pixels`] allows for each pixel, in bytes.
const BYTES_PER_PIXEL: f64 = 4.0;

/// The largest side that the JPEG format's common readers and writers take, in pixels (libjpeg's `JPEG_MAX_DIMENSION`).
pub(crate) const MAX_SIDE_PX: u32 = 65_500;

/// What is accepted and what is made of it.
///
/// The defaults are the project's decision: 100 megapixels and 64 MiB in, 1600 pixels and a thumbnail of
/// 6 KiB out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Pixels that a picture may have to be decoded, if a pixel takes up to four bytes while that happens.
    pub max_pixels: u64,
    /// Length of a file that is looked at, in bytes.
    pub max_bytes: usize,
    /// The longer side of the picture that is made, in pixels; smaller pictures are never enlarged.
    pub long_side_px: u32,
    /// Length that the thumbnail may have, in bytes; below about 1 KiB it may not be kept.
    pub thumbnail_bytes: usize,
    /// Whether HEIC is read where the system has a libheif; otherwise it is refused as if there were none.
    pub heic: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_pixels: 100_000_000, max_bytes: 64 << 20, long_side_px: 1600, thumbnail_bytes: 6 * 1024, heic: true }
    }
}

impl Limits {
    pub(crate) fn check_bytes(&self, bytes: usize) -> Result<(), PhotoError> {
        if bytes > self.max_bytes {
            return Err(PhotoError::TooManyBytes { bytes, limit: self.max_bytes });
        }
        Ok(())
    }

    /// Refuses a picture whose pixels would take more memory than `max_pixels` of four bytes.
    pub(crate) fn check_pixels(&self, width: u32, height: u32, bytes_per_pixel: f64) -> Result<(), PhotoError> {
        let share = BYTES_PER_PIXEL / bytes_per_pixel.max(BYTES_PER_PIXEL);
        let limit = (self.max_pixels as f64 * share) as u64;
        let pixels = u64::from(width) * u64::from(height);
        if pixels > limit {
            return Err(PhotoError::TooManyPixels { pixels, limit });
        }
        Ok(())
    }

    /// The size that a picture of this size is brought to: its longer side at most `long_side_px`.
    pub(crate) fn target(&self, width: u32, height: u32) -> (u32, u32) {
        fit(width, height, self.long_side_px)
    }
}

/// The size of a picture whose longer side is at most `long_side_px`, in the same proportions and never enlarged.
pub(crate) fn fit(width: u32, height: u32, long_side_px: u32) -> (u32, u32) {
    let long_side_px = long_side_px.clamp(1, MAX_SIDE_PX);
    let factor = (f64::from(long_side_px) / f64::from(width.max(height))).min(1.0);
    let scaled = |side: u32| ((f64::from(side) * factor).round() as u32).max(1);
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_keeps_its_size() {
        assert_eq!(fit(300, 200, 1600), (300, 200));
    }

    #[test]
    fn the_longer_side_meets_the_limit_and_the_shorter_follows() {
        assert_eq!(fit(3120, 4160, 1600), (1200, 1600));
        assert_eq!(fit(1800, 1200, 1600), (1600, 1067));
        assert_eq!(fit(60_000, 1, 1600), (1600, 1));
    }

    #[test]
    fn pixels_of_eight_bytes_count_twice() {
        let limits = Limits { max_pixels: 100, ..Limits::default() };
        assert_eq!(limits.check_pixels(10, 10, 3.0), Ok(()));
        assert_eq!(limits.check_pixels(10, 10, 8.0), Err(PhotoError::TooManyPixels { pixels: 100, limit: 50 }));
    }
}
