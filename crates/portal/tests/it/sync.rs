//! `POST /v1/sync`: exactly once, item by item, whatever the link does.

use axum::body::{Body, Bytes};
use futures_util::future::join_all;
use futures_util::stream;
use portal::casework::Subject;
use portal::store::suggestion;
use report::wire::{Encoding, ItemOutcome, ItemWriter, RequestItem};
use report::{Act, SealedAct, Sha256};

use crate::house::{
    House, MORNING_MS, act, attachment, device, followed, header, offered, photo, proving, thumbnail, thumbnail_of,
    with_photo, words,
};

#[tokio::test]
async fn a_report_is_filed_once_however_often_it_is_offered() {
    let house = House::open().await;
    let sealed = words(&device(1), "Ổ gà");
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    assert_eq!(first.result(&sealed).outcome, ItemOutcome::Created);
    for _ in 0..3 {
        let again = house.exchange(&[header(), offered(&sealed), offered(&sealed)]).await;
        assert_eq!(again.result(&sealed).outcome, ItemOutcome::Exists);
        assert_eq!(again.result(&sealed).accepted, first.result(&sealed).accepted);
    }
    assert_eq!(house.numbers().await, ["QT-2026-000001"]);
}

#[tokio::test]
async fn a_report_offered_twice_in_one_request_is_created_once() {
    let house = House::open().await;
    let sealed = words(&device(1), "Ổ gà");
    let answer = house.exchange(&[header(), offered(&sealed), offered(&sealed), offered(&sealed)]).await;
    assert_eq!(answer.result(&sealed).outcome, ItemOutcome::Created);
    assert_eq!(house.numbers().await.len(), 1);
}

#[tokio::test]
async fn another_digest_under_the_same_id_is_a_conflict_and_changes_nothing() {
    let house = House::open().await;
    let device = device(1);
    let first = words(&device, "Ổ gà");
    let other = device.seal(&Act { text: Some("Khác".into()), ..first.act().clone() }).unwrap();
    house.exchange(&[header(), offered(&first)]).await;
    let answer = house.exchange(&[header(), offered(&other)]).await;
    assert_eq!(answer.result(&other).outcome, ItemOutcome::Conflict);
    assert_eq!(answer.result(&other).code.as_deref(), Some("act_conflict"));
    assert_eq!(answer.result(&other).accepted, None);
    assert_eq!(house.numbers().await.len(), 1);
}

#[tokio::test]
async fn another_device_with_the_same_act_id_has_a_case_of_its_own() {
    let house = House::open().await;
    let mine = words(&device(1), "Ổ gà");
    let other = device(2).seal(mine.act()).unwrap();
    let answer = house.exchange(&[header(), offered(&mine), offered(&other)]).await;
    assert_eq!(answer.result(&mine).outcome, ItemOutcome::Created);
    assert_eq!(answer.result(&other).outcome, ItemOutcome::Created);
    assert_ne!(answer.result(&mine).accepted, answer.result(&other).accepted);
    assert_eq!(house.numbers().await.len(), 2);
}

#[tokio::test]
async fn of_a_cut_body_everything_that_arrived_whole_is_in_the_books() {
    let house = House::open().await;
    let device = device(1);
    let sealed: Vec<SealedAct> = (0..5).map(|number| words(&device, &number.to_string())).collect();
    for encoding in [Encoding::Identity, Encoding::Zstd] {
        let pieces = pieces(encoding, &sealed);
        let last = pieces.len() - 2;
        let mut sent: Vec<Result<Bytes, std::io::Error>> = pieces[..last].iter().cloned().map(Ok).collect();
        sent.push(Ok(pieces[last].slice(..pieces[last].len() / 2)));
        sent.push(Err(std::io::Error::other("the link broke")));
        let headers: &[(&str, &str)] = if encoding == Encoding::Zstd { &[("content-encoding", "zstd")] } else { &[] };
        let answer = house.send(Body::from_stream(stream::iter(sent)), headers).await;
        assert_eq!(answer.results.len(), 5, "four acts and the cut");
        let cut = answer.results.last().unwrap();
        assert_eq!((cut.of, cut.outcome, cut.code.as_deref()), (None, ItemOutcome::Retry, Some("link_cut")));
    }
    assert_eq!(house.numbers().await.len(), 4);
    let again = house.exchange(&[header(), offered(&sealed[4])]).await;
    assert_eq!(again.result(&sealed[4]).outcome, ItemOutcome::Created);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_in_the_books_before_the_next_one_arrives() {
    let house = House::open().await;
    let sealed = words(&device(1), "Ổ gà");
    let pieces = pieces(Encoding::Identity, std::slice::from_ref(&sealed));
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(8);
    let body = Body::from_stream(stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (piece, receiver))
    }));
    let exchange = tokio::spawn(crate::house::say(house.router(), "POST", "/v1/sync", &[], body));
    for piece in &pieces {
        sender.send(Ok(piece.clone())).await.unwrap();
    }
    while house.numbers().await.is_empty() {
        assert!(!exchange.is_finished(), "the body is still open");
        tokio::task::yield_now().await;
    }
    drop(sender);
    assert_eq!(exchange.await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_reports_at_once_get_two_hundred_numbers_without_gaps() {
    let house = House::open().await;
    let sealed: Vec<SealedAct> = (0..200_u8).map(|seed| words(&device(seed), "Ổ gà")).collect();
    let answers = join_all(sealed.iter().map(|one| async { house.exchange(&[header(), offered(one)]).await })).await;
    for (answer, one) in answers.iter().zip(&sealed) {
        assert_eq!(answer.result(one).outcome, ItemOutcome::Created);
    }
    let numbers: Vec<String> = (1..=200).map(|number| format!("QT-2026-{number:06}")).collect();
    assert_eq!(house.numbers().await, numbers);
}

#[tokio::test]
async fn a_thumbnail_is_believed_when_its_hash_is_the_sealed_one() {
    let house = House::open().await;
    let sealed = with_photo(&device(1), &photo(1000));
    let lacking = |answer: &crate::house::Answer| answer.result(&sealed).thumbnails.len();
    let none = house.exchange(&[header(), offered(&sealed)]).await;
    assert_eq!(lacking(&none), 1);
    let wrong = [0xff, 0xd8, 0xff, 9].to_vec();
    assert_eq!(lacking(&house.exchange(&[header(), offered(&sealed), thumbnail_of(&sealed, wrong)]).await), 1);
    assert_eq!(lacking(&house.exchange(&[header(), offered(&sealed), thumbnail_of(&sealed, thumbnail())]).await), 0);
}

#[tokio::test]
async fn following_needs_a_proof_by_the_same_device() {
    let house = House::open().await;
    let (mine, other) = (device(1), device(2));
    let sealed = words(&mine, "Ổ gà");
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    let refused = |answer: &crate::house::Answer| {
        let result = answer.result(&sealed);
        assert_eq!((result.outcome, result.code.as_deref()), (ItemOutcome::Unknown, Some("proof_needed")));
        assert_eq!((&result.accepted, answer.changes.len()), (&None, 0));
    };
    refused(&house.exchange(&[header(), followed(&sealed)]).await);
    refused(&house.exchange(&[proving(&other, &first, None), followed(&sealed)]).await);
    let followed_up = house.exchange(&[proving(&mine, &first, None), followed(&sealed)]).await;
    assert_eq!(followed_up.result(&sealed).outcome, ItemOutcome::Exists);
    assert_eq!(followed_up.result(&sealed).accepted, first.result(&sealed).accepted);
    let never_filed = words(&mine, "Khác");
    let unknown = house.exchange(&[proving(&mine, &first, None), followed(&never_filed)]).await;
    let unknown = unknown.result(&never_filed);
    assert_eq!((unknown.outcome, unknown.code.as_deref()), (ItemOutcome::Unknown, None));
}

#[tokio::test]
async fn a_nonce_can_be_signed_for_a_day() {
    let house = House::open().await;
    let (device, day_ms) = (device(1), 24 * 60 * 60 * 1000);
    let sealed = words(&device, "Ổ gà");
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    house.later(day_ms - 1);
    assert_eq!(house.exchange(&[proving(&device, &first, None)]).await.changes.len(), 1);
    house.later(1);
    let stale = house.exchange(&[proving(&device, &first, Some(0))]).await;
    assert_eq!((stale.changes.len(), stale.end), (0, 0));
    let fresh = house.exchange(&[proving(&device, &stale, Some(0))]).await;
    assert_eq!((fresh.changes.len(), fresh.end), (1, 1));
}

#[tokio::test]
async fn a_category_that_is_not_offered_is_taken_and_flagged() {
    let house = House::open().await;
    let sealed = device(1).seal(&Act { category: Some("xe-co".into()), ..act("Khác") }).unwrap();
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    assert_eq!(answer.result(&sealed).outcome, ItemOutcome::Created);
    let flagged = "SELECT count(*) FROM case_file WHERE category = 'xe-co' AND category_unknown_at IS NOT NULL";
    let count: i64 = sqlx::query_scalar(flagged).fetch_one(house.app.state().store().readers()).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_missing_photo_comes_with_a_ticket_and_a_report_in_words_with_both_receipts() {
    let house = House::open().await;
    let (with, without) = (with_photo(&device(1), &photo(1000)), words(&device(1), "Ổ gà"));
    let answer = house.exchange(&[header(), offered(&with), offered(&without)]).await;
    assert_eq!(answer.result(&with).tickets.len(), 1);
    assert_eq!(answer.result(&with).tickets[0].attachment, Sha256::of(&photo(1000)));
    assert_eq!(answer.result(&with).complete, None);
    assert!(answer.result(&without).complete.is_some());
}

#[tokio::test]
async fn the_suggested_unit_of_a_commune_is_its_committee_before_any_import() {
    let house = House::open().await;
    let mut books = house.app.state().store().readers().acquire().await.unwrap();
    let at = jiff::Timestamp::from_millisecond(MORNING_MS).unwrap();
    let of = |commune| Subject { category: "giao-thong", commune, at };
    let suggested = suggestion::suggest(&mut books, of(Some("19333"))).await.unwrap().unwrap();
    assert_eq!((suggested.code.as_str(), suggested.by_rule), ("ubnd-19333", false));
    let nowhere = suggestion::suggest(&mut books, of(None)).await.unwrap().unwrap();
    assert_eq!(nowhere.code, "ioc");
}

#[tokio::test]
async fn an_answer_never_grows_beyond_what_a_device_reads() {
    let house = House::open().await;
    let device = device(1);
    let text = "a".repeat(900);
    let seal = |number: u32| {
        let attachments = (0..6).map(|one: u32| attachment(format!("{number} {one}").as_bytes())).collect();
        device.seal(&Act { attachments, text: Some(text.clone()), ..act("") }).unwrap()
    };
    let sealed: Vec<SealedAct> = (0..1500).map(seal).collect();
    let items: Vec<RequestItem> = [header()].into_iter().chain(sealed.iter().map(offered)).collect();
    let answer = house.exchange(&items).await;
    assert_eq!(answer.results.len(), 1500);
    let told_later = answer.results.iter().filter(|result| result.outcome == ItemOutcome::Retry).count();
    assert!(told_later > 0, "some did not fit");
    assert_eq!(house.numbers().await.len(), 1500, "and are in the books all the same");
}

/// A request as the bytes of each item, the last one closing the stream.
fn pieces(encoding: Encoding, sealed: &[SealedAct]) -> Vec<Bytes> {
    let mut writer = ItemWriter::new(encoding);
    let items = [header()].into_iter().chain(sealed.iter().map(offered));
    let mut pieces: Vec<Bytes> = items.map(|item| writer.write(&item).into()).collect();
    pieces.push(writer.finish().into());
    pieces
}
