//! The committed vectors of `docs/vectors/`: our code makes exactly these bytes, believes the good ones and refuses
//! the bad ones with their codes. `docs/check/check.py` does the same with none of our code.
//!
//! `UPDATE_VECTORS=1 cargo test -p report --test vectors` writes them anew. A changed byte is a changed protocol.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "vectors/bad.rs"]
mod bad;
#[path = "vectors/chains.rs"]
mod chains;
#[path = "vectors/files.rs"]
mod files;
#[path = "vectors/given.rs"]
mod given;
#[path = "vectors/good.rs"]
mod good;
#[path = "vectors/kinds.rs"]
mod kinds;
#[path = "vectors/parts.rs"]
mod parts;
#[path = "vectors/sequences.rs"]
mod sequences;
#[path = "vectors/talk.rs"]
mod talk;

use files::{bytes, committed, entries, hex, hold, list};
use report::pack::RegionPack;
use report::receipt::{Accepted, Complete};
use report::wire::{AnswerItem, Encoding, ItemReader, RequestItem, StreamError};
use report::{Part, SealError, SealedAct, TrackingCode, TrustError, TrustedKeys, limits};
use serde_json::Value;

#[test]
fn our_code_makes_exactly_the_committed_bytes() {
    hold("keys.json", good::keys());
    hold("acts.json", good::acts());
    hold("kinds.json", kinds::document());
    hold("parts.json", parts::document());
    hold("receipts.json", good::receipts());
    hold("trust.json", chains::document());
    hold("tracking.json", good::tracking());
    hold("sync.json", talk::document());
    hold("refused.json", bad::document());
}

#[test]
fn every_committed_act_is_believed_and_keeps_its_bytes() {
    for (name, entry) in acts() {
        let sealed = SealedAct::open(&bytes(&entry["sealed"]), &given::portal()).unwrap();
        assert_eq!(hex(sealed.bytes()), entry["sealed"], "{name}");
        assert_eq!(sealed.digest().to_string(), entry["digest"], "{name}");
        assert_eq!(sealed.act().id.to_string(), entry["fields"]["id"], "{name}");
        assert_eq!(sealed.act().kind.code(), entry["fields"]["kind"], "{name}");
        assert_eq!(sealed.device(), given::device().key(), "{name}");
    }
}

#[test]
fn every_committed_part_is_bound_by_its_hash_and_kept_only_if_the_act_names_it() {
    for (name, entry) in entries("parts.json", "parts") {
        let part = part(&entry);
        assert!(part.is_within_limits(), "{name}");
        assert_eq!(part.bound().to_string(), entry["bound"], "{name}");
        assert_eq!(part.as_text(), entry["text"].as_str(), "{name}");
    }
    for (name, entry) in entries("parts.json", "unfit") {
        assert!(!part(&entry).is_within_limits(), "{name}");
    }
    let offered = &committed("parts.json")["offered"];
    let item = ItemReader::decode::<RequestItem>(&bytes(&offered["item"])).unwrap();
    let RequestItem::Act(item) = item else { panic!("an act") };
    let act = SealedAct::open(&item.bytes, &given::portal()).unwrap();
    let named = act.act().parts.clone().unwrap();
    let kept = item.parts.unwrap().into_iter().filter(|part| named.contains(&part.bound()));
    assert_eq!(serde_json::json!(kept.map(|part| part.label).collect::<Vec<_>>()), offered["kept"]);
}

#[test]
fn every_committed_chain_leads_to_its_root_and_receipts_of_retired_keys_stay_believed() {
    for (name, entry) in entries("trust.json", "believed") {
        let keys = read_chain(&entry).unwrap();
        assert_eq!(keys.root().to_string(), entry["root"], "{name}");
        for (of, receipt) in entry["accepted"].as_object().unwrap() {
            assert!(Accepted::verify(&bytes(receipt), &keys, &act(of)).is_ok(), "{name}: {of}");
        }
    }
    for (name, entry) in entries("trust.json", "refused") {
        assert_eq!(trust_code(read_chain(&entry).unwrap_err()), entry["code"], "{name}");
    }
}

#[test]
fn a_session_token_as_text_is_base64url_without_padding() {
    let session = &committed("sync.json")["session"];
    let text = session["bearer"].as_str().unwrap();
    assert_eq!(data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap(), bytes(&session["bytes"]));
}

#[test]
fn every_committed_receipt_is_believed_for_its_act() {
    let keys = keys();
    for (name, entry) in entries("receipts.json", "receipts") {
        let act = act(entry["act"].as_str().unwrap());
        let accepted = Accepted::verify(&bytes(&entry["accepted"]["bytes"]), &keys, &act).unwrap();
        let complete = Complete::verify(&bytes(&entry["complete"]["bytes"]), &keys, &act).unwrap();
        assert_eq!(accepted.case_number.as_str(), entry["accepted"]["case_number"], "{name}");
        assert_eq!(complete.case_number, accepted.case_number, "{name}");
    }
    for (name, pack) in [
        ("region", good::given_region()),
        ("region_with_names", good::region_with_names()),
        ("region_with_categories", good::region_with_categories()),
        ("region_with_time", good::region_with_time()),
        ("region_with_spoken", good::region_with_spoken()),
        ("region_with_base_map", good::region_with_base_map()),
    ] {
        assert_eq!(RegionPack::verify(&bytes(&committed("receipts.json")[name]["bytes"]), &keys).unwrap(), pack);
    }
}

#[test]
fn the_committed_proof_is_the_devices() {
    let proof = bytes(&committed("receipts.json")["proof"]["bytes"]);
    let proven = report::open_proof(&proof, &given::portal()).unwrap();
    assert_eq!(proven, (given::device().key(), given::epoch(), given::nonce()));
}

#[test]
fn every_committed_body_reads_as_its_items_compressed_or_not() {
    for side in ["requests", "answers"] {
        for (name, entry) in entries("sync.json", side) {
            let items = list(&entry["items"]);
            assert_eq!(read(&bytes(&entry["plain"]), Encoding::Identity), (items.clone(), Ok(())), "{name}");
            let pieces = list(&entry["zstd"]);
            assert_eq!(read(&pieces.concat(), Encoding::Zstd), (items.clone(), Ok(())), "{name}");
            let whole_at_once = read(&pieces[..1].concat(), Encoding::Zstd);
            assert_eq!(whole_at_once, (items[..1].to_vec(), Ok(())), "{name}: each piece carries its item");
        }
    }
}

#[test]
fn the_only_item_that_does_not_decode_is_the_one_of_an_unknown_type() {
    let unread = |side: &str, reads: fn(&[u8]) -> bool| -> usize {
        let items = entries("sync.json", side).into_iter().flat_map(|(_, entry)| list(&entry["items"]));
        items.filter(|item| !reads(item)).count()
    };
    assert_eq!(unread("requests", |item| ItemReader::decode::<RequestItem>(item).is_some()), 1);
    assert_eq!(unread("answers", |item| ItemReader::decode::<AnswerItem>(item).is_some()), 0);
}

#[test]
fn every_broken_act_is_refused_with_its_code() {
    for (name, entry) in [entries("refused.json", "acts"), entries("kinds.json", "refused")].concat() {
        let refused = SealedAct::open(&bytes(&entry["sealed"]), &given::portal());
        assert_eq!(refused.map_err(SealError::code).unwrap_err(), entry["code"], "{name}");
    }
}

#[test]
fn every_broken_receipt_is_refused_with_its_code() {
    let act = act("photo_and_text");
    for (name, entry) in entries("refused.json", "receipts") {
        let verified =
            TrustedKeys::read(&list(&entry["certificates"]), &given::portal(), Some(given::key("root").key()))
                .and_then(|keys| verify(&entry, &keys, &act));
        assert_eq!(trust_code(verified.unwrap_err()), entry["code"], "{name}");
    }
}

#[test]
fn every_broken_body_counts_up_to_the_fault_and_no_further() {
    for (name, entry) in entries("refused.json", "sequences") {
        let encoding = if entry["encoding"] == "zstd" { Encoding::Zstd } else { Encoding::Identity };
        let (items, end) = read(&bytes(&entry["bytes"]), encoding);
        assert_eq!(end.map_err(StreamError::code).unwrap_err(), entry["code"], "{name}");
        assert_eq!(items.len(), usize::try_from(entry["whole_items"].as_u64().unwrap()).unwrap(), "{name}");
    }
}

#[test]
fn tracking_codes_are_read_as_people_write_them_and_typing_errors_are_noticed() {
    for (name, entry) in entries("tracking.json", "codes") {
        for typed in entry["also_typed"].as_array().unwrap() {
            let code: TrackingCode = typed.as_str().unwrap().parse().unwrap();
            assert_eq!(code.compact(), name, "{typed}");
        }
    }
    for (name, entry) in entries("tracking.json", "refused") {
        assert!(entry["typed"].as_str().unwrap().parse::<TrackingCode>().is_err(), "{name}");
    }
}

/// Every good act of the documents.
fn acts() -> Vec<(String, Value)> {
    let with_parts = ("report_with_parts".to_owned(), committed("parts.json")["act"].clone());
    [entries("acts.json", "acts"), entries("kinds.json", "acts"), vec![with_parts]].concat()
}

fn act(name: &str) -> SealedAct {
    let (_, entry) = acts().into_iter().find(|(known, _)| known == name).unwrap();
    SealedAct::open(&bytes(&entry["sealed"]), &given::portal()).unwrap()
}

fn part(entry: &Value) -> Part {
    Part {
        label: entry["label"].as_str().unwrap().into(),
        salt: bytes(&entry["salt"]).try_into().unwrap(),
        value: bytes(&entry["value"]),
    }
}

fn read_chain(entry: &Value) -> Result<TrustedKeys, TrustError> {
    let pinned = entry["pinned"].as_str().map(|key| key.parse().unwrap());
    TrustedKeys::read(&list(&entry["certificates"]), &given::portal(), pinned)
}

fn keys() -> TrustedKeys {
    let document = committed("receipts.json");
    let certificates = document["certificates"].as_array().unwrap().iter().map(|entry| bytes(&entry["bytes"]));
    TrustedKeys::read(&certificates.collect::<Vec<_>>(), &given::portal(), Some(given::key("root").key())).unwrap()
}

fn verify(entry: &Value, keys: &TrustedKeys, act: &SealedAct) -> Result<(), TrustError> {
    let receipt = bytes(&entry["bytes"]);
    match entry["kind"].as_str().unwrap() {
        "accepted" => Accepted::verify(&receipt, keys, act).map(drop),
        "complete" => Complete::verify(&receipt, keys, act).map(drop),
        other => panic!("{other}"),
    }
}

fn trust_code(error: TrustError) -> &'static str {
    if error == TrustError::OtherRoot { "portal_key_changed" } else { "receipt_invalid" }
}

fn read(body: &[u8], encoding: Encoding) -> (Vec<Vec<u8>>, Result<(), StreamError>) {
    let mut reader = ItemReader::new(encoding, limits::REQUEST_BYTES);
    let mut items = Vec::new();
    let end = reader.feed(body, |item| items.push(item)).and_then(|()| reader.finish());
    (items, end)
}
