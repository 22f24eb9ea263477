//! What a citizen does beside filing, in the real window against the real portal: opens a report of another device by its code,
//! takes a copy of their data, erases them.
#![expect(clippy::unwrap_used, reason = "tests")]

use end_to_end::{Device, Portal, require_data};

#[macro_use]
mod browsers;

use browsers::{Window, exists, find, first_start, press, until};

at_both_sizes!(
    a_report_of_a_lost_phone_is_opened_by_its_code_and_ones_own_data_end_with_a_fresh_start,
    claimed_copied_erased
);

async fn claimed_copied_erased(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::with_polygons(books.path(), &data);
    let lost = Device::new();
    lost.report(&[], &["--text", "Cột điện nghiêng", "--at", "16.8163,107.096"]);
    lost.sync_until_done(&portal.url());
    let code = lost.list()[0]["tracking_code"].as_str().unwrap().to_owned();

    // What the citizen takes along goes beside the folder.
    let window = Window::open(&device.path().join("data"), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    press(client, "nav-mine").await;
    window.screen("mine-empty", "to-claim").await;
    press(client, "to-claim").await;
    find(client, "claim-code").await.send_keys(&code.to_lowercase()).await.unwrap();
    window.screen("claim", "claim-open").await;
    press(client, "claim-open").await;
    press(client, "claim-see").await;
    until("its words", || async { client.source().await.ok()?.contains("Cột điện nghiêng").then_some(()) }).await;
    window.screen("story-claimed", "copy-code").await;

    press(client, "nav-settings").await;
    window.screen("settings", "to-data").await;
    press(client, "to-data").await;
    press(client, "data-copy").await;
    find(client, "data-copied").await;
    window.screen("data", "data-copy").await;
    press(client, "erase-everything").await;
    press(client, "erase-everything-yes").await;
    find(client, "first-next").await;
    assert!(exists(client, "nav-mine").await.is_none(), "it begins anew");
    window.client.close().await.unwrap();
}
