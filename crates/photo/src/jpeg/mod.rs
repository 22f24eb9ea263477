//! JPEG from the outside in: its segments, its frame header, its pixels, its cleanliness.
//!
//! ITU-T T.81 is the source for markers and headers. Entropy-coded data is left to `jpeg-decoder`, which is
//! handed a stream whose end has been prepared so that a picture cut short is noticed (see `decode`).

mod clean;
mod decode;
mod frame;
mod scans;
mod segments;

pub use clean::is_clean_jpeg;
pub(crate) use decode::decode;
