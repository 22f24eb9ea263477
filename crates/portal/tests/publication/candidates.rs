//! Cases that may be the same trouble, each with its reasons.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, Story};

const SPOT: (f64, f64) = (16.8163, 107.096);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn a_candidate_is_near_soon_after_and_in_like_words_and_says_so() {
    let office = Office::open().await;
    let first = office.file(Story { spot: Some(SPOT), photos: 1, ..Story::default() }).await.number;
    let lamp = Story { category: "dien-chieu-sang", text: "Đèn đường không sáng", ..Story::default() };
    office.file(Story { spot: Some(SPOT), ..lamp }).await;
    office.file(Story { spot: Some((16.9, 107.2)), text: "Cầu hỏng", commune: None, ..Story::default() }).await;
    office.pass_time(2 * DAY_MS);
    let twin = Story { spot: Some((16.8172, 107.096)), text: "o ga lon gan cho dong ha", ..Story::default() };
    let second = office.file(twin).await.number;
    let found = candidates(&office, &second).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["number"], json!(first));
    let reasons = found[0]["reasons"].as_array().unwrap();
    assert_eq!(reasons[0], json!({ "kind": "place", "metres": 100 }));
    assert_eq!(reasons[1], json!({ "kind": "time", "days": 2 }));
    assert!(reasons[2]["words"].as_array().unwrap().contains(&json!("dong ha")));
    assert_eq!(candidates(&office, &first).await[0]["number"], json!(second), "both ways");
}

#[tokio::test]
async fn what_came_long_before_or_is_sealed_is_no_candidate() {
    let office = Office::open().await;
    office.file(Story { spot: Some(SPOT), ..Story::default() }).await;
    office.pass_time(61 * DAY_MS);
    let sealed = office.file(Story { spot: Some(SPOT), ..Story::default() }).await.number;
    office.desk_does(&sealed, json!({ "kind": "seal", "reason": "Tố cáo" })).await;
    let late = office.file(Story { spot: Some(SPOT), ..Story::default() }).await.number;
    assert_eq!(candidates(&office, &late).await.len(), 0);
}

#[tokio::test]
async fn what_was_found_to_be_something_else_or_was_merged_is_not_offered_again() {
    let office = Office::open().await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(office.file(Story { spot: Some(SPOT), ..Story::default() }).await.number);
    }
    let (desk, unit) = (office.sign_in("duty.officer").await, office.sign_in("unit.officer").await);
    let apart = format!("/console/api/cases/{}/candidates/{}", numbers[2], numbers[0]);
    let refused = office.ask(Method::DELETE, &apart, &unit, None).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "a unit that has neither: {}", refused.text());
    let said = office.ask(Method::DELETE, &apart, &desk, None).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.text());
    assert_eq!(said.json()["candidates"][0]["number"], json!(numbers[1]));
    let again = office.ask(Method::DELETE, &apart, &desk, None).await;
    assert_eq!((again.status, again.json()["code"].as_str()), (StatusCode::CONFLICT, Some("nothing_to_change")));
    let told = office.case(&desk, &numbers[2]).await.json()["timeline"].clone();
    assert!(told.as_array().unwrap().iter().any(|entry| entry["internal"] == "not_the_same"), "{told}");
    let of = |found: Vec<Value>| found.iter().map(|one| one["number"].clone()).collect::<Vec<_>>();
    assert_eq!(of(candidates(&office, &numbers[0]).await), [json!(numbers[1])], "nor the other way");
    office.desk_does(&numbers[1], json!({ "kind": "duplicate", "of": numbers[0] })).await;
    assert!(candidates(&office, &numbers[2]).await.is_empty());
}

async fn candidates(office: &Office, number: &str) -> Vec<Value> {
    let desk = office.sign_in("duty.officer").await;
    let reply = office.ask(Method::GET, &format!("/console/api/cases/{number}/candidates"), &desk, None).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()["candidates"].as_array().unwrap().clone()
}
