//! Merging and unmerging, cases that happened before, units that work beside.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, Story};

#[tokio::test]
async fn whoever_reported_a_merged_case_hears_how_the_main_one_goes_on_until_it_is_unmerged() {
    let office = Office::open().await;
    let main = office.file(Story::default()).await;
    let merged = office.file(Story { text: "Ổ gà trước chợ", ..Story::default() }).await;
    let desk = office.sign_in("duty.officer").await;
    let duplicate = json!({ "kind": "duplicate", "of": main.number });
    assert_eq!(office.deed(&desk, &merged.number, duplicate).await.json()["status"], json!("duplicate"));
    office.desk_does(&main.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let answer = json!({ "kind": "answer", "outcome": "explained", "text": "Sẽ vá trong tuần." });
    office.desk_does(&main.number, answer).await;

    let told = linked(&office, &desk, &merged.number).await;
    let steps = ["Đã tiếp nhận", "Đã chuyển đơn vị xử lý", "Đang xử lý", "Đã giải đáp. Sẽ vá trong tuần."];
    assert_eq!(told, steps.map(|words| format!("{}: {words}", main.number)));
    let shown = office.case(&desk, &main.number).await.json();
    assert_eq!(
        (shown["links"][0]["kind"].clone(), shown["links"][0]["number"].clone()),
        (json!("merged"), json!(merged.number))
    );

    let again = json!({ "kind": "unmerge", "reason": "Hai nơi khác nhau." });
    let apart = office.deed(&desk, &merged.number, again).await.json();
    assert_eq!((apart["status"].clone(), apart["links"].clone()), (json!("received"), json!([])));
    office.desk_does(&main.number, json!({ "kind": "close" })).await;
    assert_eq!(linked(&office, &desk, &merged.number).await.len(), told.len(), "it hears no more");
}

#[tokio::test]
async fn followers_and_those_who_met_the_same_follow_on_and_come_back() {
    let office = Office::open().await;
    let main = office.file(Story::default()).await;
    let merged = office.file_as(8, Story::default()).await;
    for number in [&main.number, &merged.number] {
        office.desk_publishes(number).await;
    }
    office.me_too(9, &merged.number).await;
    let desk = office.sign_in("duty.officer").await;
    let with = async |number: &str| {
        let case = office.case(&desk, number).await.json();
        (case["followers"].as_i64().unwrap(), case["me_too"].as_i64().unwrap())
    };
    assert_eq!((with(&main.number).await, with(&merged.number).await), ((0, 0), (1, 1)));
    office.desk_does(&merged.number, json!({ "kind": "duplicate", "of": main.number })).await;
    assert_eq!(with(&main.number).await, (1, 2), "whoever reported the other met the same");
    office.desk_does(&merged.number, json!({ "kind": "unmerge", "reason": "Nhầm." })).await;
    assert_eq!((with(&main.number).await, with(&merged.number).await), ((0, 0), (1, 1)));
}

#[tokio::test]
async fn chains_and_rings_of_merged_cases_are_refused() {
    let office = Office::open().await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(office.file(Story::default()).await.number);
    }
    let desk = office.sign_in("duty.officer").await;
    let merge =
        async |case: &str, of: &str| office.deed(&desk, case, json!({ "kind": "duplicate", "of": of })).await.code();
    assert_eq!(merge(&numbers[0], &numbers[0]).await, "own_duplicate");
    assert_eq!(merge(&numbers[0], "QT-2025-000001").await, "case_unknown", "of another year");
    assert_eq!(merge(&numbers[0], &numbers[1]).await, "");
    assert_eq!(merge(&numbers[1], &numbers[2]).await, "has_duplicates");
    assert_eq!(merge(&numbers[2], &numbers[0]).await, "merge_target_unfit");
}

#[tokio::test]
async fn the_same_trouble_again_is_linked_to_the_earlier_case() {
    let office = Office::open().await;
    let (earlier, later) = (office.file(Story::default()).await, office.file(Story::default()).await);
    let desk = office.sign_in("duty.officer").await;
    let path = format!("/console/api/cases/{}/earlier", later.number);
    let body = json!({ "number": earlier.number });
    let linked = office.ask(Method::POST, &path, &desk, Some(body.clone())).await.json();
    assert_eq!(
        linked["links"],
        json!([{ "kind": "earlier", "number": earlier.number, "status": "submitted", "outcome": null }])
    );
    assert_eq!(office.ask(Method::POST, &path, &desk, Some(body)).await.code(), "nothing_to_change");
    assert_eq!(office.case(&desk, &earlier.number).await.json()["links"][0]["kind"], json!("later"));
    let unlink = format!("{path}/{}", earlier.number);
    assert_eq!(office.ask(Method::DELETE, &unlink, &desk, None).await.json()["links"], json!([]));
}

#[tokio::test]
async fn a_unit_that_works_beside_reads_and_notes_and_decides_nothing() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.hire("beside", portal::access::Role::UnitOfficer, Some("ubnd-19333")).await;
    let beside = office.sign_in("beside").await;
    assert_eq!(office.case(&beside, &filed.number).await.status, StatusCode::NOT_FOUND);
    let dispatch = json!({ "kind": "dispatch", "unit": "so-xay-dung", "coordinating": ["ubnd-19333"] });
    office.desk_does(&filed.number, dispatch).await;
    let case = office.case(&beside, &filed.number).await.json();
    assert_eq!(case["coordinating"], json!([{ "code": "ubnd-19333", "name": "UBND Phường Đông Hà" }]));
    assert_eq!(case["deeds"], json!(["note"]));
    let inbox = office.ask(Method::GET, "/console/api/cases", &beside, None).await.json();
    assert_eq!(inbox["cases"][0]["number"], json!(filed.number));
    let note = json!({ "kind": "note", "text": "Phường đã rào chắn." });
    assert_eq!(office.deed(&beside, &filed.number, note).await.status, StatusCode::OK);
    assert_eq!(office.deed(&beside, &filed.number, json!({ "kind": "start" })).await.code(), "not_allowed");
    let twice = json!({ "kind": "coordinate", "units": ["so-xay-dung"] });
    let desk = office.sign_in("duty.officer").await;
    assert_eq!(office.deed(&desk, &filed.number, twice).await.code(), "unit_twice");
    office.desk_does(&filed.number, json!({ "kind": "coordinate", "units": [] })).await;
    assert_eq!(office.case(&beside, &filed.number).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn several_cases_are_decided_each_on_its_own() {
    let office = Office::open().await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(office.file(Story::default()).await.number);
    }
    office.desk_does(&cases[1], json!({ "kind": "accept" })).await;
    let desk = office.sign_in("duty.officer").await;
    let named: Vec<Value> = cases.iter().map(|number| json!({ "number": number, "version": 1 })).collect();
    let body = json!({ "cases": [named[0], named[1], { "number": "QT-2025-000009", "version": 1 }, named[2]],
        "deed": { "kind": "dispatch", "unit": "so-xay-dung" } });
    let done = office.ask(Method::POST, "/console/api/deeds", &desk, Some(body)).await.json();
    let codes: Vec<_> = done["results"].as_array().unwrap().iter().map(|one| one["problem"]["code"].clone()).collect();
    assert_eq!(codes, [Value::Null, json!("stale_edit"), json!("case_unknown"), Value::Null]);
    assert_eq!(done["results"][1]["changes"][0]["status"], json!("received"));
    for (number, status) in [(&cases[0], "dispatched"), (&cases[1], "received"), (&cases[2], "dispatched")] {
        assert_eq!(office.case(&desk, number).await.json()["status"], json!(status));
    }
}

#[tokio::test]
async fn a_stale_decision_hears_who_changed_what_and_when() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    let admin = office.sign_in("administrator").await;
    let stale = office.deed_on(&admin, &filed.number, 1, json!({ "kind": "close" })).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::CONFLICT, "stale_edit".into()));
    let changes = stale.json()["changes"].clone();
    assert_eq!(changes.as_array().unwrap().len(), 1);
    let change = &changes[0];
    assert_eq!((change["actor"].clone(), change["status"].clone()), (json!("duty.officer"), json!("received")));
    assert_eq!(change["at"], json!("2026-11-23T02:00:00Z"));
    assert!(stale.json()["detail"].as_str().unwrap().contains("changed"), "in the asker's language");
}

async fn linked(office: &Office, cookie: &str, number: &str) -> Vec<String> {
    let case = office.case(cookie, number).await.json();
    let timeline = case["timeline"].as_array().unwrap().iter();
    let linked = timeline.filter(|entry| entry["internal"] == json!("linked"));
    linked.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}
