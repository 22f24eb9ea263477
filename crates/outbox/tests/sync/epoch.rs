//! A portal that was restored from a backup: acts, receipts and files are offered again, and nobody is told that
//! something was lost.

use std::time::Duration;

use outbox::ReportState;
use outbox::sync::SyncPhase;
use report::Epoch;

use crate::device::Device;
use crate::portal::{FakePortal, Reply};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_epoch_is_offered_acts_receipts_and_files_again() {
    let (device, portal) = complete().await;
    let before = device.outbox.story(device.only().id).unwrap();
    portal.books().forget();
    portal.books().epoch = Epoch::from_bytes([7; 16]);
    offered_again(&device, &portal, &before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_went_back_is_a_portal_that_forgot() {
    let (device, portal) = complete().await;
    device.sync(&portal.address()).await;
    let before = device.outbox.story(device.only().id).unwrap();
    portal.books().forget();
    portal.books().position -= 5;
    offered_again(&device, &portal, &before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_offered_again_it_is_shown_as_complete_and_counted_apart() {
    let (device, portal) = complete().await;
    portal.books().forget();
    portal.books().epoch = Epoch::from_bytes([7; 16]);
    portal.lie(|asked, _| asked.carries_acts().then(|| Reply::status("500 Internal Server Error", &[], b"")));
    let told = device.sync(&portal.address()).await;
    assert_eq!((told.phase, told.counts.waiting, told.counts.offering_again), (SyncPhase::Waiting, 0, 1));
    assert_eq!(device.only().state, ReportState::Complete);
    // The text arrives and the photo does not.
    portal.lie(|asked, _| (asked.path == "/v1/files").then(|| Reply::status("500 Internal Server Error", &[], b"")));
    let told = device.sync(&portal.address()).await;
    assert_eq!((told.counts.waiting, told.counts.offering_again), (0, 1));
    assert_eq!(device.only().state, ReportState::Complete);
    portal.be_honest();
    let told = device.sync(&portal.address()).await;
    assert_eq!((told.phase, told.counts.offering_again), (SyncPhase::Idle, 0));
    assert_eq!(portal.books().files.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_complete_before_ninety_days_is_not_offered_again() {
    let (device, portal) = complete().await;
    device.clock.pass(Duration::from_secs(91 * 24 * 3600));
    portal.books().forget();
    portal.books().epoch = Epoch::from_bytes([7; 16]);
    device.sync(&portal.address()).await;
    assert_eq!(portal.books().filed.len(), 0);
    assert_eq!(device.only().state, ReportState::Complete, "its receipts are as good as ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_is_another_one_each_time_is_not_asked_for_ever() {
    let (device, portal) = complete().await;
    let before = portal.asked().len();
    let mut epoch = 100;
    portal.lie(move |_, books| {
        epoch += 1;
        books.epoch = Epoch::from_bytes([epoch; 16]);
        None
    });
    device.sync(&portal.address()).await;
    assert!(portal.asked().len() <= before + 6, "{} requests", portal.asked().len() - before);
}

/// A device whose only report, with a photo, is complete.
async fn complete() -> (Device, FakePortal) {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[300]);
    device.sync_until_done(&portal.address()).await;
    assert_eq!(device.only().state, ReportState::Complete);
    (device, portal)
}

async fn offered_again(device: &Device, portal: &FakePortal, before: &outbox::Story) {
    device.sync(&portal.address()).await;
    let after = device.outbox.story(device.only().id).unwrap();
    assert_eq!((after.summary.state, &after.accepted), (ReportState::Complete, &before.accepted));
    assert_eq!(after.summary.case_number, before.summary.case_number);
    let books = portal.books();
    assert_eq!(
        Some(&books.filed[&after.summary.id].accepted),
        before.accepted.as_ref(),
        "the portal has the same bytes"
    );
    assert_eq!(books.files.len(), 1, "and the photo");
}
