//! The document of keys that change: receipt keys that were rotated, and root keys that handed on.

use report::{Certificate, Content, Purpose};
use serde_json::{Value, json};

use crate::files::hex;
use crate::{given, good};

pub fn document() -> Value {
    json!({ "believed": believed(), "refused": refused() })
}

/// What `by` says of `key`.
fn says(by: &str, key: &str, purpose: Purpose) -> Vec<u8> {
    Certificate { key: given::key(key).key(), purpose, since_ms: given::FIRST_AT_MS }
        .sign(&given::key(by), &given::portal())
}

fn hands_on(by: &str, to: &str) -> Vec<u8> {
    says(by, to, Purpose::Root)
}

fn certifies(by: &str, key: &str) -> Vec<u8> {
    says(by, key, Purpose::Receipts)
}

/// Both receipt keys and the chain to the last root.
fn handed_on_twice() -> Vec<Vec<u8>> {
    vec![
        hands_on("root", "next_root"),
        hands_on("next_root", "last_root"),
        certifies("last_root", "next_receipts"),
        certifies("last_root", "receipts"),
        says("last_root", "region", Purpose::Region),
    ]
}

fn believed() -> Vec<Value> {
    let rotated =
        [certifies("root", "next_receipts"), certifies("root", "receipts"), says("root", "region", Purpose::Region)];
    let mut backwards = handed_on_twice();
    backwards.reverse();
    let another_chain = [vec![hands_on("stranger", "last_root")], rotated.to_vec()].concat();
    let later = [&[of_a_later_purpose()], &rotated[..]].concat();
    vec![
        chain("a_rotated_receipt_key", Some("root"), &rotated, "root"),
        chain("handed_on_twice", Some("root"), &handed_on_twice(), "last_root"),
        chain("handed_on_twice_and_once_heard", Some("next_root"), &handed_on_twice(), "last_root"),
        chain("handed_on_twice_and_heard", Some("last_root"), &handed_on_twice(), "last_root"),
        chain("handed_on_twice_at_first_contact", None, &handed_on_twice(), "last_root"),
        chain("in_another_order", Some("root"), &backwards, "last_root"),
        chain("with_a_succession_that_leads_nowhere", Some("root"), &another_chain, "root"),
        chain("with_a_purpose_of_a_later_version", Some("root"), &later, "root"),
    ]
}

/// Certificates, the root key that they lead to, and a receipt by each of the two receipt keys.
fn chain(name: &str, pinned: Option<&str>, certificates: &[Vec<u8>], root: &str) -> Value {
    let (old, new) = (given::sealed(&given::photo_and_text()), given::sealed(&given::text_alone()));
    let by = |key: &str, receipt: report::receipt::Accepted| hex(receipt.sign(&given::key(key), &given::portal()));
    good::told(json!({
        "name": name,
        "pinned": pinned.map(|name| given::key(name).key()),
        "certificates": certificates.iter().map(hex).collect::<Vec<_>>(),
        "root": given::key(root).key(),
        "accepted": {
            "photo_and_text": by("receipts", given::accepted(&old, 7)),
            "text_alone": by("next_receipts", given::accepted(&new, 8)),
        },
    }))
}

/// A key certified for purpose 9, which says nothing to this version.
fn of_a_later_purpose() -> Vec<u8> {
    let mut payload = minicbor::to_vec(Certificate {
        key: given::key("stranger").key(),
        purpose: Purpose::Root,
        since_ms: given::FIRST_AT_MS,
    })
    .unwrap();
    // `{0: h'…' (1 + 1 + 2 + 32 bytes with the map's head), 1: purpose, …`
    assert_eq!(payload[36..38], [0x01, 0x02]);
    payload[37] = 9;
    given::key("root").sign(Content::Certificate, &given::portal(), payload)
}

fn refused() -> Vec<Value> {
    let entry = |name: &str, pinned: Option<&str>, certificates: &[Vec<u8>], code: &str| {
        good::told(json!({
            "name": name,
            "pinned": pinned.map(|name| given::key(name).key()),
            "certificates": certificates.iter().map(hex).collect::<Vec<_>>(),
            "code": code,
        }))
    };
    let other = |name: &str, pinned: &str, certificates: &[Vec<u8>]| {
        entry(name, Some(pinned), certificates, "portal_key_changed")
    };
    let mut broken = handed_on_twice();
    let last = broken[0].len() - 1;
    broken[0][last] ^= 0x01;
    let by_a_stranger = [hands_on("stranger", "next_root"), certifies("next_root", "receipts")];
    let by_a_receipt_key = [hands_on("receipts", "next_root"), certifies("next_root", "receipts")];
    let still_the_old = [hands_on("root", "next_root"), certifies("root", "receipts")];
    let both = [hands_on("root", "next_root"), certifies("next_root", "next_receipts"), certifies("root", "receipts")];
    vec![
        other("a_succession_by_a_stranger", "root", &by_a_stranger),
        other("a_succession_by_a_receipt_key", "root", &by_a_receipt_key),
        other("a_chain_whose_first_link_is_missing", "root", &handed_on_twice()[1..]),
        other("handed_on_and_still_certified_by_the_old", "root", &still_the_old),
        other("certified_by_both", "root", &both),
        other("back_to_a_root_that_handed_on", "last_root", &[certifies("root", "receipts")]),
        entry("a_succession_with_a_byte_changed", Some("root"), &broken, "receipt_invalid"),
        entry("only_a_succession_at_first_contact", None, &[hands_on("root", "next_root")], "receipt_invalid"),
    ]
}
