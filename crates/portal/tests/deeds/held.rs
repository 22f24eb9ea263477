//! The ten seconds in which a deed can be undone.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Filed, Office, Story};

const HOLD_MS: u32 = 10_000;

#[tokio::test]
async fn a_deed_that_a_citizen_hears_of_is_done_after_ten_seconds_by_the_portal_itself() {
    let (office, filed, desk) = case_at_the_desk().await;
    let held = office.deed(&desk, &filed.number, dispatch()).await.json();
    assert_eq!((held["status"].clone(), held["deeds"].clone()), (json!("submitted"), json!([])));
    assert_eq!(held["held"]["kind"], json!("dispatch"));
    assert_eq!((held["held"]["left_ms"].clone(), held["held"]["mine"].clone()), (json!(10_000), json!(true)));
    office.pass_time(9_999);
    office.go_round().await;
    assert_eq!(office.case(&desk, &filed.number).await.json()["status"], json!("submitted"), "not yet");
    office.pass_time(1);
    office.go_round().await;
    office.go_round().await;
    let done = office.case(&desk, &filed.number).await.json();
    assert_eq!((done["status"].clone(), done["held"].clone()), (json!("dispatched"), Value::Null));
    let last = done["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["actor"].clone(), last["code"].clone()), (json!("duty.officer"), json!("rule")));
    assert_eq!(done["timeline"].as_array().unwrap().len(), 3, "submitted, received, dispatched, each once");
}

#[tokio::test]
async fn whoever_decided_a_deed_takes_it_back_and_nobody_heard_of_it() {
    let (office, filed, desk) = case_at_the_desk().await;
    let held = office.deed(&desk, &filed.number, dispatch()).await.json()["held"]["id"].clone();
    let other = office.sign_in("administrator").await;
    assert_eq!(undo(&office, &other, &held).await, (StatusCode::FORBIDDEN, "not_allowed".into()));
    let seen = office.case(&other, &filed.number).await.json();
    assert_eq!((seen["held"]["by"].clone(), seen["held"]["mine"].clone()), (json!("duty.officer"), json!(false)));
    assert_eq!(undo(&office, &desk, &held).await, (StatusCode::OK, String::new()));
    office.pass_time(60_000);
    office.go_round().await;
    let case = office.case(&desk, &filed.number).await.json();
    assert_eq!((case["status"].clone(), case["held"].clone()), (json!("submitted"), Value::Null));
    assert_eq!(case["timeline"].as_array().unwrap().len(), 1);
    assert_eq!(undo(&office, &desk, &held).await, (StatusCode::CONFLICT, "undo_too_late".into()));
}

#[tokio::test]
async fn what_was_held_is_done_after_a_restart_as_of_the_moment_it_was_due() {
    let (office, filed, desk) = case_at_the_desk().await;
    office.deed(&desk, &filed.number, dispatch()).await;
    let office = office.restarted().await;
    office.pass_time(3_600_000);
    office.go_round().await;
    let case = office.case(&office.sign_in("duty.officer").await, &filed.number).await.json();
    assert_eq!(case["status"], json!("dispatched"));
    let last = case["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["at"], json!("2026-11-23T02:00:10Z"));
}

#[tokio::test]
async fn while_a_deed_is_held_no_other_is_decided_but_what_cannot_be_done_is_said_at_once() {
    let (office, filed, desk) = case_at_the_desk().await;
    let nowhere = json!({ "kind": "dispatch", "unit": "no-such-unit" });
    assert_eq!(office.deed(&desk, &filed.number, nowhere).await.code(), "unit_unknown");
    assert_eq!(office.deed(&desk, &filed.number, json!({ "kind": "close" })).await.code(), "status_not_allowed");
    office.deed(&desk, &filed.number, dispatch()).await;
    for deed in [dispatch(), json!({ "kind": "reject", "why": "unclear" }), json!({ "kind": "note", "text": "x" })] {
        let refused = office.deed(&desk, &filed.number, deed).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "deed_held".into()));
    }
}

#[tokio::test]
async fn a_deed_lapses_with_a_trace_when_the_citizen_withdrew_meanwhile() {
    let (office, filed, desk) = case_at_the_desk().await;
    office.deed(&desk, &filed.number, dispatch()).await;
    office.withdraw(&filed).await;
    office.pass_time(10_000);
    office.go_round().await;
    let case = office.case(&desk, &filed.number).await.json();
    assert_eq!((case["status"].clone(), case["held"].clone()), (json!("withdrawn"), Value::Null));
    let last = case["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["internal"].clone(), last["code"].clone()), (json!("lapsed"), json!("stale_edit")));
    assert_eq!(last["actor"], json!("duty.officer"));
}

#[tokio::test]
async fn what_officers_alone_read_is_done_at_once() {
    let (office, filed, desk) = case_at_the_desk().await;
    let noted = office.deed(&desk, &filed.number, json!({ "kind": "note", "text": "Đã gọi điện." })).await.json();
    assert_eq!(noted["held"], Value::Null);
    let last = noted["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["internal"].clone(), last["text"].clone()), (json!("note"), json!("Đã gọi điện.")));
}

async fn case_at_the_desk() -> (Office, Filed, String) {
    let office = Office::holding(HOLD_MS).await;
    let filed = office.file(Story::default()).await;
    let desk = office.sign_in("duty.officer").await;
    (office, filed, desk)
}

fn dispatch() -> Value {
    json!({ "kind": "dispatch", "unit": "so-xay-dung" })
}

async fn undo(office: &Office, cookie: &str, held: &Value) -> (StatusCode, String) {
    let reply = office.ask(Method::DELETE, &format!("/console/api/held/{held}"), cookie, None).await;
    (reply.status, reply.code())
}
