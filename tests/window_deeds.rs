//! What a citizen does beside filing, in the real window against the real portal: opens a report of another device by its code,
//! takes a copy of their data, erases them.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use end_to_end::{Device, Portal, require_data};

mod browsers;

use browsers::{Window, artefacts, exists, find, first_start, picture, press, until};

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
