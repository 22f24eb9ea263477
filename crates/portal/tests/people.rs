//! What administrators do with users, and what the audit log says of it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::http::{Method, StatusCode};
use office::{Office, PASSWORD, Reply};
use serde_json::{Value, json};

#[tokio::test]
async fn an_administrator_lets_somebody_in_and_the_password_is_told_once() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let new = json!({ "name": "ca.truc", "role": "duty_supervisor", "full_name": "Trần Thị Trực", "phone": "0233 385 2000",
        "email": "ca.truc@example.vn" });
    let added = office.ask(Method::POST, "/console/api/users", &admin, Some(new.clone())).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let password = added.json()["password"].as_str().unwrap().to_owned();
    assert_eq!(office.try_password("ca.truc", &password).await.status, StatusCode::OK);
    let listed = office.ask(Method::GET, "/console/api/users", &admin, None).await;
    let shown = user(&listed, "ca.truc");
    assert_eq!((&shown["full_name"], &shown["language"]), (&json!("Trần Thị Trực"), &json!("vi")));
    let log = log(&office, &admin, "what=user_added&subject=ca.truc").await;
    assert_eq!((&log[0]["who"], &log[0]["was"]), (&json!("administrator"), &Value::Null));
    assert_eq!(log[0]["became"]["role"], json!("duty_supervisor"));
    assert!(!listed.text().contains(&password) && !json!(log).to_string().contains(&password));
    let again = office.ask(Method::POST, "/console/api/users", &admin, Some(new)).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "user_exists".into()));
}

#[tokio::test]
async fn what_is_wrong_with_a_user_is_named_by_its_field_and_changes_nothing() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let change = async |standing: Value| {
        let reply = office.ask(Method::PUT, "/console/api/users/unit.officer", &admin, Some(standing)).await;
        (reply.status.as_u16(), reply.code(), reply.json()["field"].as_str().unwrap_or_default().to_owned())
    };
    let refused = |status: u16, code: &str, field: &str| (status, code.to_owned(), field.to_owned());
    let unit = "so-xay-dung";
    assert_eq!(change(json!({ "role": "unit_officer" })).await, refused(422, "unit_mismatch", "unit"));
    assert_eq!(
        change(json!({ "role": "unit_officer", "unit": "nowhere" })).await,
        refused(404, "unit_unknown", "unit")
    );
    for (field, value) in [("email", "không có"), ("phone", "gọi tôi"), ("language", "fr"), ("full_name", "a\nb")]
    {
        let mut standing = json!({ "role": "unit_officer", "unit": unit });
        standing[field] = json!(value);
        assert_eq!(change(standing).await, refused(422, "contact_invalid", field));
    }
    let nobody = office.ask(Method::POST, "/console/api/users/nobody/disable", &admin, None).await;
    assert_eq!((nobody.status, nobody.code()), (StatusCode::NOT_FOUND, "user_unknown".into()));
    let log = log(&office, &admin, "what=user_changed").await;
    assert_eq!(log.len(), 6, "each refusal stands in the log");
    assert_eq!((&log[0]["refused"], &log[0]["became"]["full_name"]), (&json!("contact_invalid"), &json!("a\nb")));
    let listed = office.ask(Method::GET, "/console/api/users", &admin, None).await;
    assert_eq!(user(&listed, "unit.officer")["full_name"], Value::Null);
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    // The first start made one more.
    let first = office.ask(Method::POST, "/console/api/users/admin/disable", &admin, None).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let last = office.ask(Method::POST, "/console/api/users/administrator/disable", &admin, None).await;
    assert_eq!((last.status, last.code()), (StatusCode::CONFLICT, "last_administrator".into()));
    let demoted = json!({ "role": "duty_officer" });
    let demoted = office.ask(Method::PUT, "/console/api/users/administrator", &admin, Some(demoted)).await;
    assert_eq!(demoted.code(), "last_administrator");
    assert_eq!(office.ask(Method::GET, "/console/api/users", &admin, None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_is_disabled_or_gets_another_password_is_signed_out_at_once() {
    let office = Office::open().await;
    let (admin, desk) = (office.sign_in("administrator").await, office.sign_in("duty.officer").await);
    let made = office.ask(Method::POST, "/console/api/users/duty.officer/password", &admin, None).await;
    let password = made.json()["password"].as_str().unwrap().to_owned();
    assert_eq!(office.ask(Method::GET, "/console/api/session", &desk, None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(office.try_password("duty.officer", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(office.try_password("duty.officer", &password).await.status, StatusCode::OK);
    let unit = office.sign_in("unit.officer").await;
    office.ask(Method::POST, "/console/api/users/unit.officer/disable", &admin, None).await;
    assert_eq!(office.ask(Method::GET, "/console/api/session", &unit, None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(office.try_password("unit.officer", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    office.ask(Method::POST, "/console/api/users/unit.officer/enable", &admin, None).await;
    assert_eq!(office.try_password("unit.officer", PASSWORD).await.status, StatusCode::OK);
    let log = log(&office, &admin, "subject=unit.officer").await;
    assert_eq!(log.iter().map(|entry| entry["what"].clone()).collect::<Vec<_>>(), ["user_enabled", "user_disabled"]);
}

#[tokio::test]
async fn only_administrators_change_users_and_who_tried_stands_in_the_log() {
    let office = Office::open().await;
    for name in ["duty.officer", "duty.supervisor", "unit.officer", "unit.leader", "province.leader"] {
        let cookie = office.sign_in(name).await;
        assert_eq!(office.ask(Method::GET, "/console/api/users", &cookie, None).await.code(), "not_allowed");
        let tried = office.ask(Method::POST, "/console/api/users/admin/disable", &cookie, None).await;
        assert_eq!((tried.status, tried.code()), (StatusCode::FORBIDDEN, "not_allowed".into()), "{name}");
    }
    let readers = ["duty.supervisor", "province.leader", "administrator"];
    for name in readers {
        let log = log(&office, &office.sign_in(name).await, "subject=admin").await;
        assert_eq!((log.len(), &log[4]["who"]), (5, &json!("duty.officer")), "{name}");
        assert_eq!(log[0]["refused"], json!("not_allowed"));
    }
    let desk = office.sign_in("duty.officer").await;
    assert_eq!(office.ask(Method::GET, "/console/api/audit", &desk, None).await.code(), "not_allowed");
}

#[tokio::test]
async fn the_audit_log_is_read_by_page_and_by_time() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    for turn in 0..120 {
        office.pass_time(60_000);
        let what = if turn % 2 == 0 { "disable" } else { "enable" };
        office.ask(Method::POST, &format!("/console/api/users/duty.officer/{what}"), &admin, None).await;
    }
    let (mut seen, mut query) = (Vec::new(), "subject=duty.officer".to_owned());
    loop {
        let page = office.ask(Method::GET, &format!("/console/api/audit?{query}"), &admin, None).await.json();
        seen.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry["at"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_i64() else { break };
        query = format!("subject=duty.officer&cursor={next}");
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.is_sorted_by(|newer, older| newer > older));
    let within = log(&office, &admin, "since=2026-11-23T02:10:00Z&until=2026-11-23T02:12:00Z").await;
    assert_eq!(within.len(), 2);
    let wrong = office.ask(Method::GET, "/console/api/audit?since=hôm+qua", &admin, None).await;
    assert_eq!((wrong.code(), wrong.json()["field"].clone()), ("request_malformed".into(), json!("since")));
}

async fn log(office: &Office, cookie: &str, query: &str) -> Vec<Value> {
    let reply = office.ask(Method::GET, &format!("/console/api/audit?{query}"), cookie, None).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()["entries"].as_array().unwrap().clone()
}

fn user(listed: &Reply, name: &str) -> Value {
    listed.json()["users"].as_array().unwrap().iter().find(|user| user["name"] == name).unwrap().clone()
}
