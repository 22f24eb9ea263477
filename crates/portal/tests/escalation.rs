//! Who is told when a clock runs out, and by which way. Mails go to a real SMTP server.
#![expect(clippy::unwrap_used, reason = "tests")]

mod mail_server;
mod office;

use axum::http::{Method, StatusCode};
use mail_server::Server;
use office::{Office, Story};
use portal::mail::{self, Way};
use portal::store::mail as mails;
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
const TODAY: &str = "2026-11-23";
const ROADS: &str = "so-xay-dung";

#[tokio::test]
async fn what_is_late_is_told_to_one_more_after_the_other_and_to_each_once() {
    let office = Office::open().await;
    let number = with_the_unit(&office).await;
    let due_ms = due_of(&office, &number).await;
    let mut told = Vec::new();
    for (at_ms, level) in [
        (due_ms - 5 * HOUR_MS, None),
        (due_ms - 4 * HOUR_MS, Some("due_soon")),
        (due_ms - HOUR_MS, None),
        (due_ms, Some("leader")),
        (due_ms + 23 * HOUR_MS, None),
        (due_ms + 24 * HOUR_MS, Some("desk")),
        (due_ms + 72 * HOUR_MS, Some("province")),
        (due_ms + 90 * HOUR_MS, None),
    ] {
        go_round_at(&office, at_ms).await;
        office.go_round().await;
        told.extend(level);
        assert_eq!(levels(&office, &number).await, told, "{} minutes after", (at_ms - due_ms) / MINUTE_MS);
    }
    let steps = steps(&office, &number).await;
    let who: Vec<Vec<&str>> = steps
        .iter()
        .map(|step| step["told"].as_array().unwrap().iter().map(|one| one["user"].as_str().unwrap()).collect())
        .collect();
    assert_eq!(
        who,
        [
            vec!["unit.officer"],
            vec!["unit.leader", "unit.officer"],
            vec!["duty.officer", "duty.supervisor"],
            vec!["province.leader"]
        ]
    );
    let officer = office.sign_in("unit.officer").await;
    let notices = office.ask(Method::GET, "/console/api/notices", &officer, None).await.json();
    let mine: Vec<_> = notices["notices"].as_array().unwrap().iter().map(|notice| notice["level"].clone()).collect();
    assert_eq!(mine, ["leader", "due_soon"]);
    let desk = office.sign_in("duty.officer").await;
    let case = office.case(&desk, &number).await.json();
    let noted = case["timeline"].as_array().unwrap().iter().filter(|entry| entry["internal"] == "escalated").count();
    assert_eq!(noted, 4, "each step stands in the case's history");
}

#[tokio::test]
async fn a_restart_and_a_clock_that_moved_tell_nobody_twice() {
    let office = Office::open().await;
    let number = with_the_unit(&office).await;
    let due_ms = due_of(&office, &number).await;
    go_round_at(&office, due_ms + MINUTE_MS).await;
    assert_eq!(levels(&office, &number).await, ["leader"], "«nearly due» says nothing once it is overdue");
    let office = office.restarted().await;
    office.go_round().await;
    assert_eq!(levels(&office, &number).await, ["leader"]);
    set_due(&office, &number, due_ms + 2 * DAY_MS).await;
    go_round_at(&office, due_ms + DAY_MS).await;
    assert_eq!(levels(&office, &number).await, ["leader"], "not overdue any more");
    go_round_at(&office, due_ms + 2 * DAY_MS + MINUTE_MS).await;
    assert_eq!(levels(&office, &number).await, ["leader"], "the leader knows of this clock");
    go_round_at(&office, due_ms + 3 * DAY_MS + MINUTE_MS).await;
    assert_eq!(levels(&office, &number).await, ["leader", "desk"]);
}

#[tokio::test]
async fn what_is_urgent_goes_to_whoever_is_on_call_at_once_by_mail_too() {
    let office = Office::open().await;
    let number = with_the_unit(&office).await;
    let supervisor = office.sign_in("duty.supervisor").await;
    let call = json!({ "unit": ROADS, "user": "unit.officer", "since": "2026-11-23T00:00:00Z", "until": "2026-11-30T00:00:00Z" });
    assert_eq!(
        office.ask(Method::POST, "/console/api/duty/on-call", &supervisor, Some(call)).await.status,
        StatusCode::OK
    );
    reach(&office, "unit.officer", ROADS, "unit_officer", "can.bo@example.vn", "vi").await;
    let urgent = json!({ "kind": "set_urgency", "urgency": "urgent", "reason": "Sạt lở" });
    office.desk_does(&number, urgent).await;
    office.go_round().await;
    assert_eq!(levels(&office, &number).await, ["urgent"]);
    let waiting = mails::due(office.app.state().store().readers(), office.app.state().now_ms(), 9).await.unwrap();
    let [mail] = waiting.as_slice() else { panic!("{waiting:?}") };
    assert_eq!(mail.address, "can.bo@example.vn");
    assert!(mail.subject.starts_with(&format!("KHẨN: phản ánh {number}")), "{}", mail.subject);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_digest_of_the_morning_arrives_once_in_the_readers_language() {
    let Some(mut server) = Server::start("the_digest_of_the_morning_arrives_once_in_the_readers_language", 1) else {
        return;
    };
    let office = Office::open().await;
    let number = with_the_unit(&office).await;
    reach(&office, "unit.leader", ROADS, "unit_leader", "leader@example.vn", "en").await;
    reach(&office, "unit.officer", ROADS, "unit_officer", "no-one@example.vn", "vi").await;
    let due_ms = due_of(&office, &number).await;
    go_round_at(&office, due_ms + MINUTE_MS).await;
    let way = Way::new(&server.address(), "IOC <ioc@example.vn>", None).unwrap();
    let state = office.app.state();
    mail::send_all(state, &way).await.unwrap();
    assert_eq!(
        mails::standing(state.store().readers()).await.unwrap(),
        (1, 1),
        "one is tried again, one has no mailbox"
    );
    office.pass_time(2 * MINUTE_MS);
    for _ in 0..3 {
        office.go_round().await;
        mail::send_all(office.app.state(), &way).await.unwrap();
        office.pass_time(MINUTE_MS);
    }
    let took = server.took();
    assert_eq!((took["to"].clone(), took["from"].clone()), (json!(["leader@example.vn"]), json!("ioc@example.vn")));
    assert_eq!(took["subject"], json!("Reports from the scene: 1 matters need attention"));
    for part in ["plain", "html"] {
        let said = took[part].as_str().unwrap();
        assert!(said.contains(&format!("Report {number} was due to be handled by")), "{said}");
    }
    let office = office.restarted().await;
    office.go_round().await;
    mail::send_all(office.app.state(), &way).await.unwrap();
    assert_eq!(mails::standing(office.app.state().store().readers()).await.unwrap(), (0, 1));
    // The digest's mail stands with each matter that it told.
    let told: Vec<Value> =
        steps(&office, &number).await.iter().flat_map(|step| step["told"].as_array().unwrap().clone()).collect();
    let one = |user: &str| told.iter().find(|told| told["user"] == user && told["by_mail"] == true).unwrap().clone();
    let (leader, officer) = (one("unit.leader"), one("unit.officer"));
    assert!(leader["mailed_at"].is_string() && leader["mail_given_up_at"].is_null(), "{leader}");
    assert!(officer["mailed_at"].is_null() && officer["mail_given_up_at"].is_string(), "{officer}");
    server.ended_without_another();
}

/// A case that is with a unit that has a leader and an officer.
async fn with_the_unit(office: &Office) -> String {
    let admin = office.sign_in("administrator").await;
    for (post, user) in [("leader", "unit.leader"), ("officer", "unit.officer")] {
        let term = json!({ "post": post, "user": user, "since": TODAY });
        let reply = office.ask(Method::POST, &format!("/console/api/roster/{ROADS}/terms"), &admin, Some(term)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    }
    let number = office.file(Story::default()).await.number;
    office.desk_does(&number, json!({ "kind": "dispatch", "unit": ROADS })).await;
    office.desk_does(&number, json!({ "kind": "start" })).await;
    number
}

async fn reach(office: &Office, name: &str, unit: &str, role: &str, email: &str, language: &str) {
    let admin = office.sign_in("administrator").await;
    let standing = json!({ "role": role, "unit": unit, "email": email, "language": language });
    let reply = office.ask(Method::PUT, &format!("/console/api/users/{name}"), &admin, Some(standing)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

/// When the running clock of a case is due, ms.
async fn due_of(office: &Office, number: &str) -> i64 {
    let due = "SELECT min(c.due_at) AS due_at FROM case_clock c JOIN case_file f ON f.id = c.case_id
        WHERE f.number = $1 AND c.ended_at IS NULL";
    let query = sqlx::query_scalar(due).bind(number.to_owned());
    query.fetch_one(office.app.state().store().readers()).await.unwrap()
}

/// As if the calendar had moved it.
async fn set_due(office: &Office, number: &str, due_ms: i64) {
    let number = number.to_owned();
    let write = office.app.state().store().write(move |books| {
        Box::pin(async move {
            let set = "UPDATE case_clock SET due_at = $1 WHERE ended_at IS NULL
                AND case_id = (SELECT id FROM case_file WHERE number = $2)";
            sqlx::query(set).bind(due_ms).bind(number).execute(books).await?;
            Ok(())
        })
    });
    write.await.unwrap();
}

async fn go_round_at(office: &Office, at_ms: i64) {
    office.pass_time(at_ms - office.app.state().now_ms());
    office.go_round().await;
}

async fn steps(office: &Office, number: &str) -> Vec<Value> {
    let desk = office.sign_in("duty.officer").await;
    let reply = office.ask(Method::GET, &format!("/console/api/cases/{number}/escalation"), &desk, None).await;
    reply.json()["steps"].as_array().unwrap().clone()
}

async fn levels(office: &Office, number: &str) -> Vec<String> {
    steps(office, number).await.iter().map(|step| step["level"].as_str().unwrap().to_owned()).collect()
}
