//! The main job in the real window and the real console: WebKit through tauri-driver, Chromium through chromedriver.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use end_to_end::{Portal, photo, require_data};
use fantoccini::Client;

mod browsers;

use browsers::{Console, Window, all, artefacts, find, first_start, picture, press, text, until};

const ANSWER: &str = "Đã thay bóng đèn và kiểm tra cả tuyến.";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_filed_in_the_window_survives_a_kill_is_answered_in_the_console_and_the_window_shows_it() {
    let name = "a_report_filed_in_the_window_survives_a_kill_is_answered_in_the_console_and_the_window_shows_it";
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut portal = Portal::new(books.path());
    let pictures = artefacts();

    let mut window = Window::open(device.path(), &portal.url()).await;
    first_start(&window.client).await;
    file_report(&window.client, &photo("quang-tri/dong_ha_13mp_orient6.jpg").unwrap()).await;
    picture(&window.client, &pictures, "window-waiting").await;
    window.kill_app();

    let window = Window::open(device.path(), &portal.url()).await;
    press(&window.client, "nav-mine").await;
    assert_eq!(all(&window.client, "report-row").await, 1, "the report is there after the kill");
    portal.start();
    portal.command(&["region", "import", data.join("region/communes-2025.geojson").to_str().unwrap()]);
    portal.add_user("truc-ioc", "administrator", "mat-khau-kiem-thu-2026");
    let number = arrived(&portal).await;

    let desk = Console::open(&portal.url()).await;
    answer(&desk.client, &number).await;
    picture(&desk.client, &pictures, "console-answered").await;

    press(&window.client, "report-row").await;
    let shown = text(&window.client, "answer").await;
    assert!(shown.contains(ANSWER), "{shown}");
    picture(&window.client, &pictures, "window-answered").await;
    assert_eq!(portal.cases().len(), 1, "once");
    window.client.close().await.unwrap();
    desk.client.close().await.unwrap();
}

async fn file_report(client: &Client, photo: &Path) {
    picture(client, &artefacts(), "window-home").await;
    find(client, "photo-input").await.send_keys(photo.to_str().unwrap()).await.unwrap();
    find(client, "photo-item").await;
    press(client, "category-dien-chieu-sang").await;
    find(client, "text").await.send_keys("Đèn đường hỏng ba hôm nay").await.unwrap();
    // The portal was never met: the three nearest are offered, the citizen chooses.
    press(client, "place-choice-19333").await;
    let send = find(client, "send").await;
    until("the report can be sent", || async { send.is_enabled().await.unwrap().then_some(()) }).await;
    send.click().await.unwrap();
    find(client, "sent-state").await;
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

async fn answer(client: &Client, number: &str) {
    find(client, "username").await.send_keys("truc-ioc").await.unwrap();
    find(client, "password").await.send_keys("mat-khau-kiem-thu-2026").await.unwrap();
    press(client, "sign-in").await;
    press(client, "inbox-row").await;
    assert!(text(client, "case-number").await.contains(number));
    press(client, "accept").await;
    press(client, "dispatch").await;
    press(client, "dispatch-confirm").await;
    picture(client, &artefacts(), "window-consent").await;
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
