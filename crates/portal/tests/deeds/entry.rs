//! Reports that the desk enters for somebody, and cases that are split.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{DONG_HA, Office, Reply, Story};

#[tokio::test]
async fn what_somebody_tells_on_the_telephone_is_a_case_as_every_other_with_a_code_for_them() {
    let office = Office::open().await;
    let desk = office.sign_in("duty.officer").await;
    let told = enter(&office, &desk, call()).await;
    assert_eq!(
        (told.status, told.header("cache-control")),
        (StatusCode::CREATED, "no-store".into()),
        "{}",
        told.text()
    );
    let slip = told.json();
    assert_eq!(slip["number"], json!("QT-2026-000001"));
    let page = office.track(slip["tracking_code"].as_str().unwrap()).await.text();
    assert!(page.contains("QT-2026-000001") && page.contains("Cây đổ"));
    let number = slip["number"].as_str().unwrap();
    let case = office.case(&desk, number).await.json();
    assert_eq!(case["place"]["commune"], json!("Phường Đông Hà"));
    let entered = case["timeline"][1].clone();
    assert_eq!((entered["internal"].clone(), entered["code"].clone()), (json!("entered"), json!("telephone")));
    assert_eq!(entered["actor"], json!("duty.officer"));
    let who = office.ask(Method::GET, &format!("/console/api/cases/{number}/reporter"), &desk, None).await.json();
    let parts = json!([{ "label": "name", "value": "Lê Thị Hoa" }, { "label": "phone", "value": "0905 000 000" }]);
    assert_eq!(who["parts"], parts);
    office.desk_does(number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
}

#[tokio::test]
async fn an_entry_that_lacks_something_says_what_and_nothing_is_kept() {
    let office = Office::open().await;
    let desk = office.sign_in("duty.officer").await;
    let changed = |field: &str, value: Value| {
        let mut call = call();
        call[field] = value;
        call
    };
    for (entry, code, field) in [
        (changed("text", json!(" ")), "reason_missing", "text"),
        (changed("category", json!("no-such")), "category_unknown", "category"),
        (changed("consent", json!(false)), "consent_missing", "consent"),
        (
            {
                let mut call = changed("phone", json!("0233 385 0123"));
                call["told_by_sms"] = json!(true);
                call
            },
            "phone_not_mobile",
            "phone",
        ),
        (changed("place", json!({})), "place_missing", "place"),
        (changed("place", json!({ "lat": 16.8 })), "position_invalid", "place"),
        (changed("place", json!({ "lat": 190.0, "lon": 107.0 })), "position_invalid", "place"),
        (changed("name", json!("a".repeat(5000))), "text_too_long", "name"),
    ] {
        let refused = enter(&office, &desk, entry).await;
        let told = (refused.code(), refused.json()["field"].clone());
        assert_eq!(told, (code.to_owned(), json!(field)), "{}", refused.text());
    }
    assert_eq!(enter(&office, &desk, changed("text", json!("a".repeat(10_001)))).await.code(), "text_too_long");
    assert_eq!(
        enter(&office, &desk, changed("text", json!("a".repeat(10 << 20)))).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let unit = office.sign_in("unit.officer").await;
    assert_eq!(enter(&office, &unit, call()).await.code(), "not_allowed");
    let cases = office.ask(Method::GET, "/console/api/cases", &desk, None).await.json();
    assert_eq!(cases["cases"], json!([]));
}

#[tokio::test]
async fn a_part_of_a_case_becomes_a_case_of_its_own_and_whoever_reported_hears_of_both() {
    let office = Office::open().await;
    let whole = office.file(Story { text: "Ổ gà và đèn tắt", ..Story::default() }).await;
    let desk = office.sign_in("duty.officer").await;
    let path = format!("/console/api/cases/{}/split", whole.number);
    let part = |version: i64| json!({ "version": version, "text": "Đèn tắt trước chợ", "category": "dien-chieu-sang" });
    let stale = office.ask(Method::POST, &path, &desk, Some(part(9))).await;
    assert_eq!(stale.code(), "stale_edit");
    let made = office.ask(Method::POST, &path, &desk, Some(part(1))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let number = made.json()["number"].as_str().unwrap().to_owned();
    let case = office.case(&desk, &number).await.json();
    assert_eq!((case["category"].clone(), case["status"].clone()), (json!("dien-chieu-sang"), json!("submitted")));
    assert_eq!(case["place"]["commune_code"], json!(DONG_HA));
    assert_eq!(case["links"][0]["kind"], json!("whole"));
    office.desk_does(&number, json!({ "kind": "dispatch", "unit": "ubnd-19333" })).await;
    office.desk_does(&number, json!({ "kind": "answer", "outcome": "explained", "text": "Sẽ thay bóng." })).await;
    let seen = office.case(&desk, &whole.number).await.json();
    let heard: Vec<_> =
        seen["timeline"].as_array().unwrap().iter().filter(|entry| entry["internal"] == json!("linked")).collect();
    assert_eq!(heard[0]["text"], json!(format!("{number}: Đã gửi")));
    assert_eq!(heard.last().unwrap()["text"], json!(format!("{number}: Đã giải đáp. Sẽ thay bóng.")));
    assert_eq!(seen["status"], json!("submitted"), "the whole stands where it stood");
    office.rate(7, &number).await;
    let rated = office.case(&desk, &number).await.json();
    assert_eq!(rated["rating"]["rating"], json!(3), "whoever reported the whole rates the part");
}

async fn enter(office: &Office, cookie: &str, entry: Value) -> Reply {
    office.ask(Method::POST, "/console/api/cases", cookie, Some(entry)).await
}

fn call() -> Value {
    json!({ "channel": "telephone", "category": "do-thi", "text": "Cây đổ chắn đường", "place": { "commune": DONG_HA },
        "name": "Lê Thị Hoa", "phone": "0905 000 000", "consent": true })
}
