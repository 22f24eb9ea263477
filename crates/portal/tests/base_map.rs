//! A base map: taken in with the province's files, served by ranges, carried on, kept in backups, replaced, dropped.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use std::io::Cursor;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use office::{MORNING_MS, Office, Reply};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use portal::photos::PhotoFolder;
use portal::region_import::{BaseMapChange, Imported, ProvinceFiles, import};
use portal::store::erasure;
use portal::upkeep::backup::back_up;
use portal::upkeep::check::check;
use portal::upkeep::restore::restore;
use portal::{Config, PortalError};
use report::base_map::PackBaseMap;
use report::pack::RegionPack;
use report::{Content, Sha256, Signed};

const HOUR_MS: i64 = 60 * 60 * 1000;
const ONE: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

#[tokio::test]
async fn a_base_map_is_named_by_the_pack_and_fetched_whole_or_by_ranges() {
    let (office, files) = (Office::open().await, tempfile::tempdir().unwrap());
    assert_eq!(pack(&office).await, None, "where there is no pack there is no map");
    let map = made(b"roads");
    let imported = take(&office, &kept(files.path(), &map), Some("© OpenStreetMap")).await.unwrap();
    let named = pack(&office).await.unwrap().base_map.unwrap();
    assert_eq!(imported.base_map.as_ref(), Some(&named));
    let expected =
        PackBaseMap { sha256: Sha256::of(&map), length: map.len() as u64, attribution: "© OpenStreetMap".into() };
    assert_eq!(named, expected);

    let address = address(&named.sha256);
    let whole = office.get(&address).await;
    assert_eq!((whole.status, &whole.body), (StatusCode::OK, &map));
    assert_eq!(whole.header("content-type"), "application/vnd.pmtiles");
    assert!(whole.header("cache-control").contains("immutable"));
    let part = ranged(&office, &address, "bytes=10-19").await;
    assert_eq!((part.status, part.body.as_slice()), (StatusCode::PARTIAL_CONTENT, &map[10..20]));
    assert_eq!(part.header("content-range"), format!("bytes 10-19/{}", map.len()));
    assert_eq!(part.header("content-length"), "10");
    let rest = ranged(&office, &address, "bytes=100-").await;
    assert_eq!(rest.body, &map[100..]);
    let beyond = ranged(&office, &address, &format!("bytes={}-", map.len())).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.header("content-range"), format!("bytes */{}", map.len()));
    for unknown in [Sha256::of(b"another").to_string(), "x".into()] {
        let refused = office.get(&format!("/v1/base-map/{unknown}")).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::NOT_FOUND, "base_map_unknown".into()));
    }
}

#[tokio::test]
async fn a_file_that_is_refused_changes_nothing_and_the_log_says_why() {
    let (office, files) = (Office::open().await, tempfile::tempdir().unwrap());
    take(&office, &kept(files.path(), &made(b"roads")), Some("©")).await.unwrap();
    let before = office.get("/v1/region").await.body;
    for (bytes, code) in [
        (b"not a map".to_vec(), "base_map_not_pmtiles"),
        (made(b"roads")[..200].to_vec(), "base_map_damaged"),
        (elsewhere(), "base_map_elsewhere"),
    ] {
        let refused = take(&office, &kept(files.path(), &bytes), Some("©")).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    let gone = take(&office, &files.path().join("nowhere.pmtiles"), None).await.unwrap_err();
    assert_eq!(gone.code(), "file_unreadable");
    let broken = BaseMapChange::Take { file: &kept(files.path(), &made(b"other")), attribution: Some("©") };
    let units =
        ProvinceFiles { communes: ONE, units: Some(b"code\nso\n"), base_map: broken, ..ProvinceFiles::default() };
    assert_eq!(import(office.app.state(), &units, "cli:test").await.unwrap_err().code(), "units_invalid");
    assert_eq!(office.get("/v1/region").await.body, before);
    assert_eq!(std::fs::read_dir(photos(&office).uploads()).unwrap().count(), 0, "nothing half taken in");
    assert_eq!(office.get(&address(&Sha256::of(&made(b"other")))).await.status, StatusCode::NOT_FOUND);
    let admin = office.sign_in("administrator").await;
    let log = office.ask(Method::GET, "/console/api/audit", &admin, None).await.text();
    assert!(log.contains("base_map_elsewhere") && log.contains("base_map_damaged"), "{log}");
}

#[tokio::test]
async fn the_map_stays_when_the_pack_is_made_again_and_when_files_come_without_one() {
    let (office, files) = (Office::open().await, tempfile::tempdir().unwrap());
    take(&office, &kept(files.path(), &made(b"roads")), Some("©")).await.unwrap();
    let (named, admin) = (pack(&office).await.unwrap(), office.sign_in("administrator").await);
    let template = serde_json::json!({ "code": "cau-duong", "name_vi": "Cầu đường", "name_en": "Bridges", "icon": "giao-thong",
        "identity": "none", "photo_asked": true, "private": false });
    office.ask(Method::POST, "/console/api/categories", &admin, Some(template)).await;
    let recording = Request::put("/console/api/recordings/vi/status:received").header("x-requested-with", "console");
    let recording = recording.header("cookie", &*admin).body(Body::from(b"\x1a\x45\xdf\xa3x".to_vec())).unwrap();
    assert_eq!(office.send(recording).await.status, StatusCode::OK);
    office.pass_time(HOUR_MS);
    office.go_round().await;
    let again = pack(&office).await.unwrap();
    assert!(again.made_at_ms > named.made_at_ms && again.spoken.is_some(), "it was made again");
    assert_eq!(again.base_map, named.base_map);
    change(&office, BaseMapChange::Keep).await.unwrap();
    assert_eq!(pack(&office).await.unwrap().base_map, named.base_map);
    let shown = office.ask(Method::GET, "/console/api/region", &admin, None).await.json();
    assert_eq!(shown["packs"][0]["base_map_bytes"], named.base_map.unwrap().length);
}

#[tokio::test]
async fn a_newer_map_takes_the_place_of_the_older_and_one_that_is_dropped_is_gone() {
    let (office, files) = (Office::open().await, tempfile::tempdir().unwrap());
    let maps = [made(b"one"), made(b"two"), made(b"three")];
    for map in &maps {
        office.pass_time(HOUR_MS);
        take(&office, &kept(files.path(), map), Some("©")).await.unwrap();
    }
    let mut found = Vec::new();
    for map in &maps {
        found.push(office.get(&address(&Sha256::of(map))).await.status.as_u16());
    }
    assert_eq!(found, [404, 200, 200], "some devices are fetching the one before");
    assert_eq!(forgotten(&office).await, 1);
    assert_eq!(files_of(&office, &maps), [false, true, true]);

    take(&office, &kept(files.path(), &maps[0]), Some("©")).await.unwrap();
    assert_eq!(office.get(&address(&Sha256::of(&maps[0]))).await.body, maps[0], "one that comes back is there again");
    change(&office, BaseMapChange::Drop).await.unwrap();
    assert_eq!(pack(&office).await.unwrap().base_map, None);
    assert_eq!(office.get(&address(&Sha256::of(&maps[2]))).await.status, StatusCode::NOT_FOUND);
    forgotten(&office).await;
    assert_eq!(files_of(&office, &maps), [false, false, false]);
}

#[tokio::test]
async fn a_backup_has_the_map_and_a_check_finds_one_that_is_damaged_or_gone() {
    let (office, files) = (Office::open().await, tempfile::tempdir().unwrap());
    let map = made(b"roads");
    take(&office, &kept(files.path(), &map), Some("©")).await.unwrap();
    let config = office.app.state().config().clone();
    let (copy, new) = (files.path().join("copy"), tempfile::tempdir().unwrap());
    let manifest = back_up(&config.books(), &copy, MORNING_MS, &|_| {}).await.unwrap();
    assert_eq!(manifest.lacking.len(), 0);
    let restored = Config { database: None, ..Config::new(new.path()) };
    restore(&restored, &copy, MORNING_MS, &|_| {}).await.unwrap();
    assert_eq!(PhotoFolder::at(new.path()).read(&Sha256::of(&map)).unwrap(), Some(map.clone()));
    assert_eq!(check(&restored.books(), &|_| {}).await.unwrap().faults, []);

    let path = photos(&office).photo(&Sha256::of(&map));
    for (harm, code) in [(Some(&b"other"[..]), "base_map_broken"), (None, "base_map_missing")] {
        match harm {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        let faults = check(&config.books(), &|_| {}).await.unwrap().faults;
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [code]);
    }
    assert_eq!(office.get(&address(&Sha256::of(&map))).await.code(), "base_map_unknown");
}

async fn take(office: &Office, file: &Path, attribution: Option<&str>) -> Result<Imported, PortalError> {
    change(office, BaseMapChange::Take { file, attribution }).await
}

async fn change(office: &Office, base_map: BaseMapChange<'_>) -> Result<Imported, PortalError> {
    let files = ProvinceFiles { communes: ONE, base_map, ..ProvinceFiles::default() };
    import(office.app.state(), &files, "cli:test").await
}

async fn pack(office: &Office) -> Option<RegionPack> {
    let reply = office.get("/v1/region").await;
    if reply.status != StatusCode::OK {
        return None;
    }
    Some(minicbor::decode(&Signed::open_large(&reply.body, Content::Region).unwrap().payload).unwrap())
}

async fn ranged(office: &Office, address: &str, range: &str) -> Reply {
    office.send(Request::get(address).header("range", range).body(Body::empty()).unwrap()).await
}

/// Removes what is to be forgotten, as the portal does on its round; how many files are gone.
async fn forgotten(office: &Office) -> usize {
    let folder = photos(office);
    let write = office
        .app
        .state()
        .store()
        .write(move |books| Box::pin(async move { erasure::forget_files(books, &folder).await }));
    write.await.unwrap()
}

fn files_of(office: &Office, maps: &[Vec<u8>]) -> Vec<bool> {
    maps.iter().map(|map| photos(office).photo(&Sha256::of(map)).exists()).collect()
}

fn photos(office: &Office) -> PhotoFolder {
    office.app.state().photos().clone()
}

fn address(sha256: &Sha256) -> String {
    format!("/v1/base-map/{sha256}")
}

fn kept(folder: &Path, bytes: &[u8]) -> PathBuf {
    let path = folder.join(format!("{}.pmtiles", Sha256::of(bytes)));
    std::fs::write(&path, bytes).unwrap();
    path
}

fn made(tile: &[u8]) -> Vec<u8> {
    of((106.9, 16.5, 107.2, 16.9), tile)
}

/// A map of Firenze.
fn elsewhere() -> Vec<u8> {
    of((11.2, 43.7, 11.3, 43.8), b"roads")
}

fn of((west, south, east, north): (f64, f64, f64, f64), tile: &[u8]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let writer = PmTilesWriter::new(TileType::Mvt).bounds(west, south, east, north);
    let mut writer = writer.create(&mut file).unwrap();
    writer.add_tile(TileCoord::new(5, 25, 14).unwrap(), tile).unwrap();
    writer.finalize().unwrap();
    file.into_inner()
}
