//! Bytes from a camera in, an upright, clean, small picture out.
//!
//! A citizen's camera writes ten megabytes that lie on their side and say where the photographer lives.
//! [`prepare`] makes of them, once, what may leave the device: a JPEG of at most 1600 pixels that stands
//! upright, holds no metadata at all and comes with a thumbnail of a few kilobytes. What the metadata said
//! about the scene is read first, judged, and handed back as a [`Scene`] for the citizen to see and correct.
//!
//! The way of the bytes:
//! - their first bytes say what they are; what cannot be read is refused by its name (GIF, AVIF, …);
//! - width × height are read from the header and held against [`Limits`] before anything is allocated;
//! - a JPEG is decoded straight to ½, ¼ or ⅛ where that is still large enough, PNG and WebP whole, HEIC whole by the
//!   system's libheif where there is one;
//! - Lanczos brings it to its size, its colour profile to sRGB, the EXIF orientation turns it, the encoder writes
//!   nothing but pixels.
//!
//! A picture that is cut short or corrupt is refused, never filled up with grey: a report must not show what
//! the camera did not see.
//!
//! [`cover`] does the same and covers places that nobody is to see, for ever: nothing of them is in the result.
//!
//! Not here: files, clocks, networks, and the finding of faces and number plates.
//!
//! **Invariants.** No input makes this crate panic (libheif, once loaded, is C++ and answers for itself). What [`prepare`] returns passes [`is_clean_jpeg`].

mod colour;
mod cover;
mod encode;
mod error;
mod format;
mod general;
mod heif;
mod jpeg;
mod likeness;
mod limits;
mod metadata;
mod prepare;
mod resize;
mod scene;
mod taken_at;
mod thumbnail;

pub use cover::Area;
pub use error::PhotoError;
pub use heif::reads_heic;
pub use jpeg::is_clean_jpeg;
pub use likeness::Likeness;
pub use limits::Limits;
pub use prepare::{Prepared, cover, prepare, retouch};
pub use scene::{Position, Scene, scene};
pub use taken_at::TakenAt;
