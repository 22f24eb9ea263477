//! The sizes that both sides agree on. A device checks them before it seals, a portal before it stores.

/// The longest text of an act, in Unicode scalar values.
pub const TEXT_CHARS: usize = 10_000;
/// Photos in one report.
pub const PHOTOS: usize = 5;
/// Voice notes in one act.
pub const VOICE_NOTES: usize = 1;
/// Attachments in one act: the photos and one voice note.
pub const ATTACHMENTS: usize = PHOTOS + VOICE_NOTES;
/// The longest attachment, in bytes.
pub const ATTACHMENT_BYTES: u64 = 25 * 1024 * 1024;
/// The longest voice note, in bytes: a minute of speech as the most wasteful of recorders keeps it.
pub const VOICE_BYTES: u64 = 2 * 1024 * 1024;
/// The longest voice note, in seconds.
pub const VOICE_SECONDS: u64 = 60;
/// Personal parts of one act.
pub const PARTS: usize = 8;
/// The longest value of a personal part, in bytes of CBOR.
pub const PART_BYTES: usize = 1024;
/// The longest session token, in bytes.
pub const SESSION_BYTES: usize = 64;
/// The longest thumbnail, in bytes.
pub const THUMBNAIL_BYTES: usize = 6 * 1024;
/// The longest item of a sync, in bytes, after decompression.
pub const ITEM_BYTES: usize = 64 * 1024;
/// How deep an item's arrays and maps may nest.
pub const ITEM_DEPTH: usize = 16;
/// The longest request or answer of a sync, in bytes, after decompression.
pub const REQUEST_BYTES: usize = 4 * 1024 * 1024;
/// The version of every envelope that this crate writes.
pub const PROTOCOL_VERSION: u32 = 1;
/// The oldest version that this crate still reads.
pub const LEAST_PROTOCOL_VERSION: u32 = 1;
/// The media type of photos.
pub const PHOTO_TYPE: &str = "image/jpeg";
/// Media types of voice notes: Opus in `WebM` or Ogg, AAC or Opus in MP4.
pub const VOICE_TYPES: [&str; 3] = ["audio/webm", "audio/ogg", "audio/mp4"];
