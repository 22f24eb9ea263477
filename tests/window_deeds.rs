//! What a citizen does after filing, in the real window against the real portal: answers, rates, asks for reworking, takes back,
//! opens a report of another device, follows.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use end_to_end::{Device, Portal, photo, require_data};
use fantoccini::Client;
use serde_json::Value;

mod browsers;

use browsers::{Window, artefacts, exists, find, first_start, picture, press, text, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_the_result_rated_and_handling_asked_again_from_the_window() {
    let name = "a_question_is_answered_the_result_rated_and_handling_asked_again_from_the_window";
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = started(books.path(), &data);
    let window = Window::open(device.path(), &portal.url()).await;
    let client = &window.client;
    first_start(client).await;
    file_with_cover_and_map(client, &photo("quang-tri/dong_ha_13mp_orient6.jpg").unwrap()).await;
    let number =
        until("the report at the portal", || async { Some(portal.cases().first()?["id"].as_str()?.to_owned()) }).await;

    portal.command(&["case", "dispatch", &number]);
    portal.command(&["case", "ask", &number, "--text", "Trước nhà số mấy?"]);
    press(client, "nav-mine").await;
    press(client, "report-row").await;
    assert!(text(client, "answer").await.contains("Trước nhà số mấy?"));
    picture(client, &artefacts(), "window-asked").await;
    press(client, "to-answer").await;
    say(client, "Trước nhà số 12").await;
    done(client, "answer").await;
    assert_eq!(last(&portal, &number, "status"), "in_progress", "the citizen's answer sets it going again");

    portal.command(&["case", "answer", &number, "--outcome", "explained", "--text", "Đã hẹn sửa ngày mai."]);
    press(client, "rate-2").await;
    press(client, "rate-send").await;
    done(client, "rate").await;
    press(client, "to-rework").await;
    say(client, "Vẫn chưa sửa").await;
    done(client, "rework").await;
    until("the case to be opened again", || async { (last(&portal, &number, "status") == "reopened").then_some(()) })
        .await;
    picture(client, &artefacts(), "window-rework").await;

    press(client, "withdraw").await;
    press(client, "withdraw-yes").await;
    done(client, "withdraw").await;
    assert_eq!(last(&portal, &number, "status"), "withdrawn");
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_lost_phone_is_opened_by_its_code_and_ones_own_data_end_with_a_fresh_start() {
    let name = "a_report_of_a_lost_phone_is_opened_by_its_code_and_ones_own_data_end_with_a_fresh_start";
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = started(books.path(), &data);
    let lost = Device::new();
    lost.report(&[], &["--text", "Cột điện nghiêng", "--at", "16.8163,107.096"]);
    lost.sync_until_done(&portal.url());
    let code = lost.list()[0]["tracking_code"].as_str().unwrap().to_owned();

    let window = Window::open(device.path(), &portal.url()).await;
    let client = &window.client;
    first_start(client).await;
    press(client, "nav-mine").await;
    press(client, "to-claim").await;
    find(client, "claim-code").await.send_keys(&code.to_lowercase()).await.unwrap();
    press(client, "claim-open").await;
    press(client, "claim-see").await;
    until("its words", || async { client.source().await.ok()?.contains("Cột điện nghiêng").then_some(()) }).await;
    picture(client, &artefacts(), "window-claimed").await;

    press(client, "nav-settings").await;
    press(client, "to-data").await;
    press(client, "data-copy").await;
    find(client, "data-copied").await;
    press(client, "erase-everything").await;
    press(client, "erase-everything-yes").await;
    find(client, "first-next").await;
    assert!(exists(client, "nav-mine").await.is_none(), "it begins anew");
    window.client.close().await.unwrap();
}

fn started(books: &Path, data: &Path) -> Portal {
    let mut portal = Portal::new(books);
    portal.start();
    portal.command(&["region", "import", data.join("region/communes-2025.geojson").to_str().unwrap()]);
    portal
}

/// A photo with a place of it covered by the pointer, at a place set on the map.
async fn file_with_cover_and_map(client: &Client, photo: &Path) {
    find(client, "photo-input").await.send_keys(photo.to_str().unwrap()).await.unwrap();
    press(client, "photo-edit").await;
    press(client, "cover-surface").await;
    find(client, "uncover-all").await;
    picture(client, &artefacts(), "window-covered").await;
    press(client, "photo-turn").await;
    press(client, "photo-done").await;
    press(client, "category-giao-thong").await;
    press(client, "place-map").await;
    until("the map", || async { find(client, "map").await.attr("data-drawn").await.ok().flatten() }).await;
    picture(client, &artefacts(), "window-map").await;
    press(client, "map-take").await;
    press(client, "send").await;
    find(client, "sent-state").await;
}

/// Writes and sends.
async fn say(client: &Client, words: &str) {
    find(client, "text").await.send_keys(words).await.unwrap();
    press(client, "send").await;
}

/// Waits until the portal has this deed, and the window says so.
async fn done(client: &Client, kind: &str) {
    let script = format!("return document.querySelector('[data-kind={kind}][data-state=complete]') !== null");
    until(kind, || async { client.execute(&script, Vec::new()).await.ok()?.as_bool().filter(|done| *done) }).await;
}

/// A field of a case as the portal has it.
fn last(portal: &Portal, number: &str, field: &str) -> Value {
    portal.command(&["case", "show", number])[field].clone()
}
