//! What is done about a report: the order of the queue, what the status allows, and what lists show.

use outbox::{DeedProblem, DraftChange, DraftProblem, OutboxError, ReportState};
use report::wire::{ItemOutcome, RequestItem};
use report::{ActId, ActKind, CaseNumber, Rating, SealedAct};

use crate::device::{Device, picture};
use crate::portal::{Asked, FakePortal, portal_id};
use crate::told::{refuse, step, tell};

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_goes_behind_its_report_in_the_same_batch() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[]);
    device.clock.jump(-24);
    let withdrawal = device.outbox.withdraw(report, "Đã sửa rồi").unwrap();
    device.sync_until_done(&portal.address()).await;
    let offered: Vec<ActId> = portal.asked().iter().find(|asked| asked.carries_acts()).map(acts).unwrap();
    assert_eq!(offered, [report, withdrawal], "whatever the clock says");
    let summary = device.only();
    assert_eq!(summary.acts.len(), 1);
    let act = &summary.acts[0];
    assert_eq!((act.kind, act.state, act.text.as_str()), (ActKind::Withdraw, ReportState::Complete, "Đã sửa rồi"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_is_held_back_while_the_portal_puts_its_report_off() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[]);
    refuse(&portal, report, ItemOutcome::Retry, "no_room");
    device.sync(&portal.address()).await;
    let withdrawal = device.outbox.withdraw(report, "").unwrap();
    device.sync(&portal.address()).await;
    assert!(!portal.books().filed.contains_key(&withdrawal));
    portal.be_honest();
    device.clock.pass(std::time::Duration::from_secs(601));
    device.sync(&portal.address()).await;
    assert_eq!(portal.books().filed.len(), 2);
    assert_eq!(device.only().acts[0].state, ReportState::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_about_a_refused_report_needs_attention_too() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[]);
    let withdrawal = device.outbox.withdraw(report, "").unwrap();
    refuse(&portal, report, ItemOutcome::Rejected, "device_revoked");
    let told = device.sync(&portal.address()).await;
    portal.books().filed.remove(&withdrawal);
    let summary = device.only();
    assert_eq!(summary.attention.as_deref(), Some("device_revoked"));
    // The portal took the withdrawal in the same batch, so only the report needs a person; what comes later says so at once.
    assert_eq!((told.counts.waiting, told.counts.needs_attention), (0, 1));
    assert_eq!(deed(device.outbox.withdraw(report, "")), DeedProblem::ReportRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_behind_a_report_that_is_refused_needs_attention_with_it() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[]);
    refuse(&portal, report, ItemOutcome::Retry, "no_room");
    device.sync(&portal.address()).await;
    device.outbox.withdraw(report, "").unwrap();
    refuse(&portal, report, ItemOutcome::Rejected, "device_revoked");
    device.clock.pass(std::time::Duration::from_secs(601));
    portal.lie({
        let mut first = true;
        move |asked, books| {
            // Cut behind the report: its deed was not answered.
            let mut answer = asked.carries_acts().then(|| books.answer(asked))?;
            let is_first = std::mem::take(&mut first);
            answer.truncate(if is_first { 2 } else { answer.len() });
            if let Some(report::wire::AnswerItem::Result(result)) = answer.get_mut(1) {
                (result.outcome, result.code) = (ItemOutcome::Rejected, Some("device_revoked".into()));
                (result.accepted, result.complete) = (None, None);
            }
            Some(crate::portal::Reply::items(&answer))
        }
    });
    let told = device.sync(&portal.address()).await;
    assert_eq!(device.only().acts[0].attention.as_deref(), Some("report_refused"));
    assert_eq!((told.counts.waiting, told.counts.needs_attention), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_status_does_not_allow_is_said_before_anything_is_sealed() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let queued = device.file("Đèn hỏng", &[]);
    assert_eq!(deed(device.outbox.answer(queued, "Ở đây", &[])), DeedProblem::NotAsked);
    assert_eq!(deed(device.outbox.rate(queued, Rating::Satisfied, "")), DeedProblem::NotAnswered);
    assert_eq!(deed(device.outbox.rework(queued, "Lại hỏng", &[])), DeedProblem::NotAnswered);
    assert!(device.outbox.may(queued, ActKind::Withdraw).is_ok());
    let answered = device.reported(&portal, "answered").await;
    assert_eq!(deed(device.outbox.withdraw(answered, "")), DeedProblem::TooLate);
    assert_eq!(deed(device.outbox.revise(answered).map(|draft| draft.id)), DeedProblem::TooLate);
    assert_eq!(deed(device.outbox.rework(answered, "  ", &[])), DeedProblem::NothingSaid);
    let rating = device.outbox.rate(answered, Rating::Dissatisfied, "Chậm").unwrap();
    device.sync_until_done(&portal.address()).await;
    assert_eq!(portal.books().filed[&rating].sealed.act().about, Some(answered));
    let story = device.outbox.story(answered).unwrap();
    assert_eq!((story.summary.acts.len(), story.summary.acts[0].rating), (1, Some(Rating::Dissatisfied)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_with_a_photo_is_sent_as_a_report_is() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.reported(&portal, "awaiting_citizen").await;
    assert_eq!(deed(device.outbox.answer(report, " ", &[])), DeedProblem::NothingSaid);
    let answer = device.outbox.answer(report, "Trước nhà số 12", &[picture(300)]).unwrap();
    device.sync_until_done(&portal.address()).await;
    let (acts, files) = {
        let books = portal.books();
        (books.filed.len(), books.files.len())
    };
    assert_eq!((acts, files), (2, 1));
    let acts = device.only().acts;
    assert_eq!((acts[0].id, acts[0].state, acts[0].photos.len()), (answer, ReportState::Complete, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_stands_in_its_reports_place_until_it_is_refused() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[300]);
    device.sync_until_done(&portal.address()).await;
    let draft = device.outbox.revise(report).unwrap();
    assert_eq!((draft.text.as_str(), draft.photos.len(), draft.about), ("Đèn hỏng", 1, Some(report)));
    let change = DraftChange { text: Some("Ba cột đèn hỏng".into()), ..DraftChange::default() };
    device.outbox.change_draft(draft.id, change).unwrap();
    let edit = device.outbox.file(draft.id).unwrap();
    let shown = device.only();
    assert_eq!((shown.id, shown.text.as_str(), shown.state), (report, "Ba cột đèn hỏng", ReportState::Complete));
    refuse(&portal, edit, ItemOutcome::Rejected, "too_late");
    device.sync(&portal.address()).await;
    let shown = device.only();
    assert_eq!(shown.text, "Đèn hỏng");
    assert_eq!((shown.acts[0].kind, shown.acts[0].attention.as_deref()), (ActKind::Report, Some("too_late")));
    assert_eq!(device.outbox.revise(report).unwrap().text, "Đèn hỏng");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_case_is_followed_and_heard_of_by_the_deed() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let case: CaseNumber = "QT-2026-000007".parse().unwrap();
    assert_eq!(deed(device.outbox.unfollow(&case)), DeedProblem::NotFollowed);
    let follow = device.outbox.follow(&case).unwrap();
    assert_eq!(deed(device.outbox.follow(&case)), DeedProblem::AlreadyDone);
    device.sync_until_done(&portal.address()).await;
    tell(&portal, vec![step(device.act_ref(&portal, follow), 11, "in_progress", "")]);
    device.sync(&portal.address()).await;
    let followed = device.outbox.followed().unwrap();
    assert_eq!((followed.len(), followed[0].is_wanted()), (1, true));
    assert_eq!((&followed[0].case_number, followed[0].status.as_deref()), (&case, Some("in_progress")));
    device.outbox.me_too(&case).unwrap();
    assert_eq!(deed(device.outbox.me_too(&case)), DeedProblem::AlreadyDone);
    device.outbox.unfollow(&case).unwrap();
    assert!(!device.outbox.followed().unwrap()[0].is_wanted());
    assert!(device.outbox.reports().unwrap().is_empty(), "it is nobody's report here");
}

#[test]
fn a_text_is_kept_as_typed_or_refused_by_name_in_each_kind() {
    let device = Device::new();
    let report = device.file("\u{202e}Đèn 🚧 hỏng\u{200f}", &[]);
    assert_eq!(device.only().text, "\u{202e}Đèn 🚧 hỏng\u{200f}", "marks and four-byte characters are text");
    let long = "ạ".repeat(10_001);
    for text in [long.as_str(), "a\0b"] {
        let expected = if text == long { DraftProblem::TextTooLong } else { DraftProblem::TextInvalid };
        let outcomes = [
            device.outbox.answer(report, text, &[]).map(|_| ()),
            device.outbox.rate(report, Rating::Satisfied, text).map(|_| ()),
            device.outbox.rework(report, text, &[]).map(|_| ()),
            device.outbox.withdraw(report, text).map(|_| ()),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(OutboxError::Draft(problem)) if problem == expected));
        }
        let draft = device.outbox.revise(report).unwrap();
        let change = DraftChange { text: Some(text.into()), ..DraftChange::default() };
        assert!(device.outbox.change_draft(draft.id, change).is_err());
        assert_eq!(device.outbox.draft(draft.id).unwrap().text, draft.text, "the draft is as it was");
    }
    assert!(device.outbox.withdraw(report, &"ạ".repeat(10_000)).is_ok());
}

#[test]
fn two_programs_on_one_folder_lose_nothing() {
    let device = Device::new();
    let other = device.open_again().unwrap();
    let report = device.file("Đèn hỏng", &[]);
    std::thread::scope(|scope| {
        for outbox in [&device.outbox, &other] {
            scope.spawn(move || {
                for number in 0..10 {
                    crate::device::file(outbox, &format!("Ổ gà {number}"), &[]);
                    let draft = outbox.revise(report).unwrap();
                    outbox.file(draft.id).unwrap();
                }
            });
        }
    });
    let reports = device.outbox.reports().unwrap();
    assert_eq!(reports.len(), 21);
    assert_eq!(reports.iter().map(|report| report.acts.len()).sum::<usize>(), 20);
    let withdrawn = [&device.outbox, &other].map(|outbox| outbox.withdraw(report, "").is_ok());
    assert_eq!(withdrawn, [true, false], "the second one sees the first one's");
    assert_eq!(deed(other.revise(report).map(|draft| draft.id)), DeedProblem::TooLate);
}

fn acts(asked: &Asked) -> Vec<ActId> {
    let items = asked.items();
    let acts = items.iter().filter_map(|item| match item {
        RequestItem::Act(act) => Some(SealedAct::open(&act.bytes, &portal_id()).unwrap().act().id),
        _ => None,
    });
    acts.collect()
}

fn deed(outcome: Result<ActId, OutboxError>) -> DeedProblem {
    match outcome {
        Err(OutboxError::Deed(problem)) => problem,
        other => panic!("{other:?}"),
    }
}
