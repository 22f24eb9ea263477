//! A second phone, a lost phone, and whoever guesses.

use std::time::{Duration, Instant};

use portal::casework::{Deed, Why};
use report::receipt::{Accepted, Complete};
use report::wire::{ClaimItem, ItemOutcome, ItemResult, RequestItem};
use report::{Device, SealedAct, Signer, TrackingCode};

use crate::changes::does;
use crate::house::{Answer, House, device, followed, header, offered, proving, words};
use crate::sessions::{session, showing};

const HOUR_MS: i64 = 60 * 60 * 1000;

#[tokio::test]
async fn a_claimed_report_comes_with_its_bytes_and_both_receipts_and_is_heard_from_the_beginning() {
    let house = House::open().await;
    let (first_phone, second_phone) = (device(1), device(2));
    let (report, code) = filed(&house, &first_phone).await;
    does(
        &house,
        "QT-2026-000001",
        Deed::Dispatch { unit: "ubnd-19333".into(), why: Why::ByHand, rule: None, coordinating: None },
    )
    .await;

    // The second phone has heard up to here, of a report of its own: the past of the other is not behind it.
    let own = house.exchange(&[header(), offered(&words(&second_phone, "Rác"))]).await;
    let heard = house.exchange(&[proving(&second_phone, &own, None)]).await;
    let answer = house.exchange(&[proving(&second_phone, &heard, Some(heard.end)), claiming(&code)]).await;
    let claimed = claim_result(&answer);
    assert_eq!(claimed.outcome, ItemOutcome::Exists);
    assert_eq!(claimed.of, Some(crate::house::reference(&report)));
    let sealed = SealedAct::open(claimed.sealed.as_ref().unwrap(), &"quang-tri".parse().unwrap()).unwrap();
    assert_eq!(sealed.bytes(), report.bytes());
    Accepted::verify(claimed.accepted.as_ref().unwrap(), &answer.keys(), &sealed).unwrap();
    Complete::verify(claimed.complete.as_ref().unwrap(), &answer.keys(), &sealed).unwrap();
    let statuses: Vec<&str> = answer.changes.iter().map(|change| change.status.as_str()).collect();
    assert_eq!(statuses, ["submitted", "received", "dispatched"]);
    assert!(answer.changes.iter().all(|change| change.of == crate::house::reference(&report)));
}

#[tokio::test]
async fn two_phones_that_claim_one_code_both_hear_and_neither_hears_of_the_other() {
    let house = House::open().await;
    let (report, code) = filed(&house, &device(1)).await;
    let mut heard = Vec::new();
    for seed in [2, 3] {
        let phone = device(seed);
        let nonce = house.exchange(&[header()]).await;
        let answer = house.exchange(&[proving(&phone, &nonce, None), claiming(&code)]).await;
        assert_eq!(claim_result(&answer).outcome, ItemOutcome::Exists);
        assert_eq!(answer.changes.len(), 1);
        let again = house.exchange(&[proving(&phone, &answer, Some(answer.end)), claiming(&code)]).await;
        assert_eq!((claim_result(&again).outcome, again.changes.len()), (ItemOutcome::Exists, 0), "claimed once");
        heard.push((phone, again));
    }
    does(&house, "QT-2026-000001", Deed::Accept).await;
    for (phone, before) in &heard {
        let after = house.exchange(&[proving(phone, before, Some(before.end)), followed(&report)]).await;
        let statuses: Vec<&str> = after.changes.iter().map(|change| change.status.as_str()).collect();
        assert_eq!(statuses, ["received"]);
        assert_eq!(after.result(&report).outcome, ItemOutcome::Exists, "it may ask for the receipts again");
    }
}

#[tokio::test]
async fn a_claim_needs_proof_a_code_that_reads_and_the_right_one() {
    let house = House::open().await;
    let (_, code) = filed(&house, &device(1)).await;
    let unproven = house.exchange(&[header(), claiming(&code)]).await;
    let unproven = claim_result(&unproven);
    assert_eq!((unproven.outcome, unproven.code.as_deref()), (ItemOutcome::Unknown, Some("proof_needed")));
    assert_eq!((&unproven.sealed, &unproven.accepted), (&None, &None));
    let nonce = house.exchange(&[header()]).await;
    let wrong = house.exchange(&[proving(&device(2), &nonce, None), claiming(&made_up(1))]).await;
    let wrong = claim_result(&wrong);
    assert_eq!((wrong.outcome, wrong.code.as_deref()), (ItemOutcome::Rejected, Some("code_wrong")));
}

#[tokio::test]
async fn a_device_that_guesses_waits_an_hour_and_so_does_a_code() {
    let house = House::open().await;
    let (_, code) = filed(&house, &device(1)).await;
    let nonce = house.exchange(&[header()]).await;
    let guesses: Vec<RequestItem> =
        [proving(&device(2), &nonce, None)].into_iter().chain((0..30).map(|n| claiming(&made_up(n)))).collect();
    let answer = house.exchange(&guesses).await;
    let refused = |code: &str| answer.results.iter().filter(|result| result.code.as_deref() == Some(code)).count();
    assert_eq!((refused("code_wrong"), refused("too_many_attempts")), (20, 10));
    let waiting = house.exchange(&[proving(&device(2), &nonce, None), claiming(&code)]).await;
    let waiting = claim_result(&waiting);
    assert_eq!((waiting.outcome, waiting.code.as_deref()), (ItemOutcome::Retry, Some("too_many_attempts")));
    assert_eq!(waiting.retry_after_s, Some(3600), "the right code too: whoever guesses learns nothing");

    for seed in 10..20 {
        house.exchange(&[proving(&device(seed), &nonce, None), claiming(&made_up(777))]).await;
    }
    let same = house.exchange(&[proving(&device(30), &nonce, None), claiming(&made_up(777))]).await;
    assert_eq!(claim_result(&same).code.as_deref(), Some("too_many_attempts"), "ten devices tried the same code");
    house.later(HOUR_MS);
    let later = house.exchange(&[proving(&device(2), &nonce, None), claiming(&code)]).await;
    assert_eq!(claim_result(&later).outcome, ItemOutcome::Exists);
}

/// What an honest citizen does during the flood: one who has the case already gets in at once; one who comes for the first
/// time hears how long to wait, at most ten minutes after the last wrong code that was counted, and then gets in with the same
/// request.
#[tokio::test]
async fn ten_thousand_wrong_codes_are_refused_fast_and_an_honest_citizen_gets_in_afterwards() {
    let house = House::open().await;
    let (_, code) = filed(&house, &device(1)).await;
    let nonce = house.exchange(&[header()]).await;
    let known = device(2);
    house.exchange(&[proving(&known, &nonce, None), claiming(&code)]).await;

    let began = Instant::now();
    for guesser in 0..500_u16 {
        let [high, low] = guesser.to_be_bytes();
        let seed = [&[high, low, 0xee][..], &[0; 29]].concat().try_into().unwrap();
        let guesser_device = Device::new(Signer::from_seed(&seed), "quang-tri".parse().unwrap());
        let guesses = (0..20).map(|n| claiming(&made_up(1000 + u32::from(guesser) * 20 + n)));
        let items: Vec<RequestItem> = [proving(&guesser_device, &nonce, None)].into_iter().chain(guesses).collect();
        let answer = house.exchange(&items).await;
        assert!(answer.results.iter().all(|result| result.sealed.is_none()));
    }
    // A server answers each guess over a socket, on a machine that has other things to do.
    let limit = Duration::from_secs(if crate::books::are_on_a_server() { 300 } else { 60 });
    assert!(began.elapsed() < limit, "{:?}", began.elapsed());

    let theirs = house.exchange(&[proving(&known, &nonce, None), claiming(&code)]).await;
    assert_eq!(claim_result(&theirs).outcome, ItemOutcome::Exists, "it claimed before the flood");
    let honest = house.exchange(&[proving(&device(3), &nonce, None), claiming(&code)]).await;
    let wait_s = claim_result(&honest).retry_after_s.unwrap();
    assert!((1..=600).contains(&wait_s), "{wait_s}");
    house.later(i64::from(wait_s) * 1000);
    let honest = house.exchange(&[proving(&device(3), &nonce, None), claiming(&code)]).await;
    assert_eq!(claim_result(&honest).outcome, ItemOutcome::Exists);
}

#[tokio::test]
async fn a_flood_of_wrong_codes_on_the_page_from_many_addresses_does_not_lock_it_for_long() {
    let house = House::open().await;
    let (_, code) = filed(&house, &device(1)).await;
    let mut looked_up = 0;
    for guess in 0..1_000_u32 {
        let address = format!("10.0.{}.{}", guess / 250, guess % 250);
        match track(&house, &made_up(guess), &address).await {
            404 => looked_up += 1,
            said => assert_eq!(said, 429),
        }
    }
    assert!(looked_up < 200, "{looked_up} of 1,000 codes were looked up");
    assert_eq!(track(&house, &code, "192.0.2.1").await, 429);
    let nonce = house.exchange(&[header()]).await;
    let phone = house.exchange(&[proving(&device(2), &nonce, None), claiming(&code)]).await;
    assert_eq!(claim_result(&phone).outcome, ItemOutcome::Exists, "the other door stays open");
    house.later(10 * 60 * 1000);
    assert_eq!(track(&house, &code, "192.0.2.1").await, 200);
}

#[tokio::test]
async fn a_revoked_device_files_nothing_reads_nothing_and_uploads_nothing() {
    let house = House::open().await;
    let (mine, photo) = (device(1), crate::house::photo(4000));
    let report = crate::house::with_photo(&mine, &photo);
    let first = house.exchange(&[header(), offered(&report)]).await;
    let ticket = first.ticket(&report);
    let proved = house.exchange(&[proving(&mine, &first, None)]).await;
    let token = session(&proved);

    let key = mine.key().to_string();
    let folder = house.folder.path();
    let revoked = crate::cli::json(&crate::cli::portal(
        folder,
        &["device", "revoke", &key, "--reason", "điện thoại bị mất", "--json"],
    ));
    assert_eq!(
        (revoked["device"].as_str(), revoked["reason"].as_str()),
        (Some(key.as_str()), Some("điện thoại bị mất"))
    );
    let listed =
        crate::cli::json(&crate::cli::portal(folder, &["device", "list", "--case", "QT-2026-000001", "--json"]));
    assert_eq!((listed[0]["device"].as_str(), listed[0]["acts"].as_i64()), (Some(key.as_str()), Some(1)));
    assert!(listed[0]["revoked_at"].is_string());

    let other = words(&mine, "Khác");
    let answer = house.exchange(&[proving(&mine, &first, None), offered(&other), offered(&report)]).await;
    for one in [&other, &report] {
        let result = answer.result(one);
        assert_eq!((result.outcome, result.code.as_deref()), (ItemOutcome::Rejected, Some("device_revoked")));
    }
    assert_eq!((answer.changes.len(), &answer.header.session), (0, &None));
    assert_eq!(house.exchange(&[showing(&token)]).await.changes.len(), 0);
    let bearer = format!("Bearer {ticket}");
    let headers = [("tus-resumable", "1.0.0"), ("authorization", &bearer), ("upload-length", "4000")];
    let upload = house.ask("POST", "/v1/files", &headers, "").await;
    assert_eq!((upload.status.as_u16(), upload.code().as_str()), (403, "device_revoked"));
    assert_eq!(house.numbers().await.len(), 1, "what it filed before stays");
}

async fn track(house: &House, code: &TrackingCode, address: &str) -> u16 {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-for", address)];
    house.ask("POST", "/tra-cuu", &headers, format!("code={code}")).await.status.as_u16()
}

async fn filed(house: &House, device: &Device) -> (SealedAct, TrackingCode) {
    let report = words(device, "Ổ gà");
    let answer = house.exchange(&[header(), offered(&report)]).await;
    let receipt = answer.result(&report).accepted.as_ref().unwrap();
    let code = Accepted::verify(receipt, &answer.keys(), &report).unwrap().tracking_code.unwrap();
    (report, code)
}

fn claiming(code: &TrackingCode) -> RequestItem {
    RequestItem::Claim(ClaimItem { code: code.clone() })
}

fn made_up(number: u32) -> TrackingCode {
    let mut random = [9; 13];
    for (at, byte) in random.iter_mut().take(6).enumerate() {
        *byte = (number >> (5 * at)) as u8;
    }
    TrackingCode::from_random(random)
}

fn claim_result(answer: &Answer) -> &ItemResult {
    let last = answer.results.iter().find(|result| result.index == 1);
    last.expect("a result of the claim")
}
