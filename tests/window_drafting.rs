//! What a citizen may put into a report, in the real window against the real portal: covers and turns of a photo, a place by
//! finger, somebody else's word; and its edit after it was sent.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use end_to_end::{Portal, photo, program, require_data};
use fantoccini::Client;
use serde_json::Value;

#[macro_use]
mod browsers;

use browsers::{Chromium, Window, exists, find, first_start, press, text, until};

at_both_sizes!(a_report_is_covered_placed_on_the_map_filed_for_somebody_and_edited, put_together_and_edited);

at_both_sizes!(a_citizen_chooses_how_to_be_told_while_the_app_is_closed, told_while_closed);

async fn told_while_closed(_name: &str, size: (u32, u32)) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::started(books.path());
    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    press(client, "nav-settings").await;
    assert!(exists(client, "told-by-sms").await.is_none(), "only of somebody whose number goes with reports");
    press(client, "share-contact").await;
    press(client, "told-by-sms").await;
    let refused = find(client, "error").await.attr("data-code").await.unwrap();
    assert_eq!(refused.as_deref(), Some("notify_phone_missing"));
    find(client, "phone").await.send_keys("0912 345 678\t").await.unwrap();
    let way = || async { told_by(device.path()) };
    until("the choice on the device", || async {
        press(client, "told-by-sms").await;
        way().await.filter(|way| way == "sms")
    })
    .await;
    press(client, "told-by-email").await;
    window.screen("settings-told-by", "email").await;
    find(client, "email").await.send_keys("lan@example.vn\t").await.unwrap();
    until("the address on the device", || async { way().await.filter(|way| way == "email:lan@example.vn") }).await;
    press(client, "told-by-nothing").await;
    until("nothing of it", || async { way().await.is_none().then_some(()) }).await;
    window.client.close().await.unwrap();
}

/// The choice as the folder has it.
fn told_by(folder: &Path) -> Option<String> {
    let told = Command::new(program("outbox")).arg("--data").arg(folder).args(["--json", "me"]).output().unwrap();
    let person: Value = serde_json::from_slice(&told.stdout).unwrap_or_default();
    person["notify"].as_str().map(str::to_owned)
}

async fn put_together_and_edited(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::with_polygons(books.path(), &data);
    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    what_is_not_reported_here(&window).await;
    cover_a_photo(&window).await;
    point_at_the_map(&window).await;
    for_somebody_else(&window).await;
    find(client, "text").await.send_keys("Cống thoát nước bị nghẹt").await.unwrap();
    press(client, "send").await;
    find(client, "sent-state").await;
    find(client, "tracking-code").await;
    window.screen("sent-receipt", "to-story").await;
    scan_with_another_telephone(&window, &portal, "Cống thoát nước bị nghẹt").await;

    press(client, "to-story").await;
    press(client, "to-edit").await;
    window.screen("deed-edit", "send").await;
    find(client, "text").await.send_keys(" từ tối qua").await.unwrap();
    press(client, "send").await;
    find(client, "deed").await;
    let number = portal.cases()[0]["id"].as_str().unwrap().to_owned();
    until("the edit at the portal", || async {
        let text = &portal.command(&["case", "show", &number])["text"];
        text.as_str()?.contains("bị nghẹt từ tối qua").then_some(())
    })
    .await;
    assert_eq!(portal.cases().len(), 1, "an edit is no second report");
    window.client.close().await.unwrap();
}

/// The picture on the screen, read as a camera would, opens the report's page in another browser.
async fn scan_with_another_telephone(window: &Window, portal: &Portal, words: &str) {
    let client = &window.client;
    press(client, "show-qr").await;
    window.screen("sent-qr", "qr").await;
    let address = until("the code to be read", || async {
        let screen = image::load_from_memory(&client.screenshot().await.ok()?).ok()?.to_luma8();
        let (_, address) = rqrr::PreparedImage::prepare(screen).detect_grids().first()?.decode().ok()?;
        Some(address)
    })
    .await;
    assert!(address.starts_with(&format!("{}/tra-cuu#ma=", portal.url())), "{address}");

    let telephone = Chromium::open(&address).await;
    until("the report's page", || async {
        let page = telephone.client.execute("return document.body.innerText", Vec::new()).await.ok()?;
        page.as_str()?.contains(words).then_some(())
    })
    .await;
    let left = telephone.client.current_url().await.unwrap();
    assert_eq!(left.as_str(), format!("{}/tra-cuu", portal.url()), "the code is not left in the address");
    telephone.client.close().await.unwrap();
}

async fn what_is_not_reported_here(window: &Window) {
    let client = &window.client;
    press(client, "not-here").await;
    window.screen("report-not-here", "call-113").await;
    press(client, "category-bom-min-vat-no").await;
    find(client, "danger").await;
    window.screen("report-danger", "call-113").await;
    press(client, "call-113").await;
    find(client, "danger").await;
    assert!(exists(client, "photo-input").await.is_none(), "nobody is asked to go near for a photo");
    press(client, "category-cap-thoat-nuoc").await;
}

async fn cover_a_photo(window: &Window) {
    let client = &window.client;
    let photo = photo("quang-tri/dong_ha.jpg").unwrap();
    find(client, "photo-input").await.send_keys(photo.to_str().unwrap()).await.unwrap();
    press(client, "photo-edit").await;
    press(client, "cover-surface").await;
    find(client, "uncover-all").await;
    window.screen("report-cover", "photo-done").await;
    press(client, "photo-turn").await;
    press(client, "photo-done").await;
}

async fn point_at_the_map(window: &Window) {
    let client = &window.client;
    press(client, "place-map").await;
    until("the map", || async { exists(client, "map").await?.attr("data-drawn").await.ok()? }).await;
    // It begins where the photo says that it was taken.
    let under = until("what lies there", || async {
        Some(text(client, "map-under").await).filter(|text| text.contains("Đông Hà"))
    });
    under.await;
    window.screen("report-map", "map-take").await;
    press(client, "map-take").await;
    let polygon = || async { method(client).await.filter(|method| method == "polygon") };
    until("the place", polygon).await;
}

async fn for_somebody_else(window: &Window) {
    let client = &window.client;
    press(client, "for-another").await;
    find(client, "name").await.send_keys("Người được giúp").await.unwrap();
    find(client, "phone").await.send_keys("0912345678").await.unwrap();
    press(client, "behalf-agreed").await;
    window.screen("report-for-another", "behalf-agreed").await;
}

/// How the place came to be known.
async fn method(client: &Client) -> Option<String> {
    exists(client, "place-summary").await?.attr("data-method").await.ok()?
}
