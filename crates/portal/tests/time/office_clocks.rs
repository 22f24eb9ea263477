//! Clocks through the real router: explained, kept, sorted by, and shown to everybody.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, Story};

const HOUR_MS: i64 = 3_600_000;

#[tokio::test]
async fn every_step_is_explained_with_the_hours_that_did_not_count() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("duty.officer").await;
    let clocks = clocks(&office, &cookie, &filed.number).await;
    let receive = &clocks["clocks"][0];
    assert_eq!((&receive["step"], &receive["state"]), (&json!("receive"), &json!("running")));
    // Monday 09:00 and eight working hours: over noon, the night, the holiday and another night.
    assert_eq!((&receive["due_at"], &receive["words"]), (&json!("2026-11-25T02:00:00Z"), &json!("1 working day left")));
    assert_eq!((&receive["allowed"], &receive["expected"]), (&json!("8 working hours"), &json!(true)));
    let why: Vec<_> = receive["skipped"].as_array().unwrap().iter().map(|one| one["why"].as_str().unwrap()).collect();
    assert_eq!(why, ["noon_break", "outside_hours", "holiday", "outside_hours"]);
    assert_eq!(receive["skipped"][2]["words"], "holiday: Vietnam Culture Day");
    assert_eq!((&clocks["answer_due_at"], &clocks["answer_expected"]), (&json!("2026-12-03T02:00:00Z"), &json!(true)));
}

#[tokio::test]
async fn a_question_stops_the_clocks_and_its_answer_starts_them_again() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("duty.officer").await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    office.desk_does(&filed.number, json!({ "kind": "ask", "question": "Ở số nhà nào?" })).await;
    let asked = clocks(&office, &cookie, &filed.number).await;
    let handle = step(&asked, "handle");
    assert_eq!((&handle["state"], &handle["due_at"]), (&json!("paused"), &Value::Null));
    assert_eq!(handle["skipped"].as_array().unwrap().last().unwrap()["to"], Value::Null);
    assert_eq!(office.case(&cookie, &filed.number).await.json()["due"], Value::Null);
    office.pass_time(HOUR_MS);
    office.act_about(7, &filed.number, report::ActKind::Answer, Some("Số 12")).await;
    let on = clocks(&office, &cookie, &filed.number).await;
    // Five working days from Monday 09:00, and the hour: the holiday is none.
    assert_eq!(step(&on, "handle")["due_at"], "2026-12-01T03:00:00Z");
    assert_eq!(office.case(&cookie, &filed.number).await.json()["due"]["step"], "confirm");
}

#[tokio::test]
async fn the_inbox_begins_with_what_is_due_first_and_says_how_late_it_is() {
    let office = Office::open().await;
    let later = office.file(Story::default()).await;
    office.desk_does(&later.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let unit = office.sign_in("unit.officer").await;
    office.deed(&unit, &later.number, json!({ "kind": "start" })).await;
    let paused = office.file(Story::default()).await;
    office.desk_does(&paused.number, json!({ "kind": "accept" })).await;
    office.desk_does(&paused.number, json!({ "kind": "ask", "question": "Ở đâu?" })).await;
    let ended = office.file(Story::default()).await;
    office.desk_does(&ended.number, json!({ "kind": "reject", "reason": "Thử", "why": "test" })).await;
    let soon = office.file(Story::default()).await;
    let urgent = office.file(Story { category: "bom-min-vat-no", ..Story::default() }).await;
    office.pass_time(2 * HOUR_MS);
    let cookie = office.sign_in("duty.officer").await;
    let inbox = office.ask(Method::GET, "/console/api/cases", &cookie, None).await.json();
    let order: Vec<_> = inbox["cases"].as_array().unwrap().iter().map(|case| case["number"].clone()).collect();
    assert_eq!(order, [&urgent, &soon, &later, &paused, &ended].map(|filed| json!(filed.number)));
    let due = &inbox["cases"][0]["due"];
    assert_eq!(
        (&due["step"], &due["late"], &due["words"]),
        (&json!("receive"), &json!(true), &json!("1 hour overdue"))
    );
    assert_eq!(inbox["cases"][1]["due"]["words"], "6 working hours left");
    assert_eq!((&inbox["cases"][3]["due"], &inbox["cases"][4]["due"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn pages_of_the_inbox_follow_each_other_in_the_order_of_deadlines() {
    let office = Office::open().await;
    let mut filed = Vec::new();
    for _ in 0..60 {
        filed.push(office.file(Story::default()).await.number);
        office.pass_time(60_000);
    }
    let cookie = office.sign_in("duty.officer").await;
    let first = office.ask(Method::GET, "/console/api/cases", &cookie, None).await.json();
    let next = format!("/console/api/cases?cursor={}", first["next"].as_str().unwrap());
    let second = office.ask(Method::GET, &next, &cookie, None).await.json();
    let numbers = |page: &Value| {
        let cases = page["cases"].as_array().unwrap().iter();
        cases.map(|case| case["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!([numbers(&first), numbers(&second)].concat(), filed);
    assert_eq!(second["next"], Value::Null);
}

#[tokio::test]
async fn everybody_reads_by_when_an_answer_is_expected() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let told = office.track(&filed.code).await.text();
    assert!(told.contains("Hạn trả lời (dự kiến)") && told.contains("03/12/2026 09:00"), "{told}");
    assert!(told.contains("còn 7 ngày làm việc"), "{told}");
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    office.desk_publishes(&filed.number).await;
    let page = format!("/phan-anh/{}", filed.number);
    assert!(office.get(&page).await.text().contains("01/12/2026 09:00"));
    let administrator = office.sign_in("administrator").await;
    let confirmed = office.ask(Method::POST, "/console/api/deadlines/confirmation", &administrator, None).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text());
    office.pass_time(9 * 24 * HOUR_MS);
    let late = office.get(&page).await.text();
    assert!(late.contains("Hạn trả lời<") && late.contains("<strong>quá hạn 1 ngày làm việc</strong>"), "{late}");
    let unit = office.sign_in("unit.officer").await;
    office.deed(&unit, &filed.number, json!({ "kind": "answer", "outcome": "explained", "text": "Đã rõ." })).await;
    assert!(!office.get(&page).await.text().contains("Hạn trả lời"));
}

#[tokio::test]
async fn cases_of_before_get_their_clocks_in_the_next_rounds() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("duty.officer").await;
    let due = || async { office.case(&cookie, &filed.number).await.json()["due"]["at"].clone() };
    let before = due().await;
    let forget = office.app.state().store().write(|books| {
        Box::pin(async move {
            sqlx::query("DELETE FROM case_clock").execute(&mut *books).await?;
            let forget = "UPDATE case_file SET due_at = NULL, due_step = NULL, due_pace = NULL, settled_by = 0";
            sqlx::query(forget).execute(books).await?;
            Ok(())
        })
    });
    forget.await.unwrap();
    assert_eq!(due().await, Value::Null);
    office.go_round().await;
    assert_eq!((due().await, before.is_string()), (before, true));
    let settled = portal::timetables::settle_what_changed(office.app.state(), 10).await.unwrap();
    assert_eq!(settled, 0, "once is enough");
}

pub async fn clocks(office: &Office, cookie: &str, number: &str) -> Value {
    let reply = office.ask(Method::GET, &format!("/console/api/cases/{number}/clocks"), cookie, None).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

fn step<'a>(clocks: &'a Value, step: &str) -> &'a Value {
    clocks["clocks"].as_array().unwrap().iter().find(|clock| clock["step"] == step).unwrap()
}
