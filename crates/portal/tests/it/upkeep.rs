//! The portal's memory: a copy of it beside a serving portal, a portal from a copy, and what a check finds.

use std::fs;
use std::path::Path;

use portal::casework::Deed;
use portal::keys::KeyKind;
use portal::store::case;
use portal::upkeep::backup::back_up;
use portal::upkeep::check::{Findings, check};
use portal::upkeep::manifest::Manifest;
use portal::upkeep::restore::restore;
use portal::{App, Config, PortalError};
use report::receipt::Accepted;
use report::wire::{ActItem, FollowItem, HeldReceipts, ItemOutcome, ItemResult, RequestItem};
use report::{SealedAct, Sha256};

use crate::books;
use crate::house::{House, MORNING_MS, device, header, offered, photo, proving, reference, with_photo, words};
use crate::uploads::upload_whole;

#[tokio::test]
async fn a_restored_portal_has_what_the_backup_had_a_new_epoch_and_a_gap_in_its_numbers() {
    let house = House::open().await;
    let (device, photo) = (device(1), photo(5000));
    let sealed = with_photo(&device, &photo);
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    upload_whole(&house, &first.ticket(&sealed), &photo).await;
    let before = house.exchange(&[header(), offered(&sealed)]).await;
    let folders = tempfile::tempdir().unwrap();
    let (copy, new) = (folders.path().join("copy"), tempfile::tempdir().unwrap());
    let manifest = back_up(&books::config(house.folder.path()).books(), &copy, MORNING_MS, &|_| {}).await.unwrap();
    assert_eq!((manifest.cases, manifest.files.len(), manifest.lacking.len()), (1, 6, 0));
    house.exchange(&[header(), offered(&words(&device, "After the backup"))]).await;

    let restored = restore(&books::config(new.path()), &copy, MORNING_MS, &|_| {}).await.unwrap();
    assert_eq!((restored.cases, restored.photos, restored.years), (1, 1, vec![2026]));
    let house = House::on(new, MORNING_MS).await;
    let after = house.exchange(&[header(), offered(&sealed)]).await;
    assert_ne!(after.header.epoch, before.header.epoch);
    assert_eq!(after.header.epoch.to_string(), restored.epoch.to_string());
    assert_eq!(after.header.certificates, before.header.certificates);
    let (then, now) = (before.result(&sealed), after.result(&sealed));
    assert_eq!((&then.accepted, &then.complete), (&now.accepted, &now.complete));
    house.exchange(&[header(), offered(&words(&device, "After the restore"))]).await;
    assert_eq!(house.numbers().await, ["QT-2026-000001", "QT-2026-010002"]);
    assert_eq!(
        check(&books::config(house.folder.path()).books(), &|_| {}).await.unwrap(),
        Findings { cases: 2, photos: 1, faults: vec![] }
    );
}

/// A portal restored from a backup of `house` as it is now.
async fn restored(house: &House) -> House {
    let (folders, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = folders.path().join("copy");
    back_up(&books::config(house.folder.path()).books(), &copy, MORNING_MS, &|_| {}).await.unwrap();
    restore(&books::config(new.path()), &copy, MORNING_MS, &|_| {}).await.unwrap();
    House::on(new, MORNING_MS + 3_600_000).await
}

/// The offer of an act with the receipts that its device kept.
fn offered_back(sealed: &SealedAct, result: &ItemResult) -> RequestItem {
    let item = ActItem::new(sealed.bytes().to_vec(), HeldReceipts::None);
    RequestItem::Act(ActItem { accepted: result.accepted.clone(), complete: result.complete.clone(), ..item })
}

#[tokio::test]
async fn a_report_that_the_portal_lost_gets_its_number_code_and_receipts_back() {
    let house = House::open().await;
    let lost = restored(&house).await;
    let photo = photo(5000);
    let (sealed, bare) = (with_photo(&device(1), &photo), words(&device(1), "Không ảnh"));
    let first =
        house.exchange(&[header(), offered(&words(&device(2), "Số một")), offered(&sealed), offered(&bare)]).await;
    upload_whole(&house, &first.ticket(&sealed), &photo).await;
    let before = house.exchange(&[header(), offered(&sealed), offered(&bare)]).await;
    assert!(before.result(&sealed).complete.is_some());

    let offers = [&sealed, &bare].map(|sealed| offered_back(sealed, before.result(sealed)));
    let back = lost.exchange(&[vec![header()], offers.to_vec()].concat()).await;
    let (with, without) = (back.result(&sealed), back.result(&bare));
    assert_eq!((with.outcome, &with.accepted), (ItemOutcome::Created, &before.result(&sealed).accepted));
    assert_eq!(with.complete, None, "the photo is not here");
    assert_eq!(without.complete, before.result(&bare).complete);
    upload_whole(&lost, &back.ticket(&sealed), &photo).await;
    let whole = lost.exchange(&[header(), offered(&sealed)]).await;
    assert_eq!(whole.result(&sealed).complete, before.result(&sealed).complete, "the very bytes");

    assert_eq!(lost.numbers().await, ["QT-2026-000002", "QT-2026-000003"]);
    let receipt = Accepted::verify(with.accepted.as_ref().unwrap(), &back.keys(), &sealed).unwrap();
    let heard = lost.exchange(&[proving(&device(1), &back, None)]).await;
    assert_eq!(heard.changes[0].at_ms, receipt.at_ms, "it was submitted when the receipt says");
    let hash = portal::store::acceptance::code_sha256(&receipt.tracking_code.unwrap());
    let find = sqlx::query_scalar("SELECT number FROM case_file WHERE code_sha256 = $1").bind(hash);
    let number: String = find.fetch_one(lost.app.state().store().readers()).await.unwrap();
    assert_eq!(number, receipt.case_number.as_str());
    assert!(check(&books::config(lost.folder.path()).books(), &|_| {}).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn receipts_of_a_retired_key_count_and_forged_or_foreign_ones_are_as_if_not_offered() {
    let house = House::open().await;
    let lost = restored(&house).await;
    let stranger = House::open().await;
    let reports = ["một", "hai", "ba"].map(|text| words(&device(1), text));
    let offers: Vec<_> = reports.iter().map(offered).collect();
    let before = house.exchange(&[vec![header()], offers.clone()].concat()).await;
    let foreign = stranger.exchange(&[vec![header()], offers].concat()).await;
    let folder = lost.folder.path().join(portal::keys::FOLDER);
    let state = lost.app.state();
    portal::keys::rotate(&folder, KeyKind::Receipts, false, state.portal_id(), state.founded_at_ms(), 5).unwrap();
    let lost = lost.restarted().await;

    let mut of_another_act = before.result(&reports[0]).clone();
    of_another_act.accepted.clone_from(&before.result(&reports[2]).accepted);
    let back = lost
        .exchange(&[
            header(),
            offered_back(&reports[0], &of_another_act),
            offered_back(&reports[1], foreign.result(&reports[1])),
            offered_back(&reports[2], before.result(&reports[2])),
        ])
        .await;
    assert!(back.results.iter().all(|result| result.outcome == ItemOutcome::Created));
    assert_eq!(lost.numbers().await, ["QT-2026-010001", "QT-2026-010002", "QT-2026-000003"]);
}

#[tokio::test]
async fn a_number_that_was_taken_back_is_never_given_again_and_one_that_is_anothers_is_left_to_it() {
    let house = House::open().await;
    let (lost, twin) = (restored(&house).await, restored(&house).await);
    let reports = ["một", "hai"].map(|text| words(&device(1), text));
    twin.exchange(&[header(), offered(&reports[0])]).await;
    let second = twin.exchange(&[header(), offered(&reports[1])]).await;
    lost.exchange(&[header(), offered_back(&reports[1], second.result(&reports[1]))]).await;
    lost.exchange(&[header(), offered(&words(&device(2), "mới"))]).await;
    assert_eq!(lost.numbers().await, ["QT-2026-010002", "QT-2026-010003"], "not 010001 and 010002");

    let third = words(&device(3), "của bản sao");
    let given = twin.exchange(&[header(), offered(&third)]).await;
    lost.exchange(&[header(), offered_back(&third, given.result(&third))]).await;
    assert_eq!(lost.numbers().await, ["QT-2026-010002", "QT-2026-010003", "QT-2026-010004"]);
}

#[tokio::test]
async fn a_backup_is_whole_or_is_none() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let folders = tempfile::tempdir().unwrap();
    let (full, copy, new) = (folders.path().join("full"), folders.path().join("copy"), folders.path().join("new"));
    fs::create_dir(&full).unwrap();
    fs::write(full.join("letter"), "").unwrap();
    assert_eq!(
        refusal(back_up(&books::config(house.folder.path()).books(), &full, 0, &|_| {}).await),
        "target_not_empty"
    );
    assert_eq!(refusal(back_up(&books::config(&new).books(), &copy, 0, &|_| {}).await), "data_missing");
    assert!(!copy.exists() && !new.exists());

    back_up(&books::config(house.folder.path()).books(), &copy, MORNING_MS, &|_| {}).await.unwrap();
    let config = books::config(&new);
    assert_eq!(refusal(restore(&config, &full, MORNING_MS, &|_| {}).await), "backup_incomplete");
    let hue = Config { portal_id: "hue".parse().unwrap(), ..config.clone() };
    assert_eq!(refusal(restore(&hue, &copy, MORNING_MS, &|_| {}).await), "data_of_another_portal");
    let there = books::config(house.folder.path());
    assert_eq!(refusal(restore(&there, &copy, MORNING_MS, &|_| {}).await), "target_not_empty");
    assert!(!new.exists());
    let key = copy.join("keys/receipts.key");
    fs::write(&key, [1; 32]).unwrap();
    assert_eq!(refusal(restore(&config, &copy, MORNING_MS, &|_| {}).await), "backup_damaged");
    assert_eq!(App::open(config.clone()).await.unwrap_err().code(), "restore_unfinished");
    assert_eq!(refusal(check(&books::config(&new).books(), &|_| {}).await), "restore_unfinished");
    portal::upkeep::restore::give_up(&new).unwrap();
    fs::write(copy.join("UNFINISHED"), "").unwrap();
    assert_eq!(refusal(restore(&config, &copy, MORNING_MS, &|_| {}).await), "backup_incomplete");
    assert_eq!(fs::read_dir(&new).unwrap().count(), 0);
}

#[tokio::test]
async fn numbers_of_a_year_that_began_after_the_backup_are_left_out_too() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let folders = tempfile::tempdir().unwrap();
    let copy = folders.path().join("copy");
    back_up(&books::config(house.folder.path()).books(), &copy, MORNING_MS, &|_| {}).await.unwrap();
    let next_year_ms = MORNING_MS + 60 * 24 * 60 * 60 * 1000;
    let later = tempfile::tempdir().unwrap();
    let restored = restore(&books::config(later.path()), &copy, next_year_ms, &|_| {}).await.unwrap();
    assert_eq!((restored.years, restored.clock_is_behind), (vec![2026, 2027], false));
    let house = House::on(later, next_year_ms).await;
    house.exchange(&[header(), offered(&words(&device(1), "Năm mới"))]).await;
    assert_eq!(house.numbers().await, ["QT-2026-000001", "QT-2027-010001"]);
}

#[tokio::test]
async fn a_restored_portal_whose_clock_runs_behind_says_so_and_gives_no_number_twice() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let folders = tempfile::tempdir().unwrap();
    let copy = folders.path().join("copy");
    back_up(&books::config(house.folder.path()).books(), &copy, MORNING_MS, &|_| {}).await.unwrap();
    let (behind_ms, day_ms) = (MORNING_MS - 3600 * 1000, 24 * 60 * 60 * 1000);
    let new = tempfile::tempdir().unwrap();
    let restored = restore(&books::config(new.path()), &copy, behind_ms, &|_| {}).await.unwrap();
    assert!(restored.clock_is_behind);
    assert_eq!(restored.years, [2026, 2027]);

    let house = House::on(new, behind_ms).await;
    let (device, sealed) = (device(2), words(&device(2), "Đồng hồ chậm"));
    let filed = house.exchange(&[header(), offered(&sealed)]).await;
    assert_eq!(filed.result(&sealed).outcome, ItemOutcome::Created);
    let heard = house.exchange(&[proving(&device, &filed, None)]).await;
    assert_eq!(heard.changes.len(), 1, "proofs count by the clock that this portal has");
    house.later(60 * day_ms);
    house.exchange(&[header(), offered(&words(&device, "Đã chỉnh giờ"))]).await;
    assert_eq!(house.numbers().await, ["QT-2026-000001", "QT-2026-010002", "QT-2027-010001"]);
}

#[tokio::test]
async fn a_lost_or_damaged_photo_is_named_never_shown_and_asked_for_again() {
    let house = House::open().await;
    let device = device(1);
    let photos = [photo(5000), photo(6000)];
    let sealed = photos.each_ref().map(|photo| with_photo(&device, photo));
    for (sealed, photo) in sealed.iter().zip(&photos) {
        let answer = house.exchange(&[header(), offered(sealed)]).await;
        upload_whole(&house, &answer.ticket(sealed), photo).await;
    }
    let whole = house.exchange(&[header(), offered(&sealed[0]), offered(&sealed[1])]).await;
    let path = |photo: &[u8]| house.app.state().photos().photo(&Sha256::of(photo));
    fs::remove_file(path(&photos[0])).unwrap();
    fs::write(path(&photos[1]), b"somebody else's picture").unwrap();

    let faults = check(&books::config(house.folder.path()).books(), &|_| {}).await.unwrap().faults;
    let found: Vec<_> = faults.iter().map(|fault| (fault.code, fault.case.as_deref())).collect();
    assert_eq!(found, [("photo_missing", Some("QT-2026-000001")), ("photo_damaged", Some("QT-2026-000002"))]);
    let copy = tempfile::tempdir().unwrap();
    let manifest =
        back_up(&books::config(house.folder.path()).books(), copy.path(), MORNING_MS, &|_| {}).await.unwrap();
    assert_eq!(manifest.lacking.len(), 2, "a backup is made all the same, and says what it lacks");

    assert_eq!(statuses(&house, &photos).await, [410, 410]);
    for (sealed, photo) in sealed.iter().zip(&photos) {
        let follow = RequestItem::Follow(FollowItem { of: reference(sealed), held: HeldReceipts::None });
        let answer = house.exchange(&[proving(&device, &whole, None), follow]).await;
        assert_eq!(answer.result(sealed).complete, whole.result(sealed).complete, "what was signed stays");
        upload_whole(&house, &answer.ticket(sealed), photo).await;
    }
    assert_eq!(statuses(&house, &photos).await, [200, 200]);
    assert!(check(&books::config(house.folder.path()).books(), &|_| {}).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn photos_that_a_backup_lacks_are_asked_for_after_the_restore() {
    let house = House::open().await;
    let photo = photo(5000);
    let sealed = with_photo(&device(1), &photo);
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    upload_whole(&house, &answer.ticket(&sealed), &photo).await;
    fs::remove_file(house.app.state().photos().photo(&Sha256::of(&photo))).unwrap();
    let folders = tempfile::tempdir().unwrap();
    let (copy, new) = (folders.path().join("copy"), tempfile::tempdir().unwrap());
    back_up(&books::config(house.folder.path()).books(), &copy, MORNING_MS, &|_| {}).await.unwrap();
    assert_eq!(restore(&books::config(new.path()), &copy, MORNING_MS, &|_| {}).await.unwrap().lacking, 1);
    let house = House::on(new, MORNING_MS).await;
    let asked = house.exchange(&[header(), offered(&sealed)]).await;
    upload_whole(&house, &asked.ticket(&sealed), &photo).await;
    assert_eq!(statuses(&house, &[photo]).await, [200]);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = House::open().await;
    let copy = tempfile::tempdir().unwrap();
    back_up(&books::config(house.folder.path()).books(), copy.path(), MORNING_MS, &|_| {}).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(copy.path()), mode(&copy.path().join("keys/root.key"))), (0o700, 0o600));
    Manifest::read(copy.path()).unwrap();
}

fn refusal<T: std::fmt::Debug>(result: Result<T, PortalError>) -> &'static str {
    result.unwrap_err().code()
}

/// How everybody's pages answer for these photos once their cases are published.
async fn statuses(house: &House, photos: &[Vec<u8>]) -> Vec<u16> {
    let publish = house.app.state().store().write(|books| {
        Box::pin(async move {
            for number in ["QT-2026-000001", "QT-2026-000002"] {
                let Ok(id) = case::id_of(books, number).await else { continue };
                // Published before is as good.
                drop(
                    case::perform(
                        books,
                        id,
                        None,
                        Deed::Publish { public_text: None, terms: portal::publication::Terms::looked() },
                        None,
                        MORNING_MS,
                    )
                    .await,
                );
            }
            // Somebody looked and found nothing to cover: here the copy is the photo itself.
            let look = "INSERT INTO public_photo (case_id, photo, sha256, thumbnail, areas, looked_at, looked_by)
                SELECT case_id, sha256, sha256, sha256, '[]', 1, 'desk' FROM attachment WHERE stored_at IS NOT NULL
                ON CONFLICT DO NOTHING";
            sqlx::query(look).execute(books).await?;
            Ok(())
        })
    });
    publish.await.unwrap();
    let mut statuses = Vec::new();
    for photo in photos {
        let said = house.get(&format!("/anh/{}", Sha256::of(photo))).await;
        assert!(!said.status.is_success() || said.body == *photo);
        statuses.push(said.status.as_u16());
    }
    statuses
}
