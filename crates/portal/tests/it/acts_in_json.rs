//! `PUT` and `GET /v1/acts/{id}`: the same as a sync, in JSON.

use data_encoding::BASE64URL_NOPAD;
use report::receipt::{Accepted, Complete};
use report::wire::{ClaimItem, ItemOutcome, RequestItem};
use report::{Act, ActKind, SealedAct, TrackingCode};
use serde_json::{Value, json};

use crate::house::{House, Said, act, device, header, offered, photo, proving, with_photo, words};
use crate::sessions::{proved, session};
use crate::uploads::upload_whole;

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn an_act_is_put_once_and_then_found_with_the_same_receipts() {
    let house = House::open().await;
    let sealed = words(&device(1), "Ổ gà");
    let first = put(&house, &sealed).await;
    assert_eq!((first.status.as_u16(), first.header("cache-control")), (201, Some("no-store")));
    let again = put(&house, &sealed).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.json(), first.json());
    let synced = house.exchange(&[header(), offered(&sealed)]).await;
    let result = synced.result(&sealed);
    assert_eq!(result.outcome, ItemOutcome::Exists);
    assert_eq!(result.accepted.as_deref(), Some(&bytes(&first.json()["accepted"])[..]), "and by sync");
    let accepted = Accepted::verify(&bytes(&first.json()["accepted"]), &synced.keys(), &sealed).unwrap();
    Complete::verify(&bytes(&first.json()["complete"]), &synced.keys(), &sealed).unwrap();
    assert_eq!(first.json()["case_number"], accepted.case_number.as_str());
    assert_eq!(first.json()["tracking_code"], accepted.tracking_code.unwrap().compact());
    assert_eq!(house.numbers().await.len(), 1);
}

#[tokio::test]
async fn photos_go_up_with_the_tickets_of_the_answer() {
    let house = House::open().await;
    let photo = photo(4000);
    let sealed = with_photo(&device(1), &photo);
    let answer = put(&house, &sealed).await.json();
    assert_eq!((answer["tickets"][0]["upload_url"].as_str(), &answer["complete"]), (Some("/v1/files"), &Value::Null));
    assert_eq!(answer["thumbnails"][0], answer["tickets"][0]["sha256"]);
    upload_whole(&house, answer["tickets"][0]["ticket"].as_str().unwrap(), &photo).await;
    let after = put(&house, &sealed).await.json();
    assert!(after["complete"].is_string() && after["tickets"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_refused_says_why_and_nothing_of_it_is_filed() {
    let house = House::open().await;
    let mine = device(1);
    let sealed = words(&mine, "Ổ gà");
    let path = path(&sealed);
    let sealed_text = BASE64URL_NOPAD.encode(sealed.bytes());
    let mut changed = sealed.bytes().to_vec();
    *changed.last_mut().unwrap() ^= 1;
    let changed = BASE64URL_NOPAD.encode(&changed);
    let long = "A".repeat(300 * 1024);
    let item = "A".repeat(100 * 1024);
    for (path, body, status, code) in [
        (path.as_str(), json!({ "sealed": changed }).to_string(), 422, "signature_invalid"),
        (path.as_str(), json!({ "sealed": "AQ" }).to_string(), 422, "act_malformed"),
        (path.as_str(), json!({ "sealed": format!("{sealed_text}=") }).to_string(), 400, "request_malformed"),
        (path.as_str(), json!({ "sealed": 5 }).to_string(), 400, "request_malformed"),
        (path.as_str(), "{".to_owned(), 400, "request_malformed"),
        (path.as_str(), json!({ "sealed": long }).to_string(), 413, "request_too_large"),
        (path.as_str(), json!({ "sealed": item }).to_string(), 413, "item_too_large"),
        (
            "/v1/acts/01932b1e-7c00-7abc-8def-0123456789ab",
            json!({ "sealed": sealed_text }).to_string(),
            422,
            "act_malformed",
        ),
        ("/v1/acts/not-an-id", json!({ "sealed": sealed_text }).to_string(), 400, "request_malformed"),
    ] {
        let said = house.ask("PUT", path, &[JSON], body).await;
        assert_eq!((said.status.as_u16(), said.code().as_str()), (status, code));
    }
    let form = house.ask("PUT", &path, &[("content-type", "text/plain")], json!({ "sealed": sealed_text }).to_string());
    assert_eq!(form.await.status, 415);
    assert_eq!(house.numbers().await.len(), 0);

    put(&house, &sealed).await;
    let other = mine.seal(&Act { text: Some("Khác".into()), ..sealed.act().clone() }).unwrap();
    let conflict = put(&house, &other).await;
    assert_eq!((conflict.status.as_u16(), conflict.code().as_str()), (409, "act_conflict"));
}

#[tokio::test]
async fn an_erased_act_is_gone_for_whoever_puts_it_again() {
    let house = House::open().await;
    let mine = device(1);
    let report = words(&mine, "Ổ gà");
    put(&house, &report).await;
    let erase = mine.seal(&crate::deeds::about(&report, ActKind::Erase)).unwrap();
    let erased = put(&house, &erase).await;
    assert_eq!(erased.status, 201, "{}", erased.text());
    assert_eq!(erased.json()["tracking_code"], Value::Null, "only the act that began the case has one");
    let gone = put(&house, &report).await;
    assert_eq!((gone.status.as_u16(), gone.code().as_str()), (410, "act_erased"));
}

#[tokio::test]
async fn only_the_device_itself_or_who_claimed_reads_an_act_and_each_answer_brings_the_next_token() {
    let house = House::open().await;
    let (mine, second) = (device(1), device(2));
    let answer = proved(&house, &mine).await;
    let bearer = bearer(&session(&answer));
    let sealed = mine.seal(&act("Rác")).unwrap();
    let body = json!({ "sealed": BASE64URL_NOPAD.encode(sealed.bytes()) }).to_string();
    let filed = house.ask("PUT", &path(&sealed), &[JSON, ("authorization", &bearer)], body).await;
    assert_eq!(filed.status, 201);
    assert!(filed.json()["session"].is_string());
    assert_eq!(put(&house, &sealed).await.json()["session"], Value::Null, "who shows nothing is given nothing");

    let read = house.ask("GET", &path(&sealed), &[("authorization", &bearer)], "").await;
    assert_eq!(read.status, 200);
    assert_eq!(read.json()["accepted"], filed.json()["accepted"]);
    let none = house.get(&path(&sealed)).await;
    assert_eq!((none.status.as_u16(), none.code().as_str()), (401, "proof_needed"));

    let code: TrackingCode = read.json()["tracking_code"].as_str().unwrap().parse().unwrap();
    let other = session(&proved(&house, &second).await);
    let other_bearer = self::bearer(&other);
    let strange = house.ask("GET", &path(&sealed), &[("authorization", &other_bearer)], "").await;
    assert_eq!((strange.status.as_u16(), strange.code().as_str()), (404, "act_unknown"));
    house.exchange(&[crate::sessions::showing(&other), RequestItem::Claim(ClaimItem { code })]).await;
    let claimed = house.ask("GET", &path(&sealed), &[("authorization", &other_bearer)], "").await;
    assert_eq!((claimed.status.as_u16(), &claimed.json()["tracking_code"]), (200, &Value::Null));
    let nonce = house.exchange(&[proving(&mine, &answer, None)]).await;
    assert!(nonce.header.session.is_some());
}

async fn put(house: &House, sealed: &SealedAct) -> Said {
    let body = json!({ "sealed": BASE64URL_NOPAD.encode(sealed.bytes()) }).to_string();
    house.ask("PUT", &path(sealed), &[JSON], body).await
}

fn path(sealed: &SealedAct) -> String {
    format!("/v1/acts/{}", sealed.act().id)
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text.as_str().unwrap().as_bytes()).unwrap()
}

fn bearer(token: &[u8]) -> String {
    format!("Bearer {}", BASE64URL_NOPAD.encode(token))
}
