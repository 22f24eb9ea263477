//! The province's own categories: defaults until it says otherwise, edited by administrators, offered to devices.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, Reply, Story};

const PATH: &str = "/console/api/categories";

#[tokio::test]
async fn the_table_is_founded_with_defaults_that_say_so() {
    let office = Office::open().await;
    let cookie = office.sign_in("unit.officer").await;
    let all = office.ask(Method::GET, PATH, &cookie, None).await.json();
    let all = all["categories"].as_array().unwrap();
    assert_eq!(all.len(), 18);
    assert!(all.iter().all(|one| one["confirmed_at"].is_null()), "nothing is confirmed before the province did");
    let ordnance = all.iter().find(|one| one["code"] == "bom-min-vat-no").unwrap();
    assert_eq!((&ordnance["photo_asked"], &ordnance["urgency"]), (&json!(false), &json!("urgent")));
}

#[tokio::test]
async fn an_edit_is_seen_at_once_and_stands_in_the_audit_log() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let filed = office.file(Story::default()).await;
    office.desk_publishes(&filed.number).await;
    let mut roads = category(&office, &cookie, "giao-thong").await;
    roads["name_vi"] = json!("Đường sá");
    roads["confirmed"] = json!(true);
    let changed = put(&office, &cookie, "giao-thong", &roads).await;
    assert_eq!((changed.status, &changed.json()["version"]), (StatusCode::OK, &json!(2)));
    assert_eq!(changed.json()["confirmed_at"], "2026-11-23T02:00:00Z");
    assert!(office.get("/phan-anh").await.text().contains("Đường sá"), "the public list has the province's own word");
    let log = office.ask(Method::GET, "/console/api/audit?what=category_changed", &cookie, None).await.text();
    assert!(log.contains("Giao thông") && log.contains("Đường sá"), "{log}");
}

#[tokio::test]
async fn an_edit_upon_an_older_version_overwrites_nothing() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let seen = category(&office, &cookie, "y-te").await;
    assert_eq!(put(&office, &cookie, "y-te", &seen).await.status, StatusCode::OK);
    let late = put(&office, &cookie, "y-te", &seen).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "stale_edit"));
}

#[tokio::test]
async fn what_is_wrong_is_named_by_field_and_only_administrators_edit() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let mut nameless = category(&office, &cookie, "y-te").await;
    nameless["name_en"] = json!(" ");
    let refused = put(&office, &cookie, "y-te", &nameless).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "category_invalid"));
    assert_eq!(refused.json()["field"], "name_en");
    let desk = office.sign_in("duty.officer").await;
    let seen = category(&office, &desk, "y-te").await;
    assert_eq!(put(&office, &desk, "y-te", &seen).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_retired_category_is_taken_and_flagged_and_a_new_one_is_known() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let mut health = category(&office, &cookie, "y-te").await;
    health["retired"] = json!(true);
    assert_eq!(put(&office, &cookie, "y-te", &health).await.status, StatusCode::OK);
    let mut dogs = health.clone();
    (dogs["version"], dogs["retired"]) = (Value::Null, json!(false));
    (dogs["name_vi"], dogs["name_en"], dogs["rank"]) = (json!("Chó thả rông"), json!("Stray dogs"), json!(99));
    assert_eq!(put(&office, &cookie, "cho-tha-rong", &dogs).await.status, StatusCode::OK);
    for (category, known) in [("y-te", false), ("cho-tha-rong", true), ("xe-co", false)] {
        let filed = office.file(Story { category, ..Story::default() }).await;
        let case = office.case(&office.sign_in("duty.officer").await, &filed.number).await.json();
        assert_eq!(case["category_known"], json!(known), "{category}");
    }
    let filters = office.get("/phan-anh").await.text();
    assert!(filters.contains("Chó thả rông") && !filters.contains(">Y tế<"));
}

#[tokio::test]
async fn a_report_that_does_not_tell_what_its_category_asks_for_is_taken_and_the_desk_sees_it() {
    let office = Office::open().await;
    let (admin, desk) = (office.sign_in("administrator").await, office.sign_in("duty.officer").await);
    let filed = office.file(Story::default()).await;
    let missing = async |who: &str| office.case(who, &filed.number).await.json()["identity_missing"].clone();
    assert_eq!(missing(&desk).await, json!([]));
    for (identity, lacks) in [("phone", json!(["phone"])), ("name", json!(["name", "phone"]))] {
        let mut roads = category(&office, &admin, "giao-thong").await;
        roads["identity"] = json!(identity);
        assert_eq!(put(&office, &admin, "giao-thong", &roads).await.status, StatusCode::OK);
        assert_eq!(missing(&desk).await, lacks);
        assert_eq!(missing(&admin).await, json!([]), "who may not see who reported hears nothing of it");
    }
    office.tell_who(&filed.number, "Người báo tin", "0900 000 000").await;
    assert_eq!(missing(&desk).await, json!([]));
}

pub async fn category(office: &Office, cookie: &str, code: &str) -> Value {
    let all = office.ask(Method::GET, PATH, cookie, None).await.json();
    let mut one = all["categories"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone();
    one["confirmed"] = json!(!one["confirmed_at"].is_null());
    one["retired"] = json!(!one["retired_at"].is_null());
    one
}

pub async fn put(office: &Office, cookie: &str, code: &str, edit: &Value) -> Reply {
    office.ask(Method::PUT, &format!("{PATH}/{code}"), cookie, Some(edit.clone())).await
}
