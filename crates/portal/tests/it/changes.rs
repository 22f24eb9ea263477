//! What devices and the public hear of what happens.

use portal::casework::{Deed, Why};
use portal::store::case;
use report::{Outcome, SealedAct};

use crate::house::{House, MORNING_MS, device, header, offered, proving, words};

#[tokio::test]
async fn a_device_hears_of_its_own_cases_in_order_and_of_no_others() {
    let house = House::open().await;
    let (mine, other) = (device(1), device(2));
    let (report, theirs) = (words(&mine, "Ổ gà"), words(&other, "Rác"));
    let first = house.exchange(&[header(), offered(&report), offered(&theirs)]).await;
    for number in ["QT-2026-000001", "QT-2026-000002"] {
        does(
            &house,
            number,
            Deed::Dispatch { unit: "ubnd-19333".into(), why: Why::ByHand, rule: None, coordinating: None },
        )
        .await;
        does(
            &house,
            number,
            Deed::Answer { outcome: Outcome::Fixed, text: "Đã vá.".into(), waiver: Some("Trời tối".into()) },
        )
        .await;
    }
    let heard = house.exchange(&[proving(&mine, &first, None)]).await;
    let statuses: Vec<&str> = heard.changes.iter().map(|change| change.status.as_str()).collect();
    assert_eq!(statuses, ["submitted", "received", "dispatched", "in_progress", "answered"]);
    let last = heard.changes.last().unwrap();
    assert_eq!((last.text.as_deref(), last.outcome.as_deref()), (Some("Đã vá."), Some("fixed")));
    assert!(last.unit.as_ref().unwrap().starts_with("UBND Phường"), "{last:?}");
    assert!(heard.changes.iter().all(|change| change.of.device == mine.key()));
    assert!(heard.changes.is_sorted_by_key(|change| change.position));

    let nothing_new = house.exchange(&[proving(&mine, &heard, Some(heard.end))]).await;
    assert_eq!((nothing_new.changes.len(), nothing_new.end), (0, heard.end));
    does(&house, "QT-2026-000001", Deed::Close).await;
    let next = house.exchange(&[proving(&mine, &heard, Some(heard.end))]).await;
    assert_eq!(next.changes.len(), 1);
}

#[tokio::test]
async fn a_position_of_another_epoch_starts_from_the_beginning() {
    let house = House::open().await;
    let device = device(1);
    let first = house.exchange(&[header(), offered(&words(&device, "Ổ gà"))]).await;
    let proof = device.prove(first.header.epoch, first.header.nonce);
    let before = report::Epoch::from_bytes([1; 16]);
    let header = crate::house::header_with(Some(before), Some(1), Some(proof));
    assert_eq!(house.exchange(&[header]).await.changes.len(), 1);
}

#[tokio::test]
async fn what_does_not_fit_into_one_answer_comes_with_the_next() {
    let house = House::open().await;
    let device = device(1);
    let first = house.exchange(&[header(), offered(&words(&device, "Ổ gà"))]).await;
    for _ in 0..120 {
        does(
            &house,
            "QT-2026-000001",
            Deed::Dispatch { unit: "ioc".into(), why: Why::ByHand, rule: None, coordinating: None },
        )
        .await;
        does(
            &house,
            "QT-2026-000001",
            Deed::Answer { outcome: Outcome::Explained, text: "ạ".repeat(10_000), waiver: None },
        )
        .await;
        does(&house, "QT-2026-000001", Deed::Reopen { reason: "Chưa xong".into() }).await;
    }
    let (mut position, mut heard, mut answers) = (Some(0), 0, 0);
    while heard < 1 + 1 + 120 * 4 {
        let answer = house.exchange(&[proving(&device, &first, position)]).await;
        assert!(answer.end > position.unwrap(), "it goes on");
        (position, heard, answers) = (Some(answer.end), heard + answer.changes.len(), answers + 1);
    }
    assert_eq!(heard, 1 + 1 + 120 * 4);
    assert!(answers > 1, "{answers}");
}

#[tokio::test]
async fn nothing_is_public_before_it_is_published() {
    let house = House::open().await;
    filed(&house).await;
    does(&house, "QT-2026-000001", Deed::Accept).await;
    let before = house.get("/v1/changes").await;
    assert_eq!(before.json()["changes"].as_array().unwrap().len(), 0);
    assert!(!before.text().contains("Ổ gà") && !before.text().contains("QT-2026"));

    does(
        &house,
        "QT-2026-000001",
        Deed::Publish { public_text: Some("Đường hỏng".into()), terms: portal::publication::Terms::looked() },
    )
    .await;
    let after = house.get("/v1/changes?since=0").await;
    let kinds: Vec<String> = kinds(&after.json());
    assert_eq!(kinds, ["status", "status", "published"]);
    assert!(after.text().contains("Đường hỏng") && !after.text().contains("Ổ gà"));
    assert!(!after.text().contains("16.8163"), "the spot itself is not public");
    let next = after.json()["next"].as_i64().unwrap();

    does(&house, "QT-2026-000001", Deed::Unpublish).await;
    let gone = house.get(&format!("/v1/changes?since={next}")).await;
    assert_eq!(kinds_of(&gone), ["unpublished"]);
    let anew = house.get("/v1/changes").await;
    assert!(!anew.text().contains("Đường hỏng"));
}

#[tokio::test]
async fn whoever_has_the_newest_changes_is_told_so() {
    let house = House::open().await;
    filed(&house).await;
    let first = house.get("/v1/changes").await;
    let etag = first.header("etag").unwrap();
    assert_eq!(house.ask("GET", "/v1/changes", &[("if-none-match", etag)], "").await.status, 304);
    does(&house, "QT-2026-000001", Deed::Publish { public_text: None, terms: portal::publication::Terms::looked() })
        .await;
    assert_eq!(house.ask("GET", "/v1/changes", &[("if-none-match", etag)], "").await.status, 200);
    assert_eq!(house.get("/v1/changes?since=soon").await.status, 400);
}

#[tokio::test]
async fn a_position_of_a_forgotten_future_starts_the_public_changes_anew() {
    let house = House::open().await;
    filed(&house).await;
    does(&house, "QT-2026-000001", Deed::Publish { public_text: None, terms: portal::publication::Terms::looked() })
        .await;
    let anew = house.get("/v1/changes?since=5000").await;
    assert_eq!(anew.json(), house.get("/v1/changes?since=0").await.json());
    assert_eq!(anew.json()["epoch"], house.app.state().epoch().to_string(), "whoever kept another one begins anew");
    assert_eq!(house.get("/v1/changes?since=-7").await.json(), anew.json());
    let newest = house.get("/v1/changes?since=2").await;
    assert_eq!((newest.json()["next"].as_i64(), newest.json()["changes"].as_array().unwrap().len()), (Some(2), 0));
    let etag = newest.header("etag").unwrap();
    assert_eq!(house.ask("GET", "/v1/changes?since=2", &[("if-none-match", etag)], "").await.status, 304);
}

#[tokio::test]
async fn a_stale_edit_changes_nothing() {
    let house = House::open().await;
    filed(&house).await;
    let edit = |version: i64, deed: Deed| {
        house.app.state().store().write(move |books| case::perform(books, 1, Some(version), deed, None, MORNING_MS))
    };
    assert_eq!(edit(1, Deed::Accept).await.unwrap().version, 2);
    let stale = edit(1, Deed::Reject { why: None, reason: "Không rõ".into() }).await.unwrap_err();
    assert_eq!(stale.code(), "stale_edit");
    let unknown =
        edit(2, Deed::Dispatch { unit: "no-such-unit".into(), why: Why::ByHand, rule: None, coordinating: None })
            .await
            .unwrap_err();
    assert_eq!(unknown.code(), "unit_unknown");
    let timeline = portal::store::case_record::timeline(house.app.state().store().readers(), 1).await.unwrap();
    assert_eq!(timeline.len(), 2);
}

async fn filed(house: &House) -> SealedAct {
    let sealed = words(&device(1), "Ổ gà");
    house.exchange(&[header(), offered(&sealed)]).await;
    sealed
}

pub async fn does(house: &House, number: &str, deed: Deed) {
    let number = number.to_owned();
    let write = house.app.state().store().write(move |books| {
        Box::pin(async move {
            let id = case::id_of(books, &number).await?;
            case::perform(books, id, None, deed, None, MORNING_MS).await
        })
    });
    write.await.unwrap();
}

fn kinds_of(said: &crate::house::Said) -> Vec<String> {
    kinds(&said.json())
}

fn kinds(changes: &serde_json::Value) -> Vec<String> {
    let changes = changes["changes"].as_array().unwrap();
    changes.iter().map(|change| change["kind"].as_str().unwrap().to_owned()).collect()
}
