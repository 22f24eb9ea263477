//! Whole stories in the real window with the real portal: the same was reported already; a question, an answer, a rating and
//! what is not put right, with the notices of the desktop.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use end_to_end::{Device, Portal, require_data};
use fantoccini::Client;
use serde_json::Value;

mod browsers;
mod buses;

use browsers::{DESKTOP, PHONE, Window, artefacts, exists, find, first_start, look_away, picture, press, text, until};
use buses::{Bus, Notices};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_about_to_report_the_same_says_me_too_and_no_second_report_is_sent() {
    let name = "whoever_is_about_to_report_the_same_says_me_too_and_no_second_report_is_sent";
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = started(books.path(), &data);
    let other = Device::new();
    other.report(&[], &["--text", "Ổ gà sâu trước chợ", "--at", "16.8163,107.096", "--commune", "19333"]);
    other.sync_until_done(&portal.url());
    let number = portal.cases()[0]["id"].as_str().unwrap().to_owned();
    portal.command(&["case", "publish", &number, "--looked"]);

    let window = Window::open_with(device.path(), &portal.url(), PHONE, &[]).await;
    let client = &window.client;
    first_start(client).await;
    write(client, "Đường trước chợ có hố lớn").await;
    let hint = text(client, "similar").await;
    assert!(hint.contains("Ổ gà sâu trước chợ") && hint.contains(&number), "{hint}");
    picture(client, &artefacts(), "window-similar").await;
    press(client, "similar-me-too").await;
    assert!(text(client, "followed").await.contains(&number));
    until("the portal to count it", || async { (case(&portal, &number)["me_too"] == 1).then_some(()) }).await;
    assert_eq!(portal.cases().len(), 1, "no second report");

    press(client, "nav-around").await;
    find(client, "met").await;
    press(client, "around-view-map").await;
    until("the map", || async { exists(client, "map").await?.attr("data-cases").await.ok()? }).await;
    picture(client, &artefacts(), "window-around").await;
    press(client, "nav-report").await;
    assert_eq!(find(client, "text").await.prop("value").await.unwrap().as_deref(), Some(""), "the draft ended with it");
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_told_and_answered_a_result_is_rated_and_one_that_is_none_goes_back() {
    let name = "a_question_is_told_and_answered_a_result_is_rated_and_one_that_is_none_goes_back";
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = started(books.path(), &data);
    let (bus, notices) = (Bus::start(), Notices::default());
    let _taking = notices.take(&bus).await;
    std::fs::write(device.path().join("settings.json"), r#"{"notices":"always"}"#).unwrap();
    let environment = [("DBUS_SESSION_BUS_ADDRESS", bus.address.as_str())];
    let window = Window::open_with(device.path(), &portal.url(), DESKTOP, &environment).await;
    let client = &window.client;
    first_start(client).await;
    look_through_the_camera(client).await;
    write(client, "Đường trước chợ có hố lớn").await;
    press(client, "send").await;
    find(client, "sent-state").await;
    press(client, "to-story").await;
    picture(client, &artefacts(), "window-story-waiting").await;
    let number =
        until("the report at the portal", || async { Some(portal.cases().first()?["id"].as_str()?.to_owned()) }).await;
    let deed = |words: &[&str]| portal.command(&[&["case", words[0], &number], &words[1..]].concat());

    look_away();
    deed(&["accept"]);
    deed(&["ask", "--text", "Hố ở phía nào của cổng chợ?"]);
    assert!(text(client, "answer").await.contains("Hố ở phía nào"));
    told(&notices, "Cần trả lời câu hỏi").await;
    assert!(
        notices.shown().iter().all(|(title, body)| !format!("{title}{body}").contains("Hố")),
        "no words of anybody"
    );
    press(client, "to-answer").await;
    say(client, "Phía bên trái").await;
    until("the answer at the portal", || async { (status(&portal, &number) != "awaiting_citizen").then_some(()) })
        .await;

    deed(&["dispatch"]);
    deed(&["start"]);
    deed(&["answer", "--outcome", "fixed", "--text", "Đã vá xong.", "--waiver", "Trời mưa"]);
    until("the result", || async {
        exists(client, "answer").await?.text().await.ok()?.contains("Đã vá xong").then_some(())
    })
    .await;
    press(client, "rate-1").await;
    picture(client, &artefacts(), "window-rating").await;
    press(client, "rate-send").await;
    press(client, "to-rework").await;
    say(client, "Hai hôm sau đã bong lại").await;
    until("the case to go back", || async { (status(&portal, &number) == "reopened").then_some(()) }).await;
    picture(client, &artefacts(), "window-reopened").await;

    press(client, "withdraw").await;
    press(client, "withdraw-yes").await;
    until("the report taken back", || async { (status(&portal, &number) == "withdrawn").then_some(()) }).await;
    window.client.close().await.unwrap();
}

/// The camera of this machine shows something, or it is told why it does not.
async fn look_through_the_camera(client: &Client) {
    press(client, "camera-open").await;
    until("the camera or its lack", || async {
        if exists(client, "camera-trouble").await.is_some() {
            return Some(());
        }
        exists(client, "camera-take").await?.is_enabled().await.ok()?.then_some(())
    })
    .await;
    picture(client, &artefacts(), "window-camera").await;
    press(client, "camera-leave").await;
}

async fn told(notices: &Notices, title: &str) {
    until(title, || async { notices.shown().iter().any(|(shown, _)| shown == title).then_some(()) }).await;
}

/// A report of a road in Đông Hà, ready to be sent.
async fn write(client: &Client, words: &str) {
    press(client, "category-giao-thong").await;
    find(client, "text").await.send_keys(words).await.unwrap();
    find(client, "place-search").await.send_keys("dong ha").await.unwrap();
    press(client, "place-choice-19333").await;
    let send = find(client, "send").await;
    until("the report can be sent", || async { send.is_enabled().await.ok()?.then_some(()) }).await;
}

/// Writes words about a report and sends them.
async fn say(client: &Client, words: &str) {
    find(client, "text").await.send_keys(words).await.unwrap();
    press(client, "send").await;
    find(client, "deed").await;
}

fn case(portal: &Portal, number: &str) -> Value {
    portal.command(&["case", "show", number])
}

fn status(portal: &Portal, number: &str) -> String {
    case(portal, number)["status"].as_str().unwrap_or_default().to_owned()
}

fn started(books: &Path, data: &Path) -> Portal {
    let mut portal = Portal::new(books);
    portal.start();
    portal.command(&["region", "import", data.join("region/communes-2025.geojson").to_str().unwrap()]);
    portal
}
