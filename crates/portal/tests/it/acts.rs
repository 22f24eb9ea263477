//! Acts of every kind go into the books once, each with its own receipts, for the case that they concern.

use portal::casework::Deed;
use report::receipt::Accepted;
use report::wire::ItemOutcome;
use report::{Act, ActKind, Sha256};

use crate::deeds::{
    FIRST, about, answered, count, dispatched, does, fate, number, offer, on, published, question, reported, status,
    unchecked,
};
use crate::house::{House, act, attachment, device, followed, header, offered, photo, proving, words};
use crate::uploads::upload_whole;

#[tokio::test]
async fn every_kind_of_act_is_created_once_and_replayed_with_the_same_receipts() {
    let (mine, other) = (device(1), device(2));
    let (house, report) = reported(&mine).await;
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, published()).await;
    does(&house, FIRST, question()).await;
    let mut acts = vec![mine.seal(&about(&report, ActKind::Answer)).unwrap()];
    acts.extend([ActKind::MeToo, ActKind::Follow, ActKind::Unfollow].map(|kind| other.seal(&on(FIRST, kind)).unwrap()));
    let mut first = vec![offer(&house, &report).await];
    for act in &acts {
        first.push(offer(&house, act).await);
    }
    does(&house, FIRST, answered()).await;
    let closing =
        [ActKind::Rate, ActKind::Rework, ActKind::Withdraw].map(|kind| mine.seal(&about(&report, kind)).unwrap());
    for act in &closing {
        first.push(offer(&house, act).await);
    }
    let all: Vec<_> = [report].into_iter().chain(acts).chain(closing).collect();
    let house = house.restarted().await;
    for (sealed, first) in all.iter().zip(&first) {
        assert_eq!(number(first, sealed), FIRST);
        let again = offer(&house, sealed).await;
        let (again, first) = (again.result(sealed), first.result(sealed));
        assert_eq!(again.outcome, ItemOutcome::Exists, "{:?}", sealed.act().kind);
        assert_eq!((&again.accepted, &again.complete), (&first.accepted, &first.complete));
    }
    assert_eq!(house.numbers().await, [FIRST]);
    assert_eq!(count(&house, "SELECT count(*) FROM act").await, 8);
    assert_eq!(status(&house).await, "withdrawn");
}

#[tokio::test]
async fn an_act_may_come_in_the_same_request_as_its_report_and_waits_when_it_comes_before() {
    let (house, device) = (House::open().await, device(1));
    let report = words(&device, "Ổ gà");
    let withdrawal = device.seal(&about(&report, ActKind::Withdraw)).unwrap();
    let early = offer(&house, &withdrawal).await;
    let early = early.result(&withdrawal);
    assert_eq!((early.outcome, early.code.as_deref()), (ItemOutcome::Retry, Some("report_awaited")));
    assert!(early.retry_after_s.unwrap() > 0);
    let both = house.exchange(&[header(), offered(&report), offered(&withdrawal)]).await;
    assert_eq!((number(&both, &report), number(&both, &withdrawal)), (FIRST.into(), FIRST.into()));
    assert_eq!(status(&house).await, "withdrawn");
}

#[tokio::test]
async fn an_act_about_somebody_elses_report_finds_nothing() {
    let (mine, other) = (device(1), device(2));
    let (house, report) = reported(&mine).await;
    does(&house, FIRST, published()).await;
    let by_id = other.seal(&about(&report, ActKind::Withdraw)).unwrap();
    assert_eq!(fate(&house, &by_id).await, "report_awaited", "ids are told apart by device");
    for kind in [ActKind::Answer, ActKind::Rate, ActKind::Rework, ActKind::Withdraw, ActKind::Erase] {
        let by_number = other.seal(&on(FIRST, kind)).unwrap();
        assert_eq!(fate(&house, &by_number).await, "case_unknown", "{kind:?}");
    }
    assert_eq!(status(&house).await, "submitted");
}

#[tokio::test]
async fn a_case_that_is_not_there_and_one_that_is_not_public_are_the_same() {
    let (mine, other) = (device(1), device(2));
    let (house, _) = reported(&mine).await;
    for kind in [ActKind::MeToo, ActKind::Follow, ActKind::Unfollow] {
        for number in [FIRST, "QT-2026-000099", "x"] {
            let act = other.seal(&on(number, kind)).unwrap();
            assert_eq!(fate(&house, &act).await, "case_unknown", "{kind:?} {number}");
        }
    }
    let withdrawal = other.seal(&on("QT-2026-000099", ActKind::Withdraw)).unwrap();
    assert_eq!(fate(&house, &withdrawal).await, "case_unknown");
}

#[tokio::test]
async fn a_device_that_claimed_a_case_may_do_what_the_first_may() {
    let (mine, other) = (device(1), device(2));
    let (house, report) = reported(&mine).await;
    let claimant = other.key().as_bytes().to_vec();
    let claim = house.app.state().store().write(move |books| {
        Box::pin(async move {
            let claim = "INSERT INTO claim (case_id, device, claimed_at) VALUES (1, $1, 1)";
            sqlx::query(claim).bind(claimant).execute(books).await?;
            Ok(())
        })
    });
    claim.await.unwrap();
    let edit = other.seal(&Act { replaces: Some(report.act().id), ..act("Ổ gà rất lớn") }).unwrap();
    assert_eq!(number(&offer(&house, &edit).await, &edit), FIRST);
    let withdrawal = other.seal(&on(FIRST, ActKind::Withdraw)).unwrap();
    assert_eq!(number(&offer(&house, &withdrawal).await, &withdrawal), FIRST);
    assert_eq!(status(&house).await, "withdrawn");
}

#[tokio::test]
async fn whoever_reported_may_name_the_case_by_its_number_too() {
    let device = device(1);
    let (house, _) = reported(&device).await;
    let withdrawal = device.seal(&on(FIRST, ActKind::Withdraw)).unwrap();
    assert_eq!(fate(&house, &withdrawal).await, "created");
}

#[tokio::test]
async fn two_devices_can_speak_of_one_case_under_the_same_act_id() {
    let (house, _) = reported(&device(1)).await;
    does(&house, FIRST, published()).await;
    let follow = on(FIRST, ActKind::Follow);
    let (one, other) = (device(2).seal(&follow).unwrap(), device(3).seal(&follow).unwrap());
    assert_eq!((fate(&house, &one).await, fate(&house, &other).await), ("created".into(), "created".into()));
    assert_eq!(count(&house, "SELECT count(*) FROM follower").await, 2);
}

#[tokio::test]
async fn another_act_under_the_same_id_is_a_conflict() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    let withdrawal = about(&report, ActKind::Withdraw);
    let other = Act { text: Some("Nhầm".into()), ..withdrawal.clone() };
    assert_eq!(fate(&house, &device.seal(&withdrawal).unwrap()).await, "created");
    assert_eq!(fate(&house, &device.seal(&other).unwrap()).await, "act_conflict");
    let squatting = Act { id: report.act().id, ..withdrawal };
    assert_eq!(fate(&house, &device.seal(&squatting).unwrap()).await, "act_conflict");
}

#[tokio::test]
async fn an_act_about_what_is_no_report_is_refused() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    let withdrawal = device.seal(&about(&report, ActKind::Withdraw)).unwrap();
    assert_eq!(fate(&house, &withdrawal).await, "created");
    let strange = device.seal(&about(&withdrawal, ActKind::Erase)).unwrap();
    assert_eq!(fate(&house, &strange).await, "case_unknown");
}

#[tokio::test]
async fn what_no_device_would_seal_the_portal_refuses_itself() {
    let (house, report) = reported(&device(1)).await;
    let follow = Act { attachments: vec![attachment(b"x")], ..on(FIRST, ActKind::Follow) };
    let both = Act { case: Some(FIRST.parse().unwrap()), ..about(&report, ActKind::Withdraw) };
    let neither = Act { about: None, ..about(&report, ActKind::Withdraw) };
    for bad in [
        Act { rating: None, ..about(&report, ActKind::Rate) },
        Act { text: Some(" ".into()), ..about(&report, ActKind::Rework) },
        Act { text: None, ..about(&report, ActKind::Answer) },
        about(&report, ActKind::MeToo),
        follow,
        both,
        neither,
    ] {
        assert!(device(1).seal(&bad).is_err());
        let answer = house.exchange(&[header(), unchecked(1, &bad)]).await;
        let result = &answer.results[0];
        assert_eq!(
            (result.outcome, result.code.as_deref()),
            (ItemOutcome::Rejected, Some("act_incomplete")),
            "{bad:?}"
        );
    }
    assert_eq!(count(&house, "SELECT count(*) FROM act").await, 1);
}

#[tokio::test]
async fn one_act_that_is_refused_never_fails_the_rest() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    let [bad, good, lost] = [
        on("QT-2026-000099", ActKind::Withdraw),
        about(&report, ActKind::Withdraw),
        about(&words(&device, "nowhere"), ActKind::Withdraw),
    ]
    .map(|act| device.seal(&act).unwrap());
    let next = words(&device, "Rác");
    let answer = house.exchange(&[header(), offered(&bad), offered(&lost), offered(&good), offered(&next)]).await;
    let outcomes = [&bad, &lost, &good, &next].map(|act| answer.result(act).outcome);
    assert_eq!(outcomes, [ItemOutcome::Rejected, ItemOutcome::Retry, ItemOutcome::Created, ItemOutcome::Created]);
    assert_eq!(number(&answer, &next), "QT-2026-000002");
}

#[tokio::test]
async fn photos_of_an_answer_arrive_like_those_of_a_report_and_complete_it() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    does(&house, FIRST, Deed::Accept).await;
    does(&house, FIRST, question()).await;
    let photo = photo(5000);
    let reply = Act { attachments: vec![attachment(&photo)], ..about(&report, ActKind::Answer) };
    let reply = device.seal(&reply).unwrap();
    let first = offer(&house, &reply).await;
    let result = first.result(&reply);
    assert_eq!((result.outcome, result.complete.is_some()), (ItemOutcome::Created, false));
    assert_eq!(result.thumbnails, [Sha256::of(&photo)]);
    let accepted = Accepted::verify(result.accepted.as_ref().unwrap(), &first.keys(), &reply).unwrap();
    assert_eq!(accepted.expected[0].sha256, Sha256::of(&photo));
    upload_whole(&house, &first.ticket(&reply), &photo).await;
    let done = house.exchange(&[proving(&device, &first, None), followed(&reply), followed(&report)]).await;
    assert_eq!(number(&done, &reply), FIRST);
    assert!(done.result(&reply).complete.is_some() && done.result(&reply).tickets.is_empty());
    assert!(done.result(&report).tickets.is_empty(), "the report itself waits for nothing");
}

#[tokio::test]
async fn a_retired_category_is_taken_and_flagged() {
    let (house, device) = (House::open().await, device(1));
    let report = device.seal(&Act { category: Some("tram-xa-cu".into()), ..act("Ổ gà") }).unwrap();
    assert_eq!(fate(&house, &report).await, "created");
    assert_eq!(count(&house, "SELECT count(*) FROM case_file WHERE category_unknown_at IS NOT NULL").await, 1);
}
