//! The frame header (T.81 B.2.2): how large the picture is and which kind of JPEG, known before decoding.
//!
//! Kinds that no camera of a phone writes (lossless, hierarchical, arithmetic coding, 12 bits) are named and
//! refused here, so that the decoder never meets them.

use super::segments::{APP14, Segments};
use crate::PhotoError;

/// What the header says about the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) components: u8,
    /// Samples of all components for one pixel: 1 for grey, 1.5 for 4:2:0, 4 for CMYK.
    samples_per_pixel: f64,
    pub(crate) progressive: bool,
    /// Whether Adobe's segment is there, which says that CMYK is stored inverted.
    pub(crate) adobe: bool,
}

impl Frame {
    /// Finds and reads the frame header; [`PhotoError::Broken`] if there is none that makes sense.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, PhotoError> {
        let mut adobe = false;
        for segment in Segments::new(bytes) {
            match segment.marker {
                APP14 => adobe |= segment.payload.starts_with(b"Adobe"),
                0xC0..=0xC2 => return Self::parse(segment.payload, segment.marker == 0xC2, adobe),
                0xC3 => return Err(unsupported("JPEG (lossless)")),
                0xC5..=0xC7 => return Err(unsupported("JPEG (hierarchical)")),
                0xC9..=0xCB | 0xCD..=0xCF => return Err(unsupported("JPEG (arithmetic coding)")),
                _ => {}
            }
        }
        Err(PhotoError::Broken)
    }

    fn parse(header: &[u8], progressive: bool, adobe: bool) -> Result<Self, PhotoError> {
        let &[precision, h1, h0, w1, w0, count, ref components @ ..] = header else { return Err(PhotoError::Broken) };
        if precision != 8 {
            return Err(unsupported("JPEG (more than 8 bits)"));
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        if width == 0 || height == 0 || components.len() != usize::from(count) * 3 {
            return Err(PhotoError::Broken);
        }
        let samples_per_pixel = samples_per_pixel(components).ok_or(PhotoError::Broken)?;
        Ok(Self { width, height, components: count, samples_per_pixel, progressive, adobe })
    }

    /// The memory that decoding takes, in bytes for each pixel, if it isn't decoded to a smaller size.
    ///
    /// A progressive picture is kept whole as 16-bit coefficients until its last scan.
    pub(crate) fn bytes_per_pixel(&self) -> f64 {
        if self.progressive { self.samples_per_pixel * 2.0 } else { self.samples_per_pixel }
    }
}

/// Adds up the components' shares of a pixel from their sampling factors, which T.81 limits to 1–4.
fn samples_per_pixel(components: &[u8]) -> Option<f64> {
    let factors = || components.chunks_exact(3).map(|component| (component[1] >> 4, component[1] & 0x0F));
    if factors().any(|(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v)) {
        return None;
    }
    let (h_max, v_max) = (factors().map(|(h, _)| h).max()?, factors().map(|(_, v)| v).max()?);
    let samples: f64 = factors().map(|(h, v)| f64::from(h * v)).sum();
    Some(samples / f64::from(h_max * v_max))
}

const fn unsupported(format: &'static str) -> PhotoError {
    PhotoError::FormatUnsupported { format }
}
