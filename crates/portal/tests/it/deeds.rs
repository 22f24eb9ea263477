//! What tests of acts about cases share: making such acts, and doing officers' deeds.

use portal::casework::{CaseFile, Deed, Why};
use portal::store::case;
use report::receipt::{Accepted, Complete};
use report::wire::{ActItem, HeldReceipts, ItemOutcome, RequestItem};
use report::{Act, ActKind, Content, Device, Outcome, Rating, SealedAct, Signer};

use crate::house::{Answer, House, act, header, offered, words};

/// The number of the first case of a house.
pub const FIRST: &str = "QT-2026-000001";

/// An act about a report of the same device.
pub fn about(report: &SealedAct, kind: ActKind) -> Act {
    Act { about: Some(report.act().id), ..plain(kind) }
}

/// An act about a case by its number.
pub fn on(number: &str, kind: ActKind) -> Act {
    Act { case: Some(number.parse().unwrap()), ..plain(kind) }
}

fn plain(kind: ActKind) -> Act {
    let text = matches!(kind, ActKind::Answer | ActKind::Rework).then(|| "Trước nhà số 12".to_owned());
    let rating = (kind == ActKind::Rate).then_some(Rating::Satisfied);
    Act { kind, category: None, place: None, text, rating, ..act("") }
}

/// What a device that checks nothing would seal.
pub fn unchecked(seed: u8, act: &Act) -> RequestItem {
    let portal = "quang-tri".parse().unwrap();
    let bytes = Signer::from_seed(&[seed; 32]).sign(Content::Act, &portal, minicbor::to_vec(act).unwrap());
    RequestItem::Act(ActItem::new(bytes, HeldReceipts::None))
}

/// Offers an act alone.
pub async fn offer(house: &House, sealed: &SealedAct) -> Answer {
    house.exchange(&[header(), offered(sealed)]).await
}

/// How it went with an act that is offered alone: `created`, or the code.
pub async fn fate(house: &House, sealed: &SealedAct) -> String {
    let answer = offer(house, sealed).await;
    let result = answer.result(sealed);
    match (result.outcome, &result.code) {
        (ItemOutcome::Created, None) => "created".into(),
        (ItemOutcome::Exists, None) => "exists".into(),
        (_, Some(code)) => code.clone(),
        other => panic!("{other:?}"),
    }
}

/// The number in both receipts of an act that has them, verified.
pub fn number(answer: &Answer, sealed: &SealedAct) -> String {
    let result = answer.result(sealed);
    let accepted = Accepted::verify(result.accepted.as_ref().unwrap(), &answer.keys(), sealed).unwrap();
    if let Some(complete) = &result.complete {
        let complete = Complete::verify(complete, &answer.keys(), sealed).unwrap();
        assert_eq!(complete.case_number, accepted.case_number);
    }
    let begins = sealed.act().kind == ActKind::Report && sealed.act().replaces.is_none();
    assert_eq!(accepted.tracking_code.is_some(), begins, "the code is only where the case begins");
    accepted.case_number.to_string()
}

/// A house with one report in it.
pub async fn reported(device: &Device) -> (House, SealedAct) {
    let house = House::open().await;
    let report = words(device, "Ổ gà");
    assert_eq!(fate(&house, &report).await, "created");
    (house, report)
}

pub async fn does(house: &House, number: &str, deed: Deed) -> CaseFile {
    let (number, now_ms) = (number.to_owned(), house.app.state().now_ms());
    let write = house.app.state().store().write(move |books| {
        Box::pin(async move {
            let id = case::id_of(books, &number).await?;
            case::perform(books, id, None, deed, None, now_ms).await
        })
    });
    write.await.unwrap()
}

pub fn answered() -> Deed {
    Deed::Answer { outcome: Outcome::Fixed, text: "Đã vá.".into(), waiver: Some("Trời tối".into()) }
}

pub fn dispatched() -> Deed {
    Deed::Dispatch { unit: "ubnd-19333".into(), why: Why::ByHand, rule: None, coordinating: None }
}

pub fn question() -> Deed {
    Deed::Ask { question: "Ở trước số nhà nào?".into() }
}

pub fn published() -> Deed {
    Deed::Publish { public_text: None, terms: portal::publication::Terms::looked() }
}

/// Where the first case stands.
pub async fn status(house: &House) -> String {
    let cases = portal::store::case_record::all(house.app.state().store().readers()).await.unwrap();
    cases[0].status.to_string()
}

/// One number that SQL gives.
pub async fn count(house: &House, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(house.app.state().store().readers()).await.unwrap()
}
