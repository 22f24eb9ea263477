//! A voice note in the real window: one that was kept before a kill is there to be heard, shared and filed; where the web view
//! records nothing, the window says so and what was written stays.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use end_to_end::{Portal, program};
use fantoccini::Client;
use serde_json::json;

#[macro_use]
mod browsers;
#[path = "../crates/outbox/tests/sync/sound.rs"]
#[expect(dead_code, reason = "one container is enough here")]
mod sound;

use browsers::{DESKTOP, Window, exists, find, first_start, press, until};

/// A web view that is driven asks nobody and allows everything: here it refuses as one that asks does.
const REFUSED: &str = "MediaDevices.prototype.getUserMedia =
    () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
    globalThis.MediaRecorder ??= class {};
    MediaRecorder.isTypeSupported = () => true";

/// Whether this web view makes any kind of recording that is taken.
const RECORDS: &str = "return ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'].some(
    (kind) => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(kind))";

at_both_sizes!(a_voice_note_that_was_kept_is_in_the_window_and_is_filed_as_it_was_agreed, kept_and_filed);

async fn kept_and_filed(_name: &str, size: (u32, u32)) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::started(books.path());
    let recording = device.path().join("story.webm");
    std::fs::write(&recording, sound::webm(9)).unwrap();
    let mut begin = Command::new(program("outbox"));
    begin.arg("--data").arg(device.path()).args(["--json", "report", "--category", "cap-thoat-nuoc", "--voice"]);
    let begun = begin.arg(&recording).output().unwrap();
    assert_eq!(begun.status.code(), Some(4), "it lacks its place, and is kept");

    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    find(client, "voice-player").await;
    press(client, "voice-for-unit").await;
    window.screen("report-voice", "voice-record").await;
    until("what was agreed", || async {
        let ticked = "return document.querySelector('[data-test=voice-for-unit]')?.checked ?? false";
        (client.execute(ticked, Vec::new()).await.ok()? == json!(true)).then_some(())
    })
    .await;
    find(client, "place-search").await.send_keys("dong ha").await.unwrap();
    press(client, "place-choice-19333").await;
    press(client, "send").await;
    find(client, "tracking-code").await;
    let sha256 = report::Sha256::of(&sound::webm(9)).to_string();
    until("the voice at the portal", || async {
        let cases = portal.cases();
        let case = portal.command(&["case", "show", cases.first()?["id"].as_str()?]);
        let voice = &case["voices"][0];
        (voice["sha256"] == sha256.as_str() && voice["complete"] == true).then_some(())
    })
    .await;
    press(client, "to-story").await;
    find(client, "voice-player").await;
    window.client.close().await.unwrap();
}

/// `WebKit` may be built without a recorder; with one, its pretended microphone is recorded.
#[tokio::test(flavor = "multi_thread")]
async fn the_pretended_microphone_is_recorded_or_the_window_says_that_it_cannot_be() {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let nowhere = Portal::new(books.path()).url();
    let window = Window::open_with(device.path(), &nowhere, DESKTOP, &[("PHAN_ANH_CAMERA", "pretended")]).await;
    let client = &window.client;
    first_start(&window).await;
    find(client, "text").await.send_keys("Ống nước vỡ").await.unwrap();
    let records = client.execute(RECORDS, Vec::new()).await.unwrap();
    press(client, "voice-record").await;
    if records == json!(true) {
        find(client, "voice-stop").await;
        window.screen("report-voice-recording", "voice-stop").await;
        press(client, "voice-stop").await;
        find(client, "voice-player").await;
    } else {
        told(client, "unsupported").await;
    }
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_microphone_that_is_refused_is_told_and_what_was_written_stays() {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let nowhere = Portal::new(books.path()).url();
    let window = Window::open(device.path(), &nowhere, DESKTOP).await;
    let client = &window.client;
    first_start(&window).await;
    find(client, "text").await.send_keys("Ống nước vỡ").await.unwrap();
    client.execute(REFUSED, Vec::new()).await.unwrap();
    press(client, "voice-record").await;
    told(client, "refused").await;
    window.screen("report-voice-refused", "voice-record").await;
    window.client.close().await.unwrap();
}

async fn told(client: &Client, trouble: &str) {
    let told = find(client, "voice-trouble").await;
    assert_eq!(told.attr("data-trouble").await.unwrap().as_deref(), Some(trouble));
    assert!(exists(client, "voice-player").await.is_none());
    let text = find(client, "text").await.prop("value").await.unwrap();
    assert_eq!(text.as_deref(), Some("Ống nước vỡ"));
}
