//! Who reports, in the edit of a report that was sent, in the real window against the real portal: somebody who was helped, or the
//! citizen who says so or takes it back.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use end_to_end::{Portal, program};
use fantoccini::Client;
use report::SealedAct;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

#[macro_use]
mod browsers;

use browsers::{Window, exists, find, first_start, press, text, until};

const NAME: &str = "Người được giúp";
const BACKSPACE: &str = "\u{e003}";

at_both_sizes!(who_was_helped_is_shown_in_the_edit_of_their_report_changed_and_taken_back, helped);

at_both_sizes!(an_edit_says_who_reports_only_where_the_citizen_ticked_it, named);

async fn helped(_name: &str, size: (u32, u32)) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::started(books.path());
    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    write_a_report(client).await;
    tell_who_is_helped(client, "0912345678").await;
    press(client, "send").await;
    find(client, "tracking-code").await;
    press(client, "to-story").await;
    assert!(text(client, "for-whom").await.contains(NAME));

    press(client, "to-edit").await;
    assert_eq!(value(client, "name").await, NAME);
    assert_eq!(value(client, "phone").await, "0912345678");
    assert!(is_ticked(client, "behalf-agreed").await);
    window.screen("edit-for-another", "for-myself").await;
    find(client, "phone").await.send_keys(&format!("{BACKSPACE}9")).await.unwrap();
    press(client, "send").await;
    acts(&portal, 2).await;
    let told = [("name", NAME), ("on_behalf", "agreed"), ("phone", "0912345679")];
    assert_eq!(reporter(&portal), told.map(|(label, value)| json!([label, value])));

    press(client, "to-edit").await;
    assert_eq!(value(client, "phone").await, "0912345679");
    press(client, "for-myself").await;
    find(client, "for-another").await;
    assert!(exists(client, "behalf-agreed").await.is_none());
    tell_who_is_helped(client, "0912345670").await;
    press(client, "for-myself").await;
    find(client, "for-another").await;
    press(client, "send").await;
    acts(&portal, 3).await;
    assert_eq!(reporter(&portal), [Value::Null; 0], "nobody but whoever filed it, who said nothing of themselves");
    assert_eq!(portal.cases().len(), 1);
    window.client.close().await.unwrap();
}

async fn named(_name: &str, size: (u32, u32)) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::started(books.path());
    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    write_a_report(client).await;
    press(client, "send").await;
    find(client, "tracking-code").await;
    let story = client.execute("return location.hash.replace('sent', 'mine')", Vec::new()).await.unwrap();

    press(client, "nav-settings").await;
    find(client, "name").await.send_keys("Người gửi\t").await.unwrap();
    find(client, "phone").await.send_keys("0912345678\t").await.unwrap();
    press(client, "share-contact").await;
    until("the contact on the device", || async { (me(device.path())["phone"] == "0912345678").then_some(()) }).await;
    client.execute("location.hash = arguments[0]", vec![story]).await.unwrap();

    press(client, "to-edit").await;
    find(client, "name-it").await;
    assert!(!is_ticked(client, "name-it").await, "it was sent without a name");
    find(client, "text").await.send_keys(" từ tối qua").await.unwrap();
    window.screen("edit-nameless", "name-it").await;
    press(client, "send").await;
    acts(&portal, 2).await;
    assert_eq!(reporter(&portal), [Value::Null; 0]);

    press(client, "to-edit").await;
    press(client, "name-it").await;
    press(client, "send").await;
    acts(&portal, 3).await;
    assert_eq!(reporter(&portal), [json!(["name", "Người gửi"]), json!(["phone", "0912345678"])]);

    press(client, "to-edit").await;
    find(client, "name-it").await;
    assert!(is_ticked(client, "name-it").await);
    press(client, "name-it").await;
    press(client, "send").await;
    let bound: Vec<Option<usize>> =
        acts(&portal, 4).await.iter().map(|sealed| sealed.act().parts.as_ref().map(Vec::len)).collect();
    assert_eq!(bound, [None, None, Some(2), None], "what is sealed");
    assert_eq!(reporter(&portal), [Value::Null; 0]);
    window.client.close().await.unwrap();
}

async fn write_a_report(client: &Client) {
    press(client, "category-cap-thoat-nuoc").await;
    find(client, "text").await.send_keys("Cống thoát nước bị nghẹt").await.unwrap();
    find(client, "place-search").await.send_keys("dong ha").await.unwrap();
    press(client, "place-choice-19333").await;
}

async fn tell_who_is_helped(client: &Client, phone: &str) {
    press(client, "for-another").await;
    find(client, "name").await.send_keys(NAME).await.unwrap();
    find(client, "phone").await.send_keys(phone).await.unwrap();
    press(client, "behalf-agreed").await;
}

/// The acts that the portal has, once they are so many, as they came.
async fn acts(portal: &Portal, count: usize) -> Vec<SealedAct> {
    let path = portal.folder().join("portal.sqlite3");
    let read = || {
        let books = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        let mut list = books.prepare("SELECT bytes FROM act ORDER BY received_at").ok()?;
        let bytes = list.query_map([], |row| row.get::<_, Vec<u8>>(0)).ok()?.collect::<Result<Vec<_>, _>>().ok()?;
        let whose = "quang-tri".parse().unwrap();
        Some(bytes.iter().map(|bytes| SealedAct::open(bytes, &whose).unwrap()).collect::<Vec<_>>())
    };
    until("the acts at the portal", || async { read().filter(|acts| acts.len() == count) }).await
}

/// What the duty desk is told of who reports the only case: labels and values, by their labels.
fn reporter(portal: &Portal) -> Vec<Value> {
    let number = portal.cases()[0]["id"].as_str().unwrap().to_owned();
    let told = portal.command(&["case", "reporter", &number, "--reason", "Gọi lại"]);
    told["parts"].as_array().unwrap().iter().map(|part| json!([part["label"], part["value"]])).collect()
}

/// What the folder says of the citizen.
fn me(folder: &Path) -> Value {
    let told = Command::new(program("outbox")).arg("--data").arg(folder).args(["--json", "me"]).output().unwrap();
    serde_json::from_slice(&told.stdout).unwrap_or_default()
}

async fn value(client: &Client, name: &str) -> String {
    find(client, name).await.prop("value").await.unwrap().unwrap_or_default()
}

async fn is_ticked(client: &Client, name: &str) -> bool {
    let script = "return document.querySelector(`[data-test='${arguments[0]}']`).checked";
    client.execute(script, vec![json!(name)]).await.unwrap() == json!(true)
}
