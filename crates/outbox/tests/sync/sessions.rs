//! Session tokens: shown instead of a proof while they last, worth nothing to anybody else, and never in the way.

use outbox::ReportState;
use outbox::sync::LinkProblem;

use crate::device::Device;
use crate::portal::{Books, FakePortal};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_stands_for_the_proof_and_costs_less() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    for _ in 0..4 {
        device.sync(&portal.address()).await;
    }
    let asked = portal.asked();
    let shown: Vec<_> =
        asked.iter().map(|one| (one.header().proof.is_some(), one.header().session.is_some())).collect();
    assert_eq!(shown, [(false, false), (true, false), (false, true), (false, true)]);
    let (by_proof, by_session) = (asked[1].bytes(), asked[3].bytes());
    assert!(by_session + 120 < by_proof, "a poll by proof {by_proof} bytes, by session {by_session}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_refused_falls_back_to_a_proof_at_once() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    for _ in 0..3 {
        device.sync(&portal.address()).await;
    }
    portal.books().sessions.clear();
    portal.books().position += 1;
    let told = device.sync(&portal.address()).await;
    assert_eq!(told.problem, None);
    let asked = portal.asked();
    assert_eq!(asked.len(), 5, "the refused one, and one more");
    assert!(asked[3].header().session.is_some() && asked[4].header().proof.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_gives_no_sessions_is_shown_proofs() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    portal.books().gives_sessions = false;
    device.file("Đèn hỏng", &[300]);
    device.sync_until_done(&portal.address()).await;
    device.sync(&portal.address()).await;
    assert!(portal.asked().iter().all(|asked| !asked.is_sync() || asked.header().session.is_none()));
    assert!(portal.asked().last().unwrap().header().proof.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_yesterday_is_not_tried() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    for hours in [0, 0, 21, -1] {
        device.clock.jump(hours);
        device.sync(&portal.address()).await;
        let header = portal.asked().last().unwrap().header();
        assert!(header.session.is_none(), "{hours}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_shown_neither_session_nor_proof_nor_any_act() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let stranger = FakePortal::with(Books::of(50)).await;
    device.sync(&portal.address()).await;
    device.file("Đèn hỏng", &[]);
    for _ in 0..3 {
        assert_eq!(device.sync(&stranger.address()).await.problem, Some(LinkProblem::KeyChanged));
    }
    let asked = stranger.asked();
    assert!(asked[0].carries_acts(), "the first request cannot know");
    for greeting in &asked[1..] {
        let header = greeting.header();
        assert_eq!((greeting.items().len(), header.session, header.proof), (1, None, None));
    }
    assert_eq!(device.only().state, ReportState::Queued);
    device.sync_until_done(&portal.address()).await;
    assert_eq!(device.only().state, ReportState::Complete, "the pinned one is believed as before");
    assert_eq!(device.outbox.root_keys().unwrap().seen, None);
}
