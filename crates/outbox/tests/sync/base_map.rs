//! The base map: fetched only when it is asked for, gone on with after a cut, never believed on trust, read by ranges.

use std::time::Duration;

use outbox::base_map::MOST_READ_BYTES;
use outbox::{BaseMap, ReportState};
use report::Sha256;
use report::base_map::PackBaseMap;
use report::pack::RegionPack;

use crate::device::Device;
use crate::packs;
use crate::portal::{Asked, FakePortal, Reply, head, portal_id};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_before_somebody_asks_and_then_it_stays_without_a_network() {
    let (device, portal) = offering(&map(300_000)).await;
    let offered = device.outbox.base_map().unwrap();
    assert_eq!((offered.offered.map(|map| map.length), offered.wanted), (Some(300_000), false));
    device.sync(&portal.address()).await;
    assert_eq!(fetched(&portal).len(), 0);

    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    let here = device.outbox.base_map().unwrap();
    let named = PackBaseMap { sha256: hash(300_000), length: 300_000, attribution: "© OpenStreetMap".into() };
    assert_eq!(here, BaseMap { here: Some(named), ..BaseMap::default() });
    assert!(fetched(&portal).len() > 1, "in pieces");
    let asked = fetched(&portal).len();
    device.sync(&portal.address()).await;
    assert_eq!(fetched(&portal).len(), asked, "and once");
    let again = Device::on(device.close());
    assert_eq!(again.outbox.read_base_map(&hash(300_000), 0, 300_000).unwrap(), map(300_000));
    assert_eq!(again.outbox.want_base_map().unwrap_err().code(), "base_map_none", "it is here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_breaks_goes_on_at_the_byte_where_it_was_and_reports_go_first() {
    let (device, portal) = offering(&map(300_000)).await;
    let mut whole_pieces = 1;
    portal.lie(move |asked, books| {
        let (first, last) = range(asked)?;
        if whole_pieces > 0 {
            whole_pieces -= 1;
            return None;
        }
        let told = format!("bytes {first}-{last}/{}", books.base_map.len());
        let headers = [("Content-Type", "application/vnd.pmtiles"), ("Content-Range", told.as_str())];
        let promised = head("206 Partial Content", &headers, Some(last - first + 1));
        Some(Reply::Bytes([promised.as_bytes(), &books.base_map[first..first + 1000]].concat()))
    });
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    let held = device.outbox.base_map().unwrap().held_bytes;
    let first_piece = range(&fetched(&portal)[0]).unwrap().1 as u64 + 1;
    assert_eq!(held, first_piece + 1000, "what a cut left is kept");

    portal.lie(|_, _| None);
    let device = Device::on(device.close());
    let report = device.file("Đèn hỏng", &[64]);
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.story(report).unwrap().summary.state, ReportState::Complete);
    assert_eq!(device.outbox.read_base_map(&hash(300_000), 0, 300_000).unwrap(), map(300_000));
    let asked = portal.asked();
    let starts: Vec<u64> = fetched(&portal).iter().map(|asked| range(asked).unwrap().0 as u64).collect();
    assert_eq!(starts[..3], [0, first_piece, held], "not a byte is fetched twice");
    let photo = asked.iter().rposition(|asked| asked.path.starts_with("/v1/files")).unwrap();
    let resumed = asked.iter().position(|asked| range(asked).is_some_and(|(first, _)| first as u64 == held)).unwrap();
    assert!(photo < resumed, "the report and its photo went first");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_than_the_pack_names_are_thrown_away_and_not_fetched_again_by_themselves() {
    let (device, portal) = offering(&map(100_000)).await;
    portal.books().base_map[99_999] ^= 1;
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    let refused = device.outbox.base_map().unwrap();
    assert_eq!((refused.here, refused.held_bytes, refused.wanted), (None, 0, false));
    assert_eq!(refused.trouble.as_deref(), Some("base_map_mismatch"));
    assert_eq!(names(&device), Vec::<String>::new());
    let asked = fetched(&portal).len();
    device.clock.pass(Duration::from_secs(24 * 3600));
    device.sync(&portal.address()).await;
    assert_eq!(fetched(&portal).len(), asked, "megabytes that somebody pays for");

    portal.books().base_map[99_999] ^= 1;
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.base_map().unwrap().here.unwrap().sha256, hash(100_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_map_takes_the_place_of_the_older_which_is_drawn_until_then_and_none_takes_it_away() {
    let (device, portal) = offering(&map(100_000)).await;
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    offer(&portal, Some(&map(120_000)), 300);
    device.sync(&portal.address()).await;
    let known = device.outbox.base_map().unwrap();
    assert_eq!(known.here.map(|map| map.length), Some(100_000));
    assert_eq!((known.offered.map(|map| map.length), known.wanted), (Some(120_000), false), "it is asked for anew");
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.base_map().unwrap().here.map(|map| map.length), Some(120_000));
    assert_eq!(names(&device), [format!("base-map-{}.pmtiles", hash(120_000))]);

    offer(&portal, None, 400);
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.base_map().unwrap(), BaseMap::default(), "the province has none any more");
    assert_eq!(names(&device), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_stopped_gone_on_with_and_taken_away() {
    let (device, portal) = offering(&map(300_000)).await;
    device.outbox.want_base_map().unwrap();
    let outbox = device.outbox.clone();
    portal.lie(move |asked, _| {
        if range(asked).is_some_and(|(first, _)| first > 0) {
            outbox.stop_base_map().unwrap();
        }
        None
    });
    device.sync(&portal.address()).await;
    let stopped = device.outbox.base_map().unwrap();
    assert!(!stopped.wanted && stopped.held_bytes > 0 && stopped.held_bytes < 300_000, "{stopped:?}");
    assert_eq!(stopped.trouble, None);
    portal.lie(|_, _| None);
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    assert!(device.outbox.base_map().unwrap().here.is_some());
    device.outbox.remove_base_map().unwrap();
    assert_eq!(names(&device), Vec::<String>::new());
    let again = device.outbox.base_map().unwrap();
    assert_eq!((again.here, again.offered.map(|map| map.length)), (None, Some(300_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_found_taken_away_and_can_be_fetched_again() {
    let (device, portal) = offering(&map(100_000)).await;
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    assert!(device.outbox.check_base_map().unwrap());
    let path = device.folder().join(&names(&device)[0]);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[50_000] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert!(!device.outbox.check_base_map().unwrap());
    let known = device.outbox.base_map().unwrap();
    assert_eq!((known.here, known.trouble.as_deref()), (None, Some("base_map_file_damaged")));
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    std::fs::write(&path, b"cut").unwrap();
    let cut = device.outbox.base_map().unwrap();
    assert_eq!((cut.here, cut.trouble.as_deref()), (None, Some("base_map_file_damaged")), "its length tells");
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    assert_eq!(std::fs::read(&path).unwrap(), map(100_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_are_read_within_bounds_and_of_the_map_that_is_here_alone() {
    let (device, portal) = offering(&map(100_000)).await;
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    let read = |sha256: &Sha256, offset, length| device.outbox.read_base_map(sha256, offset, length);
    assert_eq!(read(&hash(100_000), 10, 20).unwrap(), map(100_000)[10..30]);
    assert_eq!(read(&hash(100_000), 99_990, 16_384).unwrap(), map(100_000)[99_990..], "where it ends");
    for (sha256, offset, length) in [
        (hash(100_000), 100_000, 1),
        (hash(100_000), u64::MAX, u64::MAX),
        (hash(100_000), 0, 0),
        (hash(100_000), 0, MOST_READ_BYTES + 1),
        (hash(1), 0, 10),
    ] {
        assert_eq!(read(&sha256, offset, length).unwrap_err().code(), "base_map_not_here", "{offset} {length}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_without_ranges_a_sign_in_page_and_a_portal_that_has_it_no_more_do_no_harm() {
    let (device, portal) = offering(&map(100_000)).await;
    device.outbox.want_base_map().unwrap();
    portal.lie(|asked, _| range(asked).map(|_| Reply::status("200 OK", &[("Content-Type", "text/html")], b"<html>")));
    device.sync(&portal.address()).await;
    let known = device.outbox.base_map().unwrap();
    assert_eq!((known.held_bytes, known.wanted), (0, true));
    portal.lie(|asked, books| {
        let headers = [("Content-Type", "application/vnd.pmtiles")];
        range(asked).map(|_| Reply::status("200 OK", &headers, &books.base_map))
    });
    device.clock.pass(Duration::from_secs(3600));
    device.sync(&portal.address()).await;
    assert!(device.outbox.base_map().unwrap().here.is_some());

    device.outbox.remove_base_map().unwrap();
    device.outbox.want_base_map().unwrap();
    portal.lie(|asked, _| range(asked).map(|_| Reply::status("404 Not Found", &[], b"")));
    device.sync(&portal.address()).await;
    let known = device.outbox.base_map().unwrap();
    assert_eq!((known.wanted, known.trouble.as_deref()), (false, Some("base_map_gone")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_that_is_too_large_is_not_offered_and_whoever_erases_everything_keeps_none() {
    let (device, portal) = offering(&map(100_000)).await;
    device.outbox.want_base_map().unwrap();
    device.sync(&portal.address()).await;
    device.outbox.erase_everything(false).unwrap();
    assert_eq!(names(&device), Vec::<String>::new());

    let (device, portal) = (Device::new(), FakePortal::start().await);
    let huge = PackBaseMap { sha256: hash(1), length: report::base_map::BYTES + 1, attribution: "©".into() };
    named(&portal, Some(huge), 200);
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.base_map().unwrap(), BaseMap::default());
    assert_eq!(device.outbox.want_base_map().unwrap_err().code(), "base_map_none");
}

/// A device that has the pack of a province with this map.
async fn offering(map: &[u8]) -> (Device, FakePortal) {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    offer(&portal, Some(map), 200);
    device.sync(&portal.address()).await;
    (device, portal)
}

fn offer(portal: &FakePortal, map: Option<&[u8]>, made_at_ms: i64) {
    let length = |map: &[u8]| map.len() as u64;
    let attribution = "© OpenStreetMap".to_owned();
    let pack = map.map(|map| PackBaseMap { sha256: Sha256::of(map), length: length(map), attribution });
    named(portal, pack, made_at_ms);
    portal.books().base_map = map.unwrap_or_default().to_vec();
}

fn named(portal: &FakePortal, base_map: Option<PackBaseMap>, made_at_ms: i64) {
    let pack = RegionPack { base_map, categories: vec!["khac".into()], ..packs::pack(made_at_ms) };
    let mut books = portal.books();
    books.region = Some((format!("\"{made_at_ms}\""), pack.sign(&books.receipts, &portal_id())));
}

/// Bytes that are no map: what they are is nothing to the outbox.
fn map(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 + at / 251) as u8).collect()
}

fn hash(length: usize) -> Sha256 {
    Sha256::of(&map(length))
}

fn fetched(portal: &FakePortal) -> Vec<Asked> {
    portal.asked().into_iter().filter(|asked| range(asked).is_some()).collect()
}

/// What of the map is asked for, where it is.
fn range(asked: &Asked) -> Option<(usize, usize)> {
    asked.path.starts_with("/v1/base-map/").then_some(())?;
    let (first, last) = asked.headers["range"].strip_prefix("bytes=")?.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

fn names(device: &Device) -> Vec<String> {
    let names = std::fs::read_dir(device.folder()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("base-map")).collect()
}
