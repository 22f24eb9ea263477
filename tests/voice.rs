//! A voice note with the real programs: filed without a network, sent as a photo is, there byte for byte; what is none is refused.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use end_to_end::{Device, Portal};
use report::Sha256;

#[path = "../crates/outbox/tests/sync/sound.rs"]
mod sound;

const PLACE: [&str; 2] = ["--at", "16.8163,107.096,8"];

#[test]
fn what_was_told_by_voice_without_a_network_arrives_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (device, mut portal) = (Device::new(), Portal::new(folder.path()));
    let recordings = [sound::webm(60), sound::ogg(7)];
    for recording in &recordings {
        let file = kept(folder.path(), recording);
        let filed = device.report(&[], &[&PLACE[..], &["--voice", &file]].concat());
        assert_eq!(filed.code, 0, "a voice says enough: {filed:?}");
    }
    assert_eq!(device.sync(&portal.url()).code, 3, "nobody is there");
    portal.start();
    assert_eq!(device.sync_until_done(&portal.url()).code, 0);
    let mut cases = portal.cases();
    cases.sort_by_key(|case| case["id"].as_str().unwrap().to_owned());
    for (case, recording) in cases.iter().zip(&recordings) {
        let case = portal.command(&["case", "show", case["id"].as_str().unwrap()]);
        assert!(case["photos"].as_array().unwrap().is_empty(), "a voice is no picture");
        let voice = &case["voices"][0];
        assert_eq!((voice["sha256"].as_str(), voice["complete"].as_bool()), (Some(&*hash(recording)), Some(true)));
        assert_eq!(&std::fs::read(voice["path"].as_str().unwrap()).unwrap(), recording);
    }
    for report in device.list() {
        let story = device.run(&["show", report["id"].as_str().unwrap()]).json;
        assert_eq!((story["state"].as_str(), story["voice"]["stored"].as_bool()), (Some("complete"), Some(true)));
    }
}

#[test]
fn what_is_no_voice_note_is_refused_and_the_draft_kept() {
    let (folder, device) = (tempfile::tempdir().unwrap(), Device::new());
    let cases = [
        (b"<html>".to_vec(), "voice_not_taken"),
        (sound::ogg(75), "voice_too_long"),
        (vec![0; 2 * 1024 * 1024 + 1], "voice_too_large"),
    ];
    for (bytes, code) in cases {
        let file = kept(folder.path(), &bytes);
        let run = device.report(&[], &[&PLACE[..], &["--text", "Ống vỡ", "--voice", &file]].concat());
        assert_ne!(run.code, 0, "{code}");
        assert_eq!(run.text("code"), code);
        let draft = run.text("id").to_owned();
        assert_eq!(device.run(&["report", "--draft", &draft]).code, 0, "{code}: what was written is still there");
    }
    let gone = device.report(&[], &[&PLACE[..], &["--voice", "/nowhere/voice.webm"]].concat());
    assert_eq!(gone.text("code"), "file_unreadable");
}

fn kept(folder: &Path, recording: &[u8]) -> String {
    let file = folder.join(format!("{}.sound", hash(recording)));
    std::fs::write(&file, recording).unwrap();
    file.to_str().unwrap().to_owned()
}

fn hash(recording: &[u8]) -> String {
    Sha256::of(recording).to_string()
}
