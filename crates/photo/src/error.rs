//! What can be wrong with a picture, as far as whoever brought it can do something about it.
//!
//! The words for citizens belong to the programs' message catalogues; here is the code they are found by.

/// Why a picture was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhotoError {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// The bytes are of no picture format that is known here.
    #[error("the file is not a picture")]
    NotAPicture,
    /// A picture, or a kind of JPEG, that is recognised but cannot be read.
    #[error("pictures of the format {format} cannot be read")]
    FormatUnsupported {
        /// The format's usual name, such as `AVIF`.
        format: &'static str,
    },
    /// A HEIC, and no libheif on this system that reads it. The camera can be set to JPEG, or libheif be installed.
    #[error("this system has no libheif that reads HEIC")]
    HeicNotSupported,
    /// The header promises more pixels than may be decoded.
    #[error("the picture has {pixels} pixels, more than {limit}")]
    TooManyPixels {
        /// Width × height as the header states them.
        pixels: u64,
        /// How many a picture of this kind may have.
        limit: u64,
    },
    /// The file is larger than what is read at all.
    #[error("the file has {bytes} bytes, more than {limit}")]
    TooManyBytes {
        /// The file's length.
        bytes: usize,
        /// [`Limits::max_bytes`](crate::Limits::max_bytes).
        limit: usize,
    },
    /// The picture is cut short or corrupt.
    #[error("the picture is cut short or corrupt")]
    Broken,
}

impl PhotoError {
    /// The stable name of this error, by which a program finds the words for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "photo_empty",
            Self::NotAPicture => "photo_not_a_picture",
            Self::FormatUnsupported { .. } => "photo_format_unsupported",
            Self::HeicNotSupported => "heic_not_supported",
            Self::TooManyPixels { .. } => "photo_too_many_pixels",
            Self::TooManyBytes { .. } => "photo_too_many_bytes",
            Self::Broken => "photo_broken",
        }
    }
}
