//! Recordings made here: silence, as a recorder of a browser keeps it.

/// A fiftieth of a second of silence in Opus.
const FRAME: &[u8] = &[0xf8, 0xff, 0xfe];
const FRAMES_PER_SECOND: u32 = 50;
/// Opus counts 48,000 samples a second, whatever was recorded.
const SAMPLES_PER_FRAME: u64 = 960;

/// So many seconds of silence as Opus in Ogg (RFC 7845).
pub fn ogg(seconds: u32) -> Vec<u8> {
    let mut head = b"OpusHead\x01\x01\0\0".to_vec();
    head.extend(48_000_u32.to_le_bytes());
    head.extend([0, 0, 0]);
    let mut tags = b"OpusTags".to_vec();
    tags.extend([4, 0, 0, 0]);
    tags.extend(b"test\0\0\0\0");
    let mut file = page(2, 0, 0, &[&head]);
    file.extend(page(0, 0, 1, &[&tags]));
    for second in 1..=seconds {
        let frames = [FRAME; FRAMES_PER_SECOND as usize];
        let granule = u64::from(second * FRAMES_PER_SECOND) * SAMPLES_PER_FRAME;
        let flags = if second == seconds { 4 } else { 0 };
        file.extend(page(flags, granule, second + 1, &frames));
    }
    file
}

/// So many seconds of silence as Opus in `WebM`, without a length in its head.
pub fn webm(seconds: u32) -> Vec<u8> {
    let kind = element(&[0x42, 0x82], b"webm");
    let mut opus = b"OpusHead\x01\x01\0\0".to_vec();
    opus.extend(48_000_u32.to_le_bytes());
    opus.extend([0, 0, 0]);
    let audio = [element(&[0xb5], &48_000_f32.to_be_bytes()), element(&[0x9f], &[1])].concat();
    let track = [
        element(&[0xd7], &[1]),
        element(&[0x73, 0xc5], &[1]),
        element(&[0x83], &[2]),
        element(&[0x86], b"A_OPUS"),
        element(&[0x63, 0xa2], &opus),
        element(&[0xe1], &audio),
    ];
    let info = [
        element(&[0x2a, 0xd7, 0xb1], &1_000_000_u32.to_be_bytes()),
        element(&[0x4d, 0x80], b"test"),
        element(&[0x57, 0x41], b"test"),
    ];
    let mut segment = element(&[0x15, 0x49, 0xa9, 0x66], &info.concat());
    segment.extend(element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track.concat())));
    for second in 0..seconds {
        let mut cluster = element(&[0xe7], &(second * 1000).to_be_bytes());
        for frame in 0..FRAMES_PER_SECOND as u16 {
            let block = [&[0x81][..], &(frame * 20).to_be_bytes(), &[0x80], FRAME].concat();
            cluster.extend(element(&[0xa3], &block));
        }
        segment.extend(element(&[0x1f, 0x43, 0xb6, 0x75], &cluster));
    }
    [element(&[0x1a, 0x45, 0xdf, 0xa3], &kind), element(&[0x18, 0x53, 0x80, 0x67], &segment)].concat()
}

/// An EBML element whose length takes four bytes.
fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let length = (u32::try_from(body.len()).unwrap() | 0x1000_0000).to_be_bytes();
    [id, &length, body].concat()
}

/// An Ogg page of these packets, each shorter than 255 bytes.
fn page(flags: u8, granule: u64, number: u32, packets: &[&[u8]]) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    page.push(flags);
    page.extend(granule.to_le_bytes());
    page.extend(7_u32.to_le_bytes());
    page.extend(number.to_le_bytes());
    page.extend([0; 4]);
    page.push(u8::try_from(packets.len()).unwrap());
    page.extend(packets.iter().map(|packet| u8::try_from(packet.len()).unwrap()));
    page.extend(packets.concat());
    let sum = checksum(&page).to_le_bytes();
    page[22..26].copy_from_slice(&sum);
    page
}

/// CRC-32 of polynomial 0x04c11db7, as Ogg has it.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, byte| {
        let start = sum ^ u32::from(*byte) << 24;
        (0..8).fold(start, |sum, _| if sum >> 31 == 1 { sum << 1 ^ 0x04c1_1db7 } else { sum << 1 })
    })
}
