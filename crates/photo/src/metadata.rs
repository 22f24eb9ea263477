//! The few EXIF fields that are asked for, read leniently from JPEG, PNG, WebP and HEIC.
//!
//! EXIF 2.32 (CIPA DC-008) is the source for the fields. Nothing is judged here: a field is there in its right
//! type or it isn't.

use std::io::Cursor;

use exif::{Context, Field, In, Reader, Tag, Value};
use image::metadata::Orientation;

/// What a file's EXIF says, nothing if it has none or none that can be read.
pub(crate) struct Metadata(Option<exif::Exif>);

impl Metadata {
    /// Reads as much as can be read, past errors of single fields.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let read = Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(bytes));
        Self(read.or_else(|error| error.distill_partial_result(|_| ())).ok())
    }

    /// How the picture must be turned to stand upright.
    pub(crate) fn orientation(&self) -> Orientation {
        let value = self.field(Tag::Orientation).and_then(|field| field.value.get_uint(0));
        let value = value.and_then(|value| u8::try_from(value).ok());
        value.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms)
    }

    /// Text without the spaces and zeros around it.
    pub(crate) fn text(&self, tag: Tag) -> Option<&str> {
        let Value::Ascii(lines) = &self.field(tag)?.value else { return None };
        let text = std::str::from_utf8(lines.first()?).ok()?;
        Some(text.trim_matches(|c: char| c == '\0' || c.is_whitespace()))
    }

    /// Fractions, which some phones write as signed ones; one that is negative or divided by 0 is not a number.
    pub(crate) fn fractions(&self, tag: Tag) -> Option<Vec<f64>> {
        match &self.field(tag)?.value {
            Value::Rational(all) => Some(all.iter().map(|one| fraction(one.num.into(), one.denom.into())).collect()),
            Value::SRational(all) => Some(all.iter().map(|one| fraction(one.num.into(), one.denom.into())).collect()),
            _ => None,
        }
    }

    /// The field in the directory where it belongs, else in the main one, where some programs put it.
    fn field(&self, tag: Tag) -> Option<&Field> {
        let exif = self.0.as_ref()?;
        let astray = || exif.get_field(Tag(Context::Tiff, tag.number()), In::PRIMARY);
        exif.get_field(tag, In::PRIMARY).or_else(|| astray().filter(|_| tag.context() == Context::Exif))
    }
}

fn fraction(numerator: i64, denominator: i64) -> f64 {
    if denominator <= 0 || numerator < 0 {
        return f64::NAN;
    }
    numerator as f64 / denominator as f64
}
