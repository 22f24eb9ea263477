//! Recordings for spoken help: kept in the console, packed for the devices, one archive for all languages.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::body::Body;
use axum::http::header::COOKIE;
use axum::http::{Method, Request, StatusCode};
use office::{Office, Reply};
use portal::region_import::{ProvinceFiles, import};
use report::pack::RegionPack;
use report::spoken::{self, RECORDING_BYTES};
use report::{Content, Sha256, Signed};
use serde_json::{Value, json};

const PATH: &str = "/console/api/recordings";
const LANGUAGES: &str = "/console/api/spoken-languages";
const HOUR_MS: i64 = 60 * 60 * 1000;
const ONE: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

#[tokio::test]
async fn recordings_go_to_the_devices_as_one_archive_whose_hash_is_signed() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    import(office.app.state(), &ProvinceFiles { communes: ONE, ..ProvinceFiles::default() }, "cli:test").await.unwrap();
    assert_eq!(pack(&office).await.spoken, None, "where nothing is recorded the pack is as before");
    let text = "Đã chuyển {don_vi}.";
    let template = json!({ "name": "Chuyển", "category": null, "text": text });
    let id = office.ask(Method::POST, "/console/api/templates", &admin, Some(template)).await.json()["id"].clone();
    for (language, says) in [("bru", "status:received"), ("vi", &format!("template:{id}"))] {
        assert_eq!(record(&office, &admin, language, says, sound(says)).await.status, StatusCode::OK);
    }
    office.pass_time(HOUR_MS);
    office.go_round().await;

    let named = pack(&office).await.spoken.unwrap();
    let languages: Vec<&str> = named.languages.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(languages, ["vi", "bru"], "those of which there are recordings");
    let address = format!("/v1/spoken/{}", named.archive);
    let whole = office.get(&address).await;
    assert_eq!((whole.status, whole.body.len() as u64), (StatusCode::OK, named.length));
    let recordings = spoken::read(&whole.body, &named.archive).unwrap();
    assert_eq!((recordings[0].says.as_str(), recordings[0].words.as_deref()), ("status:received", None));
    assert_eq!((recordings[1].media_type.as_str(), recordings[1].words.as_deref()), ("audio/webm", Some(text)));
    assert_eq!(recordings[1].bytes.to_vec(), sound(&format!("template:{id}")));

    let part = ranged(&office, &address, "bytes=10-19").await;
    assert_eq!((part.status, part.body.as_slice()), (StatusCode::PARTIAL_CONTENT, &whole.body[10..20]));
    assert_eq!(part.header("content-range"), format!("bytes 10-19/{}", named.length));
    assert_eq!(ranged(&office, &address, "bytes=99999999-").await.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(ranged(&office, &address, "bytes=1-2,4-5").await.body, whole.body);
    for unknown in [Sha256::of(b"another").to_string(), "x".into()] {
        assert_eq!(office.get(&format!("/v1/spoken/{unknown}")).await.code(), "spoken_unknown");
    }
}

#[tokio::test]
async fn an_older_archive_stays_for_a_while_and_files_taken_in_name_the_newest() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let mut named = Vec::new();
    for round in ["một", "hai", "ba"] {
        record(&office, &admin, "vi", "outcome:fixed", sound(round)).await;
        office.pass_time(HOUR_MS);
        import(office.app.state(), &ProvinceFiles { communes: ONE, ..ProvinceFiles::default() }, "cli:test")
            .await
            .unwrap();
        named.push(pack(&office).await.spoken.unwrap().archive);
    }
    let mut found = Vec::new();
    for archive in named {
        found.push(office.get(&format!("/v1/spoken/{archive}")).await.status.as_u16());
    }
    assert_eq!(found, [404, 200, 200]);
}

#[tokio::test]
async fn what_is_no_recording_is_refused_with_a_code_and_nothing_is_kept() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    for (language, says, body, status, code) in [
        ("vi", "status:received", b"<html>".to_vec(), 422, "recording_not_taken"),
        ("vi", "status:received", Vec::new(), 422, "recording_not_taken"),
        ("vi", "status:received", vec![0x1a; RECORDING_BYTES + 1], 413, "recording_too_large"),
        ("vi", "status:received", vec![0x1a; RECORDING_BYTES * 2], 413, "recording_too_large"),
        ("vi", "status:no-such", sound("x"), 404, "recording_subject_unknown"),
        ("vi", "template:99", sound("x"), 404, "recording_subject_unknown"),
        ("xx", "status:received", sound("x"), 404, "spoken_language_unknown"),
    ] {
        let refused = record(&office, &admin, language, says, body).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (status, code), "{says}");
    }
    let desk = office.sign_in("duty.officer").await;
    assert_eq!(record(&office, &desk, "vi", "status:received", sound("x")).await.code(), "not_allowed");
    let gone = office.ask(Method::DELETE, &format!("{PATH}/vi/status:received"), &admin, None).await;
    assert_eq!((gone.status, gone.code()), (StatusCode::NOT_FOUND, "recording_unknown".into()));
    assert_eq!(shown(&office, &desk).await["bytes"], json!(0));
    let log = office.ask(Method::GET, "/console/api/audit", &admin, None).await.text();
    assert!(log.contains("recording_saved") && log.contains("recording_not_taken"), "refusals stand there too");
}

#[tokio::test]
async fn all_recordings_together_stay_small_enough_for_a_poor_link() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let subjects = shown(&office, &admin).await["subjects"].as_array().unwrap().clone();
    let says: Vec<&str> = subjects.iter().map(|subject| subject["says"].as_str().unwrap()).collect();
    assert!(says.contains(&"consent:1") && says.contains(&"category:giao-thong") && says.contains(&"refusal:test"));
    let mut large = sound("x");
    large.resize(RECORDING_BYTES, 0);
    let mut last = StatusCode::OK;
    for (language, says) in ["vi", "bru"].iter().flat_map(|language| says.iter().map(move |says| (language, says))) {
        let reply = record(&office, &admin, language, says, large.clone()).await;
        last = reply.status;
        if last != StatusCode::OK {
            assert_eq!(reply.code(), "recordings_full");
            break;
        }
    }
    assert_eq!(last, StatusCode::UNPROCESSABLE_ENTITY);
    let full = shown(&office, &admin).await;
    assert!(full["bytes"].as_i64().unwrap() <= full["most_bytes"].as_i64().unwrap());
    let again = record(&office, &admin, "vi", says[0], large).await;
    assert_eq!(again.status, StatusCode::OK, "one in the place of another takes no more room");
}

#[tokio::test]
async fn a_recording_of_other_words_is_marked_and_one_that_stands_nowhere_can_be_taken_away() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let template = json!({ "name": "Cảm ơn", "category": null, "text": "Xin cảm ơn." });
    let added = office.ask(Method::POST, "/console/api/templates", &admin, Some(template)).await.json();
    let says = format!("template:{}", added["id"]);
    record(&office, &admin, "vi", &says, sound("a")).await;
    let one = async || {
        let all = shown(&office, &admin).await;
        all["subjects"].as_array().unwrap().iter().find(|subject| subject["says"] == says.as_str()).unwrap().clone()
    };
    assert_eq!(one().await["recordings"][0]["outdated"], json!(false));
    let path = format!("/console/api/templates/{}", added["id"]);
    let change = json!({ "version": 1, "name": "Cảm ơn", "category": null, "text": "Cảm ơn nhiều." });
    office.ask(Method::PUT, &path, &admin, Some(change)).await;
    assert_eq!(one().await["recordings"][0]["outdated"], json!(true));
    office.ask(Method::DELETE, &format!("{path}?version=2"), &admin, None).await;
    assert_eq!((one().await["stands"].clone(), one().await["vi"].clone()), (json!(false), json!("Xin cảm ơn.")));

    let heard = office.ask(Method::GET, &format!("{PATH}/vi/{says}"), &admin, None).await;
    assert_eq!((heard.header("content-type").as_str(), heard.body), ("audio/webm", sound("a")));
    let left = office.ask(Method::DELETE, &format!("{PATH}/vi/{says}"), &admin, None).await.json();
    assert!(left["subjects"].as_array().unwrap().iter().all(|subject| subject["says"] != says.as_str()));
    let log = office.ask(Method::GET, "/console/api/audit", &admin, None).await.text();
    assert!(log.contains("recording_removed"));
}

#[tokio::test]
async fn the_province_says_in_which_languages_is_recorded() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let set = async |languages: Value| {
        office.ask(Method::PUT, LANGUAGES, &admin, Some(json!({ "languages": languages }))).await
    };
    let (vi, lao) = (json!({ "code": "vi", "name": "Tiếng Việt" }), json!({ "code": "lao", "name": "ພາສາລາວ" }));
    assert_eq!(set(json!([vi, lao])).await.json()["languages"][1]["code"], json!("lao"));
    record(&office, &admin, "lao", "status:received", sound("x")).await;
    assert_eq!(set(json!([vi])).await.code(), "spoken_language_in_use");
    for bad in
        [json!([]), json!([{ "code": "VI", "name": "x" }]), json!([vi, vi]), json!([{ "code": "vi", "name": "" }])]
    {
        assert_eq!(set(bad).await.code(), "spoken_languages_invalid");
    }
    assert_eq!(shown(&office, &admin).await["languages"].as_array().unwrap().len(), 2);
}

/// The beginning of `WebM`, and something that is another each time.
fn sound(of: &str) -> Vec<u8> {
    [b"\x1a\x45\xdf\xa3", of.as_bytes()].concat()
}

async fn record(office: &Office, cookie: &str, language: &str, says: &str, sound: Vec<u8>) -> Reply {
    let request = Request::put(format!("{PATH}/{language}/{says}")).header("x-requested-with", "console");
    office.send(request.header(COOKIE, cookie).body(Body::from(sound)).unwrap()).await
}

async fn ranged(office: &Office, address: &str, range: &str) -> Reply {
    office.send(Request::get(address).header("range", range).body(Body::empty()).unwrap()).await
}

async fn shown(office: &Office, cookie: &str) -> Value {
    office.ask(Method::GET, PATH, cookie, None).await.json()
}

async fn pack(office: &Office) -> RegionPack {
    let bytes = office.get("/v1/region").await.body;
    minicbor::decode(&Signed::open_large(&bytes, Content::Region).unwrap().payload).unwrap()
}
