//! «Tôi cũng gặp tình trạng này» and following: who counts, who hears, and who no longer does.

use portal::casework::Deed;
use report::wire::ItemOutcome;
use report::{ActKind, SealedAct};

use crate::deeds::{FIRST, about, answered, count, dispatched, does, fate, offer, on, published, question, reported};
use crate::house::{Answer, device, header, offered, proving, reference};

#[tokio::test]
async fn a_follower_hears_how_the_case_stands_and_then_each_step_but_no_private_word() {
    let other = device(2);
    let (house, _) = reported(&device(1)).await;
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, published()).await;
    let before = house.exchange(&[header()]).await;
    let before = house.exchange(&[proving(&other, &before, None)]).await;
    assert_eq!(before.changes.len(), 0);
    let follow = other.seal(&on(FIRST, ActKind::Follow)).unwrap();
    let first = house.exchange(&[proving(&other, &before, Some(before.end)), offered(&follow)]).await;
    assert_eq!(heard(&first, &follow), [("dispatched", None)]);
    does(&house, FIRST, question()).await;
    does(&house, FIRST, answered()).await;
    let next = house.exchange(&[proving(&other, &first, Some(first.end))]).await;
    assert_eq!(heard(&next, &follow), [("awaiting_citizen", None), ("answered", Some("Đã vá."))]);
    let anew = house.exchange(&[proving(&other, &first, None)]).await;
    assert_eq!(anew.changes.len(), 3, "from the beginning, the same and nothing of before");
}

#[tokio::test]
async fn whoever_unfollows_or_follows_what_is_no_longer_public_hears_no_more() {
    let (one, two) = (device(2), device(3));
    let (house, _) = reported(&device(1)).await;
    does(&house, FIRST, published()).await;
    let follows = [&one, &two].map(|device| device.seal(&on(FIRST, ActKind::Follow)).unwrap());
    let first = house.exchange(&[header(), offered(&follows[0]), offered(&follows[1])]).await;
    assert_eq!(fate(&house, &one.seal(&on(FIRST, ActKind::Unfollow)).unwrap()).await, "created");
    does(&house, FIRST, dispatched()).await;
    let changes = |answer: Answer| answer.changes.len();
    assert_eq!(changes(house.exchange(&[proving(&one, &first, None)]).await), 0);
    assert_eq!(changes(house.exchange(&[proving(&two, &first, None)]).await), 3);
    does(&house, FIRST, Deed::Unpublish).await;
    assert_eq!(changes(house.exchange(&[proving(&two, &first, None)]).await), 0);
}

#[tokio::test]
async fn whoever_meets_the_same_trouble_hears_of_it_by_that_act() {
    let other = device(2);
    let (house, _) = reported(&device(1)).await;
    does(&house, FIRST, published()).await;
    let me_too = other.seal(&on(FIRST, ActKind::MeToo)).unwrap();
    let first = offer(&house, &me_too).await;
    let follow = other.seal(&on(FIRST, ActKind::Follow)).unwrap();
    assert_eq!(fate(&house, &follow).await, "created");
    does(&house, FIRST, dispatched()).await;
    let next = house.exchange(&[proving(&other, &first, None)]).await;
    let steps: Vec<_> = heard(&next, &me_too).into_iter().map(|(status, _)| status).collect();
    assert_eq!(steps, ["submitted", "received", "dispatched"], "each step once, by the act that came first");
}

#[tokio::test]
async fn ten_thousand_me_toos_of_one_device_count_once() {
    let other = device(2);
    let (house, _) = reported(&device(1)).await;
    does(&house, FIRST, published()).await;
    for _ in 0..5 {
        let acts: Vec<SealedAct> = (0..2000).map(|_| other.seal(&on(FIRST, ActKind::MeToo)).unwrap()).collect();
        let items: Vec<_> = [header()].into_iter().chain(acts.iter().map(offered)).collect();
        let answer = house.exchange(&items).await;
        assert_eq!(answer.results.iter().filter(|result| result.outcome == ItemOutcome::Created).count(), 2000);
    }
    let cases = portal::store::case_record::all(house.app.state().store().readers()).await.unwrap();
    assert_eq!((cases[0].me_too, cases[0].followers), (1, 1));
    assert_eq!(count(&house, "SELECT count(*) FROM event WHERE kind = 'told'").await, 1);
}

#[tokio::test]
async fn whoever_reported_is_not_counted_beside_their_report() {
    let mine = device(1);
    let (house, report) = reported(&mine).await;
    does(&house, FIRST, published()).await;
    for kind in [ActKind::MeToo, ActKind::Follow] {
        assert_eq!(fate(&house, &mine.seal(&on(FIRST, kind)).unwrap()).await, "created");
    }
    let cases = portal::store::case_record::all(house.app.state().store().readers()).await.unwrap();
    assert_eq!((cases[0].me_too, cases[0].followers), (0, 0));
    assert!(mine.seal(&about(&report, ActKind::MeToo)).is_err(), "only by number");
}

#[tokio::test]
async fn a_device_that_claimed_a_case_hears_of_it_by_the_report() {
    let (mine, other) = (device(1), device(2));
    let (house, report) = reported(&mine).await;
    let first = house.exchange(&[header()]).await;
    let first = house.exchange(&[proving(&other, &first, None)]).await;
    does(&house, FIRST, Deed::Accept).await;
    does(&house, FIRST, question()).await;
    let (claimant, heard_until) = (other.key(), house.exchange(&[proving(&mine, &first, None)]).await.end);
    let claim = house.app.state().store().write(move |books| {
        Box::pin(async move {
            let claim = "INSERT INTO claim (case_id, device, claimed_at) VALUES (1, $1, 1)";
            sqlx::query(claim).bind(claimant.as_bytes().to_vec()).execute(&mut *books).await?;
            portal::store::told::everything(books, 1, claimant, i64::MAX).await
        })
    });
    claim.await.unwrap();
    let answer = house.exchange(&[proving(&other, &first, Some(heard_until))]).await;
    let question = Some("Ở trước số nhà nào?");
    assert_eq!(heard(&answer, &report), [("submitted", None), ("received", None), ("awaiting_citizen", question)]);
    let mine = house.exchange(&[proving(&mine, &first, Some(heard_until))]).await;
    assert_eq!(mine.changes.len(), 0, "what is told again is told to nobody else");
}

fn heard<'a>(answer: &'a Answer, by: &SealedAct) -> Vec<(&'a str, Option<&'a str>)> {
    assert!(answer.changes.iter().all(|change| change.of == reference(by)), "{:?}", answer.changes);
    assert!(answer.changes.is_sorted_by_key(|change| change.position));
    answer.changes.iter().map(|change| (change.status.as_str(), change.text.as_deref())).collect()
}
