//! No request of the app tells in which language spoken help is: apps set to different languages ask the same.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use phan_anh::{Folder, desk::Desk};
use report::Sha256;
use report::pack::RegionPack;
use report::spoken::{self, PackSpoken, Recording, SpokenLanguage};
use serde_json::json;
use tauri::App;
use tauri::test::{MockRuntime, mock_builder};

#[allow(dead_code, reason = "the part of it that is used here")]
#[path = "../../crates/outbox/tests/sync/portal.rs"]
mod portal;

use portal::{Asked, FakePortal, portal_id};

/// Two languages whose codes stand in nothing else.
const LANGUAGES: [&str; 2] = ["zqxjkvbw", "kwvzqxjb"];
const COMMUNES: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

#[test]
fn apps_that_speak_different_languages_ask_the_same_and_name_none() {
    let same_device = tempfile::tempdir().unwrap();
    drop(Desk::open(Folder::new(same_device.path().join("data"), same_device.path().to_owned())));
    let asked = LANGUAGES.map(|language| tauri::async_runtime::block_on(listened(same_device.path(), Some(language))));
    for requests in &asked {
        for request in requests {
            assert!(!names_a_language(request), "{} {}", request.method, request.path);
        }
        assert!(fetches(requests).len() > 2, "it is fetched in pieces");
    }
    let [one, other] = &asked;
    assert_eq!(fetches(one), fetches(other), "to the last header");
    assert_eq!(shapes(one), shapes(other));
    let [one, other] = [one, other].map(|requests| first_words(requests));
    assert_eq!(one, other, "the first exchange says the same of a device");
}

#[test]
fn an_app_without_spoken_help_fetches_no_recordings() {
    let folder = tempfile::tempdir().unwrap();
    let requests = tauri::async_runtime::block_on(listened(folder.path(), None));
    assert_eq!(fetches(&requests), Vec::<String>::new());
}

/// What an app asks that is set to `language`, from its start until it can play everything.
async fn listened(device: &Path, language: Option<&str>) -> Vec<Asked> {
    let (folder, portal) = (tempfile::tempdir().unwrap(), spoken_portal().await);
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    for entry in std::fs::read_dir(device.join("data")).into_iter().flatten() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), data.join(entry.file_name())).unwrap();
        }
    }
    let settings = json!({ "portalUrl": portal.url(), "spoken": language });
    std::fs::write(data.join("settings.json"), settings.to_string()).unwrap();
    let app = open(folder.path());
    let desk = tauri::Manager::state::<std::sync::Arc<Desk>>(&app).inner().clone();
    let is_there = || match language {
        Some(_) => !desk.spoken().unwrap().recordings.is_empty(),
        None => !desk.spoken().unwrap().languages.is_empty(),
    };
    tokio::time::timeout(Duration::from_secs(60), async {
        while !is_there() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the pack, and what it names, is fetched");
    if language.is_some() {
        assert_eq!(desk.recording("status:received").unwrap().len(), 40_000);
    } else {
        assert!(desk.recording("status:received").is_err());
    }
    portal.asked()
}

fn open(folder: &Path) -> App<MockRuntime> {
    let app = phan_anh::build(mock_builder()).build(phan_anh::context()).unwrap();
    phan_anh::open(&app, Folder::new(folder.join("data"), folder.join("copies"))).unwrap();
    app
}

async fn spoken_portal() -> FakePortal {
    let recording = |language: &str| Recording {
        language: language.into(),
        says: "status:received".into(),
        media_type: "audio/webm".into(),
        bytes: vec![7; 40_000].into(),
        words: None,
    };
    let archive = spoken::archive(&LANGUAGES.map(recording));
    let language = |code: &str| SpokenLanguage { code: code.into(), name: code.to_uppercase() };
    let spoken = PackSpoken {
        archive: Sha256::of(&archive),
        length: archive.len() as u64,
        languages: LANGUAGES.map(language).into(),
    };
    let pack = RegionPack {
        made_at_ms: 200,
        communes: COMMUNES.into(),
        units: Vec::new(),
        categories: vec!["khac".into()],
        old_communes: None,
        places: None,
        category_details: None,
        time: None,
        rules: None,
        spoken: Some(spoken),
        base_map: None,
    };
    let portal = FakePortal::start().await;
    {
        let mut books = portal.books();
        books.region = Some(("\"1\"".into(), pack.sign(&books.receipts, &portal_id())));
        books.recordings = archive;
    }
    portal
}

/// Everything of the requests for recordings but where the portal is.
fn fetches(requests: &[Asked]) -> Vec<String> {
    let fetches = requests.iter().filter(|asked| asked.path.starts_with("/v1/spoken/"));
    let whole = |asked: &Asked| {
        let headers: Vec<_> = asked.headers.iter().filter(|(name, _)| *name != "host").collect();
        format!("{} {} {headers:?} {:?}", asked.method, asked.path, asked.body)
    };
    fetches.map(whole).collect()
}

/// What is asked, and by which headers.
fn shapes(requests: &[Asked]) -> BTreeSet<String> {
    let shape = |asked: &Asked| format!("{} {} {:?}", asked.method, asked.path, asked.headers.keys());
    // Streams of events and further polls begin when they do.
    requests.iter().filter(|asked| asked.path != "/v1/events").map(shape).collect()
}

/// The items of the first exchange, but for the two clocks.
fn first_words(requests: &[Asked]) -> String {
    let first = requests.iter().find(|asked| asked.is_sync()).unwrap();
    let header = report::wire::RequestHeader { wall_ms: 0, uptime_ms: 0, ..first.header() };
    format!("{header:?} {}", first.items().len())
}

fn names_a_language(asked: &Asked) -> bool {
    let items = if asked.is_sync() { asked.items() } else { Vec::new() };
    let mut bytes: Vec<u8> = items.iter().flat_map(|item| minicbor::to_vec(item).unwrap()).collect();
    bytes.extend(format!("{} {:?}", asked.path, asked.headers).into_bytes());
    bytes.extend(&asked.body);
    let lower = String::from_utf8_lossy(&bytes).to_lowercase();
    LANGUAGES.iter().any(|language| lower.contains(language))
}
