//! What devices are told of the published cases of a commune.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::body::Body;
use axum::http::header::IF_NONE_MATCH;
use axum::http::{Method, Request, StatusCode};
use office::{DONG_HA, NAM_DONG_HA, Office, Story};
use portal::store::around::in_commune;
use serde_json::{Value, json};

fn path(commune: &str) -> String {
    format!("/v1/around?commune={commune}")
}

async fn cases(office: &Office, commune: &str) -> Vec<Value> {
    office.get(&path(commune)).await.json()["cases"].as_array().unwrap().clone()
}

#[tokio::test]
async fn only_what_is_published_in_the_commune_is_told_and_only_as_closely_as_it_was_published() {
    let office = Office::open().await;
    let here = office.file(Story { spot: Some((16.8163, 107.0961)), ..Story::default() }).await;
    let unpublished = office.file(Story::default()).await;
    let elsewhere = office.file(Story { commune: Some(NAM_DONG_HA), ..Story::default() }).await;
    assert_eq!(cases(&office, DONG_HA).await, Vec::<Value>::new());

    let publish = json!({ "kind": "publish", "looked": true, "public_text": "Ổ gà trước chợ" });
    office.desk_does(&here.number, publish).await;
    office.desk_publishes(&elsewhere.number).await;
    let told = cases(&office, DONG_HA).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["case_number"], here.number);
    assert_eq!(told[0]["category"], "giao-thong");
    assert_eq!(told[0]["text"], "Ổ gà trước chợ", "the words that were published, not the citizen's");
    let (lat, lon) = (told[0]["lat"].as_f64().unwrap(), told[0]["lon"].as_f64().unwrap());
    assert!((lat, lon) != (16.8163, 107.0961), "a cell, not the spot");
    assert!((lat - 16.8163).abs() < 0.002 && (lon - 107.0961).abs() < 0.002);
    assert!(!office.get(&path(DONG_HA)).await.text().contains(&unpublished.number));

    office.desk_does(&here.number, json!({ "kind": "unpublish" })).await;
    assert_eq!(cases(&office, DONG_HA).await, Vec::<Value>::new());
}

#[tokio::test]
async fn by_when_an_answer_can_be_expected_is_told_while_somebody_owes_it() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_publishes(&filed.number).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let due = cases(&office, DONG_HA).await[0]["answer_due"].clone();
    let desk = office.sign_in("duty.officer").await;
    let path = format!("/console/api/cases/{}/clocks", filed.number);
    let clocks = office.ask(Method::GET, &path, &desk, None).await.json();
    assert!(due.is_string() && due == clocks["answer_due_at"], "{due}");
    office.desk_does(&filed.number, json!({ "kind": "ask", "question": "Ở số nhà nào?" })).await;
    assert_eq!(
        cases(&office, DONG_HA).await[0]["answer_due"],
        Value::Null,
        "nobody owes it while the citizen is asked"
    );
    office.act_about(7, &filed.number, report::ActKind::Answer, Some("Số 12")).await;
    assert!(cases(&office, DONG_HA).await[0]["answer_due"].is_string());
    let answer = json!({ "kind": "answer", "outcome": "fixed", "text": "Đã vá xong.", "waiver": "Trời tối" });
    office.desk_does(&filed.number, answer).await;
    assert_eq!(cases(&office, DONG_HA).await[0]["answer_due"], Value::Null);
}

#[tokio::test]
async fn the_list_is_sent_again_only_when_it_changed() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_publishes(&filed.number).await;
    let tag = office.get(&path(DONG_HA)).await.header("etag");
    let again = |tag: String| {
        let request = Request::get(path(DONG_HA)).header(IF_NONE_MATCH, tag).body(Body::empty()).unwrap();
        office.send(request)
    };
    let unchanged = again(tag.clone()).await;
    assert_eq!((unchanged.status, unchanged.body.len()), (StatusCode::NOT_MODIFIED, 0));
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let changed = again(tag).await;
    assert_eq!((changed.status, changed.json()["cases"][0]["status"].clone()), (StatusCode::OK, json!("dispatched")));
}

#[tokio::test]
async fn a_long_text_is_cut_and_a_list_ends() {
    let office = Office::open().await;
    let long = "ổ".repeat(3_000);
    let mut last = String::new();
    for _ in 0..3 {
        let filed = office.file(Story { text: &long, ..Story::default() }).await;
        office.desk_publishes(&filed.number).await;
        last = filed.number;
    }
    let state = office.app.state();
    let timetable = state.timetable().await.unwrap();
    let told = in_commune(state.store().readers(), DONG_HA, 2, &timetable).await.unwrap();
    assert_eq!((told.len(), told[0].text.chars().count()), (2, 240));
    assert_eq!(told[0].case_number, last, "the latest first");
}

#[tokio::test]
async fn what_is_no_commune_is_refused() {
    let office = Office::open().await;
    for wrong in ["/v1/around", "/v1/around?commune=", "/v1/around?commune=193", "/v1/around?commune=19333'--"] {
        let reply = office.get(wrong).await;
        assert_eq!((reply.status, reply.code().as_str()), (StatusCode::BAD_REQUEST, "request_malformed"), "{wrong}");
    }
    assert_eq!(cases(&office, "99999").await, Vec::<Value>::new(), "one that there is not has none");
}
