//! The main job in the real window and the real console: WebKit through tauri-driver, Chromium through chromedriver.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use end_to_end::{Portal, photo, require_data};
use fantoccini::Client;

mod browsers;

use browsers::{Chromium, DESKTOP, PHONE, Window, all, artefacts, find, first_start, picture, press, text, until};

const ANSWER: &str = "Đã thay bóng đèn và kiểm tra cả tuyến.";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_filed_in_the_window_survives_a_kill_is_answered_in_the_console_and_the_window_shows_it() {
    let name = "a_report_filed_in_the_window_survives_a_kill_is_answered_in_the_console_and_the_window_shows_it";
    filed_killed_answered(name, PHONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_desktops_window_a_report_survives_a_kill_and_its_answer_is_shown() {
    filed_killed_answered("in_a_desktops_window_a_report_survives_a_kill_and_its_answer_is_shown", DESKTOP).await;
}

async fn filed_killed_answered(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut portal = Portal::new(books.path());

    let mut window = Window::open(device.path(), &portal.url(), size).await;
    first_start(&window).await;
    file_report(&window, &photo("quang-tri/dong_ha_13mp_orient6.jpg").unwrap()).await;
    window.kill_app();

    let window = Window::open(device.path(), &portal.url(), size).await;
    press(&window.client, "nav-mine").await;
    assert_eq!(all(&window.client, "report-row").await, 1, "the report is there after the kill");
    window.screen("mine", "report-row").await;
    portal.start();
    portal.command(&["region", "import", data.join("region/communes-2025.geojson").to_str().unwrap()]);
    portal.add_user("truc-ioc", "administrator", "mat-khau-kiem-thu-2026");
    let number = arrived(&portal).await;

    // The console is a browser of its own: once is enough.
    if size == PHONE {
        answer_in_the_console(&portal, &number).await
    } else {
        answer_by_command(&portal, &number)
    }

    press(&window.client, "report-row").await;
    let shown = text(&window.client, "answer").await;
    assert!(shown.contains(ANSWER), "{shown}");
    window.screen("story-answered", "rate-4").await;
    assert_eq!(portal.cases().len(), 1, "once");
    window.client.close().await.unwrap();
}

async fn file_report(window: &Window, photo: &Path) {
    let client = &window.client;
    window.screen("report-empty", "photo-input").await;
    find(client, "photo-input").await.send_keys(photo.to_str().unwrap()).await.unwrap();
    find(client, "photo-item").await;
    press(client, "category-dien-chieu-sang").await;
    find(client, "text").await.send_keys("Đèn đường hỏng ba hôm nay").await.unwrap();
    // The portal was never met: the three nearest are offered, the citizen chooses.
    press(client, "place-choice-19333").await;
    let send = find(client, "send").await;
    until("the report can be sent", || async { send.is_enabled().await.unwrap().then_some(()) }).await;
    window.screen("report-ready", "send").await;
    send.click().await.unwrap();
    find(client, "sent-state").await;
    window.screen("sent-waiting", "to-story").await;
}

/// The number of the one case, once its photo is whole.
async fn arrived(portal: &Portal) -> String {
    until("the report at the portal", || async {
        let cases = portal.cases();
        let whole = cases.len() == 1 && cases[0]["photos"][0]["complete"] == true;
        whole.then(|| cases[0]["id"].as_str().unwrap().to_owned())
    })
    .await
}

fn answer_by_command(portal: &Portal, number: &str) {
    let deeds: [&[&str]; 4] = [
        &["accept"],
        &["dispatch"],
        &["start"],
        &["answer", "--outcome", "fixed", "--text", ANSWER, "--waiver", "Trời tối"],
    ];
    for deed in deeds {
        portal.command(&[&["case", deed[0], number], &deed[1..]].concat());
    }
}

async fn answer_in_the_console(portal: &Portal, number: &str) {
    let desk = Chromium::open(&format!("{}/console/", portal.url())).await;
    answer(&desk.client, number).await;
    picture(&desk.client, &artefacts(), "console-answered").await;
    desk.client.close().await.unwrap();
}

async fn answer(client: &Client, number: &str) {
    find(client, "username").await.send_keys("truc-ioc").await.unwrap();
    find(client, "password").await.send_keys("mat-khau-kiem-thu-2026").await.unwrap();
    press(client, "sign-in").await;
    press(client, "inbox-row").await;
    assert!(text(client, "case-number").await.contains(number));
    press(client, "accept").await;
    press(client, "dispatch").await;
    press(client, "dispatch-confirm").await;
    press(client, "start").await;
    press(client, "answer").await;
    press(client, "outcome-fixed").await;
    find(client, "answer-text").await.send_keys(ANSWER).await.unwrap();
    find(client, "answer-waiver").await.send_keys("Trời tối, sẽ chụp sau").await.unwrap();
    press(client, "answer-confirm").await;
    until("the case to be answered", || async {
        let case = text(client, "status").await;
        (case.contains("Đã xử lý xong") || case.contains("Đã có kết quả")).then_some(())
    })
    .await;
}
