//! Where the device is, in the real window, as a receiver on the system's bus says it: taken, kept, filed; refused or unknown, told.
#![expect(clippy::unwrap_used, reason = "tests")]

use end_to_end::{Portal, require_data};
use fantoccini::{Client, Locator};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

#[macro_use]
mod browsers;
mod buses;

use browsers::{DESKTOP, PHONE, Window, exists, find, first_start, press, text, until};
use buses::{Bus, Receiver};

/// In the ward of Đông Hà.
const HERE: Receiver = Receiver::At { lat: 16.8163, lon: 107.1003, accuracy_m: 24.6 };

at_both_sizes!(where_the_device_is_becomes_the_place_of_the_report, taken);

async fn taken(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device, bus) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Bus::start());
    let _receiver = HERE.answer(&bus).await;
    let portal = Portal::with_polygons(books.path(), &data);
    let environment = [("DBUS_SYSTEM_BUS_ADDRESS", bus.address.as_str())];
    let window = Window::open_with(device.path(), &portal.url(), size, &environment).await;
    let client = &window.client;
    first_start(&window).await;
    press(client, "find-me").await;
    until("the place", || async { method(client).await.filter(|method| method == "polygon") }).await;
    let said = text(client, "place-summary").await;
    assert!(said.contains("Đông Hà") && said.contains("±25 m"), "{said}");
    assert!(exists(client, "place-rough").await.is_none(), "it is as good as one needs");
    window.screen("report-found", "find-me").await;

    press(client, "category-dien-chieu-sang").await;
    find(client, "text").await.send_keys("Đèn đường tắt").await.unwrap();
    press(client, "send").await;
    find(client, "tracking-code").await;
    assert_eq!(place_of(&portal), ("gps".to_owned(), Some(25)), "rounded up");
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_comes_after_a_commune_was_chosen_does_not_take_its_place() {
    let name = "a_position_that_comes_after_a_commune_was_chosen_does_not_take_its_place";
    let place = too_late(name, PHONE, async |client| {
        find(client, "place-search").await.send_keys("khe sanh").await.unwrap();
        press(client, "place-choice-19429").await;
        until("the commune", || async { method(client).await.filter(|method| method == "chosen") }).await;
    });
    assert!(place.await.is_none_or(|place| place == ("chosen".to_owned(), None)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_comes_after_a_finger_pointed_does_not_take_its_place() {
    let name = "a_position_that_comes_after_a_finger_pointed_does_not_take_its_place";
    let place = too_late(name, DESKTOP, async |client| {
        press(client, "place-map").await;
        until("the map", || async { exists(client, "map").await?.attr("data-drawn").await.ok()? }).await;
        client.find(Locator::Css(".maplibregl-ctrl-zoom-in")).await.unwrap().click().await.unwrap();
        press(client, "map-take").await;
        until("the point", || async { method(client).await.filter(|method| method == "polygon") }).await;
    });
    assert!(place.await.is_none_or(|place| place == ("map".to_owned(), None)));
}

/// Tells when the window has heard where it is, whatever it makes of it.
const LISTEN: &str = "const ask = Geolocation.prototype.getCurrentPosition
    Geolocation.prototype.getCurrentPosition = function (told, ...more) {
        ask.call(this, (position) => { told(position); document.body.dataset.position = 'heard' }, ...more)
    }";

/// The place that a portal was told where a citizen chose it while the receiver was still looking.
async fn too_late(name: &str, size: (u32, u32), choose: impl AsyncFnOnce(&Client)) -> Option<(String, Option<i64>)> {
    let data = require_data(name)?;
    let (books, device, bus) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Bus::start());
    let receiver = HERE.hesitate(&bus).await;
    let portal = Portal::with_polygons(books.path(), &data);
    let environment = [("DBUS_SYSTEM_BUS_ADDRESS", bus.address.as_str())];
    let window = Window::open_with(device.path(), &portal.url(), size, &environment).await;
    let client = &window.client;
    first_start(&window).await;
    client.execute(LISTEN, Vec::new()).await.unwrap();
    press(client, "category-dien-chieu-sang").await;
    press(client, "find-me").await;
    receiver.asked().await;
    find(client, "find-me-leave").await;
    choose(client).await;
    find(client, "find-me").await;
    let chosen = text(client, "place-summary").await;

    receiver.answer().await;
    let heard = "return document.body.dataset.position === 'heard'";
    until("the late position", || async {
        (client.execute(heard, Vec::new()).await.ok()? == json!(true)).then_some(())
    })
    .await;
    find(client, "text").await.send_keys("Đèn đường tắt").await.unwrap();
    find(client, "send").await;
    assert_eq!(text(client, "place-summary").await, chosen);
    press(client, "send").await;
    find(client, "tracking-code").await;
    let place = place_of(&portal);
    window.client.close().await.unwrap();
    Some(place)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_is_refused_is_told_and_the_place_can_be_picked() {
    told(Some(Receiver::Refuses)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_without_a_receiver_says_so_and_the_place_can_be_picked() {
    told(None).await;
}

async fn told(receiver: Option<Receiver>) {
    let (books, device, bus) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Bus::start());
    let _held = match receiver {
        Some(receiver) => Some(receiver.answer(&bus).await),
        None => None,
    };
    let nowhere = Portal::new(books.path()).url();
    let environment = [("DBUS_SYSTEM_BUS_ADDRESS", bus.address.as_str())];
    let window = Window::open_with(device.path(), &nowhere, DESKTOP, &environment).await;
    let client = &window.client;
    first_start(&window).await;
    press(client, "find-me").await;
    find(client, "position-trouble").await;
    window.screen(&format!("position-{}", if receiver.is_some() { "refused" } else { "unknown" }), "find-me").await;
    press(client, "place-map").await;
    find(client, "map-leave").await;
    window.client.close().await.unwrap();
}

/// How the place came to be known.
async fn method(client: &Client) -> Option<String> {
    exists(client, "place-summary").await?.attr("data-method").await.ok()?
}

/// From what the portal knows the place of its only case, and how well, in metres.
fn place_of(portal: &Portal) -> (String, Option<i64>) {
    let path = portal.folder().join("portal.sqlite3");
    let books = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    books.query_row("SELECT place_source, accuracy_m FROM case_file", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}
