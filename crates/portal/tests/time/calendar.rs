//! The calendar as administrators edit it, and what that makes of open cases.

use axum::body::Body;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, Reply, Story};

const PATH: &str = "/console/api/calendar";

#[tokio::test]
async fn a_new_portal_has_the_calendar_of_the_law_and_says_that_it_waits_for_the_province() {
    let office = Office::open().await;
    let cookie = office.sign_in("unit.officer").await;
    let calendar = office.ask(Method::GET, PATH, &cookie, None).await.json();
    assert_eq!((&calendar["confirmed_at"], &calendar["hours"]["confirmed_at"]), (&Value::Null, &Value::Null));
    assert_eq!(calendar["hours"]["hours"], "07:00-11:30,13:30-17:00");
    assert_eq!(calendar["known_years"], json!([2024, 2025, 2026, 2027, 2028, 2029, 2030]));
    let days = calendar["days"].as_array().unwrap();
    assert!(days.iter().any(|day| day["date"] == "2026-11-24" && day["name_vi"] == "Ngày Văn hóa Việt Nam"));
    let administrator = office.sign_in("administrator").await;
    let confirmed = office.ask(Method::POST, &format!("{PATH}/confirmation"), &administrator, None).await;
    assert_eq!(confirmed.json()["confirmed_at"], "2026-11-23T02:00:00Z");
}

#[tokio::test]
async fn a_holiday_moves_every_open_deadline_and_taking_it_out_moves_it_back() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("administrator").await;
    let due = || async { office.case(&cookie, &filed.number).await.json()["due"]["at"].clone() };
    assert_eq!(due().await, "2026-11-25T02:00:00Z");
    let storm = json!({ "kind": "public", "name_vi": "Nghỉ tránh bão", "basis": "Công điện" });
    let put = office.ask(Method::PUT, &format!("{PATH}/days/2026-11-25"), &cookie, Some(storm)).await;
    assert_eq!((put.status, &put.json()["name_vi"]), (StatusCode::OK, &json!("Nghỉ tránh bão")));
    assert_eq!(due().await, "2026-11-26T02:00:00Z");
    let clocks = crate::office_clocks::clocks(&office, &cookie, &filed.number).await;
    assert!(clocks.to_string().contains("holiday: Nghỉ tránh bão"), "{clocks}");
    let removed = office.ask(Method::DELETE, &format!("{PATH}/days/2026-11-25"), &cookie, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(due().await, "2026-11-25T02:00:00Z");
    let again = office.ask(Method::DELETE, &format!("{PATH}/days/2026-11-25"), &cookie, None).await;
    assert_eq!((again.status, again.code().as_str()), (StatusCode::NOT_FOUND, "day_unknown"));
    let log = office.ask(Method::GET, "/console/api/audit?subject=2026-11-25", &cookie, None).await.text();
    assert!(log.contains("day_changed") && log.contains("day_removed") && log.contains("Nghỉ tránh bão"), "{log}");
}

#[tokio::test]
async fn an_ended_case_keeps_the_moments_by_which_it_ended() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    office.pass_time(60_000);
    office.desk_does(&filed.number, json!({ "kind": "answer", "outcome": "explained", "text": "Đã rõ." })).await;
    let cookie = office.sign_in("administrator").await;
    let before = crate::office_clocks::clocks(&office, &cookie, &filed.number).await;
    let storm = json!({ "kind": "public", "name_vi": "Nghỉ tránh bão" });
    let put = office.ask(Method::PUT, &format!("{PATH}/days/2026-11-25"), &cookie, Some(storm)).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let after = crate::office_clocks::clocks(&office, &cookie, &filed.number).await;
    let told = |clocks: &Value| {
        let list = clocks["clocks"].as_array().unwrap().iter();
        list.map(|clock| (clock["step"].clone(), clock["due_at"].clone(), clock["state"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(told(&before).last(), Some(&(json!("handle"), json!("2026-12-01T02:00:00Z"), json!("kept"))));
    assert_eq!(told(&after), told(&before));
    assert!(!after.to_string().contains("Nghỉ tránh bão"), "{after}");
    // Taken up again, it is reckoned by what counts now.
    office.desk_does(&filed.number, json!({ "kind": "reopen", "reason": "Kiểm tra lại" })).await;
    assert!(crate::office_clocks::clocks(&office, &cookie, &filed.number).await.to_string().contains("Nghỉ tránh bão"));
}

#[tokio::test]
async fn other_hours_move_deadlines_too() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("administrator").await;
    let hours = |hours: &str| json!({ "hours": hours, "confirmed": true });
    let path = format!("{PATH}/hours");
    let set = office.ask(Method::PUT, &path, &cookie, Some(hours("08:00-12:00,13:00-17:00"))).await.json();
    assert_eq!(
        (&set["hours"]["hours"], set["hours"]["confirmed_at"].is_string()),
        (&json!("08:00-12:00,13:00-17:00"), true)
    );
    assert_eq!(office.case(&cookie, &filed.number).await.json()["due"]["at"], "2026-11-25T02:00:00Z");
    let wrong = office.ask(Method::PUT, &path, &cookie, Some(hours("12:00-08:00"))).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "hours_invalid"));
    assert_eq!(wrong.json()["field"], "hours");
}

#[tokio::test]
async fn what_is_wrong_is_named_by_line_and_field_and_nothing_is_imported() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let before = export(&office, &cookie).await;
    let table = "date,weekday,name_vi,kind\n2027-01-01,,A,public\n2027-01-01,,B,public\n2027-13-01,,C,public\n\
        2027-01-04,Thứ Ba,D,public\n2027-01-05,,E,holiday\n2027-01-06,,F,weekend_workday\n2027-01-07,,,public\n";
    let refused = import(&office, &cookie, table).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "calendar_invalid"));
    let faults = refused.json()["faults"].as_array().unwrap().clone();
    let named: Vec<_> = faults.iter().map(|fault| (fault["line"].clone(), fault["field"].clone())).collect();
    let expected = [(3, "date"), (4, "date"), (5, "weekday"), (6, "kind"), (7, "kind"), (8, "name_vi")];
    assert_eq!(named, expected.map(|(line, field)| (json!(line), json!(field))));
    assert_eq!(faults[0]["reason"], "ngày 2027-01-01 đã có ở dòng 2");
    assert_eq!(export(&office, &cookie).await, before);
    let log = office.ask(Method::GET, "/console/api/audit?what=calendar_imported", &cookie, None).await.text();
    assert!(log.contains("calendar_invalid"), "{log}");
}

#[tokio::test]
async fn a_table_takes_the_place_of_the_years_that_it_names() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let imported =
        import(&office, &cookie, "date,name_vi,kind\n2031-01-01,Tết Dương lịch,public\n2030-01-01,Tết,public\n").await;
    assert_eq!(imported.json(), json!({ "days": 2, "years": [2030, 2031] }));
    let table = export(&office, &cookie).await;
    assert_eq!(table.lines().filter(|line| line.starts_with("2030-")).count(), 1);
    assert!(table.contains("2029-09-02") && table.contains("2031-01-01"));
    // What goes out comes in again.
    assert_eq!(import(&office, &cookie, &table).await.status, StatusCode::OK);
    assert_eq!(export(&office, &cookie).await, table);
}

#[tokio::test]
async fn only_whoever_may_edit_the_calendar_does() {
    let office = Office::open().await;
    let desk = office.sign_in("duty.officer").await;
    let day = json!({ "kind": "public", "name_vi": "Nghỉ" });
    let refused = office.ask(Method::PUT, &format!("{PATH}/days/2026-11-25"), &desk, Some(day.clone())).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "not_allowed"));
    let cookie = office.sign_in("administrator").await;
    for (date, day, code, field) in [
        ("2026-11-25", json!({ "kind": "holiday", "name_vi": "A" }), "day_kind_unknown", json!("kind")),
        ("2026-11-25", json!({ "kind": "weekend_workday", "name_vi": "A" }), "day_not_a_weekend", json!("kind")),
        ("2026-11-25", json!({ "kind": "public", "name_vi": " " }), "day_name_missing", json!("name_vi")),
        ("2026-02-30", json!({ "kind": "public", "name_vi": "A" }), "day_unknown", Value::Null),
    ] {
        let refused = office.ask(Method::PUT, &format!("{PATH}/days/{date}"), &cookie, Some(day)).await;
        assert_eq!((refused.code().as_str(), &refused.json()["field"]), (code, &field));
    }
}

async fn export(office: &Office, cookie: &str) -> String {
    office.ask(Method::GET, &format!("{PATH}/table"), cookie, None).await.text()
}

async fn import(office: &Office, cookie: &str, table: &str) -> Reply {
    let request = Request::put(format!("{PATH}/table")).header("x-requested-with", "console").header(COOKIE, cookie);
    let request = request.header(ACCEPT_LANGUAGE, "vi").header(CONTENT_TYPE, "text/csv");
    office.send(request.body(Body::from(table.to_owned())).unwrap()).await
}
