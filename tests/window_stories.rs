//! Whole stories in the real window with the real portal: the same was reported already; a question, an answer, a rating and
//! what is not put right, with the notices of the desktop.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use end_to_end::{Device, Portal, require_data};
use fantoccini::Client;
use serde_json::Value;

#[macro_use]
mod browsers;
mod buses;

use browsers::{Window, exists, find, first_start, look_away, press, text, until};
use buses::{Bus, Notices};

at_both_sizes!(whoever_is_about_to_report_the_same_says_me_too_and_no_second_report_is_sent, met_too);
at_both_sizes!(
    a_question_is_told_and_answered_a_result_is_rated_and_one_that_is_none_goes_back,
    asked_rated_reopened_withdrawn
);

async fn met_too(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::with_polygons(books.path(), &data);
    let other = Device::new();
    other.report(&[], &["--text", "Ổ gà sâu trước chợ", "--at", "16.8163,107.096", "--commune", "19333"]);
    other.sync_until_done(&portal.url());
    let number = portal.cases()[0]["id"].as_str().unwrap().to_owned();
    portal.command(&["case", "publish", &number, "--looked"]);

    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    write(client, "Đường trước chợ có hố lớn").await;
    let hint = text(client, "similar").await;
    assert!(hint.contains("Ổ gà sâu trước chợ") && hint.contains(&number), "{hint}");
    press(client, "see-similar").await;
    window.screen("report-similar", "similar-me-too").await;
    press(client, "similar-me-too").await;
    assert!(text(client, "followed").await.contains(&number));
    window.screen("following", "unfollow").await;
    until("the portal to count it", || async { (case(&portal, &number)["me_too"] == 1).then_some(()) }).await;
    assert_eq!(portal.cases().len(), 1, "no second report");

    press(client, "nav-around").await;
    find(client, "met").await;
    window.screen("around", "public-case").await;
    press(client, "around-view-map").await;
    until("the map", || async { exists(client, "map").await?.attr("data-cases").await.ok()? }).await;
    window.screen("around-map", "map").await;
    press(client, "nav-report").await;
    assert_eq!(find(client, "text").await.prop("value").await.unwrap().as_deref(), Some(""), "the draft ended with it");
    window.client.close().await.unwrap();
}

async fn asked_rated_reopened_withdrawn(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::with_polygons(books.path(), &data);
    let (bus, notices) = (Bus::start(), Notices::default());
    let _taking = notices.take(&bus).await;
    std::fs::write(device.path().join("settings.json"), r#"{"notices":"always"}"#).unwrap();
    let environment = [("DBUS_SESSION_BUS_ADDRESS", bus.address.as_str())];
    let window = Window::open_with(device.path(), &portal.url(), size, &environment).await;
    let client = &window.client;
    first_start(&window).await;
    write(client, "Đường trước chợ có hố lớn").await;
    press(client, "send").await;
    find(client, "sent-state").await;
    press(client, "to-story").await;
    window.screen("story-filed", "withdraw").await;
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
    window.screen("story-asked", "to-answer").await;
    press(client, "to-answer").await;
    window.screen("deed-answer", "send").await;
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
    window.screen("story-rating", "rate-send").await;
    press(client, "rate-send").await;
    // The stars go, and with them what stands under them moves up.
    find(client, "rate-change").await;
    press(client, "to-rework").await;
    window.screen("deed-rework", "send").await;
    say(client, "Hai hôm sau đã bong lại").await;
    until("the case to go back", || async { (status(&portal, &number) == "reopened").then_some(()) }).await;
    window.screen("story-reopened", "withdraw").await;

    press(client, "withdraw").await;
    press(client, "withdraw-yes").await;
    until("the report taken back", || async { (status(&portal, &number) == "withdrawn").then_some(()) }).await;
    window.client.close().await.unwrap();
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

/// Where each screen of the app is seen, by the pictures that the stories take of it.
const SEEN: [(&str, &[&str]); 14] = [
    ("Around", &["around", "around-map"]),
    ("CameraSheet", &["camera"]),
    ("Claim", &["claim"]),
    ("Deed", &["deed-answer", "deed-rework", "deed-edit"]),
    ("FirstStart", &["first-what-it-is", "first-consent", "first-contact"]),
    ("Following", &["following"]),
    ("MapPicker", &["report-map"]),
    ("Mine", &["mine", "mine-empty"]),
    ("MyData", &["data"]),
    ("PhotoEditor", &["report-cover"]),
    ("Report", &["report-empty", "report-ready", "report-danger", "report-similar", "report-for-another"]),
    ("Sent", &["sent-waiting", "sent-receipt"]),
    ("Settings", &["settings"]),
    ("Story", &["story-filed", "story-asked", "story-rating", "story-reopened", "story-answered", "story-claimed"]),
];

#[test]
fn every_screen_of_the_app_is_in_a_story() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let screens = here.join("../ui/app/src/screens");
    let mut files = svelte(&screens);
    // What lies over a screen fills the window as well.
    let over = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("kit/Sheet.svelte");
    files.extend(svelte(&screens.join("report")).into_iter().filter(over));
    let mut names: Vec<_> = files.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, SEEN.map(|(screen, _)| screen), "each screen needs a story");

    let stories = ["window", "window_camera", "window_deeds", "window_drafting", "window_stories", "browsers/mod"];
    let stories = stories.map(|name| fs::read_to_string(here.join(name).with_extension("rs")).unwrap()).concat();
    for (screen, pictures) in SEEN {
        for picture in pictures {
            assert!(stories.contains(&format!("screen(\"{picture}\"")), "no story shows {screen} as {picture}");
        }
    }
}

fn svelte(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "svelte")).collect()
}
