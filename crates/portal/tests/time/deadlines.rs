//! How long each step may take, as administrators edit it.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, Story};

const PATH: &str = "/console/api/deadlines";

#[tokio::test]
async fn every_default_says_that_it_is_one() {
    let office = Office::open().await;
    let cookie = office.sign_in("duty.officer").await;
    let all = office.ask(Method::GET, PATH, &cookie, None).await.json();
    let all = all["deadlines"].as_array().unwrap();
    assert_eq!(all.len(), 15);
    assert!(all.iter().all(|one| one["confirmed_at"].is_null() && one["changed_by"].is_null()));
    let words = |step: &str, urgency: &str| {
        all.iter().find(|one| one["step"] == step && one["urgency"] == urgency).unwrap()["words"].clone()
    };
    assert_eq!((words("handle", "normal"), words("handle", "urgent")), (json!("5 working days"), json!("4 hours")));
}

#[tokio::test]
async fn a_rule_for_a_category_moves_its_open_cases_and_no_others() {
    let office = Office::open().await;
    let (roads, rubbish) =
        (office.file(Story::default()).await, office.file(Story { category: "moi-truong", ..Story::default() }).await);
    let cookie = office.sign_in("administrator").await;
    let edit = json!({ "amount": 120, "unit": "minutes", "always": true, "confirmed": true });
    let path = format!("{PATH}/receive/normal?category=giao-thong");
    let set = office.ask(Method::PUT, &path, &cookie, Some(edit)).await;
    assert_eq!((set.status, &set.json()["words"]), (StatusCode::OK, &json!("2 hours")), "{}", set.text());
    let due = async |number: &str| office.case(&cookie, number).await.json()["due"]["at"].clone();
    assert_eq!(
        (due(&roads.number).await, due(&rubbish.number).await),
        (json!("2026-11-23T04:00:00Z"), json!("2026-11-25T02:00:00Z"))
    );
    let removed = office.ask(Method::DELETE, &path, &cookie, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(due(&roads.number).await, "2026-11-25T02:00:00Z");
    assert_eq!(office.ask(Method::DELETE, &path, &cookie, None).await.code(), "deadline_unknown");
    let log =
        office.ask(Method::GET, "/console/api/audit?subject=receive/normal/giao-thong", &cookie, None).await.text();
    assert!(log.contains("deadline_changed") && log.contains("deadline_removed"), "{log}");
}

#[tokio::test]
async fn confirming_makes_every_deadline_the_provinces_own() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let all = office.ask(Method::POST, &format!("{PATH}/confirmation"), &cookie, None).await.json();
    assert!(all["deadlines"].as_array().unwrap().iter().all(|one| one["confirmed_at"] == "2026-11-23T02:00:00Z"));
    let edit = json!({ "amount": 7, "unit": "days", "always": false, "confirmed": false });
    let set = office.ask(Method::PUT, &format!("{PATH}/handle/normal"), &cookie, Some(edit)).await.json();
    assert_eq!((&set["confirmed_at"], &set["changed_by"]), (&Value::Null, &json!("administrator")));
}

#[tokio::test]
async fn deadlines_that_make_no_sense_are_refused_by_field() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let edit = |amount: i64, unit: &str| json!({ "amount": amount, "unit": unit, "always": false, "confirmed": true });
    for (path, body, status, field) in [
        ("handle/normal", edit(0, "days"), StatusCode::UNPROCESSABLE_ENTITY, json!("amount")),
        ("handle/normal", edit(367, "days"), StatusCode::UNPROCESSABLE_ENTITY, json!("amount")),
        ("handle/normal?category=xe-co", edit(5, "days"), StatusCode::UNPROCESSABLE_ENTITY, json!("category")),
        ("handle/normal", edit(-1, "days"), StatusCode::BAD_REQUEST, Value::Null),
        ("handle/slow", edit(5, "days"), StatusCode::NOT_FOUND, Value::Null),
        ("sleep/normal", edit(5, "days"), StatusCode::NOT_FOUND, Value::Null),
    ] {
        let refused = office.ask(Method::PUT, &format!("{PATH}/{path}"), &cookie, Some(body)).await;
        assert_eq!((refused.status, &refused.json()["field"]), (status, &field), "{path}");
    }
    let desk = office.sign_in("duty.officer").await;
    let refused = office.ask(Method::PUT, &format!("{PATH}/handle/normal"), &desk, Some(edit(5, "days"))).await;
    assert_eq!(refused.code(), "not_allowed");
}

#[tokio::test]
async fn a_category_that_runs_day_and_night_moves_its_cases() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("administrator").await;
    let all = office.ask(Method::GET, "/console/api/categories", &cookie, None).await.json();
    let mut roads =
        all["categories"].as_array().unwrap().iter().find(|one| one["code"] == "giao-thong").unwrap().clone();
    (roads["always"], roads["confirmed"], roads["retired"]) = (json!(true), json!(true), json!(false));
    let set = office.ask(Method::PUT, "/console/api/categories/giao-thong", &cookie, Some(roads)).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    office.go_round().await;
    assert_eq!(office.case(&cookie, &filed.number).await.json()["due"]["at"], "2026-11-23T10:00:00Z");
}
