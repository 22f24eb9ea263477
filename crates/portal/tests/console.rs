//! What officers do through the console's API, and what they must not be able to do.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, COOKIE, IF_NONE_MATCH};
use axum::http::{Method, Request, StatusCode};
use office::{NAM_DONG_HA, Office, PASSWORD, Story};
use portal::access::Role;
use serde_json::{Value, json};

const HOUR_MS: i64 = 60 * 60 * 1000;
const OFFICERS: [&str; 4] = ["duty.officer", "unit.officer", "unit.leader", "administrator"];

#[tokio::test]
async fn a_session_begins_with_the_password_and_ends_with_signing_out() {
    let office = Office::open().await;
    let reply = office.try_password(" Unit.Officer ", PASSWORD).await;
    assert_eq!((reply.status, reply.json()["role"].clone()), (StatusCode::OK, json!("unit_officer")));
    assert_eq!(reply.json()["unit"]["name"], json!("Sở Xây dựng"));
    let set = reply.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/console"] {
        assert!(set.contains(attribute), "{set}");
    }
    let cookie = office.sign_in("unit.officer").await;
    assert_eq!(office.ask(Method::GET, "/console/api/session", &cookie, None).await.status, StatusCode::OK);
    assert_eq!(office.ask(Method::DELETE, "/console/api/session", &cookie, None).await.status, StatusCode::NO_CONTENT);
    let after = office.ask(Method::GET, "/console/api/session", &cookie, None).await;
    assert_eq!((after.status, after.code()), (StatusCode::UNAUTHORIZED, "sign_in_needed".into()));
}

#[tokio::test]
async fn a_session_lasts_twelve_hours_after_its_last_use() {
    let office = Office::open().await;
    let cookie = office.sign_in("duty.officer").await;
    for _ in 0..3 {
        office.pass_time(11 * HOUR_MS);
        assert_eq!(office.ask(Method::GET, "/console/api/session", &cookie, None).await.status, StatusCode::OK);
    }
    office.pass_time(12 * HOUR_MS);
    assert_eq!(office.ask(Method::GET, "/console/api/session", &cookie, None).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn wrong_passwords_and_wrong_names_answer_alike_and_are_limited() {
    let office = Office::open().await;
    let wrong = office.try_password("duty.officer", "không phải").await;
    let nobody = office.try_password("nobody.here", "không phải").await;
    assert_eq!((wrong.status, wrong.text()), (nobody.status, nobody.text()));
    assert_eq!((wrong.status, wrong.code()), (StatusCode::UNAUTHORIZED, "sign_in_failed".into()));
    for _ in 1..5 {
        assert_eq!(office.try_password("duty.officer", "không phải").await.status, StatusCode::UNAUTHORIZED);
    }
    let limited = office.try_password("duty.officer", PASSWORD).await;
    assert_eq!((limited.status, limited.code()), (StatusCode::TOO_MANY_REQUESTS, "too_many_tries".into()));
    assert_eq!(limited.header("retry-after"), "900");
    assert_eq!(
        office.try_password("administrator", PASSWORD).await.status,
        StatusCode::OK,
        "others are not locked out"
    );
    office.pass_time(HOUR_MS / 4);
    assert_eq!(office.try_password("duty.officer", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_is_answered_without_a_session_and_nothing_changed_without_the_consoles_header() {
    let office = Office::open().await;
    let filed = office.file(Story { photos: 1, ..Story::default() }).await;
    let case = format!("/console/api/cases/{}", filed.number);
    for path in
        ["/console/api/cases", &case, "/console/api/units", &format!("/console/api/thumbnails/{}", filed.photos[0])]
    {
        let reply = office.ask(Method::GET, path, "console_session=guessed", None).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::UNAUTHORIZED, "sign_in_needed".into()), "{path}");
    }
    let cookie = office.sign_in("duty.officer").await;
    let body = json!({ "version": 0, "deed": { "kind": "accept" } }).to_string();
    let forged =
        Request::post(format!("{case}/deeds")).header(COOKIE, &cookie).header("content-type", "application/json");
    let forged = office.send(forged.body(Body::from(body)).unwrap()).await;
    assert_eq!((forged.status, forged.code()), (StatusCode::FORBIDDEN, "not_from_the_console".into()));
    assert_eq!(office.case(&cookie, &filed.number).await.json()["status"], json!("submitted"));
}

#[tokio::test]
async fn a_case_goes_from_the_desk_to_the_unit_and_its_answer_to_everybody() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let (desk, unit) = (office.sign_in("duty.officer").await, office.sign_in("unit.officer").await);
    let case = office.case(&desk, &filed.number).await.json();
    assert_eq!(
        case["suggested"],
        json!({ "unit": { "code": "so-xay-dung", "name": "Sở Xây dựng" }, "reason": "rule", "rule": null, "beside": [] })
    );
    let offered = [
        "accept",
        "verify",
        "dispatch",
        "reject",
        "merge",
        "split",
        "publish",
        "note",
        "attach",
        "coordinate",
        "set_urgency",
    ];
    assert_eq!(case["deeds"], json!(offered));

    assert_eq!(
        office.deed(&desk, &filed.number, json!({ "kind": "accept" })).await.json()["status"],
        json!("received")
    );
    let sent = office.deed(&desk, &filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await.json();
    assert_eq!((sent["status"].clone(), sent["unit"]["name"].clone()), (json!("dispatched"), json!("Sở Xây dựng")));
    assert_eq!(
        office.deed(&unit, &filed.number, json!({ "kind": "start" })).await.json()["status"],
        json!("in_progress")
    );
    let answer = json!({ "kind": "answer", "outcome": "fixed", "text": "Đã vá xong sáng nay.", "waiver": "Trời tối" });
    let answered = office.deed(&unit, &filed.number, answer).await.json();
    assert_eq!((answered["status"].clone(), answered["outcome"].clone()), (json!("answered"), json!("fixed")));
    office
        .desk_does(&filed.number, json!({ "kind": "publish", "looked": true, "public_text": "Mặt đường hỏng" }))
        .await;
    office.desk_does(&filed.number, json!({ "kind": "close" })).await;

    let case = office.case(&desk, &filed.number).await.json();
    let told =
        |field: &str| case["timeline"].as_array().unwrap().iter().map(|entry| entry[field].clone()).collect::<Vec<_>>();
    assert_eq!(
        told("status"),
        ["submitted", "received", "dispatched", "in_progress", "in_progress", "answered", "answered", "closed"]
    );
    assert_eq!(
        told("actor")[..5],
        [Value::Null, json!("duty.officer"), json!("duty.officer"), json!("unit.officer"), json!("unit.officer")]
    );
    assert_eq!((&told("internal")[4], &told("internal")[6]), (&json!("waived"), &json!("published")));
}

#[tokio::test]
async fn a_decision_on_what_has_changed_meanwhile_changes_nothing() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("duty.officer").await;
    let seen = office.case(&cookie, &filed.number).await.json()["version"].as_i64().unwrap();
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    let stale = office.deed_on(&cookie, &filed.number, seen, json!({ "kind": "reject", "reason": "Không rõ." })).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::CONFLICT, "stale_edit".into()));
    assert_eq!(office.case(&cookie, &filed.number).await.json()["status"], json!("received"));
}

#[tokio::test]
async fn an_answer_without_words_or_to_nobodys_unit_is_refused_with_the_reason() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let cookie = office.sign_in("duty.officer").await;
    let refused = async |deed: Value| {
        let reply = office.deed(&cookie, &filed.number, deed).await;
        (reply.status.as_u16(), reply.code())
    };
    assert_eq!(refused(json!({ "kind": "reject", "reason": " " })).await, (422, "reason_missing".into()));
    assert_eq!(refused(json!({ "kind": "dispatch", "unit": "no-such-unit" })).await, (404, "unit_unknown".into()));
    assert_eq!(refused(json!({ "kind": "close" })).await, (409, "status_not_allowed".into()));
    assert_eq!(refused(json!({ "kind": "fly" })).await, (400, "request_malformed".into()));
    assert_eq!(
        refused(json!({ "kind": "answer", "outcome": "magic", "text": "x" })).await,
        (400, "request_malformed".into())
    );
}

/// Every role × every deed, through the router: `+` done, `-` not allowed, `?` as if the case were not there.
#[tokio::test]
async fn every_deed_is_open_to_exactly_the_roles_of_the_table() {
    let office = Office::open().await;
    let mut cookies = Vec::new();
    for name in OFFICERS {
        cookies.push(office.sign_in(name).await);
    }
    // Columns: duty desk, officer and leader of the unit that has the case, administrator.
    let table = [
        (json!({ "kind": "accept" }), "new", "+??+"),
        (json!({ "kind": "dispatch", "unit": "so-xay-dung" }), "new", "+??+"),
        (json!({ "kind": "reject", "reason": "Không rõ." }), "new", "+??+"),
        (json!({ "kind": "out_of_scope", "reason": "Không rõ." }), "new", "+??+"),
        (json!({ "kind": "start" }), "ours", "++++"),
        (json!({ "kind": "answer", "outcome": "explained", "text": "Rõ." }), "ours", "++++"),
        (json!({ "kind": "publish", "looked": true }), "ours", "+--+"),
        (json!({ "kind": "unpublish" }), "public", "+--+"),
        (json!({ "kind": "close" }), "answered", "+--+"),
        (json!({ "kind": "start" }), "theirs", "+??+"),
        (json!({ "kind": "answer", "outcome": "explained", "text": "Rõ." }), "theirs", "+??+"),
    ];
    for (deed, stage, promised) in table {
        let mut row = String::new();
        for cookie in &cookies {
            let number = staged(&office, stage).await;
            let version = office.case(&cookies[0], &number).await.json()["version"].as_i64().unwrap();
            let reply = office.deed_on(cookie, &number, version, deed.clone()).await;
            row.push(match (reply.status, reply.code().as_str()) {
                (StatusCode::OK, _) => '+',
                (StatusCode::FORBIDDEN, "not_allowed") => '-',
                (StatusCode::NOT_FOUND, "case_unknown") => '?',
                _ => 'x',
            });
        }
        assert_eq!(row, promised, "{deed} on a case that is {stage}");
    }
}

/// A case with nobody, with the unit of the test's officers, published or answered there, or with another unit.
async fn staged(office: &Office, stage: &str) -> String {
    let number = office.file(Story::default()).await.number;
    let unit = if stage == "theirs" { "ubnd-19333" } else { "so-xay-dung" };
    if stage != "new" {
        office.desk_does(&number, json!({ "kind": "dispatch", "unit": unit })).await;
    }
    if stage == "public" {
        office.desk_publishes(&number).await;
    }
    if stage == "answered" {
        office
            .desk_does(&number, json!({ "kind": "answer", "outcome": "fixed", "text": "Xong.", "waiver": "Trời tối" }))
            .await;
    }
    number
}

#[tokio::test]
async fn a_units_people_see_their_own_cases_and_pictures_and_no_others() {
    let office = Office::open().await;
    let ours = office.file(Story { photos: 1, ..Story::default() }).await;
    let theirs = office.file(Story { photos: 1, commune: Some(NAM_DONG_HA), ..Story::default() }).await;
    office.desk_does(&ours.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    office.desk_does(&theirs.number, json!({ "kind": "dispatch", "unit": "ubnd-19351" })).await;
    office.hire("someone.else", Role::UnitOfficer, Some("ubnd-19351")).await;
    let cookie = office.sign_in("unit.officer").await;
    assert_eq!(numbers(&office, &cookie, "").await, [ours.number.as_str()]);
    assert_eq!(office.case(&cookie, &theirs.number).await.code(), "case_unknown");
    for (filed, status) in [(&ours, StatusCode::OK), (&theirs, StatusCode::NOT_FOUND)] {
        let path = format!("/console/api/thumbnails/{}", filed.photos[0]);
        assert_eq!(office.ask(Method::GET, &path, &cookie, None).await.status, status);
    }
    assert_eq!(office.ask(Method::GET, "/console/api/units", &cookie, None).await.code(), "not_allowed");
    let other = office.sign_in("someone.else").await;
    assert_eq!(numbers(&office, &other, "").await, [theirs.number.as_str()]);
}

#[tokio::test]
async fn nobody_learns_from_the_console_which_device_reported() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let device = report::Signer::from_seed(&[7; 32]).key().to_string();
    for name in OFFICERS {
        let cookie = office.sign_in(name).await;
        let told = office.case(&cookie, &filed.number).await.text();
        assert!(told.contains(&filed.number), "{name}");
        assert!(!told.contains(&device) && !told.contains(&filed.code) && !told.contains("tracking"), "{name}");
    }
}

#[tokio::test]
async fn the_inbox_has_open_cases_first_by_age_then_the_ended_ones() {
    let office = Office::open().await;
    let mut filed = Vec::new();
    for _ in 0..4 {
        office.pass_time(60_000);
        filed.push(office.file(Story::default()).await.number);
    }
    for number in &filed[..2] {
        office.desk_does(number, json!({ "kind": "reject", "reason": "Không rõ." })).await;
    }
    let cookie = office.sign_in("duty.officer").await;
    let order = [&filed[2], &filed[3], &filed[1], &filed[0]].map(String::as_str);
    assert_eq!(numbers(&office, &cookie, "").await, order);
    assert_eq!(numbers(&office, &cookie, "status=open").await, order[..2]);
    assert_eq!(numbers(&office, &cookie, "status=ended").await, order[2..]);
    office.desk_does(&filed[2], json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    assert_eq!(numbers(&office, &cookie, "status=mine").await, order[1..2], "what waits for the desk");
    let unit = office.sign_in("unit.leader").await;
    assert_eq!(numbers(&office, &unit, "status=mine").await, order[..1], "what waits for the unit");
}

#[tokio::test]
async fn a_long_inbox_comes_in_pages_without_a_gap() {
    let office = Office::open().await;
    let mut filed = Vec::new();
    for _ in 0..60 {
        filed.push(office.file(Story::default()).await.number);
    }
    for number in &filed[..5] {
        office.desk_does(number, json!({ "kind": "reject", "reason": "Không rõ." })).await;
    }
    let cookie = office.sign_in("duty.officer").await;
    for query in ["", "q=cho+dong+ha"] {
        let first = page(&office, &cookie, query).await;
        let cursor = first["next"].as_str().unwrap();
        let second = page(&office, &cookie, &format!("{query}&cursor={cursor}")).await;
        let mut all = listed(&first);
        assert_eq!((all.len(), second["next"].clone()), (50, Value::Null));
        all.extend(listed(&second));
        // What is due first; of what a search finds, the newest first.
        let expected: Vec<String> = match query {
            "" => filed[5..].iter().chain(filed[..5].iter().rev()).cloned().collect(),
            _ => filed.iter().rev().cloned().collect(),
        };
        assert_eq!(all, expected, "{query}");
    }
}

#[tokio::test]
async fn the_inbox_is_searched_without_diacritics_and_polled_for_a_few_bytes() {
    let office = Office::open().await;
    let road = office.file(Story { text: "Sụt lún ở cầu Thạch Hãn", ..Story::default() }).await;
    let light = office
        .file(Story {
            category: "dien-chieu-sang", text: "Đèn tắt", commune: Some(NAM_DONG_HA), ..Story::default()
        })
        .await;
    let cookie = office.sign_in("duty.officer").await;
    assert_eq!(numbers(&office, &cookie, "q=thach+han").await, [road.number.as_str()]);
    assert_eq!(numbers(&office, &cookie, "q=chieu+nam").await, [light.number.as_str()]);
    assert_eq!(numbers(&office, &cookie, &format!("q={}", road.number)).await, [road.number.as_str()]);
    assert!(numbers(&office, &cookie, "q=khong+co").await.is_empty());

    let first = office.ask(Method::GET, "/console/api/cases", &cookie, None).await;
    let again = Request::get("/console/api/cases").header(COOKIE, &cookie).header(ACCEPT_LANGUAGE, "en");
    let again = again.header(IF_NONE_MATCH, first.header("etag"));
    let again = office.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn a_problem_is_readable_in_english_by_a_browser_that_takes_compressed_answers() {
    let office = Office::open().await;
    let asked = Request::get("/console/api/session").header(ACCEPT_ENCODING, "gzip, br").header(ACCEPT_LANGUAGE, "en");
    let reply = office.send(asked.body(Body::empty()).unwrap()).await;
    assert_eq!((reply.header("content-encoding").as_str(), reply.code().as_str()), ("", "sign_in_needed"));
    assert!(reply.json()["detail"].as_str().unwrap().contains("sign in again"));
}

#[tokio::test]
async fn the_console_is_there_or_says_how_to_build_it() {
    let office = Office::open().await;
    let page = office.get("/console/").await;
    let built = page.status == StatusCode::OK && page.text().contains("id=\"console\"");
    let explained = page.status == StatusCode::SERVICE_UNAVAILABLE && page.text().contains("npm run build");
    assert!(built || explained, "{}", page.status);
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    assert_eq!(office.get("/console").await.header("location"), "/console/");
    let unknown = office.get("/console/api/nothing").await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::NOT_FOUND, "not_found".into()));
}

async fn page(office: &Office, cookie: &str, query: &str) -> Value {
    let reply = office.ask(Method::GET, &format!("/console/api/cases?{query}"), cookie, None).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn numbers(office: &Office, cookie: &str, query: &str) -> Vec<String> {
    listed(&page(office, cookie, query).await)
}

fn listed(page: &Value) -> Vec<String> {
    page["cases"].as_array().unwrap().iter().map(|case| case["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn who_reported_is_for_the_duty_desk_alone_and_each_look_stands_in_the_history() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.tell_who(&filed.number, "Người báo tin", "0900 000 000").await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let path = format!("/console/api/cases/{}/reporter", filed.number);
    for name in ["unit.officer", "unit.leader", "administrator"] {
        let officer = office.sign_in(name).await;
        assert_eq!(office.case(&officer, &filed.number).await.json()["may_see_reporter"], json!(false));
        let refused = office.ask(Method::GET, &path, &officer, None).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "not_allowed".into()), "{name}");
    }
    let desk = office.sign_in("duty.officer").await;
    let before = office.case(&desk, &filed.number).await;
    assert!(!before.text().contains("0900") && !before.text().contains("looked"));
    office.pass_time(HOUR_MS);
    let seen = office.ask(Method::GET, &path, &desk, None).await;
    assert_eq!(seen.header("cache-control"), "no-store");
    let told =
        [json!({ "label": "name", "value": "Người báo tin" }), json!({ "label": "phone", "value": "0900 000 000" })];
    assert_eq!(seen.json()["parts"], json!(told));
    let after = office.case(&desk, &filed.number).await.json();
    let last = after["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["internal"].clone(), last["actor"].clone()), (json!("looked"), json!("duty.officer")));
    let nobody = office.ask(Method::GET, "/console/api/cases/QT-2026-000099/reporter", &desk, None).await;
    assert_eq!((nobody.status, nobody.code()), (StatusCode::NOT_FOUND, "case_unknown".into()));
}

#[tokio::test]
async fn a_unit_asks_whoever_reported_about_its_own_cases() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let unit = office.sign_in("unit.officer").await;
    let offered = office.case(&unit, &filed.number).await.json()["deeds"].clone();
    assert_eq!(offered, json!(["return", "start", "plan", "answer", "ask", "note", "attach", "ask_extension"]));
    let asked = office.deed(&unit, &filed.number, json!({ "kind": "ask", "question": "Ở trước số nhà nào?" })).await;
    assert_eq!(asked.json()["status"], json!("awaiting_citizen"));
    let empty = office.deed(&unit, &filed.number, json!({ "kind": "ask", "question": " " })).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_officer_is_told_that_cases_changed_and_nobody_else() {
    use futures_util::StreamExt as _;
    use tower::ServiceExt as _;

    let office = Office::open().await;
    assert_eq!(office.ask(Method::GET, "/console/api/events", "", None).await.code(), "sign_in_needed");
    let cookie = office.sign_in("duty.officer").await;
    let request = Request::get("/console/api/events").header(COOKIE, cookie);
    let response = office.app.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut events = response.into_body().into_data_stream();
    office.file(Story::default()).await;
    let wait = tokio::time::timeout(std::time::Duration::from_secs(20), events.next());
    let event = String::from_utf8(wait.await.unwrap().unwrap().unwrap().to_vec()).unwrap();
    assert!(event.contains("event: cases\n") && event.contains("data: 1\n"), "{event}");
}
