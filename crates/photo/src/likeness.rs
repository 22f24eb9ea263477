//! How alike two pictures are: 64 bits of which pictures of the same scene share most, whatever their size and quality.
//!
//! The bits say of a picture of nine by eight grey cells where it grows lighter from one cell to the next (a difference
//! hash, after N. Krawetz). A thumbnail has enough in it. It is a hint for a person who looks, never a proof.

use image::{DynamicImage, imageops::FilterType};

use crate::{Limits, PhotoError, prepare::decode_small};

const COLUMNS: u32 = 9;
const ROWS: u32 = 8;

/// The 64 bits of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Likeness(u64);

impl Likeness {
    /// Looks at a picture of any format that can be read, a thumbnail best.
    ///
    /// # Errors
    /// A [`PhotoError`] when it is no picture, too large or broken.
    pub fn of(bytes: &[u8], limits: &Limits) -> Result<Self, PhotoError> {
        Ok(Self::of_picture(&decode_small(bytes, crate::format::recognise(bytes)?, limits)?))
    }

    fn of_picture(picture: &DynamicImage) -> Self {
        let cells = picture.resize_exact(COLUMNS, ROWS, FilterType::Triangle).into_luma8();
        let places = (0..ROWS).flat_map(|row| (0..COLUMNS - 1).map(move |column| (column, row)));
        let bits = places.fold(0, |bits, (column, row)| {
            let lighter = cells.get_pixel(column + 1, row).0 > cells.get_pixel(column, row).0;
            bits << 1 | u64::from(lighter)
        });
        Self(bits)
    }

    /// A likeness of these bits.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// How many of the 64 bits differ: of the same scene about ten at most, of different ones about 32.
    #[must_use]
    pub const fn differs_by(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    fn scene(side_px: u32, shift: u32) -> DynamicImage {
        let grey = |x: u32, y: u32| {
            let (u, v) = (x * 64 / side_px + shift, y * 64 / side_px);
            (((u * 7) % 251) ^ ((v * 13) % 239) ^ ((u / 9 * 53 + v / 11 * 97) % 241)) as u8
        };
        RgbImage::from_fn(side_px, side_px, |x, y| Rgb([grey(x, y); 3])).into()
    }

    #[test]
    fn the_same_scene_in_another_size_and_light_is_alike_and_another_is_not() {
        let large = Likeness::of_picture(&scene(640, 0));
        let small = Likeness::of_picture(&scene(160, 0).brighten(12));
        let other = Likeness::of_picture(&scene(640, 31));
        assert!(large.differs_by(small) <= 8, "{}", large.differs_by(small));
        assert!(large.differs_by(other) >= 18, "{}", large.differs_by(other));
    }
}
