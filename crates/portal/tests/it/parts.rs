//! Personal parts: kept when the act binds them, seen by nobody without a trace.

use report::wire::{ActItem, HeldReceipts, ItemOutcome, RequestItem};
use report::{Act, ActKind, Part, SealedAct};

use crate::deeds::{FIRST, about, count, does, number, on, published, reported};
use crate::house::{House, act, device, header};

#[tokio::test]
async fn parts_that_the_act_binds_are_kept_and_others_dropped_without_a_word() {
    let house = House::open().await;
    let (name, phone) = (part(Part::NAME, "Người báo tin"), part(Part::PHONE, "0900 000 000"));
    let foreign = part(Part::NAME, "Ai khác");
    let report = binding(&[&name, &phone]);
    let answer = house.exchange(&[header(), with(&report, &[&name, &foreign])]).await;
    assert_eq!(number(&answer, &report), "QT-2026-000001");
    assert_eq!(labels(&house).await, [Part::NAME]);
    let again = house.exchange(&[header(), with(&report, &[&name, &phone, &foreign])]).await;
    assert_eq!(again.result(&report).outcome, ItemOutcome::Exists);
    assert_eq!(labels(&house).await, [Part::NAME, Part::PHONE], "what was missing may come later");
}

#[tokio::test]
async fn an_act_that_binds_nothing_keeps_nothing() {
    let house = House::open().await;
    let (name, report) = (part(Part::NAME, "Người báo tin"), device(1).seal(&act("Ổ gà")).unwrap());
    let too_long = Part::text(Part::NAME, [1; 32], &"a".repeat(2000));
    let longer = binding(&[&too_long]);
    house.exchange(&[header(), with(&report, &[&name]), with(&longer, &[&too_long])]).await;
    assert_eq!(labels(&house).await, [""; 0]);
}

#[tokio::test]
async fn parts_beside_an_act_in_conflict_are_not_kept() {
    let house = House::open().await;
    let name = part(Part::NAME, "Người báo tin");
    let report = device(1).seal(&act("Ổ gà")).unwrap();
    let other = Act { parts: Some(vec![name.bound()]), ..report.act().clone() };
    let other = device(1).seal(&other).unwrap();
    let answer = house.exchange(&[header(), with(&report, &[])]).await;
    assert_eq!(answer.result(&report).outcome, ItemOutcome::Created);
    let answer = house.exchange(&[header(), with(&other, &[&name])]).await;
    assert_eq!(answer.result(&other).outcome, ItemOutcome::Conflict);
    assert_eq!(count(&house, "SELECT count(*) FROM personal_part").await, 0);
}

#[tokio::test]
async fn nobody_puts_a_name_beside_somebody_elses_report_or_after_its_erasure() {
    let (house, report) = reported(&device(1)).await;
    does(&house, FIRST, published()).await;
    let name = part(Part::NAME, "Ai khác");
    let parts = Some(vec![name.bound()]);
    let me_too = device(2).seal(&Act { parts: parts.clone(), ..on(FIRST, ActKind::MeToo) }).unwrap();
    let erase = device(1).seal(&Act { parts, ..about(&report, ActKind::Erase) }).unwrap();
    let answer = house.exchange(&[header(), with(&me_too, &[&name]), with(&erase, &[&name])]).await;
    assert!(answer.results.iter().all(|result| result.outcome == ItemOutcome::Created));
    house.exchange(&[header(), with(&me_too, &[&name]), with(&erase, &[&name])]).await;
    assert_eq!(labels(&house).await, [""; 0]);
}

#[tokio::test]
async fn an_edit_says_anew_who_reports_or_takes_it_back_and_all_of_it_is_in_a_copy() {
    let house = House::open().await;
    let (name, before, after) =
        (part(Part::NAME, "Người báo tin"), part(Part::PHONE, "0900 000 000"), part(Part::PHONE, "0900 000 001"));
    let report = binding(&[&name, &before]);
    house.exchange(&[header(), with(&report, &[&name, &before])]).await;
    house.later(60_000);
    let edit = edit(&report, &[&name, &after]);
    house.exchange(&[header(), with(&edit, &[&name, &after])]).await;
    assert_eq!(standing(&house).await, ["Người báo tin", "0900 000 001"]);
    house.later(60_000);
    let nameless = self::edit(&report, &[]);
    house.exchange(&[header(), with(&nameless, &[])]).await;
    assert_eq!(standing(&house).await, [""; 0]);
    assert_eq!(
        labels(&house).await,
        [Part::NAME, Part::PHONE, Part::NAME, Part::PHONE],
        "it is held until it is erased"
    );
}

fn edit(report: &SealedAct, parts: &[&Part]) -> SealedAct {
    let bound: Vec<_> = parts.iter().map(|part| part.bound()).collect();
    let parts = Some(bound).filter(|bound| !bound.is_empty());
    device(1).seal(&Act { parts, replaces: Some(report.act().id), ..act("Ổ gà lớn") }).unwrap()
}

async fn standing(house: &House) -> Vec<String> {
    let rows = portal::store::part::standing(house.app.state().store().readers(), 1).await.unwrap();
    rows.iter().map(|row| row.part.as_text().unwrap().to_owned()).collect()
}

pub fn part(label: &str, text: &str) -> Part {
    Part::text(label, [7; 32], text)
}

pub fn binding(parts: &[&Part]) -> SealedAct {
    let bound = parts.iter().map(|part| part.bound()).collect();
    device(1).seal(&Act { parts: Some(bound), ..act("Ổ gà") }).unwrap()
}

pub fn with(sealed: &SealedAct, parts: &[&Part]) -> RequestItem {
    let parts = Some(parts.iter().copied().cloned().collect());
    RequestItem::Act(ActItem { parts, ..ActItem::new(sealed.bytes().to_vec(), HeldReceipts::None) })
}

async fn labels(house: &House) -> Vec<String> {
    let rows = portal::store::part::of_case(house.app.state().store().readers(), 1).await.unwrap();
    rows.into_iter().map(|row| row.part.label).collect()
}
