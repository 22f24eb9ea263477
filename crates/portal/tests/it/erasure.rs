//! Erasing: what goes, what stays, and that nobody brings it back.

use portal::casework::Deed;
use portal::store::{case_record, case_view};
use report::wire::ItemOutcome;
use report::{Act, ActKind, Part, Sha256};

use crate::deeds::{
    FIRST, about, answered, count, dispatched, does, fate, number, offer, published, question, reported, status,
};
use crate::house::{
    House, act, attachment, device, followed, header, offered, photo, proving, thumbnail, thumbnail_of, with_photo,
};
use crate::parts::{part, with};
use crate::uploads::{create, location, patch, upload_whole};

#[tokio::test]
async fn everything_personal_goes_and_a_tombstone_stays() {
    let (house, device) = (House::open().await, device(1));
    let (photo, secret) = (photo(5000), "Bí mật của tôi");
    let name = part(Part::NAME, secret);
    let report = Act { attachments: vec![attachment(&photo)], parts: Some(vec![name.bound()]), ..act(secret) };
    let report = device.seal(&report).unwrap();
    let first = house.exchange(&[header(), with(&report, &[&name]), thumbnail_of(&report, thumbnail())]).await;
    upload_whole(&house, &first.ticket(&report), &photo).await;
    does(&house, FIRST, Deed::Accept).await;
    does(&house, FIRST, question()).await;
    let reply = device.seal(&Act { text: Some(secret.into()), ..about(&report, ActKind::Answer) }).unwrap();
    assert_eq!(fate(&house, &reply).await, "created");
    let file = house.app.state().photos().photo(&Sha256::of(&photo));
    assert!(file.exists());

    let erase = device.seal(&about(&report, ActKind::Erase)).unwrap();
    let answer = offer(&house, &erase).await;
    assert_eq!((number(&answer, &erase), status(&house).await), (FIRST.into(), "withdrawn".into()));
    assert!(!file.exists());
    for gone in [
        "SELECT count(*) FROM attachment",
        "SELECT count(*) FROM personal_part",
        "SELECT count(*) FROM forgotten_file",
        "SELECT count(*) FROM case_file WHERE text IS NOT NULL OR lat IS NOT NULL OR accuracy_m IS NOT NULL",
        "SELECT count(*) FROM event WHERE text IS NOT NULL",
        "SELECT count(*) FROM act WHERE kind <> 'erase' AND (length(bytes) > 0 OR accepted_receipt IS NOT NULL)",
    ] {
        assert_eq!(count(&house, gone).await, 0, "{gone}");
    }
    assert_eq!(count(&house, "SELECT count(*) FROM act WHERE erased_at IS NOT NULL").await, 2);
    let folder = house.folder.path().to_owned();
    drop(house.restarted().await);
    let books = std::fs::read(folder.join("portal.sqlite3")).unwrap_or_default();
    let needle = secret.as_bytes();
    assert!(!books.windows(needle.len()).any(|bytes| bytes == needle), "not in the free pages either");
}

#[tokio::test]
async fn what_was_erased_is_not_brought_back_by_whoever_still_has_it() {
    let (house, device) = (House::open().await, device(1));
    let photo = photo(5000);
    let report = with_photo(&device, &photo);
    let first = offer(&house, &report).await;
    let erase = device.seal(&about(&report, ActKind::Erase)).unwrap();
    assert_eq!(fate(&house, &erase).await, "created");
    assert_eq!(fate(&house, &report).await, "act_erased");
    let late = house
        .ask(
            "POST",
            "/v1/files",
            &[
                ("tus-resumable", "1.0.0"),
                ("upload-length", "5000"),
                ("authorization", &format!("Bearer {}", first.ticket(&report))),
            ],
            "",
        )
        .await;
    assert_eq!((late.status.as_u16(), late.code()), (403, "ticket_invalid".into()));
    let heard =
        house.exchange(&[proving(&device, &first, None), followed(&report), thumbnail_of(&report, thumbnail())]).await;
    assert_eq!(heard.result(&report).outcome, ItemOutcome::Unknown);
    let steps: Vec<_> = heard.changes.iter().map(|change| change.status.as_str()).collect();
    assert_eq!(steps, ["submitted", "withdrawn"]);
    assert_eq!(house.numbers().await, [FIRST]);
}

#[tokio::test]
async fn erasing_twice_is_done_once_and_answered_twice() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    let [one, two] = [(), ()].map(|()| device.seal(&about(&report, ActKind::Erase)).unwrap());
    let answer = house.exchange(&[header(), offered(&one), offered(&two)]).await;
    assert_eq!((number(&answer, &one), number(&answer, &two)), (FIRST.into(), FIRST.into()));
    assert_eq!(count(&house, "SELECT count(*) FROM event WHERE kind = 'erase'").await, 1);
    assert_eq!((fate(&house, &one).await, fate(&house, &two).await), ("exists".into(), "exists".into()));
    for kind in [ActKind::Withdraw, ActKind::Answer, ActKind::Rate] {
        let after = device.seal(&about(&report, kind)).unwrap();
        assert_eq!(fate(&house, &after).await, "too_late", "{kind:?}");
    }
}

#[tokio::test]
async fn a_photo_that_another_case_holds_stays_until_that_one_is_erased_too() {
    let (house, photo) = (House::open().await, photo(5000));
    let reports = [with_photo(&device(1), &photo), with_photo(&device(2), &photo)];
    for report in &reports {
        upload_whole(&house, &offer(&house, report).await.ticket(report), &photo).await;
    }
    let file = house.app.state().photos().photo(&Sha256::of(&photo));
    for (seed, report, stays) in [(1, &reports[0], true), (2, &reports[1], false)] {
        let erase = device(seed).seal(&about(report, ActKind::Erase)).unwrap();
        assert_eq!(fate(&house, &erase).await, "created");
        assert_eq!(file.exists(), stays);
    }
}

#[tokio::test]
async fn a_photo_that_somebody_else_is_just_sending_is_decided_on_later() {
    let (house, photo) = (House::open().await, photo(5000));
    let (mine, theirs) = (with_photo(&device(1), &photo), with_photo(&device(2), &photo));
    upload_whole(&house, &offer(&house, &mine).await.ticket(&mine), &photo).await;
    let sending = offer(&house, &theirs).await;
    let erase = device(1).seal(&about(&mine, ActKind::Erase)).unwrap();
    assert_eq!(fate(&house, &erase).await, "created");
    let file = house.app.state().photos().photo(&Sha256::of(&photo));
    assert!(file.exists());
    upload_whole(&house, &sending.ticket(&theirs), &photo).await;
    portal::intake::forget::files(house.app.state()).await;
    assert!(file.exists(), "it is theirs now");
    assert_eq!(count(&house, "SELECT count(*) FROM forgotten_file").await, 0);
}

#[tokio::test]
async fn a_published_case_goes_on_without_whoever_reported_it() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    does(
        &house,
        FIRST,
        Deed::Publish { public_text: Some("Đường hỏng".into()), terms: portal::publication::Terms::looked() },
    )
    .await;
    let erase = device.seal(&about(&report, ActKind::Erase)).unwrap();
    let first = offer(&house, &erase).await;
    house.later(1000);
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, answered()).await;
    let page = house.get(&format!("/phan-anh/{FIRST}")).await.text();
    assert!(page.contains("Đường hỏng") && !page.contains("Ổ gà"));
    let me_too = crate::house::device(2).seal(&crate::deeds::on(FIRST, ActKind::MeToo)).unwrap();
    assert_eq!(fate(&house, &me_too).await, "case_unknown", "nobody new is told of it");
    let heard = house.exchange(&[proving(&device, &first, None)]).await;
    assert_eq!(heard.changes.iter().map(|change| change.status.as_str()).collect::<Vec<_>>(), ["submitted"]);
    let readers = house.app.state().store().readers();
    assert_eq!(case_record::all(readers).await.unwrap()[0].tracking_code, None);
    assert!(case_view::photos(readers, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn followers_of_an_erased_case_hear_no_more() {
    let (mine, other) = (device(1), device(2));
    let (house, report) = reported(&mine).await;
    does(&house, FIRST, published()).await;
    let follow = other.seal(&crate::deeds::on(FIRST, ActKind::Follow)).unwrap();
    let first = offer(&house, &follow).await;
    assert_eq!(fate(&house, &mine.seal(&about(&report, ActKind::Erase)).unwrap()).await, "created");
    does(&house, FIRST, dispatched()).await;
    assert_eq!(house.exchange(&[proving(&other, &first, None)]).await.changes.len(), 0);
}

#[tokio::test]
async fn what_had_arrived_of_a_photo_goes_too_and_nothing_of_it_is_taken_any_more() {
    let (house, device) = (House::open().await, device(1));
    let photo = photo(5000);
    let report = with_photo(&device, &photo);
    let ticket = offer(&house, &report).await.ticket(&report);
    let place = location(&create(&house, &ticket, photo.len(), photo[..3000].to_vec()).await);
    let part = house.app.state().photos().part(place.rsplit('/').next().unwrap());
    assert!(part.exists());
    let erase = device.seal(&about(&report, ActKind::Erase)).unwrap();
    assert_eq!(fate(&house, &erase).await, "created");
    assert!(!part.exists());
    let rest = patch(&house, &place, 3000, photo[3000..].to_vec(), &[]).await;
    assert_eq!((rest.status.as_u16(), rest.code()), (404, "upload_unknown".into()));
}

#[tokio::test]
async fn files_that_a_crash_left_behind_go_with_the_next_sweep() {
    let (house, device) = (House::open().await, device(1));
    let photo = photo(5000);
    let report = with_photo(&device, &photo);
    upload_whole(&house, &offer(&house, &report).await.ticket(&report), &photo).await;
    // As far as the act's own commit gets.
    let forget = house.app.state().store().write(|books| Box::pin(portal::store::erasure::forget(books, 1, 1)));
    forget.await.unwrap();
    let file = house.app.state().photos().photo(&Sha256::of(&photo));
    assert!(file.exists());
    let house = house.restarted().await;
    portal::intake::forget::files(house.app.state()).await;
    assert!(!file.exists());
    assert_eq!(count(&house, "SELECT count(*) FROM forgotten_file").await, 0);
}
