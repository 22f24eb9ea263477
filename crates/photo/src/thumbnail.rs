//! The few kilobytes that travel with the report itself, before the picture: enough to see what it is about.

use image::DynamicImage;

use crate::{Limits, encode::encode, limits::fit, resize::resize};

/// Long sides that are tried, in pixels, with the qualities for each: a little coarse before a little small.
const STEPS: [(u32, [u8; 3]); 7] = [
    (320, [70, 60, 50]),
    (256, [65, 55, 45]),
    (200, [60, 50, 40]),
    (160, [55, 45, 35]),
    (128, [50, 40, 30]),
    (64, [50, 30, 20]),
    (16, [50, 30, 20]),
];

/// The first thumbnail that fits into the limit, else the smallest there is.
pub(crate) fn thumbnail(picture: &DynamicImage, limits: &Limits) -> Vec<u8> {
    let mut last = Vec::new();
    for (long_side_px, qualities) in STEPS {
        let small = resize(picture, fit(picture.width(), picture.height(), long_side_px));
        for quality in qualities {
            last = encode(&small, quality);
            if last.len() <= limits.thumbnail_bytes {
                return last;
            }
        }
    }
    last
}
