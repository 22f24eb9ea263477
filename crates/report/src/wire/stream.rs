//! Items into bytes and bytes into items, as they come: no I/O, only buffers with limits.

use minicbor::{Decode, Encode};
use zstd::stream::raw::{CParameter, DParameter, Decoder, Encoder, InBuffer, Operation, OutBuffer};

use crate::cbor::{self, FrameError};
use crate::limits;

/// Whether the sequence is compressed: the `Content-Encoding` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// zstd (RFC 8878).
    Zstd,
    /// As it is.
    Identity,
}

/// Why a stream cannot be read any further. Items read before it count.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum StreamError {
    /// An item breaks a limit or is not CBOR.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// More than the limit after decompression.
    #[error("more than {} bytes after decompression", limits::REQUEST_BYTES)]
    TooLarge,
    /// The compressed bytes are not zstd, or ask for a window of more than 2 MiB.
    #[error("not zstd with a window of at most 2 MiB")]
    Compression,
    /// The bytes end inside an item.
    #[error("the sequence is cut inside an item")]
    Cut,
}

impl StreamError {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Frame(FrameError::TooLong) => "item_too_large",
            Self::Frame(FrameError::TooDeep) => "item_too_deep",
            Self::Frame(FrameError::Malformed) | Self::Compression => "act_malformed",
            Self::TooLarge => "request_too_large",
            Self::Cut => "link_cut",
        }
    }
}

/// The largest window that a reader takes, 2²¹ bytes (zstd's default level asks for it): memory is bounded beforehand.
const READ_WINDOW_LOG: u32 = 21;
/// The window that we write with, 2¹⁷ bytes: enough for a batch of reports, little for a phone.
const WRITE_WINDOW_LOG: u32 = 17;
/// Decompressed at a time.
const CHUNK: usize = 16 * 1024;

/// Reads items from bytes as they arrive.
///
/// Memory is bounded by one item, one chunk and the window, whatever the bytes claim.
pub struct ItemReader {
    decoder: Option<Decoder<'static>>,
    pending: Vec<u8>,
    read_bytes: usize,
    limit_bytes: usize,
}

impl ItemReader {
    /// A reader for a request or an answer of at most `limit_bytes` after decompression.
    #[must_use]
    pub fn new(encoding: Encoding, limit_bytes: usize) -> Self {
        let decoder = (encoding == Encoding::Zstd).then(|| {
            let mut decoder = Decoder::new().expect("zstd contexts are made of memory alone");
            decoder
                .set_parameter(DParameter::WindowLogMax(READ_WINDOW_LOG))
                .expect("the window is one that zstd knows");
            decoder
        });
        Self { decoder, pending: Vec::new(), read_bytes: 0, limit_bytes }
    }

    /// Takes the next bytes and hands each item that became whole to `each`, in order.
    ///
    /// # Errors
    /// When the stream breaks a limit; items handed over before count.
    pub fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(Vec<u8>)) -> Result<(), StreamError> {
        let Some(mut decoder) = self.decoder.take() else { return self.take(bytes, &mut each) };
        let mut input = InBuffer::around(bytes);
        let mut chunk = vec![0; CHUNK];
        loop {
            let mut output = OutBuffer::around(&mut chunk[..]);
            decoder.run(&mut input, &mut output).map_err(|_| StreamError::Compression)?;
            let filled = output.pos();
            self.take(&chunk[..filled], &mut each)?;
            if input.pos() == bytes.len() && filled < CHUNK {
                break;
            }
        }
        self.decoder = Some(decoder);
        Ok(())
    }

    /// Says that no more bytes come.
    ///
    /// # Errors
    /// [`StreamError::Cut`] when an item is unfinished.
    pub fn finish(self) -> Result<(), StreamError> {
        if self.pending.is_empty() { Ok(()) } else { Err(StreamError::Cut) }
    }

    /// Decodes an item; `None` when it is of a type or version that this program does not know.
    #[must_use]
    pub fn decode<'b, T: Decode<'b, ()>>(item: &'b [u8]) -> Option<T> {
        minicbor::decode(item).ok()
    }

    fn take(&mut self, bytes: &[u8], each: &mut impl FnMut(Vec<u8>)) -> Result<(), StreamError> {
        self.read_bytes += bytes.len();
        self.pending.extend_from_slice(bytes);
        let mut start = 0;
        while let Some(length) = cbor::item_length(&self.pending[start..])? {
            if length == 0 {
                break;
            }
            each(self.pending[start..start + length].to_vec());
            start += length;
        }
        self.pending.drain(..start);
        if self.read_bytes > self.limit_bytes { Err(StreamError::TooLarge) } else { Ok(()) }
    }
}

/// Writes items to bytes, each whole when it leaves: compressed and flushed.
pub struct ItemWriter {
    encoder: Option<Encoder<'static>>,
}

impl ItemWriter {
    /// A writer.
    #[must_use]
    pub fn new(encoding: Encoding) -> Self {
        let encoder = (encoding == Encoding::Zstd).then(|| {
            let mut encoder = Encoder::new(3).expect("zstd contexts are made of memory alone");
            encoder.set_parameter(CParameter::WindowLog(WRITE_WINDOW_LOG)).expect("the window is one that zstd knows");
            encoder
        });
        Self { encoder }
    }

    /// The bytes that carry `item` and everything before it.
    #[must_use]
    pub fn write<T: Encode<()>>(&mut self, item: &T) -> Vec<u8> {
        let plain = minicbor::to_vec(item).expect("an item of plain values always encodes");
        let Some(encoder) = &mut self.encoder else { return plain };
        let mut compressed = Vec::with_capacity(plain.len() / 2 + 64);
        let mut input = InBuffer::around(&plain);
        while input.pos() < plain.len() {
            step(&mut compressed, |output| encoder.run(&mut input, output).map(|_| 0));
        }
        while step(&mut compressed, |output| encoder.flush(output)) > 0 {}
        compressed
    }

    /// The last bytes: closes the zstd frame.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        if let Some(encoder) = &mut self.encoder {
            while step(&mut rest, |output| encoder.finish(output, true)) > 0 {}
        }
        rest
    }
}

/// Runs one step of the encoder into a fresh chunk, appends what it wrote, and returns how much it still holds.
fn step(to: &mut Vec<u8>, mut run: impl FnMut(&mut OutBuffer<'_, [u8]>) -> std::io::Result<usize>) -> usize {
    let mut chunk = [0; CHUNK];
    let mut output = OutBuffer::around(&mut chunk[..]);
    let left = run(&mut output).expect("compressing memory to memory does not fail");
    let filled = output.pos();
    to.extend_from_slice(&chunk[..filled]);
    left
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8], pieces: usize, encoding: Encoding, limit: usize) -> (Vec<Vec<u8>>, Result<(), StreamError>) {
        let mut reader = ItemReader::new(encoding, limit);
        let mut items = Vec::new();
        for piece in bytes.chunks(pieces.max(1)) {
            if let Err(error) = reader.feed(piece, |item| items.push(item)) {
                return (items, Err(error));
            }
        }
        let end = reader.finish();
        (items, end)
    }

    #[test]
    fn each_item_can_be_read_as_soon_as_it_was_written() {
        let mut writer = ItemWriter::new(Encoding::Zstd);
        let mut reader = ItemReader::new(Encoding::Zstd, limits::REQUEST_BYTES);
        for number in 0_u32..50 {
            let mut items = Vec::new();
            reader.feed(&writer.write(&number), |item| items.push(item)).unwrap();
            assert_eq!(items, [minicbor::to_vec(number).unwrap()]);
        }
        reader.feed(&writer.finish(), |_| panic!("nothing is left")).unwrap();
        reader.finish().unwrap();
    }

    #[test]
    fn a_zstd_bomb_stops_at_the_limit_with_bounded_memory() {
        let bomb = zstd::stream::encode_all(std::io::repeat(0).take(1 << 30), 19).unwrap();
        assert!(bomb.len() < 200_000);
        let (_, end) = read(&bomb, 4096, Encoding::Zstd, limits::REQUEST_BYTES);
        assert!(matches!(end, Err(StreamError::TooLarge | StreamError::Compression)), "{end:?}");
    }

    #[test]
    fn a_small_window_bomb_stops_at_the_limit() {
        let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
        encoder.set_parameter(CParameter::WindowLog(READ_WINDOW_LOG)).unwrap();
        std::io::copy(&mut std::io::repeat(0).take(1 << 26), &mut encoder).unwrap();
        let (items, end) = read(&encoder.finish().unwrap(), 4096, Encoding::Zstd, limits::REQUEST_BYTES);
        assert_eq!(end, Err(StreamError::TooLarge));
        assert!(items.len() <= limits::REQUEST_BYTES + CHUNK);
    }

    use std::io::Read as _;

    proptest! {
        #[test]
        fn items_come_out_as_they_went_in_however_the_bytes_are_cut(
            texts in proptest::collection::vec(".{0,200}", 0..20), pieces in 1_usize..40, zstd in any::<bool>(),
        ) {
            let encoding = if zstd { Encoding::Zstd } else { Encoding::Identity };
            let mut writer = ItemWriter::new(encoding);
            let mut bytes: Vec<u8> = texts.iter().flat_map(|text| writer.write(text)).collect();
            bytes.extend(writer.finish());
            let (items, end) = read(&bytes, pieces, encoding, limits::REQUEST_BYTES);
            prop_assert_eq!(end, Ok(()));
            let read_back: Vec<String> = items.iter().map(|item| ItemReader::decode(item).unwrap()).collect();
            prop_assert_eq!(read_back, texts);
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500), zstd in any::<bool>()) {
            let encoding = if zstd { Encoding::Zstd } else { Encoding::Identity };
            let _ = read(&bytes, 7, encoding, 10_000);
        }
    }
}
