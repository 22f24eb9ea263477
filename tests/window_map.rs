//! The detailed map in the real window: downloaded when it is asked for, drawn under the communes with whose data it is, and gone
//! back from when its file is damaged.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use end_to_end::{ATTRIBUTION, BaseMapFile, Portal, require_data};
use fantoccini::Client;

#[macro_use]
mod browsers;

use browsers::{Window, exists, find, first_start, press, text, until};

at_both_sizes!(the_detailed_map_is_downloaded_and_its_roads_are_drawn, drawn);

async fn drawn(name: &str, size: (u32, u32)) {
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portal = Portal::started(books.path());
    let map = books.path().join("map.pmtiles");
    std::fs::write(&map, BaseMapFile { filler: 200_000, ..BaseMapFile::default() }.bytes()).unwrap();
    let communes = data.join("region/communes-2025.geojson");
    portal.command(&["region", "import", communes.to_str().unwrap(), "--base-map", map.to_str().unwrap()]);
    let window = Window::open(device.path(), &portal.url(), size).await;
    let client = &window.client;
    first_start(&window).await;

    press(client, "nav-settings").await;
    find(client, "base-map-fetch").await;
    window.screen("map-offered", "base-map-fetch").await;
    press(client, "base-map-fetch").await;
    find(client, "base-map-here").await;
    window.screen("map-here", "base-map-remove").await;

    open_map(client).await;
    until("roads on the map", || async { attribute(client, "data-base-map").await }).await;
    assert_eq!(text(client, "base-map-whose").await, ATTRIBUTION);
    window.screen("map-detailed", "map-leave").await;
    press(client, "map-leave").await;

    let file = map_of(device.path());
    let length = std::fs::metadata(&file).unwrap().len();
    std::fs::write(&file, vec![0; usize::try_from(length).unwrap()]).unwrap();
    open_map(client).await;
    let told = text(client, "base-map-trouble").await;
    assert!(told.contains("bị hỏng") && told.contains("tải lại"), "{told}");
    assert!(exists(client, "base-map-whose").await.is_none(), "nothing of it is drawn");
    assert_eq!(attribute(client, "data-drawn").await.as_deref(), Some("true"), "the plain map is");
    window.screen("map-damaged", "base-map-fetch").await;
    press(client, "base-map-fetch").await;
    until("roads on the map again", || async { attribute(client, "data-base-map").await }).await;
    window.client.close().await.unwrap();
}

async fn open_map(client: &Client) {
    press(client, "nav-report").await;
    press(client, "place-map").await;
    until("the map", || async { attribute(client, "data-drawn").await }).await;
}

async fn attribute(client: &Client, name: &str) -> Option<String> {
    exists(client, "map").await?.attr(name).await.ok()?
}

fn map_of(folder: &std::path::Path) -> PathBuf {
    let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.extension().is_some_and(|ending| ending == "pmtiles")).unwrap()
}
