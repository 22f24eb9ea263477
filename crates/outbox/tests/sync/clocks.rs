//! Wall clocks that jump: nothing stops for longer than an hour, nothing hurries, the order stays known.

use std::time::Duration;

use outbox::ReportState;
use report::wire::{AnswerItem, ItemOutcome};

use crate::device::Device;
use crate::portal::{FakePortal, Reply};

const YEAR_HOURS: i64 = 365 * 24;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_the_portal_asked_to_wait_with_goes_on_whichever_way_the_wall_clock_jumps() {
    for hours in [-50 * YEAR_HOURS, -YEAR_HOURS, YEAR_HOURS, 50 * YEAR_HOURS] {
        let (device, portal) = (Device::new(), FakePortal::start().await);
        device.file("Đèn hỏng", &[]);
        ask_to_wait(&portal);
        device.sync(&portal.address()).await;
        assert_eq!(device.only().state, ReportState::Paused);
        portal.be_honest();
        device.clock.jump(hours);
        device.sync(&portal.address()).await;
        assert_eq!(device.only().state, ReportState::Complete, "{hours}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_clock_that_goes_back_a_little_makes_a_report_wait_an_hour_at_most() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[]);
    ask_to_wait(&portal);
    device.sync(&portal.address()).await;
    portal.be_honest();
    device.clock.pass(Duration::from_secs(601));
    device.sync(&portal.address()).await;
    assert_eq!(device.only().state, ReportState::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_on_after_any_jump_of_the_wall_clock() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[300]);
    device.sync(&portal.address()).await;
    for hours in [-YEAR_HOURS, 3 * YEAR_HOURS, 25, -25] {
        device.clock.jump(hours);
        // The first exchange may only bring a nonce that is fresh by this clock; the second reads.
        device.sync(&portal.address()).await;
        device.sync(&portal.address()).await;
        let header = portal.asked().last().unwrap().header();
        assert!(header.proof.is_some() || header.session.is_some(), "{hours}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_later_is_known_though_the_wall_clock_went_back_between() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let first = device.file("Trước", &[]);
    device.clock.pass(Duration::from_secs(10));
    device.clock.jump(-YEAR_HOURS);
    let second = device.file("Sau", &[]);
    device.sync_until_done(&portal.address()).await;
    let books = portal.books();
    let [first, second] = [first, second].map(|id| books.filed[&id].sealed.act());
    assert!(first.captured_at_ms > second.captured_at_ms);
    assert!(first.uptime_ms + 10_000 <= second.uptime_ms);
}

fn ask_to_wait(portal: &FakePortal) {
    portal.lie(|asked, books| {
        let mut answer = asked.carries_acts().then(|| books.answer(asked))?;
        books.forget();
        for item in &mut answer {
            if let AnswerItem::Result(result) = item {
                (result.outcome, result.retry_after_s, result.accepted) = (ItemOutcome::Retry, Some(600), None);
                result.complete = None;
            }
        }
        Some(Reply::items(&answer))
    });
}
