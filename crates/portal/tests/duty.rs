//! On call, the telephone tree, shifts, and that a vacant post is told of.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::body::Body;
use axum::http::header::COOKIE;
use axum::http::{Method, Request, StatusCode};
use futures_util::StreamExt as _;
use office::{Office, Reply, Story};
use portal::access::Role;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const ROADS: &str = "so-xay-dung";

#[tokio::test]
async fn a_shift_goes_on_until_the_next_one_takes_it_with_what_is_open_and_the_note() {
    let office = Office::open().await;
    office.hire("ca.hai", Role::DutyOfficer, None).await;
    let (first, second) = (office.sign_in("duty.officer").await, office.sign_in("ca.hai").await);
    assert_eq!(shift(&office, &first, "hand-over", json!({ "note": "x" })).await.code(), "shift_not_yours");
    assert_eq!(shift(&office, &first, "take", Value::Null).await.status, StatusCode::OK, "the first one is free");
    assert_eq!(shift(&office, &second, "take", Value::Null).await.code(), "shift_not_handed_over");
    office.file(Story::default()).await;
    office.pass_time(8 * 60 * 60 * 1000);
    let handed = shift(&office, &first, "hand-over", json!({ "note": " Chờ điện lực gọi lại. " })).await.json();
    let waits = &handed["shifts"][0];
    assert_eq!(
        (&waits["note"], &waits["open"], &waits["urgent"]),
        (&json!("Chờ điện lực gọi lại."), &json!(1), &json!(0))
    );
    assert_eq!((&waits["ended_at"], &handed["may_take"]), (&Value::Null, &json!(false)), "nobody takes their own");
    assert_eq!(shift(&office, &first, "take", Value::Null).await.code(), "shift_not_handed_over");
    let taken = shift(&office, &second, "take", Value::Null).await.json();
    let on: Vec<_> = taken["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["user"].clone(), one["ended_at"].is_null()))
        .collect();
    assert_eq!(on, [(json!("ca.hai"), true), (json!("duty.officer"), false)]);
    assert_eq!(taken["may_hand_over"], json!(true));
    let unit = office.sign_in("unit.officer").await;
    assert_eq!(shift(&office, &unit, "take", Value::Null).await.code(), "not_allowed");
    let admin = office.sign_in("administrator").await;
    let log = office.ask(Method::GET, "/console/api/audit?subject=ca.hai", &admin, None).await.json();
    let log = log["entries"].as_array().unwrap();
    assert_eq!((&log[0]["what"], &log[1]["refused"]), (&json!("shift_taken"), &json!("shift_not_handed_over")));
}

#[tokio::test]
async fn whoever_is_on_call_is_of_the_unit_and_the_list_says_how_to_reach_them() {
    let office = Office::open().await;
    let (supervisor, leader) = (office.sign_in("duty.supervisor").await, office.sign_in("unit.leader").await);
    let call = |unit: Option<&str>, user: &str, until: &str| json!({ "unit": unit, "user": user, "since": "2026-11-23T00:00:00Z", "until": until });
    let put = async |cookie: &str, asked: Value| {
        office.ask(Method::POST, "/console/api/duty/on-call", cookie, Some(asked)).await
    };
    let tomorrow = "2026-11-24T00:00:00Z";
    for (asked, code, field) in [
        (call(None, "unit.officer", tomorrow), "user_of_another_unit", "user"),
        (call(Some(ROADS), "duty.officer", tomorrow), "user_of_another_unit", "user"),
        (call(None, "duty.officer", "2026-11-22T00:00:00Z"), "dates_reversed", "until"),
    ] {
        let refused = put(&supervisor, asked).await;
        assert_eq!((refused.code().as_str(), refused.json()["field"].clone()), (code, json!(field)));
    }
    assert_eq!(put(&leader, call(None, "duty.officer", tomorrow)).await.code(), "not_allowed");
    assert_eq!(put(&leader, call(Some(ROADS), "unit.officer", tomorrow)).await.status, StatusCode::OK);
    let listed = put(&supervisor, call(None, "duty.officer", tomorrow)).await.json();
    let ids: Vec<i64> = listed["on_call"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    let off = office.ask(Method::DELETE, &format!("/console/api/duty/on-call/{}", ids[0]), &leader, None).await;
    assert_eq!(off.json()["on_call"].as_array().unwrap().len(), 1, "{}", off.text());
    office.pass_time(DAY_MS);
    let supervisor = office.sign_in("duty.supervisor").await;
    let later = office.ask(Method::GET, "/console/api/duty", &supervisor, None).await.json();
    assert_eq!(later["on_call"], json!([]), "it is over");
}

#[tokio::test]
async fn a_telephone_tree_is_kept_in_order_and_refused_by_field() {
    let office = Office::open().await;
    let supervisor = office.sign_in("duty.supervisor").await;
    let set = async |unit: &str, contacts: Value| {
        let path = format!("/console/api/duty/contacts/{unit}");
        office.ask(Method::PUT, &path, &supervisor, Some(json!({ "contacts": contacts }))).await
    };
    let tree = json!([{ "name": "Trực ban", "phone": "0233 385 2000", "note": null },
        { "name": "Trưởng ca", "phone": "+84 (905) 000-000", "note": "Sau 22 giờ" }]);
    assert_eq!(set("desk", tree.clone()).await.json()["trees"], json!([{ "unit": null, "contacts": tree }]));
    assert_eq!(
        set(ROADS, json!([{ "name": "Hạt đường bộ", "phone": "113" }])).await.json()["trees"][1]["unit"],
        json!(ROADS)
    );
    let wrong = set("desk", json!([{ "name": "Ai đó", "phone": "gọi tôi" }])).await;
    assert_eq!((wrong.code(), wrong.json()["field"].clone()), ("contact_invalid".into(), json!("phone")));
    assert_eq!(set("nowhere", json!([])).await.code(), "unit_unknown");
    let kept = office.ask(Method::GET, "/console/api/duty", &supervisor, None).await.json();
    assert_eq!(kept["trees"][0]["contacts"], tree);
}

#[tokio::test]
async fn a_vacant_post_is_told_once_to_supervisors_and_administrators_on_the_third_day() {
    let office = Office::open().await;
    office.pass_time(2 * DAY_MS);
    office.go_round().await;
    let supervisor = office.sign_in("duty.supervisor").await;
    assert_eq!(notices(&office, &supervisor).await["unseen"], json!(0));
    office.pass_time(DAY_MS);
    for _ in 0..3 {
        office.go_round().await;
        office.pass_time(60_000);
    }
    let supervisor = office.sign_in("duty.supervisor").await;
    let told = notices(&office, &supervisor).await;
    assert_eq!(told["unseen"], json!(6), "two posts of three units, each once");
    let said =
        told["notices"].as_array().unwrap().iter().map(|notice| notice["text"].as_str().unwrap()).collect::<Vec<_>>();
    assert!(
        said.contains(&"Sở Xây dựng has had no focal officer since 23/11/2026. Please name somebody in the roster."),
        "{said:?}"
    );
    let newest = told["notices"][0]["id"].as_i64().unwrap();
    let seen =
        office.ask(Method::POST, "/console/api/notices/seen", &supervisor, Some(json!({ "up_to": newest - 1 }))).await;
    let left = seen.json()["unseen"].as_i64().unwrap();
    assert!((1..6).contains(&left), "{left}");
    let unit = office.sign_in("unit.officer").await;
    assert_eq!(notices(&office, &unit).await["notices"], json!([]), "others' notices are theirs");
}

#[tokio::test]
async fn a_notice_is_told_at_once_to_whoever_listens() {
    let office = Office::open().await;
    office.pass_time(4 * DAY_MS);
    let cookie = office.sign_in("duty.supervisor").await;
    let request = Request::get("/console/api/events").header(COOKIE, cookie);
    let response = office.app.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut events = response.into_body().into_data_stream();
    office.go_round().await;
    let wait = tokio::time::timeout(std::time::Duration::from_secs(20), events.next());
    let event = String::from_utf8(wait.await.unwrap().unwrap().unwrap().to_vec()).unwrap();
    assert!(event.contains("event: notices\n"), "{event}");
}

async fn shift(office: &Office, cookie: &str, what: &str, body: Value) -> Reply {
    let body = Some(body).filter(|body| !body.is_null());
    office.ask(Method::POST, &format!("/console/api/duty/shift/{what}"), cookie, body).await
}

async fn notices(office: &Office, cookie: &str) -> Value {
    office.ask(Method::GET, "/console/api/notices", cookie, None).await.json()
}

#[tokio::test]
async fn when_whom_is_told_is_the_provinces_to_set_and_a_default_until_it_says_so() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let path = "/console/api/settings/telling";
    let mut telling = office.ask(Method::GET, path, &admin, None).await.json();
    assert_eq!((&telling["confirmed"], &telling["notice_days"]), (&json!(false), &json!(3)));
    telling["urgent"]["desk_minutes"] = json!(0);
    let refused = office.ask(Method::PUT, path, &admin, Some(telling.clone())).await;
    assert_eq!((refused.code(), refused.json()["field"].clone()), ("delays_invalid".into(), json!("desk_minutes")));
    telling["urgent"]["desk_minutes"] = json!(10);
    telling["notice_in_working_days"] = json!(true);
    telling["confirmed"] = json!(true);
    assert_eq!(office.ask(Method::PUT, path, &admin, Some(telling.clone())).await.json(), telling);
    let supervisor = office.sign_in("duty.supervisor").await;
    assert_eq!(office.ask(Method::PUT, path, &supervisor, Some(telling.clone())).await.code(), "not_allowed");
    // From Friday the 20th on, three working days later is Thursday: the 24th is a holiday.
    let term = json!({ "post": "officer", "user": "unit.officer", "since": "2026-11-20" });
    office.ask(Method::POST, &format!("/console/api/roster/{ROADS}/terms"), &admin, Some(term)).await;
    let roster = office.ask(Method::GET, "/console/api/roster?on=2026-11-26", &admin, None).await.json();
    assert_eq!(roster["notice_in_working_days"], json!(true));
    let leader =
        &roster["units"].as_array().unwrap().iter().find(|unit| unit["unit"]["code"] == ROADS).unwrap()["leader"];
    assert_eq!((&leader["vacant_since"], &leader["alarm"]), (&json!("2026-11-23"), &json!(false)));
}
