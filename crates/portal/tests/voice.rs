//! Voice notes: who hears one, what stands in writing of it, and that it is nowhere else.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::http::{Method, StatusCode};
use office::{Filed, Office, Reply, Story};
use portal::access::Role;
use report::{ActKind, Sha256};
use serde_json::{Value, json};

/// The unit of the officers, and another.
const OWN: &str = "so-xay-dung";
const OTHER: &str = "ubnd-19333";

#[tokio::test]
async fn whoever_hears_a_voice_is_as_the_table_says_by_role_unit_and_agreement() {
    let office = Office::open().await;
    for (unit, agreed) in [(OWN, false), (OWN, true), (OTHER, false), (OTHER, true)] {
        let filed = told(&office, unit, agreed).await;
        for role in Role::ALL {
            let promised = match role {
                Role::DutyOfficer | Role::DutySupervisor => 200,
                Role::UnitOfficer | Role::UnitLeader if unit == OTHER => 404,
                Role::UnitOfficer | Role::UnitLeader if agreed => 200,
                _ => 403,
            };
            let cookie = office.sign_in(&role.code().replace('_', ".")).await;
            let heard = hear(&office, &cookie, &filed).await;
            assert_eq!(heard.status.as_u16(), promised, "{role} {unit} {agreed}");
            assert_eq!(heard.body == *filed.voice.as_ref().unwrap(), promised == 200, "{role} {unit} {agreed}");
            let shown = office.case(&cookie, &filed.number).await.json()["voices"][0]["may_hear"].clone();
            let expected = if promised == 404 { Value::Null } else { json!(promised == 200) };
            assert_eq!(shown, expected, "{role} {unit} {agreed}");
        }
    }
}

#[tokio::test]
async fn a_unit_that_works_beside_reads_and_does_not_hear() {
    let office = Office::open().await;
    let filed = told(&office, OTHER, true).await;
    office.desk_does(&filed.number, json!({ "kind": "coordinate", "units": [OWN] })).await;
    let unit = office.sign_in("unit.officer").await;
    assert_eq!(office.case(&unit, &filed.number).await.status, StatusCode::OK);
    assert_eq!(hear(&office, &unit, &filed).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn that_a_voice_was_heard_stands_in_the_history_and_a_refusal_does_not() {
    let office = Office::open().await;
    let filed = told(&office, OWN, false).await;
    let (desk, unit) = (office.sign_in("duty.officer").await, office.sign_in("unit.officer").await);
    assert_eq!(hear(&office, &unit, &filed).await.code(), "not_allowed");
    assert!(entries(&office, &desk, &filed, "heard").await.is_empty());
    let heard = hear(&office, &desk, &filed).await;
    let head = ["content-type", "cache-control", "x-content-type-options"].map(|name| heard.header(name));
    assert_eq!(head, ["audio/webm", "no-store", "nosniff"]);
    let [entry] = &entries(&office, &desk, &filed, "heard").await[..] else { panic!("heard once") };
    assert_eq!(entry["actor"], "duty.officer");
    assert!(entries(&office, &desk, &filed, "looked").await.is_empty(), "who reported was not looked at");
}

#[tokio::test]
async fn what_the_desk_writes_down_is_read_by_the_unit_and_kept_when_it_is_corrected() {
    let office = Office::open().await;
    let filed = told(&office, OWN, false).await;
    let (desk, unit) = (office.sign_in("duty.officer").await, office.sign_in("unit.officer").await);
    for cookie in [&unit, &office.sign_in("administrator").await, &office.sign_in("province.leader").await] {
        assert_eq!(write_down(&office, cookie, &filed, "Ống vỡ").await.code(), "not_allowed");
    }
    assert_eq!(write_down(&office, &desk, &filed, " \n").await.code(), "reason_missing");
    assert_eq!(write_down(&office, &desk, &filed, &"a".repeat(10_001)).await.code(), "text_too_long");
    assert_eq!(voice(&office, &unit, &filed).await["transcript"], Value::Null);
    assert_eq!(write_down(&office, &desk, &filed, "Ống vỡ ở đầu ngõ").await.status, StatusCode::OK);
    let corrected = write_down(&office, &desk, &filed, "Ống nước vỡ ở đầu ngõ").await.json();
    assert_eq!(corrected["voices"][0]["transcript"]["text"], "Ống nước vỡ ở đầu ngõ");
    let read = voice(&office, &unit, &filed).await;
    assert_eq!(read["transcript"]["text"], "Ống nước vỡ ở đầu ngõ");
    assert_eq!((read["transcript"]["by"].clone(), read["may_hear"].clone()), (json!("duty.officer"), json!(false)));
    let written = entries(&office, &unit, &filed, "transcribed").await;
    let texts: Vec<&str> = written.iter().map(|entry| entry["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Ống vỡ ở đầu ngõ", "Ống nước vỡ ở đầu ngõ"]);
}

#[tokio::test]
async fn a_voice_is_no_picture_and_public_nowhere() {
    let office = Office::open().await;
    let filed = told(&office, OWN, true).await;
    let desk = office.sign_in("duty.officer").await;
    write_down(&office, &desk, &filed, "Lời kể riêng").await;
    office.desk_does(&filed.number, json!({ "kind": "answer", "outcome": "explained", "text": "Đã rõ." })).await;
    office.desk_publishes(&filed.number).await;
    let (sha256, number) = (hash(&filed), &filed.number);
    let case = office.case(&desk, number).await.json();
    assert_eq!((case["photos"].as_array().unwrap().len(), case["photos"][0]["sha256"] == sha256), (1, false));
    for path in [format!("/anh/{sha256}"), format!("/thumbnail/{sha256}"), format!("/console/api/pictures/{sha256}")] {
        let reply = office.ask(Method::GET, &path, &desk, None).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
    let cover = json!({ "sha256": sha256, "copy": null });
    assert_eq!(office.cover(&desk, number, &cover, json!([])).await.status, StatusCode::NOT_FOUND);
    let pages =
        [office.get(&format!("/phan-anh/{number}")).await, office.get("/").await, office.track(&filed.code).await];
    for page in pages {
        assert_eq!(page.status, StatusCode::OK);
        for secret in [sha256.as_str(), "audio", "Lời kể riêng"] {
            assert!(!page.text().contains(secret), "{secret}");
        }
    }
}

#[tokio::test]
async fn a_voice_that_has_not_arrived_or_is_another_cases_is_not_there() {
    let office = Office::open().await;
    let (awaited, other) = (reported(&office, false).await, told(&office, OWN, true).await);
    let desk = office.sign_in("duty.officer").await;
    assert_eq!(hear(&office, &desk, &awaited).await.status, StatusCode::NOT_FOUND);
    let path = format!("/console/api/cases/{}/voices/{}", awaited.number, hash(&other));
    assert_eq!(office.ask(Method::GET, &path, &desk, None).await.status, StatusCode::NOT_FOUND);
    assert!(entries(&office, &desk, &awaited, "heard").await.is_empty());
}

#[tokio::test]
async fn erasing_takes_the_voice_and_what_was_written_down_of_it() {
    let office = Office::open().await;
    let filed = told(&office, OWN, true).await;
    let desk = office.sign_in("duty.officer").await;
    hear(&office, &desk, &filed).await;
    write_down(&office, &desk, &filed, "Lời kể riêng").await;
    let file = office.app.state().photos().photo(&Sha256::of(filed.voice.as_ref().unwrap()));
    assert!(file.exists());
    office.act_about(7, &filed.number, ActKind::Erase, None).await;
    assert!(!file.exists());
    let case = office.case(&desk, &filed.number).await;
    assert_eq!(case.json()["voices"], json!([]));
    assert!(!case.text().contains("Lời kể riêng"));
    assert_eq!(entries(&office, &desk, &filed, "heard").await.len(), 1, "that somebody heard it stays");
    assert_eq!(hear(&office, &desk, &filed).await.status, StatusCode::NOT_FOUND);
}

/// A report with a photo, told by voice, that is whole and with this unit.
async fn told(office: &Office, unit: &str, agreed: bool) -> Filed {
    let filed = reported(office, agreed).await;
    office.deliver(&filed).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": unit })).await;
    filed
}

async fn reported(office: &Office, agreed: bool) -> Filed {
    office.pass_time(1000);
    office.file(Story { text: "", photos: 1, voice: Some(agreed), ..Story::default() }).await
}

fn hash(filed: &Filed) -> String {
    Sha256::of(filed.voice.as_ref().unwrap()).to_string()
}

fn address(filed: &Filed) -> String {
    format!("/console/api/cases/{}/voices/{}", filed.number, hash(filed))
}

async fn hear(office: &Office, cookie: &str, filed: &Filed) -> Reply {
    office.ask(Method::GET, &address(filed), cookie, None).await
}

async fn write_down(office: &Office, cookie: &str, filed: &Filed, text: &str) -> Reply {
    let path = format!("{}/transcript", address(filed));
    office.ask(Method::PUT, &path, cookie, Some(json!({ "text": text }))).await
}

async fn voice(office: &Office, cookie: &str, filed: &Filed) -> Value {
    office.case(cookie, &filed.number).await.json()["voices"][0].clone()
}

async fn entries(office: &Office, cookie: &str, filed: &Filed, kind: &str) -> Vec<Value> {
    let case = office.case(cookie, &filed.number).await.json();
    case["timeline"].as_array().unwrap().iter().filter(|entry| entry["internal"] == kind).cloned().collect()
}
