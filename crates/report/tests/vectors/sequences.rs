//! Bodies that stop being read at some item; what came before it counts.

use report::limits;
use serde_json::{Value, json};
use zstd::stream::raw::CParameter;

use crate::files::{self, hex};

/// Each with the number of items that are whole before the fault.
pub fn broken() -> Vec<Value> {
    let entry = |name: &str, encoding: &str, bytes: Vec<u8>, whole: usize, code: &str| json!({ "name": name, "encoding": encoding, "bytes": hex(bytes), "whole_items": whole, "code": code });
    let plain = |name: &str, fault: &[u8], code: &str| entry(name, "identity", after_an_item(fault), 1, code);
    vec![
        plain("nested_17_deep", &[&[0x81; 17][..], &[0]].concat(), "item_too_deep"),
        plain("seventeen_tags", &[&[0xc1; 17][..], &[0]].concat(), "item_too_deep"),
        plain("an_array_of_indefinite_length", &[0x9f, 0x03, 0x00, 0xff], "act_malformed"),
        plain("a_text_of_indefinite_length", &[0x7f, 0x61, 0x61, 0xff], "act_malformed"),
        plain("a_reserved_head", &[0x1c], "act_malformed"),
        plain("an_item_that_claims_64_kib_and_a_byte", &[0x59, 0xff, 0xfe], "item_too_large"),
        plain(
            "an_array_that_claims_more_than_there_is_memory",
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            "item_too_large",
        ),
        plain("cut_inside_an_item", &[0x82, 0x03], "link_cut"),
        entry("not_zstd", "zstd", b"<!doctype html><title>Wi-Fi</title>".to_vec(), 0, "act_malformed"),
        entry("zstd_with_a_window_of_4_mib", "zstd", large_window(), 0, "act_malformed"),
        entry("more_than_4_mib_after_decompression", "zstd", too_large(), 64, "request_too_large"),
    ]
}

/// The bytes behind the header of a good request.
fn after_an_item(fault: &[u8]) -> Vec<u8> {
    let request = files::named(&crate::talk::document()["requests"])[0].1.clone();
    [&files::bytes(&request["items"][0])[..], fault].concat()
}

fn large_window() -> Vec<u8> {
    compressed(22, &[0x00])
}

/// 65 items of 64 KiB each: the limit lies behind the 64th.
fn too_large() -> Vec<u8> {
    let item = [&[0x59, 0xff, 0xfd][..], &[0; 0xfffd]].concat();
    assert_eq!(item.len(), limits::ITEM_BYTES);
    compressed(17, &item.repeat(65))
}

fn compressed(window_log: u32, plain: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
    encoder.set_parameter(CParameter::WindowLog(window_log)).unwrap();
    std::io::Write::write_all(&mut encoder, plain).unwrap();
    encoder.finish().unwrap()
}
