//! What is sealed: denunciations that came all the same. Only the duty desk sees them, and whoever reported is told where to go.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::categories;
use crate::office::{Office, Story};

#[tokio::test]
async fn a_case_of_a_sealed_category_is_the_duty_desks_alone() {
    let office = Office::open().await;
    let number = denounced(&office).await;
    for (name, sees) in [
        ("duty.officer", true),
        ("duty.supervisor", true),
        ("unit.officer", false),
        ("unit.leader", false),
        ("province.leader", false),
        ("administrator", false),
    ] {
        let cookie = office.sign_in(name).await;
        let case = office.case(&cookie, &number).await;
        let inbox = office.ask(Method::GET, "/console/api/cases", &cookie, None).await.json();
        let listed = inbox["cases"].as_array().unwrap().iter().any(|row| row["number"] == number.as_str());
        assert_eq!((case.status == StatusCode::OK, listed), (sees, sees), "{name}");
        assert_eq!(inbox["total"], json!(i64::from(sees)), "{name}");
    }
}

#[tokio::test]
async fn it_goes_to_no_unit_and_does_not_become_public() {
    let office = Office::open().await;
    let number = denounced(&office).await;
    let cookie = office.sign_in("duty.officer").await;
    for deed in [json!({ "kind": "publish", "looked": true }), json!({ "kind": "dispatch", "unit": "so-xay-dung" })] {
        let refused = office.deed(&cookie, &number, deed.clone()).await;
        assert_eq!(refused.code(), "case_sealed", "{deed}");
    }
    let case = office.case(&cookie, &number).await.json();
    assert_eq!((&case["sealed"], &case["unit"], &case["version"]), (&json!(true), &json!(null), &json!(1)));
}

#[tokio::test]
async fn whoever_reported_it_is_told_where_such_things_are_heard() {
    let office = Office::open().await;
    seal_category(&office, "an-ninh-trat-tu").await;
    let filed = office.file(Story { category: "an-ninh-trat-tu", ..Story::default() }).await;
    let cookie = office.sign_in("duty.officer").await;
    let first = office.case(&cookie, &filed.number).await.json()["timeline"][0].clone();
    assert!(first["text"].as_str().unwrap().contains("Ban Tiếp công dân"), "{first}");
    assert_eq!(first["status"], "submitted");
}

async fn denounced(office: &Office) -> String {
    seal_category(office, "an-ninh-trat-tu").await;
    let filed = office.file(Story { category: "an-ninh-trat-tu", ..Story::default() }).await;
    filed.number
}

async fn seal_category(office: &Office, code: &str) {
    let cookie = office.sign_in("administrator").await;
    let mut category = categories::category(office, &cookie, code).await;
    category["sealed"] = json!(true);
    assert_eq!(categories::put(office, &cookie, code, &category).await.status, StatusCode::OK);
}
