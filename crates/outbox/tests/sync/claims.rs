//! Tracking codes: kept until the portal says what they open, believed as one's own reports are.

use std::time::Duration;

use outbox::{ClaimState, DeedProblem, OutboxError, ReportState};
use report::wire::{ActRef, AnswerItem, ItemOutcome, ItemResult, RequestItem};
use report::{ActId, SealedAct, TrackingCode};

use crate::device::Device;
use crate::portal::{Asked, Books, FakePortal, Reply};
use crate::told::step;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_the_report_of_another_device_whose_changes_are_heard() {
    let (phone, other, portal) = (Device::new(), Device::new(), FakePortal::start().await);
    let (report, code) = filed(&phone, &portal).await;
    other.outbox.claim(&code.to_string().to_lowercase().replace('-', " ")).unwrap();
    assert_eq!(states(&other), ["waiting"], "kept without a network");
    portal.lie(move |asked, books| answer_claims(asked, books, report, |_| {}));
    other.sync_until_done(&portal.address()).await;
    assert_eq!(states(&other), ["done"]);
    let claimed = other.only();
    assert_eq!((claimed.id, claimed.text.as_str(), claimed.state), (report, "Đèn hỏng", ReportState::Complete));
    assert!(claimed.device.is_some() && claimed.tracking_code == Some(code.clone()));
    other.sync(&portal.address()).await;
    assert_eq!(other.only().status.as_deref(), Some("in_progress"));
    let withdrawal = other.outbox.withdraw(report, "").unwrap();
    other.sync_until_done(&portal.address()).await;
    let act = portal.books().filed[&withdrawal].sealed.act().clone();
    assert_eq!((act.about, act.case), (None, claimed.case_number), "known to the portal by its number");
    assert_eq!(other.outbox.claim(&code.to_string()).unwrap(), Some(report), "typed again");
    assert_eq!(phone.outbox.claim(&code.to_string()).unwrap(), Some(report), "typed on the first device");
}

#[test]
fn a_code_typed_wrong_is_told_without_asking_anybody() {
    let device = Device::new();
    let code = TrackingCode::from_random([7; 13]).to_string();
    let wrong = [code.replacen('7', "8", 1), code[1..].to_owned(), format!("{code}7"), String::new(), "U".repeat(14)];
    for typed in wrong {
        let mistyped = matches!(device.outbox.claim(&typed), Err(OutboxError::Deed(DeedProblem::CodeMistyped)));
        assert!(mistyped, "{typed}");
    }
    for typed in [code.to_lowercase(), code.replace('-', ""), format!(" {} ", code.replace('-', "."))] {
        device.outbox.claim(&typed).unwrap();
    }
    assert_eq!(states(&device), ["waiting"], "one code, however it is typed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_code_opens_is_believed_only_for_this_code_and_stops_nothing_else() {
    let (phone, other, portal) = (Device::new(), Device::new(), FakePortal::start().await);
    let (report, code) = filed(&phone, &portal).await;
    let lies: [fn(&mut ItemResult); 4] = [
        |result| result.of = None,
        |result| result.accepted = result.complete.take(),
        |result| result.sealed.as_mut().unwrap()[40] ^= 1,
        |result| result.accepted.as_mut().unwrap()[40] ^= 1,
    ];
    for lie in lies {
        other.outbox.claim(&code.to_string()).unwrap();
        portal.lie(move |asked, books| answer_claims(asked, books, report, lie));
        let own = other.file("Ổ gà", &[]);
        other.sync(&portal.address()).await;
        assert_eq!(states(&other), ["waiting"]);
        assert_eq!(other.outbox.story(own).unwrap().summary.state, ReportState::Complete);
        other.outbox.forget_claim(&code.to_string()).unwrap();
    }
    let another = TrackingCode::from_random([9; 13]);
    other.outbox.claim(&another.to_string()).unwrap();
    portal.lie(move |asked, books| answer_claims(asked, books, report, |_| {}));
    other.sync(&portal.address()).await;
    assert_eq!(states(&other), ["waiting"], "another code's receipt");
    assert!(other.outbox.reports().unwrap().iter().all(|report| report.device.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_needs_a_person_and_too_many_wait() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let code = TrackingCode::from_random([7; 13]).to_string();
    device.outbox.claim(&code).unwrap();
    refuse_claims(&portal, ItemOutcome::Retry, "too_many_attempts");
    let told = device.sync(&portal.address()).await;
    assert_eq!((states(&device), told.counts.waiting), (vec!["waiting"], 1));
    let asked = portal.asked().len();
    device.sync(&portal.address()).await;
    let claims =
        portal.asked()[asked..].iter().filter(|asked| asked.is_sync()).filter(|asked| claims(asked) > 0).count();
    assert_eq!(claims, 0, "not before it is time");
    refuse_claims(&portal, ItemOutcome::Rejected, "code_wrong");
    device.clock.pass(Duration::from_secs(601));
    let told = device.sync(&portal.address()).await;
    assert_eq!((states(&device), told.counts.needs_attention), (vec!["refused"], 1));
    assert_eq!(device.outbox.claims().unwrap()[0].state, ClaimState::Refused("code_wrong".into()));
    device.outbox.forget_claim(&code).unwrap();
    assert_eq!(device.sync(&portal.address()).await.counts.needs_attention, 0);
}

/// A report of `phone` that the portal has, and its code.
async fn filed(phone: &Device, portal: &FakePortal) -> (ActId, TrackingCode) {
    let report = phone.file("Đèn hỏng", &[]);
    phone.sync_until_done(&portal.address()).await;
    (report, phone.only().tracking_code.unwrap())
}

fn states(device: &Device) -> Vec<&'static str> {
    device.outbox.claims().unwrap().iter().map(|claim| claim.state.code()).collect()
}

fn claims(asked: &Asked) -> usize {
    asked.items().iter().filter(|item| matches!(item, RequestItem::Claim(_))).count()
}

/// Answers claims with `report`, changed by `lie`, and tells that it is being handled.
fn answer_claims(asked: &Asked, books: &mut Books, report: ActId, lie: fn(&mut ItemResult)) -> Option<Reply> {
    let mut answer = asked.is_sync().then(|| books.answer(asked))?;
    let sealed: SealedAct = books.filed[&report].sealed.clone();
    let of = ActRef { device: sealed.device(), act: report };
    for (index, item) in asked.items().iter().enumerate() {
        if matches!(item, RequestItem::Claim(_)) {
            let told = books.tell(of, report::wire::HeldReceipts::None, true);
            let mut result = ItemResult { index: index as u32, sealed: Some(sealed.bytes().to_vec()), ..told };
            lie(&mut result);
            answer.insert(1, AnswerItem::Result(result));
        }
    }
    answer.insert(answer.len() - 1, AnswerItem::Change(step(of, 11, "in_progress", "")));
    Some(Reply::items(&answer))
}

fn refuse_claims(portal: &FakePortal, outcome: ItemOutcome, code: &'static str) {
    portal.lie(move |asked, books| {
        let index =
            asked.is_sync().then(|| asked.items())?.iter().position(|item| matches!(item, RequestItem::Claim(_)))?;
        let mut answer = books.answer(asked);
        let result = ItemResult {
            of: None,
            index: index as u32,
            outcome,
            code: Some(code.into()),
            accepted: None,
            complete: None,
            tickets: Vec::new(),
            thumbnails: Vec::new(),
            retry_after_s: Some(600),
            sealed: None,
        };
        answer.insert(1, AnswerItem::Result(result));
        Some(Reply::items(&answer))
    });
}
