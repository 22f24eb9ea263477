//! Recordings for spoken help, which a device plays to whoever cannot or would not read.
//!
//! All recordings of all languages are one file, the archive, which the region pack names by hash and length. Whoever wants
//! spoken help fetches the whole of it, so that no request says which language is listened to.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::id::Sha256;

/// The longest recording, in bytes: a minute and more of speech.
pub const RECORDING_BYTES: usize = 160 * 1024;
/// The longest archive, in bytes.
pub const ARCHIVE_BYTES: usize = 8 * 1024 * 1024;
/// What a device asks of an archive at a time, in bytes: seconds of a slow link, so that a text need not wait.
pub const PIECE_BYTES: u64 = 32 * 1024;
/// The recording of the consent; the number is the version of its words.
pub const CONSENT: &str = "consent:1";

/// What the region pack says of spoken help.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PackSpoken {
    /// The SHA-256 of the archive.
    #[n(0)]
    pub archive: Sha256,
    /// Its length in bytes.
    #[n(1)]
    pub length: u64,
    /// The languages of which there are recordings, in the order in which they are offered.
    #[n(2)]
    pub languages: Vec<SpokenLanguage>,
}

/// A language of spoken help. An array.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SpokenLanguage {
    /// Its code, ISO 639 where it has one.
    #[n(0)]
    pub code: String,
    /// What it is called by those who speak it.
    #[n(1)]
    pub name: String,
}

/// A recording of the archive. An array.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Recording {
    /// The code of its language.
    #[n(0)]
    pub language: String,
    /// What it is of: `consent:1`, `category:CODE`, `status:CODE`, `outcome:CODE`, `template:ID`.
    #[n(1)]
    pub says: String,
    /// The media type of the bytes.
    #[n(2)]
    pub media_type: String,
    /// The sound.
    #[n(3)]
    pub bytes: ByteVec,
    /// Of a template: the text that is spoken, with its fields in brackets.
    #[n(4)]
    pub words: Option<String>,
}

/// Why bytes are not the archive that a pack names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Their hash is another.
    #[error("another hash")]
    OtherHash,
    /// They do not read.
    #[error("not an archive")]
    Malformed,
}

/// The archive of these recordings.
#[must_use]
pub fn archive(recordings: &[Recording]) -> Vec<u8> {
    minicbor::to_vec(recordings).expect("plain values always encode")
}

/// Reads an archive.
///
/// # Errors
/// [`ArchiveError`].
pub fn read(bytes: &[u8], sha256: &Sha256) -> Result<Vec<Recording>, ArchiveError> {
    if Sha256::of(bytes) != *sha256 {
        return Err(ArchiveError::OtherHash);
    }
    minicbor::decode(bytes).map_err(|_| ArchiveError::Malformed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_archive_reads_as_it_was_and_only_under_its_own_hash() {
        let one = Recording {
            language: "bru".into(),
            says: "template:7".into(),
            media_type: "audio/webm".into(),
            bytes: vec![1, 2, 3].into(),
            words: Some("Đã xử lý {so_phan_anh}.".into()),
        };
        let recordings = vec![one.clone(), Recording { words: None, says: "status:received".into(), ..one }];
        let bytes = archive(&recordings);
        assert_eq!(read(&bytes, &Sha256::of(&bytes)).unwrap(), recordings);
        assert_eq!(read(&bytes, &Sha256::of(b"another")), Err(ArchiveError::OtherHash));
        let cut = &bytes[..bytes.len() - 1];
        assert_eq!(read(cut, &Sha256::of(cut)), Err(ArchiveError::Malformed));
    }
}
