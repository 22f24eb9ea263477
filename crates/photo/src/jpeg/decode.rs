//! The pixels of a JPEG, decoded straight to the smallest of ⅛, ¼, ½ and 1 that is large enough.
//!
//! The decoder reads zeros when the data ends early and would paint the rest of the picture with them. So it
//! never sees the true end: after the last entropy-coded byte it is given nothing but ones. The code of all
//! ones is reserved in every Huffman table (T.81 C.2), so whoever needs one code more than there is fails.
//! The picture is whole, or it is [`PhotoError::Broken`].

use image::RgbImage;
use jpeg_decoder::{Decoder, Error, PixelFormat};

use super::{
    frame::Frame,
    scans::{all_scans_are_there, has_too_many_scans},
    segments::{EOI, Segments},
};
use crate::{Limits, PhotoError, colour::Profile, general::Decoded, limits::MAX_SIDE_PX};

/// How many bytes of ones follow the data; refinement scans may read thousands of bits between two codes.
const ONES: usize = 16 * 1024;

/// Decodes to at least the size that the limits ask for, or to the full size where that is smaller.
pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, PhotoError> {
    let frame = permitted_frame(bytes, limits)?;
    let stream = ending_in_ones(data(bytes, &frame)?);
    let mut decoder = Decoder::new(stream.as_slice());
    let (requested_width, requested_height) = long_side_request(&frame, limits);
    decoder.scale(requested_width, requested_height).map_err(refusal)?;
    let samples = decoder.decode().map_err(refusal)?;
    let info = decoder.info().ok_or(PhotoError::Broken)?;
    let rgb = to_rgb(samples, info.pixel_format, frame.adobe)?;
    let pixels = RgbImage::from_raw(info.width.into(), info.height.into(), rgb).ok_or(PhotoError::Broken)?;
    let profile = decoder.icc_profile().map(Profile::Icc);
    Ok(Decoded { pixels: pixels.into(), width: frame.width.into(), height: frame.height.into(), profile })
}

fn permitted_frame(bytes: &[u8], limits: &Limits) -> Result<Frame, PhotoError> {
    let frame = Frame::read(bytes)?;
    limits.check_pixels(frame.width.into(), frame.height.into(), frame.bytes_per_pixel())?;
    if u32::from(frame.width.max(frame.height)) > MAX_SIDE_PX {
        return Err(PhotoError::Broken);
    }
    Ok(frame)
}

/// The bytes before the end of the image.
///
/// A sequential picture may lack its end marker if all else is there. A progressive one may not, nor any of its
/// scans: cut between two of them it would be complete to the decoder, and blurred.
fn data<'a>(bytes: &'a [u8], frame: &Frame) -> Result<&'a [u8], PhotoError> {
    let end = end_of_image(bytes);
    let complete = !frame.progressive || end.is_some() && all_scans_are_there(bytes, frame.components.into());
    if !complete || has_too_many_scans(bytes) {
        return Err(PhotoError::Broken);
    }
    Ok(&bytes[..end.unwrap_or(bytes.len())])
}

/// The offset of the marker that ends the image.
fn end_of_image(bytes: &[u8]) -> Option<usize> {
    let mut segments = Segments::new(bytes);
    segments.find(|segment| segment.marker == EOI)?;
    segments.position().checked_sub(2)
}

fn ending_in_ones(data: &[u8]) -> Vec<u8> {
    let mut stream = Vec::with_capacity(data.len() + 2 * ONES + 2);
    stream.extend_from_slice(data);
    stream.extend([0xFF, 0x00].repeat(ONES));
    stream.extend([0xFF, EOI]);
    stream
}

/// What to ask of the decoder, which is content when one side is reached: only the longer one can be.
fn long_side_request(frame: &Frame, limits: &Limits) -> (u16, u16) {
    let side = u16::try_from(limits.long_side_px).unwrap_or(u16::MAX).clamp(1, frame.width.max(frame.height));
    if frame.width >= frame.height { (side, u16::MAX) } else { (u16::MAX, side) }
}

fn to_rgb(samples: Vec<u8>, format: PixelFormat, adobe: bool) -> Result<Vec<u8>, PhotoError> {
    match format {
        PixelFormat::RGB24 => Ok(samples),
        PixelFormat::L8 => Ok(samples.into_iter().flat_map(|grey| [grey; 3]).collect()),
        PixelFormat::CMYK32 => Ok(samples.chunks_exact(4).flat_map(|inks| ink_to_light(inks, adobe)).collect()),
        PixelFormat::L16 => Err(PhotoError::FormatUnsupported { format: "JPEG (more than 8 bits)" }),
    }
}

/// Four inks, 255 being full ink, to the light they leave.
///
/// The decoder takes every picture for one of Adobe's, which store light instead of ink, and turns it over.
fn ink_to_light(inks: &[u8], adobe: bool) -> [u8; 3] {
    let light = |ink: u8| u32::from(if adobe { 255 - ink } else { ink });
    let black = light(inks[3]);
    [inks[0], inks[1], inks[2]].map(|ink| (light(ink) * black / 255) as u8)
}

fn refusal(error: Error) -> PhotoError {
    match error {
        Error::Unsupported(_) => PhotoError::FormatUnsupported { format: "JPEG (unusual kind)" },
        _ => PhotoError::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_becomes_light_whether_adobe_turned_it_over_or_not() {
        assert_eq!(ink_to_light(&[0, 0, 0, 0], true), [255, 255, 255]);
        assert_eq!(ink_to_light(&[255, 0, 0, 0], true), [0, 255, 255]);
        assert_eq!(ink_to_light(&[0, 255, 0, 255], false), [0, 255, 0]);
    }

    #[test]
    fn the_data_ends_before_the_end_marker_and_what_follows_it() {
        let bytes = b"\xFF\xD8\xFF\xDA\0\x02\x12\x34\xFF\xFF\xD9trailer";
        assert_eq!(end_of_image(bytes), Some(9));
        assert!(ending_in_ones(&bytes[..9]).ends_with(b"\xFF\0\xFF\0\xFF\xD9"));
    }
}
