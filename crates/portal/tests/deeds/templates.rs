//! Answers that are written often.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, Reply, Story};

const PATH: &str = "/console/api/templates";

#[tokio::test]
async fn a_template_is_filled_in_for_each_case_and_its_changes_are_audited() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let admin = office.sign_in("administrator").await;
    let text = "Phản ánh {so_phan_anh} ({linh_vuc}) đã chuyển {don_vi}.";
    let added =
        add(&office, &admin, json!({ "name": "Đã chuyển", "category": "giao-thong", "text": text })).await.json();
    let other = add(&office, &admin, json!({ "name": "Cảm ơn", "category": null, "text": "Xin cảm ơn." })).await;
    assert_eq!(other.status, StatusCode::OK, "{}", other.text());

    let desk = office.sign_in("duty.officer").await;
    let path = format!("/console/api/cases/{}/templates", filed.number);
    let filled = async || office.ask(Method::GET, &path, &desk, None).await.json()["templates"].clone();
    let waits = format!("Phản ánh {} (Giao thông) đã chuyển ….", filed.number);
    assert_eq!(filled().await[0]["text"], json!(waits));
    assert_eq!(filled().await[1]["text"], json!("Xin cảm ơn."));
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    assert!(filled().await[0]["text"].as_str().unwrap().ends_with("đã chuyển Sở Xây dựng."));
    let due =
        add(&office, &admin, json!({ "name": "Hạn", "category": null, "text": "Trước ngày {han_tra_loi}." })).await;
    assert_eq!(due.status, StatusCode::OK, "{}", due.text());
    let told =
        office.ask(Method::GET, &format!("/console/api/cases/{}/clocks", filed.number), &desk, None).await.json();
    let day: jiff::Timestamp = told["answer_due_at"].as_str().unwrap().parse().unwrap();
    let day = day.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7))).strftime("%d/%m/%Y").to_string();
    let texts = filled().await;
    let text = texts.as_array().unwrap().iter().find(|one| one["name"] == "Hạn").unwrap()["text"].clone();
    assert_eq!(text, json!(format!("Trước ngày {day}.")), "as the citizen is told it");

    let one = format!("{PATH}/{}", added["id"]);
    let change =
        |version: i64| json!({ "version": version, "name": "Chuyển", "category": null, "text": "{so_phan_anh}" });
    assert_eq!(office.ask(Method::PUT, &one, &admin, Some(change(7))).await.code(), "stale_edit");
    assert_eq!(office.ask(Method::PUT, &one, &admin, Some(change(1))).await.json()["version"], json!(2));
    let gone = office.ask(Method::DELETE, &format!("{one}?version=2"), &admin, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(filled().await.as_array().unwrap().len(), 2);
    let log = office.ask(Method::GET, "/console/api/audit", &admin, None).await.text();
    for what in ["template_added", "template_changed", "template_retired"] {
        assert!(log.contains(what), "{what}");
    }
}

#[tokio::test]
async fn an_unknown_field_is_refused_by_its_name_and_only_who_may_edits() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let refused =
        add(&office, &admin, json!({ "name": "x", "category": null, "text": "{so_phan_anh} {dia_chi}" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "template_field_unknown".into()));
    assert_eq!(
        (refused.json()["fields"].clone(), refused.json()["field"].clone()),
        (json!(["dia_chi"]), json!("text"))
    );
    assert!(refused.json()["detail"].as_str().unwrap().contains("dia_chi"));
    for (template, field) in [
        (json!({ "name": " ", "category": null, "text": "a" }), "name"),
        (json!({ "name": "x", "category": "no-such", "text": "a" }), "category"),
        (json!({ "name": "x", "category": null, "text": "{a" }), "text"),
        (json!({ "name": "x", "category": null, "text": "a".repeat(10_001) }), "text"),
    ] {
        let refused = add(&office, &admin, template).await;
        assert_eq!((refused.status, refused.json()["field"].clone()), (StatusCode::UNPROCESSABLE_ENTITY, json!(field)));
    }
    let desk = office.sign_in("duty.officer").await;
    let template = json!({ "name": "x", "category": null, "text": "a" });
    assert_eq!(add(&office, &desk, template).await.code(), "not_allowed");
    assert_eq!(office.ask(Method::GET, PATH, &desk, None).await.json()["templates"], json!([]));
}

async fn add(office: &Office, cookie: &str, template: Value) -> Reply {
    office.ask(Method::POST, PATH, cookie, Some(template)).await
}
