//! What the vectors are made of: fixed keys, times and texts. Nothing here is random, nobody here is real.

use report::receipt::{Accepted, Complete, Expected};
use report::{
    Act, ActKind, Attachment, Certificate, Content, Degrees, Device, Epoch, Nonce, Place, PlaceSource, PortalId,
    Purpose, SealedAct, Sha256, Signer, TrackingCode,
};

/// Every key of the vectors: its name and the byte that its 32-byte seed repeats.
pub const KEYS: [(&str, u8); 9] = [
    ("device", 1),
    ("other_device", 2),
    ("root", 3),
    ("receipts", 4),
    ("region", 5),
    ("stranger", 6),
    ("next_receipts", 7),
    ("next_root", 8),
    ("last_root", 9),
];

pub const FIRST_AT_MS: i64 = 1_795_000_000_000;
pub const PHOTO: &[u8] = b"stands for a photo";
pub const THUMBNAIL: &[u8] = b"stands for its thumbnail";
pub const VOICE: &[u8] = b"stands for a voice note";
const SECOND_PHOTO: &[u8] = b"stands for a second photo";

pub fn portal() -> PortalId {
    "quang-tri".parse().unwrap()
}

pub fn key(name: &str) -> Signer {
    let (_, seed) = KEYS.iter().find(|(known, _)| *known == name).unwrap();
    Signer::from_seed(&[*seed; 32])
}

pub fn device() -> Device {
    Device::new(key("device"), portal())
}

pub fn epoch() -> Epoch {
    Epoch::from_bytes([0xe0; 16])
}

pub fn nonce() -> Nonce {
    Nonce::from_bytes([0x0c; 24])
}

/// The acts that are sealed as they are, by name.
pub fn acts() -> Vec<(&'static str, Act)> {
    vec![
        ("photo_and_text", photo_and_text()),
        ("text_alone", text_alone()),
        ("every_field", every_field()),
        ("clock_before_1970", clock_before_1970()),
        ("told_by_voice", told_by_voice()),
    ]
}

pub fn photo_and_text() -> Act {
    Act {
        id: "01a1ee56-5e00-7abc-8def-0123456789ab".parse().unwrap(),
        kind: ActKind::Report,
        captured_at_ms: FIRST_AT_MS,
        uptime_ms: 86_400_123,
        category: Some("giao-thong".into()),
        text: Some("Ổ gà sâu giữa làn xe, trời mưa đọng nước nên không nhìn thấy.".into()),
        place: Some(Place {
            lat: Degrees::from_degrees(16.8163),
            lon: Degrees::from_degrees(107.096),
            accuracy_m: Some(8),
            source: PlaceSource::Exif,
            commune: Some("19333".into()),
        }),
        attachments: vec![photo(PHOTO, Some(THUMBNAIL))],
        replaces: None,
        about: None,
        consent_version: 1,
        parts: None,
        case: None,
        rating: None,
    }
}

pub fn text_alone() -> Act {
    Act {
        id: "01a1ee57-4860-7abc-8def-0123456789ac".parse().unwrap(),
        captured_at_ms: FIRST_AT_MS + 60_000,
        uptime_ms: 0,
        category: Some("dien-chieu-sang".into()),
        text: Some("Đèn đường trước trạm y tế không sáng.".into()),
        place: Some(Place {
            lat: None,
            lon: None,
            accuracy_m: None,
            source: PlaceSource::Chosen,
            commune: Some("19333".into()),
        }),
        attachments: vec![],
        consent_version: 0,
        ..photo_and_text()
    }
}

fn every_field() -> Act {
    Act {
        id: "01a1ee58-32c0-7abc-8def-0123456789ad".parse().unwrap(),
        captured_at_ms: FIRST_AT_MS + 120_000,
        // Decomposed letters, a line break and a character beyond 16 bits: nobody may tidy them up.
        text: Some("Nu\u{031b}\u{0323}c\nngập 🌧".into()),
        place: Some(Place {
            lat: Degrees::from_degrees(-0.000_000_1),
            lon: Degrees::from_degrees(-180.0),
            accuracy_m: Some(0),
            source: PlaceSource::Map,
            commune: Some("19333".into()),
        }),
        attachments: vec![photo(PHOTO, Some(THUMBNAIL)), photo(SECOND_PHOTO, None)],
        replaces: Some(photo_and_text().id),
        about: Some(text_alone().id),
        parts: Some(vec![Sha256::of(b"a salted part"), Sha256::of(b"another salted part")]),
        ..photo_and_text()
    }
}

/// A voice note alone, which the unit may hear.
fn told_by_voice() -> Act {
    Act {
        id: "01a1ee59-1d20-7abc-8def-0123456789af".parse().unwrap(),
        captured_at_ms: FIRST_AT_MS + 180_000,
        text: None,
        attachments: vec![voice(VOICE)],
        ..photo_and_text()
    }
}

fn clock_before_1970() -> Act {
    Act {
        id: "00000000-0000-7abc-8def-0123456789ae".parse().unwrap(),
        captured_at_ms: -1,
        uptime_ms: u64::MAX,
        consent_version: u32::MAX,
        ..text_alone()
    }
}

pub fn photo(bytes: &[u8], thumbnail: Option<&[u8]>) -> Attachment {
    Attachment {
        media_type: "image/jpeg".into(),
        sha256: Sha256::of(bytes),
        length: bytes.len() as u64,
        thumbnail: thumbnail.map(Sha256::of),
        unit_hears: None,
    }
}

pub fn voice(bytes: &[u8]) -> Attachment {
    Attachment { media_type: "audio/webm".into(), unit_hears: Some(true), ..photo(bytes, None) }
}

/// The payload of an act.
pub fn payload(act: &Act) -> Vec<u8> {
    minicbor::to_vec(act).unwrap()
}

/// The payload of an act of a later version: one more field, numbered 40.
pub fn payload_of_a_later_version() -> Vec<u8> {
    let id = "01a1ee59-1d20-7abc-8def-0123456789af".parse().unwrap();
    let mut payload = payload(&Act { id, ..text_alone() });
    // The head of a map of at most 23 entries counts them.
    payload[0] += 1;
    payload.extend(minicbor::to_vec(40_u8).unwrap());
    payload.extend(minicbor::to_vec("from a later version").unwrap());
    payload
}

pub fn sealed(act: &Act) -> SealedAct {
    device().seal(act).unwrap()
}

pub fn sealed_of_a_later_version() -> SealedAct {
    let bytes = key("device").sign(Content::Act, &portal(), payload_of_a_later_version());
    SealedAct::open(&bytes, &portal()).unwrap()
}

/// The first receipt of an act, for the case number that ends in `number`; a report's tells the tracking code.
pub fn accepted(sealed: &SealedAct, number: u8) -> Accepted {
    let expected = sealed.act().attachments.iter();
    let begins_a_case = sealed.act().kind == ActKind::Report && sealed.act().replaces.is_none();
    Accepted {
        device: sealed.device(),
        act: sealed.act().id,
        digest: sealed.digest(),
        case_number: format!("QT-2026-{number:06}").parse().unwrap(),
        tracking_code: begins_a_case.then(|| TrackingCode::from_random([number; 13])),
        at_ms: FIRST_AT_MS + 3_600_000,
        expected: expected.map(|one| Expected { sha256: one.sha256, length: one.length }).collect(),
    }
}

/// The second receipt that belongs to the first.
pub fn complete(sealed: &SealedAct, accepted: &Accepted) -> Complete {
    Complete {
        device: sealed.device(),
        act: sealed.act().id,
        digest: sealed.digest(),
        case_number: accepted.case_number.clone(),
        stored: sealed.act().attachments.iter().map(|one| one.sha256).collect(),
        at_ms: FIRST_AT_MS + 7_200_000,
    }
}

/// What the root key says of the portal's two other keys.
pub fn certificates() -> [Certificate; 2] {
    let of = |name, purpose| Certificate { key: key(name).key(), purpose, since_ms: FIRST_AT_MS - 1 };
    [of("receipts", Purpose::Receipts), of("region", Purpose::Region)]
}

pub fn certificate_bytes() -> Vec<Vec<u8>> {
    certificates().iter().map(|certificate| certificate.sign(&key("root"), &portal())).collect()
}
