//! Receipts: verified by the device, the same bytes for ever.

use report::receipt::{Accepted, Complete};
use report::wire::{ActItem, FollowItem, HeldReceipts, ItemOutcome, RequestItem};
use report::{Sha256, TrackingCode};

use crate::house::{House, device, followed, header, offered, photo, proving, reference, with_photo, words};
use crate::uploads::upload_whole;

#[tokio::test]
async fn both_receipts_lead_to_the_pinned_root_and_say_what_was_filed() {
    let house = House::open().await;
    let photo = photo(5000);
    let sealed = with_photo(&device(1), &photo);
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    let keys = answer.keys();
    let accepted = Accepted::verify(answer.result(&sealed).accepted.as_ref().unwrap(), &keys, &sealed).unwrap();
    assert_eq!(accepted.case_number.as_str(), "QT-2026-000001");
    assert_eq!((accepted.expected[0].sha256, accepted.expected[0].length), (Sha256::of(&photo), 5000));
    let code = accepted.tracking_code.unwrap();
    assert_eq!(code.to_string().parse::<TrackingCode>().unwrap(), code);

    upload_whole(&house, &answer.ticket(&sealed), &photo).await;
    let after = house.exchange(&[header(), offered(&sealed)]).await;
    let result = after.result(&sealed);
    let complete = Complete::verify(result.complete.as_ref().unwrap(), &keys, &sealed).unwrap();
    assert_eq!(complete.stored, [Sha256::of(&photo)]);
    assert!(result.tickets.is_empty());
}

#[tokio::test]
async fn receipts_are_the_same_bytes_after_hours_restarts_and_deeds() {
    let house = House::open().await;
    let (device, photo) = (device(1), photo(5000));
    let sealed = with_photo(&device, &photo);
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    upload_whole(&house, &first.ticket(&sealed), &photo).await;
    let whole = house.exchange(&[header(), offered(&sealed)]).await;
    house.later(3 * 60 * 60 * 1000);
    let house = house.restarted().await;
    let again = house.exchange(&[proving(&device, &whole, None), followed(&sealed)]).await;
    assert_eq!(again.result(&sealed).accepted, first.result(&sealed).accepted);
    assert_eq!(again.result(&sealed).complete, whole.result(&sealed).complete);
    assert_eq!(again.header.epoch, first.header.epoch);
    assert_eq!(again.header.certificates, first.header.certificates);
}

#[tokio::test]
async fn receipts_that_a_device_holds_are_not_sent_again() {
    let house = House::open().await;
    let sealed = words(&device(1), "Ổ gà");
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    for (held, accepted, complete) in
        [(HeldReceipts::None, true, true), (HeldReceipts::Accepted, false, true), (HeldReceipts::Both, false, false)]
    {
        let offer = RequestItem::Act(ActItem::new(sealed.bytes().to_vec(), held));
        let follow = RequestItem::Follow(FollowItem { of: reference(&sealed), held });
        for item in [offer, follow] {
            let answer = house.exchange(&[proving(&device(1), &first, None), item]).await;
            let result = answer.result(&sealed);
            assert_eq!(result.outcome, ItemOutcome::Exists);
            assert_eq!((result.accepted.is_some(), result.complete.is_some()), (accepted, complete), "{held:?}");
        }
    }
}
