//! Session tokens: given for a proof, shown instead of one, rotating, and never in anybody's way.

use report::Device;
use report::wire::{RequestHeader, RequestItem};

use crate::house::{Answer, House, MORNING_MS, device, followed, header, offered, proving, words};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// A header that shows a session token and asks for everything from the beginning.
pub fn showing(session: &[u8]) -> RequestItem {
    RequestItem::Header(RequestHeader {
        version: 1,
        wall_ms: MORNING_MS,
        uptime_ms: 1,
        epoch: None,
        position: None,
        proof: None,
        session: Some(session.to_vec()),
    })
}

/// A device with a report in the books that has proved its key: the answer to its proof.
pub async fn proved(house: &House, device: &Device) -> Answer {
    let first = house.exchange(&[header(), offered(&words(device, "Ổ gà"))]).await;
    assert_eq!(first.header.session, None, "who only files proves nothing");
    house.exchange(&[proving(device, &first, None)]).await
}

pub fn session(answer: &Answer) -> Vec<u8> {
    answer.header.session.clone().expect("a session token")
}

/// Whether this token opens what the portal knows of the device.
async fn opens(house: &House, token: &[u8]) -> bool {
    !house.exchange(&[showing(token)]).await.changes.is_empty()
}

#[tokio::test]
async fn a_session_token_stands_for_a_proof() {
    let house = House::open().await;
    let (mine, other) = (device(1), device(2));
    let token = session(&proved(&house, &mine).await);
    assert!(token.len() <= report::limits::SESSION_BYTES);
    let answer = house.exchange(&[showing(&token)]).await;
    assert_eq!(answer.changes.len(), 1);
    let report = words(&other, "Rác");
    house.exchange(&[header(), offered(&report)]).await;
    let strange = house.exchange(&[showing(&token), followed(&report)]).await;
    assert_eq!(strange.result(&report).code.as_deref(), Some("proof_needed"), "it opens what is its own");
}

#[tokio::test]
async fn the_old_token_holds_until_the_new_one_is_used() {
    let house = House::open().await;
    let first = session(&proved(&house, &device(1)).await);
    assert_eq!(
        session(&house.exchange(&[showing(&first)]).await),
        first,
        "within the hour it is the same, and nothing is written"
    );
    house.later(HOUR_MS);
    let second = session(&house.exchange(&[showing(&first)]).await);
    assert_ne!(second, first);
    assert_eq!(
        session(&house.exchange(&[showing(&first)]).await),
        second,
        "the answer was lost: the same is told again"
    );
    assert!(opens(&house, &second).await);
    assert!(!opens(&house, &first).await, "now the old one is worth nothing");
    let house = house.restarted().await;
    assert!(opens(&house, &second).await, "a restart ends no session");
}

#[tokio::test]
async fn a_stale_token_is_no_error_and_the_key_opens_the_next_session() {
    let house = House::open().await;
    let mine = device(1);
    let token = session(&proved(&house, &mine).await);
    house.later(24 * HOUR_MS - 1);
    assert!(opens(&house, &token).await);
    house.later(1);
    let report = words(&mine, "Khác");
    let stale = house.exchange(&[showing(&token), offered(&report)]).await;
    assert!(stale.result(&report).accepted.is_some(), "filing waits for nothing");
    assert_eq!((stale.changes.len(), &stale.header.session), (0, &None));
    let again = session(&house.exchange(&[proving(&mine, &stale, None)]).await);
    assert!(opens(&house, &again).await);
}

#[tokio::test]
async fn whoever_uses_a_token_each_hour_never_proves_again() {
    let house = House::open().await;
    let mut token = session(&proved(&house, &device(1)).await);
    for _ in 0..50 {
        house.later(HOUR_MS);
        let answer = house.exchange(&[showing(&token)]).await;
        assert_eq!(answer.changes.len(), 1);
        token = session(&answer);
    }
}

#[tokio::test]
async fn a_flood_of_proofs_and_made_up_tokens_writes_nothing() {
    let house = House::open().await;
    let nonce = house.exchange(&[header()]).await;
    for number in 0..100_u16 {
        let [high, low] = number.to_be_bytes();
        let stranger = Device::new(report::Signer::from_seed(&[high ^ low; 32]), "quang-tri".parse().unwrap());
        let answer = house.exchange(&[proving(&stranger, &nonce, None)]).await;
        assert_eq!(answer.header.session, None, "of a stranger there is nothing to read");
        let token = [&stranger.key().as_bytes()[..], &[7; 24]].concat();
        assert_eq!(house.exchange(&[showing(&token)]).await.header.session, None);
        assert_eq!(house.exchange(&[showing(&[low; 3])]).await.header.session, None);
    }
    assert_eq!(rows(&house).await, 0);
    proved(&house, &device(1)).await;
    for _ in 0..100 {
        house.exchange(&[proving(&device(1), &nonce, None)]).await;
    }
    assert_eq!(rows(&house).await, 1, "one row a device, however often it proves its key");
    house.later(25 * HOUR_MS);
    proved(&house, &device(2)).await;
    assert_eq!(rows(&house).await, 1, "what is over is forgotten");
}

async fn rows(house: &House) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM device_session");
    count.fetch_one(house.app.state().store().readers()).await.unwrap()
}
