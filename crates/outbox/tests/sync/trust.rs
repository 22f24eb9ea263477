//! Root keys that hand on, and root keys that only a person may take.

use outbox::sync::{LinkProblem, SyncPhase};
use outbox::{OutboxError, ReportState};

use crate::device::Device;
use crate::portal::{Books, FakePortal};

#[tokio::test(flavor = "multi_thread")]
async fn a_root_key_that_handed_on_is_followed_without_a_word() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.sync(&portal.address()).await;
    for seed in [60, 70] {
        portal.books().hand_on(seed);
        device.file("Đèn hỏng", &[]);
        let told = device.sync(&portal.address()).await;
        assert_eq!((told.problem, told.phase), (None, SyncPhase::Idle));
        assert_eq!(device.outbox.root_keys().unwrap().pinned, Some(portal.books().root_key()));
    }
    assert!(device.outbox.reports().unwrap().iter().all(|report| report.state == ReportState::Complete));
    let old = FakePortal::start().await;
    assert_eq!(device.sync(&old.address()).await.problem, Some(LinkProblem::KeyChanged), "who handed on is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_root_key_stops_everything_until_a_person_takes_it() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[300]);
    device.sync_until_done(&portal.address()).await;
    let old = portal.books().root_key();
    let new = FakePortal::with(Books::of(80)).await;
    device.file("Ống vỡ", &[]);
    let told = device.sync(&new.address()).await;
    assert_eq!((told.problem, told.phase), (Some(LinkProblem::KeyChanged), SyncPhase::NeedsAttention));
    let seen = new.books().root_key();
    assert_eq!(
        (device.outbox.root_keys().unwrap().pinned, device.outbox.root_keys().unwrap().seen),
        (Some(old), Some(seen))
    );

    let wrong = device.outbox.trust_changed_root(old).unwrap_err();
    assert!(matches!(wrong, OutboxError::RootNotSeen), "only what was seen can be taken");
    new.books().forget();
    device.outbox.trust_changed_root(seen).unwrap();
    device.sync_until_done(&new.address()).await;
    let states: Vec<_> = device.outbox.reports().unwrap().iter().map(|report| report.state).collect();
    assert_eq!(states, [ReportState::Complete, ReportState::Complete]);
    assert_eq!(new.books().filed.len(), 2, "what the old one had is offered to the new one too");
    assert!(device.outbox.trust_changed_root(seen).is_err(), "there is nothing to be taken any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_takes_newer_versions_only_is_told_and_the_queue_is_kept() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    portal.books().least_version = 2;
    device.file("Đèn hỏng", &[]);
    let told = device.sync(&portal.address()).await;
    assert_eq!((told.problem, told.phase), (Some(LinkProblem::AppTooOld), SyncPhase::NeedsAttention));
    assert_eq!(device.only().state, ReportState::Queued);
    portal.books().least_version = 1;
    device.sync(&portal.address()).await;
    assert_eq!(device.only().state, ReportState::Complete);
}
