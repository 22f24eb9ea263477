//! What the two engines must do alike, and moving a province from one to the other.

use std::path::Path;

use report::wire::ItemOutcome;
use report::{Act, Place};
use serde_json::Value;

use crate::books;
use crate::cli::{json, portal};
use crate::house::{House, MORNING_MS, act, device, header, offered, photo, with_photo, words};
use crate::uploads::upload_whole;

#[tokio::test]
async fn a_position_may_be_missing_first_and_there_then() {
    let (house, device) = (House::open().await, device(1));
    let nowhere = act("Không rõ ở đâu");
    let place = nowhere.place.clone().map(|place| Place { lat: None, lon: None, accuracy_m: None, ..place });
    let nowhere = device.seal(&Act { place, ..nowhere }).unwrap();
    for sealed in [nowhere, words(&device, "Ở đây"), words(&device, "Và ở đây")] {
        let answer = house.exchange(&[header(), offered(&sealed)]).await;
        assert_eq!(answer.result(&sealed).outcome, ItemOutcome::Created);
    }
}

#[tokio::test]
async fn a_text_with_a_character_that_no_database_of_texts_takes_is_taken() {
    let (house, device) = (House::open().await, device(1));
    let sealed = words(&device, "Ổ gà\0 trước chợ");
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    assert_eq!(answer.result(&sealed).outcome, ItemOutcome::Created);
    let readers = house.app.state().store().readers();
    let text: String = sqlx::query_scalar("SELECT text FROM case_file").fetch_one(readers).await.unwrap();
    assert_eq!(text, "Ổ gà\u{fffd} trước chợ", "the sealed act has the very character");
}

#[tokio::test]
async fn a_province_that_was_moved_there_and_back_is_the_same_and_goes_on() {
    let house = House::open().await;
    let (device, photo) = (device(1), photo(5000));
    let sealed = with_photo(&device, &photo);
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    upload_whole(&house, &first.ticket(&sealed), &photo).await;
    let before = house.exchange(&[header(), offered(&sealed), offered(&words(&device, "Hai"))]).await;
    let folder = house.folder.path().to_owned();
    let here = books::address(&folder).unwrap_or_else(|| text(&folder));
    let folders = tempfile::tempdir().unwrap();
    let (there, back) = (folders.path().join("there"), folders.path().join("back"));
    let back = books::address(&back).unwrap_or_else(|| text(&back));

    assert_eq!(refused(&folder, &here, &text(&there)), "engine_already_running");
    let House { folder: kept, app, .. } = house;
    ended(app).await;
    let moved = copied(&folder, &here, &text(&there));
    let rows = |table: &str| moved.iter().find(|moved| moved["table"] == table).map(|moved| moved["rows"].clone());
    assert_eq!((rows("case_file"), rows("act"), rows("portal")), (Some(2.into()), Some(2.into()), Some(1.into())));
    assert_eq!(refused(&folder, &here, &text(&there)), "target_in_use");
    assert_eq!(copied(&folder, &text(&there), &back), moved, "every table has the same rows");
    assert_eq!(refused(&folder, &text(&folders.path().join("nothing")), &text(&there)), "data_missing");

    for name in ["keys", "photos"] {
        std::fs::rename(folder.join(name), there.join(name)).unwrap();
    }
    let house = House::of_folder(there, kept).await;
    let after = house.exchange(&[header(), offered(&sealed), offered(&words(&device, "Ba"))]).await;
    assert_eq!(after.result(&sealed).complete, before.result(&sealed).complete);
    assert_eq!(after.header.epoch, before.header.epoch, "an unbroken memory");
    assert_eq!(house.numbers().await, ["QT-2026-000001", "QT-2026-000002", "QT-2026-000003"]);
}

#[tokio::test]
async fn books_are_brought_up_to_date_and_the_folder_says_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let first = portal(folder.path(), &["migrate", "--json"]);
    if !books::are_on_a_server() {
        assert_eq!(json(&first)["code"], "data_missing");
        return;
    }
    assert_eq!(json(&first)["applied"][0], "0001_the_first_books.sql");
    assert_eq!(json(&portal(folder.path(), &["migrate", "--json"]))["code"], "migrate_nothing");
    let house = House::on(folder, MORNING_MS).await;
    let alone = portal::App::open(portal::Config::new(house.folder.path())).await.unwrap_err();
    assert_eq!(alone.code(), "engine_already_running");
    let House { folder, app, .. } = house;
    ended(app).await;
    let alone = portal::App::open(portal::Config::new(folder.path())).await.unwrap_err();
    assert_eq!(alone.code(), "books_elsewhere");
}

#[tokio::test]
async fn two_folders_do_not_serve_from_one_database() {
    if !books::are_on_a_server() {
        return;
    }
    let (house, other) = (House::open().await, tempfile::tempdir().unwrap());
    let database = books::config(house.folder.path()).database;
    let second = portal::Config { database, ..portal::Config::new(other.path()) };
    assert_eq!(portal::App::open(second).await.unwrap_err().code(), "engine_already_running");
}

/// Lets go of a portal. Its writer ends in this very thread, before another program looks whether anybody serves.
async fn ended(app: portal::App) {
    let mut commits = app.state().store().commits();
    drop(app);
    while commits.changed().await.is_ok() {}
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn copied(folder: &Path, from: &str, to: &str) -> Vec<Value> {
    let done = portal(folder, &["copy", "--from", from, "--to", to, "--json"]);
    assert!(done.status.success(), "{}", json(&done));
    json(&done)["tables"].as_array().unwrap().clone()
}

fn refused(folder: &Path, from: &str, to: &str) -> String {
    let done = portal(folder, &["copy", "--from", from, "--to", to, "--json"]);
    assert_eq!(done.status.code(), Some(4));
    json(&done)["code"].as_str().unwrap().to_owned()
}
