//! What officers see of it, and what they enter for somebody on the telephone.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{DONG_HA, Office};
use crate::provider::Answer;
use crate::{HOUR_MS, MINUTE_MS, tell, told_by, with_sms};

#[tokio::test]
async fn who_was_told_what_is_seen_by_those_who_may_ask_who_reported_and_the_number_by_nobody() {
    let (office, _provider) = with_sms([200, 400].map(Answer::Status)).await;
    let filed = told_by(&office, "sms").await;
    tell(&office).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    tell(&office).await;
    let desk = office.sign_in("duty.officer").await;
    let case = office.case(&desk, &filed.number).await;
    let told = case.json()["told"].clone();
    let [came, dispatched] = told.as_array().unwrap().as_slice() else { panic!("{told}") };
    assert_eq!(
        (&came["channel"], &came["what"], &came["given_up"]),
        (&json!("sms"), &json!("submitted"), &json!(false))
    );
    assert_eq!(came["sent_at"], "2026-11-23T02:00:00Z");
    assert_eq!((&dispatched["sent_at"], &dispatched["given_up"]), (&Value::Null, &json!(true)));
    assert_eq!(dispatched["trouble"], "HTTP 400");
    assert!(!case.text().contains("912345678") && !case.text().contains("912 345 678"));
    let unit = office.sign_in("unit.officer").await;
    assert_eq!(office.case(&unit, &filed.number).await.json()["told"], json!([]));
}

#[tokio::test]
async fn administrators_see_each_channel_and_hear_once_a_day_of_one_that_takes_nothing() {
    let (office, _provider) = with_sms([Answer::Status(503); 30]).await;
    told_by(&office, "sms").await;
    for minutes in [1, 2, 4] {
        tell(&office).await;
        office.go_round().await;
        office.pass_time(minutes * MINUTE_MS);
    }
    for _ in 0..3 {
        office.go_round().await;
        office.pass_time(MINUTE_MS);
    }
    let admin = office.sign_in("administrator").await;
    let shown = office.ask(Method::GET, "/console/api/channels", &admin, None).await;
    assert!(!shown.text().contains("bi-mat"), "{}", shown.text());
    let shown = shown.json();
    assert_eq!((&shown["quiet_hours"], &shown["public_url"]), (&json!("21:00-06:00"), &json!(crate::PAGE)));
    let [sms, zalo, email] = shown["channels"].as_array().unwrap().as_slice() else { panic!("{shown}") };
    assert_eq!((&sms["open"], &sms["host"], &sms["waiting"]), (&json!(true), &json!("127.0.0.1"), &json!(1)));
    assert_eq!((&sms["failing"], &sms["trouble"]), (&json!(true), &json!("HTTP 503")));
    assert_eq!((&zalo["open"], &email["open"]), (&json!(false), &json!(false)));
    assert_eq!(
        channel_notices(&office, &admin).await,
        ["The channel SMS takes no messages to citizens. See the page Telling citizens."]
    );
    office.pass_time(20 * HOUR_MS);
    office.go_round().await;
    let admin = office.sign_in("administrator").await;
    assert_eq!(channel_notices(&office, &admin).await.len(), 2, "another day");
    let desk = office.sign_in("duty.officer").await;
    let refused = office.ask(Method::GET, "/console/api/channels", &desk, None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn somebody_who_called_is_told_by_text_messages_when_they_want_to() {
    let (office, provider) = with_sms([]).await;
    let desk = office.sign_in("duty.officer").await;
    for wanted in [true, false] {
        let call = json!({
            "channel": "telephone", "category": "giao-thong", "text": "Cây đổ chắn đường", "place": { "commune": DONG_HA },
            "name": null, "phone": "0905 000 000", "consent": true, "told_by_sms": wanted,
        });
        let told = office.ask(Method::POST, "/console/api/cases", &desk, Some(call)).await;
        assert_eq!(told.status, StatusCode::CREATED, "{}", told.text());
        tell(&office).await;
    }
    let heard = provider.heard();
    assert_eq!((heard.len(), &heard[0].body["to"]), (1, &json!("84905000000")));
}

async fn channel_notices(office: &Office, cookie: &str) -> Vec<String> {
    let notices = office.ask(Method::GET, "/console/api/notices", cookie, None).await.json();
    let of_channels = notices["notices"].as_array().unwrap().iter().filter(|notice| notice["level"] == "channel");
    of_channels.map(|notice| notice["text"].as_str().unwrap().to_owned()).collect()
}
