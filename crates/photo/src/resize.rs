//! One picture, smaller: Lanczos with three lobes, which keeps the edges of letters and cracks.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::DynamicImage;

/// Brings 8-bit RGB to a size, which is that of the picture or smaller.
pub(crate) fn resize(picture: &DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if (picture.width(), picture.height()) == (width, height) {
        return picture.clone();
    }
    let mut smaller = DynamicImage::new_rgb8(width, height);
    let lanczos = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new()
        .resize(picture, &mut smaller, &lanczos)
        .expect("both pictures have the same kind of pixels and none of them is cropped");
    smaller
}
