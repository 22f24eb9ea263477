//! From the colours that a camera means to those that every screen shows: sRGB.
//!
//! Phones write Display P3, whose reds and greens are stronger; shown as if they were sRGB they would look dull. The
//! profile is taken away with all other metadata, so that the pixels are converted first. A profile that does not read,
//! or is of other colours than the pixels (of ink, of grey), changes nothing.

use image::DynamicImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// In which colours a picture's pixels are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Profile {
    /// An ICC profile (ICC.1:2022), unread.
    Icc(Vec<u8>),
    /// Code points of ITU-T H.273.
    CodePoints {
        /// Table 2.
        primaries: i32,
        /// Table 3.
        transfer: i32,
    },
}

/// SMPTE EG 432-1 with D65: Display P3.
const PRIMARIES_P3: i32 = 12;
/// Light beyond a screen's (SMPTE ST 2084, HLG), which would need tone mapping.
const TRANSFERS_HDR: [i32; 2] = [16, 18];

/// Converts 8-bit RGB in place.
pub(crate) fn to_srgb(picture: &mut DynamicImage, profile: &Profile) {
    let (Some(from), DynamicImage::ImageRgb8(pixels)) = (profile.read(), picture) else { return };
    let to = ColorProfile::new_srgb();
    let Ok(convert) = from.create_transform_8bit(Layout::Rgb, &to, Layout::Rgb, TransformOptions::default()) else {
        return;
    };
    let mut converted = vec![0; pixels.len()];
    if convert.transform(pixels, &mut converted).is_ok() {
        pixels.copy_from_slice(&converted);
    }
}

impl Profile {
    fn read(&self) -> Option<ColorProfile> {
        match self {
            Self::Icc(bytes) => {
                ColorProfile::new_from_slice(bytes).ok().filter(|profile| profile.color_space == DataColorSpace::Rgb)
            }
            Self::CodePoints { primaries: PRIMARIES_P3, transfer } if !TRANSFERS_HDR.contains(transfer) => {
                Some(ColorProfile::new_display_p3())
            }
            Self::CodePoints { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    use super::*;

    fn converted(rgb: [u8; 3], profile: &Profile) -> [u8; 3] {
        let mut picture = RgbImage::from_pixel(4, 4, Rgb(rgb)).into();
        to_srgb(&mut picture, profile);
        picture.to_rgb8().get_pixel(2, 2).0
    }

    fn p3() -> Vec<u8> {
        ColorProfile::new_display_p3().encode().expect("a built-in profile encodes")
    }

    /// The expected values are those of CSS Color 4's `color(display-p3 …)`, clipped to sRGB.
    #[test]
    fn display_p3_becomes_srgb() {
        for profile in [Profile::Icc(p3()), Profile::CodePoints { primaries: 12, transfer: 13 }] {
            let near = |rgb, expected: [u8; 3]| {
                let found = converted(rgb, &profile);
                assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1), "{rgb:?}: {found:?}");
            };
            near([128, 128, 128], [128, 128, 128]);
            near([255, 255, 255], [255, 255, 255]);
            near([200, 100, 50], [215, 93, 31]);
            near([100, 180, 90], [65, 182, 77]);
            near([255, 0, 0], [255, 0, 0]);
        }
    }

    #[test]
    fn srgb_and_what_says_nothing_stay_as_they_are() {
        let srgb = Profile::Icc(ColorProfile::new_srgb().encode().expect("a built-in profile encodes"));
        let others = [
            Profile::Icc(b"not a profile".to_vec()),
            Profile::Icc(Vec::new()),
            Profile::CodePoints { primaries: 1, transfer: 13 },
            Profile::CodePoints { primaries: 12, transfer: 16 },
        ];
        for profile in &others {
            assert_eq!(converted([200, 100, 50], profile), [200, 100, 50]);
        }
        assert!(converted([200, 100, 50], &srgb).iter().zip([200u8, 100, 50]).all(|(a, b)| a.abs_diff(b) <= 1));
    }

    proptest! {
        #[test]
        fn no_profile_makes_it_panic(at in 0usize..600, byte: u8, end in 0usize..600) {
            let mut profile = p3();
            let at = at % profile.len();
            profile[at] = byte;
            converted([1, 2, 3], &Profile::Icc(profile.clone()));
            profile.truncate(end);
            converted([1, 2, 3], &Profile::Icc(profile));
        }
    }
}
