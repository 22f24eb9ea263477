//! The document of personal parts: what binds them to their act, and which a portal keeps.

use report::wire::{ActItem, HeldReceipts, RequestItem};
use report::{Act, Part, limits};
use serde_json::{Value, json};

use crate::files::hex;
use crate::{given, good};

pub fn document() -> Value {
    let act = report_with_parts();
    json!({
        "act": good::sealed("report_with_parts", &given::sealed(&act), &given::payload(&act)),
        "parts": parts().iter().map(|(name, part)| entry(name, part)).collect::<Vec<_>>(),
        "unfit": unfit().iter().map(|(name, part)| entry(name, part)).collect::<Vec<_>>(),
        "offered": { "item": hex(minicbor::to_vec(offered()).unwrap()), "kept": ["name", "phone"] },
        "put": { "path": format!("/v1/acts/{}", act.id), "body": body(&act) },
    })
}

/// The same offer in JSON.
fn body(act: &Act) -> Value {
    let text = |bytes: &[u8]| data_encoding::BASE64URL_NOPAD.encode(bytes);
    let part = |part: &Part| json!({ "label": part.label, "salt": text(&part.salt), "value": text(&part.value) });
    json!({
        "sealed": text(given::sealed(act).bytes()),
        "parts": parts()[..3].iter().map(|(_, one)| part(one)).collect::<Vec<_>>(),
    })
}

fn entry(name: &str, part: &Part) -> Value {
    good::told(json!({
        "name": name,
        "label": part.label,
        "salt": hex(part.salt),
        "value": hex(&part.value),
        "text": part.as_text(),
        "bound": part.bound(),
    }))
}

/// Parts by name; of a label known here, and of one that is not, with a value that is no text.
pub fn parts() -> Vec<(&'static str, Part)> {
    vec![
        ("name", Part::text(Part::NAME, [0xa1; 32], "Người gửi thử")),
        ("phone", Part::text(Part::PHONE, [0xa2; 32], "0900 000 000")),
        ("of_a_later_version", part("languages", [0xa3; 32], vec![0x82, 0x62, b'v', b'i', 0x62, b'e', b'n'])),
        ("as_long_as_may_be", Part::text("note", [0xa4; 32], &"a".repeat(limits::PART_BYTES - 3))),
    ]
}

fn unfit() -> Vec<(&'static str, Part)> {
    vec![
        ("a_value_of_1025_bytes", Part::text("note", [0xa4; 32], &"a".repeat(limits::PART_BYTES - 2))),
        ("a_value_that_is_nothing", part("name", [0xa5; 32], vec![])),
        ("a_value_of_two_items", part("name", [0xa5; 32], vec![0x01, 0x01])),
        ("a_value_of_indefinite_length", part("name", [0xa5; 32], vec![0x7f, 0x61, b'a', 0xff])),
        ("a_label_of_no_letters", part("", [0xa5; 32], vec![0x01])),
        ("a_label_of_21_letters", part("abcdefghijklmnopqrstu", [0xa5; 32], vec![0x01])),
        ("a_label_in_capitals", part("Name", [0xa5; 32], vec![0x01])),
    ]
}

fn part(label: &str, salt: [u8; 32], value: Vec<u8>) -> Part {
    Part { label: label.into(), salt, value }
}

pub fn report_with_parts() -> Act {
    let bound = parts()[..2].iter().map(|(_, part)| part.bound()).collect();
    let id = "01a1ee5a-0780-7abc-8def-0123456789b0".parse().unwrap();
    Act { id, captured_at_ms: given::FIRST_AT_MS + 240_000, parts: Some(bound), ..given::text_alone() }
}

/// The act with its two parts, and one that it does not name.
pub fn offered() -> RequestItem {
    let parts = parts().into_iter().take(3).map(|(_, part)| part).collect();
    let sealed = given::sealed(&report_with_parts());
    RequestItem::Act(ActItem { parts: Some(parts), ..ActItem::new(sealed.bytes().to_vec(), HeldReceipts::None) })
}
