//! The base map with the real programs: taken in, fetched when it is asked for, gone on with after a cut and after a kill, never
//! believed on trust, replaced by a newer one.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use end_to_end::{ATTRIBUTION, BadLink, BaseMapFile, Connection, Device, Killed, Portal, wait_for};
use report::Sha256;
use serde_json::{Value, json};

const COMMUNES: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;
const BYTES: usize = 400_000;
/// After so many bytes from the portal a connection is cut: more than any exchange, less than the map.
const CUT: usize = 100_000;
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_map_comes_over_a_link_that_keeps_breaking_without_paying_for_a_byte_twice() {
    let (folder, map) = (tempfile::tempdir().unwrap(), BaseMapFile { filler: BYTES, ..BaseMapFile::default() }.bytes());
    let (portal, device) = (Portal::started(folder.path()), Device::new());
    let taken = import(&portal, folder.path(), &map, &[]);
    assert_eq!(taken["base_map"], json!({ "sha256": hash(&map), "bytes": map.len(), "attribution": ATTRIBUTION }));
    assert_eq!(device.sync(&portal.url()).code, 0);
    let status = device.run(&["map", "status"]).json;
    assert_eq!((&status["offered"]["bytes"], &status["wanted"]), (&json!(map.len()), &json!(false)));
    assert_eq!(status["held_bytes"], 0, "nothing comes by itself");

    let cut = Connection { cut_down_after: Some(CUT), ..Connection::default() };
    let link = BadLink::to(portal.address(), vec![cut; 4]).await;
    let first = device.run(&["map", "fetch", "--portal", &link.url()]);
    assert_eq!((first.code, first.text("code")), (3, "link_cut"), "{first:?}");
    let held = first.json["held_bytes"].as_u64().unwrap();
    assert!(held > 0 && held < map.len() as u64, "{held}");
    let done = (0..10).map(|_| device.run(&["map", "fetch", "--portal", &link.url()])).find(|run| run.code == 0);
    let done = done.expect("each try has more of it");
    assert_eq!(done.json["here"], json!({ "sha256": hash(&map), "bytes": map.len(), "attribution": ATTRIBUTION }));
    assert!(link.cuts() > 1, "it did break");
    let lost = link.cuts() * 64 * 1024;
    assert!(link.bytes().1 < map.len() + lost + 50_000, "{} bytes for {}", link.bytes().1, map.len());
    assert_eq!(std::fs::read(file(&device, &map)).unwrap(), map);
    assert_eq!(device.run(&["map", "fetch", "--portal", &portal.url()]).code, 0, "it is here");
    assert_eq!(device.run(&["map", "remove"]).code, 0);
    assert_eq!(files(&device), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_killed_in_the_middle_goes_on_and_a_report_goes_first() {
    let (folder, map) = (tempfile::tempdir().unwrap(), BaseMapFile { filler: BYTES, ..BaseMapFile::default() }.bytes());
    let (portal, device) = (Portal::started(folder.path()), Device::new());
    import(&portal, folder.path(), &map, &[]);
    device.sync(&portal.url());
    let slow = Connection { delay: Duration::from_millis(20), ..Connection::default() };
    let link = BadLink::to(portal.address(), vec![slow; 8]).await;
    let mut running = Killed(device.command(&["map", "fetch", "--portal", &link.url()]).spawn().unwrap());
    let part = device.folder().join(format!("base-map-{}.part", hash(&map)));
    let begun = || std::fs::metadata(&part).ok().filter(|part| part.len() > 50_000);
    wait_for("some of the map", PATIENCE, begun);
    running.kill();
    let held = std::fs::metadata(&part).unwrap().len();
    assert!(held < map.len() as u64);

    let report = device.report(&[], &["--text", "Ổ gà", "--at", "16.8163,107.096,8"]);
    assert_eq!(report.code, 0);
    let went_on = device.sync(&portal.url());
    assert_eq!((went_on.code, &went_on.json["accepted"]), (0, &json!(1)), "{went_on:?}");
    assert_eq!(std::fs::read(file(&device, &map)).unwrap(), map, "what was asked for comes with the next sync");
    let came = went_on.json["bytes_down"].as_u64().unwrap();
    assert!(came < map.len() as u64, "{came}, after {held}: not from the beginning");
}

#[test]
fn other_bytes_than_those_of_the_pack_are_refused_and_a_newer_map_takes_the_place_of_the_older() {
    let (folder, map) = (tempfile::tempdir().unwrap(), BaseMapFile::default().bytes());
    let (portal, device) = (Portal::started(folder.path()), Device::new());
    import(&portal, folder.path(), &map, &["--base-map-attribution", "© Sở"]);
    let stored = portal.folder().join("photos").join(&hash(&map)[..2]).join(hash(&map));
    let mut other = map.clone();
    *other.last_mut().unwrap() ^= 1;
    std::fs::write(&stored, &other).unwrap();
    let found = portal.ask(&["check"]);
    assert_eq!((found.0, &found.1["faults"][0]["code"]), (4, &json!("base_map_broken")));
    let refused = device.run(&["map", "fetch", "--portal", &portal.url()]);
    assert_eq!((refused.code, refused.text("trouble")), (4, "base_map_mismatch"), "{refused:?}");
    assert_eq!(files(&device), Vec::<String>::new());

    std::fs::write(&stored, &map).unwrap();
    let taken = device.run(&["map", "fetch", "--portal", &portal.url()]);
    assert_eq!((taken.code, &taken.json["here"]["attribution"]), (0, &json!("© Sở")));
    let newer = BaseMapFile { edition: 2, ..BaseMapFile::default() }.bytes();
    import(&portal, folder.path(), &newer, &[]);
    device.sync(&portal.url());
    let status = device.run(&["map", "status"]).json;
    assert_eq!(
        (status["here"]["sha256"].as_str(), status["offered"]["sha256"].as_str()),
        (Some(&*hash(&map)), Some(&*hash(&newer)))
    );
    assert_eq!(device.run(&["map", "fetch", "--portal", &portal.url()]).code, 0);
    assert_eq!(files(&device), [format!("base-map-{}.pmtiles", hash(&newer))]);

    let communes = kept(folder.path(), "communes.geojson", COMMUNES.as_bytes());
    portal.command(&["region", "import", &communes, "--partial", "--without-base-map"]);
    device.sync(&portal.url());
    assert_eq!(files(&device), Vec::<String>::new(), "what the province took back is drawn no more");
    assert_eq!(device.run(&["map", "fetch", "--portal", &portal.url()]).text("code"), "base_map_none");
}

#[test]
fn what_is_no_base_map_of_the_province_is_refused_with_a_code_and_the_pack_stays() {
    let (folder, good) = (tempfile::tempdir().unwrap(), BaseMapFile::default());
    let portal = Portal::started(folder.path());
    let before = import(&portal, folder.path(), &good.bytes(), &[])["etag"].clone();
    let communes = kept(folder.path(), "communes.geojson", COMMUNES.as_bytes());
    let firenze = BaseMapFile { bounds: (11.2, 43.7, 11.3, 43.8), ..good }.bytes();
    let raw = BaseMapFile { tiles: pmtiles::TileType::Mlt, ..good }.bytes();
    let large = folder.path().join("large.pmtiles");
    std::fs::File::create(&large).unwrap().set_len(report::base_map::BYTES + 1).unwrap();
    let whole = good.bytes();
    for (file, code) in [
        (kept(folder.path(), "page.pmtiles", b"<html>"), "base_map_not_pmtiles"),
        (kept(folder.path(), "cut.pmtiles", &whole[..whole.len() - 1]), "base_map_damaged"),
        (kept(folder.path(), "firenze.pmtiles", &firenze), "base_map_elsewhere"),
        (kept(folder.path(), "mlt.pmtiles", &raw), "base_map_tiles"),
        (large.to_str().unwrap().to_owned(), "base_map_too_large"),
        (folder.path().join("nowhere").to_str().unwrap().to_owned(), "file_unreadable"),
    ] {
        let (exit, refused) = portal.ask(&["region", "import", &communes, "--partial", "--base-map", &file]);
        assert_eq!((exit, refused["code"].as_str()), (4, Some(code)), "{refused}");
        assert!(refused["message"].as_str().unwrap().len() > 30 && !refused["cause"].is_null());
    }
    let again = portal.command(&["region", "import", &communes, "--partial"]);
    assert_eq!(again["base_map"]["sha256"], json!(hash(&whole)), "the one before is still there: {before}");
}

fn import(portal: &Portal, folder: &Path, map: &[u8], words: &[&str]) -> Value {
    let communes = kept(folder, "communes.geojson", COMMUNES.as_bytes());
    let map = kept(folder, &format!("{}.pmtiles", hash(map)), map);
    portal.command(&[&["region", "import", &communes, "--partial", "--base-map", &map], words].concat())
}

fn kept(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::of(bytes).to_string()
}

fn file(device: &Device, map: &[u8]) -> PathBuf {
    device.folder().join(format!("base-map-{}.pmtiles", hash(map)))
}

fn files(device: &Device) -> Vec<String> {
    let names = std::fs::read_dir(device.folder()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("base-map")).collect()
}
