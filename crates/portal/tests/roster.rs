//! Who answers for a unit: posts, deputies, vacancies, and cases that are handed over.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::http::{Method, StatusCode};
use office::{Office, Reply, Story};
use portal::access::Role;
use portal::rounds;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The day of [`office::MORNING_MS`].
const TODAY: &str = "2026-11-23";
const ROADS: &str = "so-xay-dung";

#[tokio::test]
async fn a_unit_has_one_leader_and_one_officer_and_its_cases_are_the_officers() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let filed = office.file(Story::default()).await;
    assert_eq!(owner_of(&office, &admin, &filed.number).await["standing"], json!("desk"), "nobody's is the desk's");
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": ROADS })).await;
    assert_eq!(owner_of(&office, &admin, &filed.number).await["standing"], json!("desk"), "the unit has nobody yet");
    appoint(&office, &admin, "leader", "unit.leader", TODAY).await;
    assert_eq!(owner_of(&office, &admin, &filed.number).await["user"], json!("unit.leader"));
    appoint(&office, &admin, "officer", "unit.officer", TODAY).await;
    let owner = json!({ "user": "unit.officer", "name": "unit.officer", "standing": "officer" });
    assert_eq!(owner_of(&office, &admin, &filed.number).await, owner);
    let inbox = office.ask(Method::GET, "/console/api/cases", &admin, None).await.json();
    assert_eq!(inbox["cases"][0]["owner"], owner);
    let unit = roads(&office, &admin, TODAY).await;
    assert_eq!((&unit["leader"]["term"]["user"], &unit["open_cases"]), (&json!("unit.leader"), &json!(1)));
    assert_eq!((&unit["officer"]["vacant_since"], &unit["owner"]), (&Value::Null, &owner));
}

#[tokio::test]
async fn leaving_hands_open_cases_over_and_each_of_them_says_so() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    appoint(&office, &admin, "officer", "unit.officer", TODAY).await;
    appoint(&office, &admin, "leader", "unit.leader", TODAY).await;
    let (open, ended) = (office.file(Story::default()).await.number, office.file(Story::default()).await.number);
    for number in [&open, &ended] {
        office.desk_does(number, json!({ "kind": "dispatch", "unit": ROADS })).await;
    }
    office.desk_does(&ended, json!({ "kind": "answer", "outcome": "explained", "text": "Rõ." })).await;
    office.desk_does(&ended, json!({ "kind": "close" })).await;
    office.hire("nguoi.moi", Role::UnitOfficer, Some(ROADS)).await;
    appoint(&office, &admin, "officer", "nguoi.moi", "2026-11-25").await;
    settle(&office).await;
    assert_eq!(owner_of(&office, &admin, &open).await["user"], json!("unit.officer"), "not before the day");
    office.pass_time(2 * DAY_MS);
    let admin = office.sign_in("administrator").await;
    for _ in 0..3 {
        settle(&office).await;
    }
    assert_eq!(owner_of(&office, &admin, &open).await["user"], json!("nguoi.moi"));
    assert_eq!(handovers(&office, &admin, &open).await, ["unit.officer → nguoi.moi"], "once, however often one looks");
    assert!(handovers(&office, &admin, &ended).await.is_empty());
    let history = history(&office, &admin).await;
    let last = &history["handovers"][0];
    assert_eq!((&last["user"], &last["standing"], &last["cases"]), (&json!("nguoi.moi"), &json!("officer"), &json!(1)));
    let ends: Vec<_> = history["terms"].as_array().unwrap().iter().map(|term| term["until"].clone()).collect();
    assert_eq!(ends, [json!("2026-11-24"), Value::Null, Value::Null], "history is kept");
}

#[tokio::test]
async fn a_deputy_answers_while_the_officer_is_on_leave_and_has_the_leaders_rights_for_the_leader() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    appoint(&office, &admin, "officer", "unit.officer", TODAY).await;
    appoint(&office, &admin, "leader", "unit.leader", TODAY).await;
    let number = office.file(Story::default()).await.number;
    office.desk_does(&number, json!({ "kind": "dispatch", "unit": ROADS })).await;
    office.hire("nguoi.thay", Role::UnitOfficer, Some(ROADS)).await;
    let leader = office.sign_in("unit.leader").await;
    let leave = |post: &str, user: &str| json!({ "post": post, "user": user, "since": TODAY, "until": "2026-11-24", "why": "Nghỉ phép" });
    let named = edit(&office, &leader, "deputies", leave("officer", "nguoi.thay")).await;
    assert_eq!(named.status, StatusCode::OK, "{}", named.text());
    assert_eq!(owner_of(&office, &admin, &number).await["standing"], json!("officer_deputy"));
    let deputy = office.sign_in("unit.officer").await;
    let try_edit = json!({ "post": "officer", "user": "unit.officer", "since": "2027-01-01", "until": "2027-01-02" });
    assert_eq!(edit(&office, &deputy, "deputies", try_edit.clone()).await.code(), "not_allowed");
    assert_eq!(edit(&office, &leader, "deputies", leave("leader", "unit.officer")).await.status, StatusCode::OK);
    assert_eq!(
        edit(&office, &deputy, "deputies", try_edit.clone()).await.code(),
        "own_deputy",
        "may, as the leader may"
    );
    office.pass_time(2 * DAY_MS);
    settle(&office).await;
    let (admin, deputy) = (office.sign_in("administrator").await, office.sign_in("unit.officer").await);
    assert_eq!(owner_of(&office, &admin, &number).await["standing"], json!("officer"), "back from leave");
    assert_eq!(edit(&office, &deputy, "deputies", try_edit).await.code(), "not_allowed");
    let told = handovers(&office, &admin, &number).await;
    assert_eq!(told, ["unit.officer → nguoi.thay", "nguoi.thay → unit.officer"]);
}

#[tokio::test]
async fn what_the_roster_does_not_allow_is_refused_by_field_changes_nothing_and_stands_in_the_log() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    office.hire("nguoi.xa", Role::UnitOfficer, Some("ubnd-19333")).await;
    let first = appoint(&office, &admin, "officer", "unit.officer", TODAY).await;
    let term = first["terms"][0]["id"].as_i64().unwrap();
    let new = |user: &str, since: &str, until: Option<&str>| json!({ "post": "officer", "user": user, "since": since, "until": until });
    let refused = [
        (new("unit.officer", TODAY, None), 409, "term_overlap", "since"),
        (new("unit.officer", "2026-12-01", Some("2026-11-30")), 422, "dates_reversed", "until"),
        (new("unit.officer", "2026-12-01", Some("2026-12-30")), 409, "roster_unit_empty", "until"),
        (new("nguoi.xa", "2026-12-01", None), 422, "user_of_another_unit", "user"),
        (new("duty.officer", "2026-12-01", None), 422, "user_of_another_unit", "user"),
        (new("unit.leader", "2026-12-01", None), 422, "user_of_another_role", "user"),
        (new("nobody", "2026-12-01", None), 404, "user_unknown", ""),
    ];
    for (asked, status, code, field) in &refused {
        let reply = edit(&office, &admin, "terms", asked.clone()).await;
        let told = reply.json()["field"].as_str().unwrap_or_default().to_owned();
        assert_eq!((reply.status.as_u16(), reply.code().as_str(), told.as_str()), (*status, *code, *field), "{asked}");
    }
    let ended = edit(&office, &admin, &format!("terms/{term}/end"), json!({ "until": "2026-12-01" })).await;
    assert_eq!((ended.status, ended.code()), (StatusCode::CONFLICT, "roster_unit_empty".into()));
    let moved = json!({ "role": "unit_leader", "unit": ROADS });
    let moved = office.ask(Method::PUT, "/console/api/users/unit.officer", &admin, Some(moved)).await;
    assert_eq!((moved.status, moved.code()), (StatusCode::CONFLICT, "user_in_office".into()));
    let malformed = edit(&office, &admin, "terms", new("unit.officer", "hôm nay", None)).await;
    assert_eq!(malformed.status, StatusCode::BAD_REQUEST);
    let leader = office.sign_in("unit.leader").await;
    let other =
        office.ask(Method::POST, "/console/api/roster/ubnd-19333/terms", &leader, Some(new("nguoi.xa", TODAY, None)));
    assert_eq!(other.await.code(), "not_allowed", "another unit's roster");
    let log = office.ask(Method::GET, "/console/api/audit", &admin, None).await.json();
    let codes: Vec<_> = log["entries"].as_array().unwrap().iter().map(|entry| entry["refused"].clone()).rev().collect();
    let mut expected = vec![Value::Null];
    expected.extend(refused.iter().map(|(_, _, code, _)| json!(code)));
    expected.extend([json!("roster_unit_empty"), json!("user_in_office"), json!("not_allowed")]);
    assert_eq!(codes, expected);
    assert_eq!(history(&office, &admin).await["terms"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_that_is_recorded_late_says_by_how_many_days() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    appoint(&office, &admin, "officer", "unit.officer", "2026-11-20").await;
    appoint(&office, &admin, "leader", "unit.leader", "2026-11-18").await;
    let terms = history(&office, &admin).await["terms"].clone();
    let late: Vec<_> =
        terms.as_array().unwrap().iter().map(|term| (term["user"].clone(), term["late_days"].clone())).collect();
    assert_eq!(late, [(json!("unit.leader"), json!(2)), (json!("unit.officer"), json!(0))]);
}

#[tokio::test]
async fn a_post_that_nobody_has_is_vacant_and_raises_an_alarm_on_the_third_day() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    appoint(&office, &admin, "officer", "unit.officer", TODAY).await;
    appoint(&office, &admin, "leader", "unit.leader", TODAY).await;
    let number = office.file(Story::default()).await.number;
    office.desk_does(&number, json!({ "kind": "dispatch", "unit": ROADS })).await;
    let disabled = office.ask(Method::POST, "/console/api/users/unit.officer/disable", &admin, None).await;
    assert_eq!(disabled.status, StatusCode::OK);
    assert_eq!(owner_of(&office, &admin, &number).await["standing"], json!("leader"), "at once");
    assert_eq!(handovers(&office, &admin, &number).await, ["unit.officer → unit.leader"]);
    for (day, alarm) in [("2026-11-23", false), ("2026-11-25", false), ("2026-11-26", true)] {
        let officer = roads(&office, &admin, day).await["officer"].clone();
        assert_eq!((&officer["vacant_since"], &officer["alarm"]), (&json!(TODAY), &json!(alarm)), "{day}");
        assert_eq!(officer["term"], Value::Null);
    }
}

#[tokio::test]
async fn a_units_people_see_their_own_roster_and_no_other() {
    let office = Office::open().await;
    let unit = office.sign_in("unit.officer").await;
    let seen = office.ask(Method::GET, "/console/api/roster", &unit, None).await.json();
    let codes: Vec<_> = seen["units"].as_array().unwrap().iter().map(|unit| unit["unit"]["code"].clone()).collect();
    assert_eq!(codes, [ROADS]);
    assert_eq!(office.ask(Method::GET, "/console/api/roster/ubnd-19333", &unit, None).await.code(), "not_allowed");
    let admin = office.sign_in("administrator").await;
    let all = office.ask(Method::GET, "/console/api/roster", &admin, None).await.json();
    assert_eq!(all["units"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_term_recorded_in_error_is_withdrawn_and_who_was_there_goes_on() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    office.hire("nham.nguoi", Role::UnitOfficer, Some(ROADS)).await;
    appoint(&office, &admin, "officer", "unit.officer", "2026-11-20").await;
    let terms = appoint(&office, &admin, "officer", "nham.nguoi", TODAY).await["terms"].clone();
    let id = terms[1]["id"].as_i64().unwrap();
    let path = format!("/console/api/roster/{ROADS}/terms/{id}");
    let after = office.ask(Method::DELETE, &path, &admin, None).await;
    assert_eq!(after.status, StatusCode::OK, "{}", after.text());
    let terms = after.json()["terms"].clone();
    assert_eq!(
        (&terms[0]["user"], &terms[0]["until"], terms.as_array().unwrap().len()),
        (&json!("unit.officer"), &Value::Null, 1)
    );
    assert_eq!(office.ask(Method::DELETE, &path, &admin, None).await.code(), "term_unknown");
}

async fn settle(office: &Office) {
    rounds::go(office.app.state()).await.unwrap();
}

async fn edit(office: &Office, cookie: &str, path: &str, asked: Value) -> Reply {
    office.ask(Method::POST, &format!("/console/api/roster/{ROADS}/{path}"), cookie, Some(asked)).await
}

async fn appoint(office: &Office, cookie: &str, post: &str, user: &str, since: &str) -> Value {
    let reply = edit(office, cookie, "terms", json!({ "post": post, "user": user, "since": since })).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn history(office: &Office, cookie: &str) -> Value {
    office.ask(Method::GET, &format!("/console/api/roster/{ROADS}"), cookie, None).await.json()
}

async fn roads(office: &Office, cookie: &str, day: &str) -> Value {
    let roster = office.ask(Method::GET, &format!("/console/api/roster?on={day}"), cookie, None).await.json();
    roster["units"].as_array().unwrap().iter().find(|unit| unit["unit"]["code"] == ROADS).unwrap().clone()
}

async fn owner_of(office: &Office, cookie: &str, number: &str) -> Value {
    office.case(cookie, number).await.json()["owner"].clone()
}

async fn handovers(office: &Office, cookie: &str, number: &str) -> Vec<String> {
    let case = office.case(cookie, number).await.json();
    let timeline = case["timeline"].as_array().unwrap().iter();
    let handed = timeline.filter(|entry| entry["internal"] == "handover");
    handed.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}
