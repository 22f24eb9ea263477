//! Where and when a picture was taken, as far as its metadata can be believed.
//!
//! A camera that doesn't know where it is writes 0,0, and one that was never set writes the year 0: such a value
//! is none. Whether a place that can be believed is also the place of the report is not judged here.

use exif::Tag;

use crate::{TakenAt, metadata::Metadata};

/// What a picture's metadata says about the scene.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    /// Where the camera was.
    pub position: Option<Position>,
    /// When the picture was taken, by the camera's clock.
    pub taken_at: Option<TakenAt>,
}

/// Where the camera was, in degrees of WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Latitude, −90 to 90, north positive.
    pub lat: f64,
    /// Longitude, −180 to 180, east positive.
    pub lon: f64,
    /// The radius that the camera gave for its error, in metres.
    pub accuracy_m: Option<f64>,
}

/// Reads only the metadata of a picture, of one that [`prepare`](crate::prepare) cannot decode (HEIC without libheif) as well.
///
/// It never fails: a file that is no picture has an empty scene.
///
/// # Examples
/// ```
/// assert_eq!(photo::scene(b"no picture"), photo::Scene::default());
/// ```
#[must_use]
pub fn scene(bytes: &[u8]) -> Scene {
    Scene::judge(&Metadata::read(bytes))
}

impl Scene {
    pub(crate) fn judge(metadata: &Metadata) -> Self {
        Self { position: position(metadata), taken_at: taken_at(metadata) }
    }
}

fn position(metadata: &Metadata) -> Option<Position> {
    let lat = degrees(metadata, Tag::GPSLatitude, signed(metadata, Tag::GPSLatitudeRef, "N", "S")?)?;
    let lon = degrees(metadata, Tag::GPSLongitude, signed(metadata, Tag::GPSLongitudeRef, "E", "W")?)?;
    let nowhere = lat == 0.0 && lon == 0.0;
    if nowhere || lat.abs() > 90.0 || lon.abs() > 180.0 {
        return None;
    }
    Some(Position { lat, lon, accuracy_m: accuracy_m(metadata) })
}

fn signed(metadata: &Metadata, reference: Tag, positive: &str, negative: &str) -> Option<f64> {
    let text = metadata.text(reference)?;
    if text.eq_ignore_ascii_case(positive) {
        return Some(1.0);
    }
    text.eq_ignore_ascii_case(negative).then_some(-1.0)
}

/// Degrees, minutes and seconds; cameras that give minutes with decimals leave the seconds out or undefined.
fn degrees(metadata: &Metadata, tag: Tag, sign: f64) -> Option<f64> {
    let parts = metadata.fractions(tag)?;
    let whole = parts.first().copied().filter(|whole| whole.is_finite())?;
    let part = |index: usize| parts.get(index).copied().filter(|part| part.is_finite()).unwrap_or(0.0);
    Some(sign * (whole + part(1) / 60.0 + part(2) / 3600.0))
}

fn accuracy_m(metadata: &Metadata) -> Option<f64> {
    let metres = metadata.fractions(Tag::GPSHPositioningError)?.first().copied()?;
    (metres.is_finite() && metres > 0.0).then_some(metres)
}

fn taken_at(metadata: &Metadata) -> Option<TakenAt> {
    let original = || TakenAt::parse(metadata.text(Tag::DateTimeOriginal)?, metadata.text(Tag::OffsetTimeOriginal));
    let digitized = || TakenAt::parse(metadata.text(Tag::DateTimeDigitized)?, metadata.text(Tag::OffsetTimeDigitized));
    original().or_else(digitized)
}
