//! The document of what must be refused, each with the stable code that says why.

use coset::{CoseSign1, CoseSign1Builder, Header, HeaderBuilder, TaggedCborSerializable as _, iana};
use ed25519_dalek::{Signer as _, SigningKey};
use report::receipt::Complete;
use report::{Act, Certificate, Content, Device, Purpose, limits};
use serde_json::{Value, json};

use crate::files::hex;
use crate::{given, sequences};

pub fn document() -> Value {
    let acts = broken_seals().into_iter().chain(broken_acts());
    json!({
        "acts": acts.map(|(name, bytes, code)| json!({ "name": name, "sealed": hex(bytes), "code": code })).collect::<Vec<_>>(),
        "receipts": receipts(),
        "sequences": sequences::broken(),
    })
}

type Broken = (&'static str, Vec<u8>, &'static str);

fn good() -> Vec<u8> {
    given::sealed(&given::photo_and_text()).bytes().to_vec()
}

fn good_payload() -> Vec<u8> {
    given::payload(&given::photo_and_text())
}

/// Envelopes that are not believed, whatever they hold.
fn broken_seals() -> Vec<Broken> {
    let bytes = good();
    let changed = |at: usize| {
        let mut bytes = good();
        bytes[at] ^= 0x01;
        bytes
    };
    let body = bytes.len() - 66 - good_payload().len();
    let other_portal = Device::new(given::key("device"), "hue".parse().unwrap());
    let kind = |content| given::key("device").sign(content, &given::portal(), good_payload());
    vec![
        ("last_byte_of_the_signature_changed", changed(bytes.len() - 1), "signature_invalid"),
        ("first_byte_of_the_signature_changed", changed(bytes.len() - 64), "signature_invalid"),
        ("a_byte_of_the_payload_changed", changed(body + 10), "signature_invalid"),
        ("the_same_signature_with_s_beyond_the_group_order", beyond_the_group_order(), "signature_invalid"),
        ("another_portal_written_over_the_header", over_the_header(), "signature_invalid"),
        ("signed_by_another_key_than_it_names", by_another_key(), "signature_invalid"),
        ("a_key_of_small_order_that_fits_any_message", small_order(), "signature_invalid"),
        ("another_content_type", kind(Content::Accepted), "act_malformed"),
        ("another_portal", other_portal.seal(&given::photo_and_text()).unwrap().bytes().to_vec(), "wrong_portal"),
        ("version_2", with_header(|header| set(header, -70_001, 2.into())), "version_not_taken"),
        ("version_0", with_header(|header| set(header, -70_001, 0.into())), "version_not_taken"),
        ("without_a_version", with_header(|header| drop_label(header, -70_001)), "act_malformed"),
        ("without_a_portal", with_header(|header| drop_label(header, -70_002)), "act_malformed"),
        ("a_portal_id_that_is_none", with_header(|header| set(header, -70_002, "Quảng Trị".into())), "act_malformed"),
        ("another_algorithm", with_header(|header| header.alg = algorithm(iana::Algorithm::ES256)), "act_malformed"),
        ("a_critical_header", with_header(critical), "act_malformed"),
        ("without_a_tag", bytes[1..].to_vec(), "act_malformed"),
        ("another_tag", [&[0xd1], &bytes[1..]].concat(), "act_malformed"),
        ("a_byte_behind_it", [&bytes[..], &[0]].concat(), "act_malformed"),
        ("its_last_byte_missing", bytes[..bytes.len() - 1].to_vec(), "act_malformed"),
        ("of_indefinite_length", [&[0xd2, 0x9f], &bytes[2..], &[0xff]].concat(), "act_malformed"),
        ("nested_17_deep", with_unprotected(&[&[0xa1, 0x18, 99][..], &[0x81; 14], &[0]].concat()), "act_malformed"),
        ("nothing", vec![], "act_malformed"),
    ]
}

/// Well signed, and yet not acts that a portal takes.
fn broken_acts() -> Vec<Broken> {
    let signed = |payload| given::key("device").sign(Content::Act, &given::portal(), payload);
    let changed = |change: fn(&mut Act)| {
        let mut act = given::photo_and_text();
        change(&mut act);
        signed(given::payload(&act))
    };
    vec![
        ("a_payload_that_is_a_number", signed(vec![0x01]), "act_malformed"),
        ("a_payload_that_is_cut", signed(good_payload()[..60].to_vec()), "act_malformed"),
        ("a_kind_that_does_not_exist", signed(kind_99()), "act_malformed"),
        (
            "a_text_of_10001_characters",
            changed(|act| act.text = Some("a".repeat(limits::TEXT_CHARS + 1))),
            "text_too_long",
        ),
        (
            "seven_attachments",
            changed(|act| act.attachments = vec![act.attachments[0].clone(); 7]),
            "too_many_attachments",
        ),
        (
            "an_attachment_of_25_mib_and_a_byte",
            changed(|act| act.attachments[0].length = limits::ATTACHMENT_BYTES + 1),
            "attachment_too_large",
        ),
        (
            "two_voice_notes",
            changed(|act| act.attachments = vec![given::voice(given::VOICE), given::voice(given::PHOTO)]),
            "too_many_attachments",
        ),
        (
            "a_voice_note_of_2_mib_and_a_byte",
            changed(|act| {
                act.attachments = vec![given::voice(given::VOICE)];
                act.attachments[0].length = limits::VOICE_BYTES + 1;
            }),
            "attachment_too_large",
        ),
        ("an_empty_attachment", changed(|act| act.attachments[0].length = 0), "attachment_too_large"),
        (
            "an_attachment_that_is_a_page",
            changed(|act| act.attachments[0].media_type = "text/html".into()),
            "medium_not_taken",
        ),
        ("without_a_category", changed(|act| act.category = None), "report_incomplete"),
        ("without_a_place", changed(|act| act.place = None), "report_incomplete"),
        ("a_latitude_without_longitude", changed(|act| act.place.as_mut().unwrap().lon = None), "report_incomplete"),
        (
            "neither_photo_nor_text",
            changed(|act| (act.text, act.attachments) = (Some(" \n".into()), vec![])),
            "report_incomplete",
        ),
    ]
}

fn kind_99() -> Vec<u8> {
    let mut payload = good_payload();
    // `{0: h'…' (1 + 1 + 1 + 16 bytes with the map's head), 1: kind, …`
    assert_eq!(payload[19..21], [0x01, 0x00]);
    payload.splice(20..21, [0x18, 99]);
    payload
}

fn over_the_header() -> Vec<u8> {
    let mut bytes = good();
    let at = bytes.windows(9).position(|window| window == b"quang-tri").unwrap();
    bytes[at..at + 9].copy_from_slice(b"quang-nam");
    bytes
}

fn by_another_key() -> Vec<u8> {
    let header = protected(&good());
    signed(header, good_payload(), 2)
}

/// The neutral element as key and as R, and S = 0, satisfy the equation of RFC 8032 for every message.
fn small_order() -> Vec<u8> {
    let neutral = [&[1][..], &[0; 31]].concat();
    let mut header = protected(&good());
    header.key_id.clone_from(&neutral);
    let mut envelope = unsigned(header, good_payload());
    envelope.signature = [&neutral[..], &[0; 32]].concat();
    envelope.to_tagged_vec().unwrap()
}

/// S and S plus the order of the group satisfy the same equation; RFC 8032 §5.1.7 takes the smaller only.
fn beyond_the_group_order() -> Vec<u8> {
    const ORDER: &[u8; 64] = b"edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    let order = data_encoding::HEXLOWER.decode(ORDER).unwrap();
    let mut bytes = good();
    let s = bytes.len() - 32;
    let mut carry = 0;
    for (byte, add) in bytes[s..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = (sum & 0xff) as u8;
        carry = sum >> 8;
    }
    bytes
}

fn protected(bytes: &[u8]) -> Header {
    CoseSign1::from_tagged_slice(bytes).unwrap().protected.header
}

fn with_header(change: impl FnOnce(&mut Header)) -> Vec<u8> {
    let mut header = protected(&good());
    change(&mut header);
    signed(header, good_payload(), 1)
}

fn unsigned(header: Header, payload: Vec<u8>) -> CoseSign1 {
    CoseSign1Builder::new().protected(header).payload(payload).build()
}

fn signed(header: Header, payload: Vec<u8>, seed: u8) -> Vec<u8> {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let mut envelope = unsigned(header, payload);
    envelope.signature = key.sign(&envelope.tbs_data(&[])).to_bytes().to_vec();
    envelope.to_tagged_vec().unwrap()
}

/// The good act with `map` as its unprotected header, which no signature covers.
fn with_unprotected(map: &[u8]) -> Vec<u8> {
    let bytes = good();
    // Tag and array, then the protected header with its two-byte head, then the empty map.
    let at = 4 + usize::from(bytes[3]);
    assert_eq!(bytes[at], 0xa0);
    [&bytes[..at], map, &bytes[at + 1..]].concat()
}

fn algorithm(algorithm: iana::Algorithm) -> Option<coset::Algorithm> {
    Some(coset::RegisteredLabelWithPrivate::Assigned(algorithm))
}

fn critical(header: &mut Header) {
    header.crit = HeaderBuilder::new().add_critical(iana::HeaderParameter::Alg).build().crit;
}

fn set(header: &mut Header, label: i64, value: coset::cbor::Value) {
    let entry = header.rest.iter_mut().find(|(known, _)| *known == coset::Label::Int(label)).unwrap();
    entry.1 = value;
}

fn drop_label(header: &mut Header, label: i64) {
    header.rest.retain(|(known, _)| *known != coset::Label::Int(label));
}

/// Receipts that a device must not believe for the act `photo_and_text`, the root key being pinned.
fn receipts() -> Vec<Value> {
    let (act, other) = (given::sealed(&given::photo_and_text()), given::sealed(&given::text_alone()));
    let (portal, key) = (given::portal(), given::key("receipts"));
    let accepted = given::accepted(&act, 7);
    let whole = given::complete(&act, &accepted);
    let genuine = accepted.sign(&key, &portal);
    let ours = given::certificate_bytes();
    let mut changed = genuine.clone();
    changed[100] ^= 0x01;
    let stranger = given::key("stranger");
    let forged = Certificate { key: stranger.key(), purpose: Purpose::Receipts, since_ms: 0 };
    let forged = vec![forged.sign(&stranger, &portal)];
    let entry = |name: &str, kind: &str, bytes: Vec<u8>, certificates: &[Vec<u8>], code: &str| {
        let certificates: Vec<Value> = certificates.iter().map(hex).collect();
        json!({ "name": name, "kind": kind, "bytes": hex(bytes), "certificates": certificates, "code": code })
    };
    let refused = |name: &str, kind: &str, bytes| entry(name, kind, bytes, &ours, "receipt_invalid");
    vec![
        refused("a_byte_changed", "accepted", changed),
        refused("by_a_key_that_nobody_certified", "accepted", accepted.sign(&stranger, &portal)),
        refused("by_the_key_for_region_packs", "accepted", accepted.sign(&given::key("region"), &portal)),
        refused("by_the_root_key_itself", "accepted", accepted.sign(&given::key("root"), &portal)),
        refused("for_another_act", "accepted", given::accepted(&other, 8).sign(&key, &portal)),
        refused("for_another_portal", "accepted", accepted.sign(&key, &"hue".parse().unwrap())),
        refused("the_first_shown_as_the_second", "complete", genuine.clone()),
        refused("a_photo_missing", "complete", Complete { stored: vec![], ..whole }.sign(&key, &portal)),
        entry(
            "certified_by_another_root",
            "accepted",
            accepted.sign(&stranger, &portal),
            &forged,
            "portal_key_changed",
        ),
        entry("without_certificates", "accepted", genuine, &[], "receipt_invalid"),
    ]
}
