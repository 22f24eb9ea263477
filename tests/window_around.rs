//! What is public around here, in the real window against the real portal: an answer that is overdue is marked in the list and on
//! the map, the others are not.
#![expect(clippy::unwrap_used, reason = "tests")]

use end_to_end::{Device, Portal, require_data};
use fantoccini::Locator;
use rusqlite::Connection;

#[macro_use]
mod browsers;

use browsers::{Window, all, exists, find, first_start, press, text, until};

const SIXTY_DAYS_MS: i64 = 60 * 24 * 3_600_000;

at_both_sizes!(an_answer_that_is_overdue_is_marked_in_the_list_and_on_the_map, marked);

async fn marked(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::with_polygons(books.path(), &data);
    let other = Device::new();
    other.report(&[], &["--text", "Ổ gà sâu trước chợ", "--at", "16.8163,107.096", "--commune", "19333"]);
    other.report(&[], &["--text", "Đèn đường tắt", "--at", "16.8192,107.1014", "--commune", "19333"]);
    other.sync_until_done(&portal.url());
    for case in portal.cases() {
        portal.command(&["case", "publish", case["id"].as_str().unwrap(), "--looked"]);
    }
    let old = with_text(&portal, "Ổ gà sâu trước chợ");
    age(&portal, &old);

    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    press(client, "nav-around").await;
    find(client, "place-search").await.send_keys("dong ha").await.unwrap();
    press(client, "place-choice-19333").await;
    assert_eq!(all(client, "public-case").await, 2);
    assert_eq!(all(client, "overdue").await, 1);
    let card = client.find(Locator::Css(&format!("[data-case='{old}']"))).await.unwrap().text().await.unwrap();
    assert!(card.contains("Quá hạn trả lời từ "), "{card}");
    window.screen("around-overdue", "around-view-map").await;
    press(client, "around-view-map").await;
    let late = until("the map", || async { exists(client, "map").await?.attr("data-late").await.ok()? }).await;
    assert_eq!(late, "1");
    assert!(text(client, "around-map-how").await.contains("quá hạn"));
    window.screen("around-overdue-map", "map").await;
    window.client.close().await.unwrap();
}

fn with_text(portal: &Portal, text: &str) -> String {
    let numbers = portal.cases().into_iter().map(|case| case["id"].as_str().unwrap().to_owned());
    let mut found = numbers.filter(|number| portal.command(&["case", "show", number])["text"] == text);
    found.next().unwrap()
}

/// As if everything about a case had happened long ago.
fn age(portal: &Portal, number: &str) {
    let books = Connection::open(portal.folder().join("portal.sqlite3")).unwrap();
    let earlier = "UPDATE event SET at = at - ?1 WHERE case_id = (SELECT id FROM case_file WHERE number = ?2)";
    assert!(books.execute(earlier, (SIXTY_DAYS_MS, number)).unwrap() > 0);
}
