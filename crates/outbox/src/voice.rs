//! The voice note of a report: which recordings are taken, and how long they are.
//!
//! What recorders of browsers write has no length in its head, so that the container is read to its end; the sound itself is
//! neither decoded nor changed.

use std::io::Cursor;
use std::time::Duration;

use report::limits::{VOICE_BYTES, VOICE_SECONDS};
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecId;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_OPUS};
use symphonia::core::formats::well_known::{FORMAT_ID_ISOMP4, FORMAT_ID_MKV, FORMAT_ID_OGG};
use symphonia::core::formats::{FormatId, FormatReader};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::units::{TimeBase, Timestamp};

/// A recorder that is stopped by a clock stops a moment after it.
const LATE_STOP: Duration = Duration::from_secs(1);

/// What a recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// One of [`report::limits::VOICE_TYPES`].
    pub media_type: &'static str,
    /// From the first sound to the last.
    pub duration: Duration,
}

/// Why a recording is not taken; `code` is stable.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum VoiceProblem {
    /// Not one sound as Opus in `WebM` or Ogg, or as AAC or Opus in MP4.
    #[error("not a recording of a kind that is taken")]
    NotTaken,
    /// Longer than [`VOICE_SECONDS`].
    #[error("longer than {VOICE_SECONDS} seconds")]
    TooLong,
    /// Larger than [`VOICE_BYTES`].
    #[error("larger than {VOICE_BYTES} bytes")]
    TooLarge,
}

impl VoiceProblem {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotTaken => "voice_not_taken",
            Self::TooLong => "voice_too_long",
            Self::TooLarge => "voice_too_large",
        }
    }
}

/// What these bytes are, when they can be a report's voice note.
///
/// # Errors
/// [`VoiceProblem`].
pub fn look(bytes: &[u8]) -> Result<Voice, VoiceProblem> {
    if bytes.len() as u64 > VOICE_BYTES {
        return Err(VoiceProblem::TooLarge);
    }
    let voice = read(bytes).ok_or(VoiceProblem::NotTaken)?;
    let longest = Duration::from_secs(VOICE_SECONDS) + LATE_STOP;
    if voice.duration <= longest { Ok(voice) } else { Err(VoiceProblem::TooLong) }
}

fn read(bytes: &[u8]) -> Option<Voice> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes.to_vec())), Default::default());
    let probe = symphonia::default::get_probe();
    let mut reader = probe.probe(&Default::default(), source, Default::default(), Default::default()).ok()?;
    let [track] = reader.tracks() else { return None };
    let Some(CodecParameters::Audio(sound)) = &track.codec_params else { return None };
    let media_type = media_type(reader.format_info().format, sound.codec)?;
    let time_base = track.time_base?;
    Some(Voice { media_type, duration: duration(&mut *reader, time_base)? })
}

fn media_type(container: FormatId, codec: AudioCodecId) -> Option<&'static str> {
    match (container, codec) {
        (FORMAT_ID_MKV, CODEC_ID_OPUS) => Some("audio/webm"),
        (FORMAT_ID_OGG, CODEC_ID_OPUS) => Some("audio/ogg"),
        (FORMAT_ID_ISOMP4, CODEC_ID_AAC | CODEC_ID_OPUS) => Some("audio/mp4"),
        _ => None,
    }
}

/// Where the last packet ends. One that is cut off ends what can be heard, so it ends the recording.
fn duration(reader: &mut dyn FormatReader, time_base: TimeBase) -> Option<Duration> {
    let mut last: Option<Timestamp> = None;
    while let Ok(Some(packet)) = reader.next_packet() {
        last = last.max(packet.pts.checked_add(packet.dur));
    }
    let end = time_base.calc_time(last?)?;
    Duration::try_from_secs_f64(end.as_secs_f64()).ok()
}
