//! What a unit does with a case, and what the desk and the unit's leader decide about it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::office::{Filed, Office, Reply, Story};

#[tokio::test]
async fn a_unit_gives_back_what_is_not_its_to_handle_and_the_citizen_reads_only_that_the_desk_has_it() {
    let (office, filed) = case_with_the_unit().await;
    let unit = office.sign_in("unit.officer").await;
    let reason = "Đường do Khu Quản lý đường bộ phụ trách.";
    let empty = office.deed(&unit, &filed.number, json!({ "kind": "return", "reason": " " })).await;
    assert_eq!(empty.code(), "reason_missing");
    let given_back = office.deed(&unit, &filed.number, json!({ "kind": "return", "reason": reason })).await;
    assert_eq!(given_back.status, StatusCode::NOT_FOUND, "it is no longer the unit's to see");
    let desk = office.sign_in("duty.officer").await;
    let case = office.case(&desk, &filed.number).await.json();
    assert_eq!((case["status"].clone(), case["unit"].clone()), (json!("received"), Value::Null));
    let timeline = case["timeline"].as_array().unwrap();
    let returned = &timeline[timeline.len() - 2];
    assert_eq!((returned["internal"].clone(), returned["text"].clone()), (json!("returned"), json!(reason)));
    assert_eq!(returned["unit"], json!("Sở Xây dựng"));
    let page = office.track(&filed.code).await.text();
    assert!(page.contains(&filed.number) && !page.contains(reason));
}

#[tokio::test]
async fn a_plan_is_read_by_the_citizen_with_its_day() {
    let (office, filed) = case_with_the_unit().await;
    let unit = office.sign_in("unit.officer").await;
    let plan = |on: &str| json!({ "kind": "plan", "on": on, "text": "Chờ vật liệu." });
    let over = office.deed(&unit, &filed.number, plan("2026-11-22")).await;
    assert_eq!((over.status, over.code()), (StatusCode::UNPROCESSABLE_ENTITY, "day_over".into()));
    assert_eq!(office.deed(&unit, &filed.number, plan("tomorrow")).await.code(), "request_malformed");
    let planned = office.deed(&unit, &filed.number, plan("2026-12-05")).await.json();
    assert_eq!((planned["status"].clone(), planned["planned_on"].clone()), (json!("planned"), json!("2026-12-05")));
    let last = planned["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["text"], json!("Dự kiến xử lý xong ngày 05/12/2026. Chờ vật liệu."));
}

#[tokio::test]
async fn more_time_is_asked_for_by_the_unit_and_decided_by_the_desk() {
    let (office, filed) = case_with_the_unit().await;
    let unit = office.sign_in("unit.officer").await;
    let ask = json!({ "kind": "ask_extension", "minutes": 960, "reason": "Mưa lũ." });
    let asked = office.deed(&unit, &filed.number, ask.clone()).await.json();
    assert_eq!(asked["extension"], json!({ "minutes": 960, "granted_at": null }));
    assert_eq!(office.deed(&unit, &filed.number, ask.clone()).await.code(), "extension_unfit");
    let grant = json!({ "kind": "grant_extension", "minutes": 480 });
    assert_eq!(office.deed(&unit, &filed.number, grant.clone()).await.code(), "not_allowed");
    let decides = office.sign_in("administrator").await;
    let granted = office.deed(&decides, &filed.number, grant).await.json();
    assert_eq!(granted["extension"], json!({ "minutes": 480, "granted_at": "2026-11-23T02:00:00Z" }));
    assert_eq!(office.deed(&unit, &filed.number, ask).await.code(), "extension_unfit");
}

#[tokio::test]
async fn a_refusal_has_a_reason_of_the_list_or_words() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let desk = office.sign_in("duty.officer").await;
    let reasons = office.ask(axum::http::Method::GET, "/console/api/reasons", &desk, None).await.json();
    assert!(reasons["refusals"].as_array().unwrap().iter().any(|reason| reason["code"] == json!("in_court")));
    let refuse = async |deed: Value| office.deed(&desk, &filed.number, deed).await;
    assert_eq!(refuse(json!({ "kind": "reject" })).await.code(), "reason_missing");
    assert_eq!(refuse(json!({ "kind": "reject", "why": "in_court" })).await.code(), "reason_unfit");
    assert_eq!(refuse(json!({ "kind": "reject", "why": "whim" })).await.code(), "request_malformed");
    let refused = refuse(json!({ "kind": "out_of_scope", "why": "in_court", "reason": "Xin liên hệ Tòa án." })).await;
    let last = refused.json()["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["text"], json!("Vụ việc đang do cơ quan tố tụng giải quyết. Xin liên hệ Tòa án."));
    assert_eq!(last["code"], json!("in_court"));
    let again = refuse(json!({ "kind": "reopen", "reason": "Nhầm." })).await.json();
    assert_eq!(again["status"], json!("reopened"));
}

#[tokio::test]
async fn ten_megabytes_of_text_are_refused_and_nothing_is_written() {
    let (office, filed) = case_with_the_unit().await;
    let unit = office.sign_in("unit.officer").await;
    let before = office.case(&unit, &filed.number).await.text();
    let long = |length| json!({ "kind": "answer", "outcome": "explained", "text": "a".repeat(length) });
    let status = |reply: Reply| (reply.status.as_u16(), reply.code());
    assert_eq!(status(office.deed(&unit, &filed.number, long(10 << 20)).await), (413, "text_too_long".into()));
    assert_eq!(status(office.deed(&unit, &filed.number, long(10_001)).await), (422, "text_too_long".into()));
    assert_eq!(office.case(&unit, &filed.number).await.text(), before);
}

async fn case_with_the_unit() -> (Office, Filed) {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    (office, filed)
}
