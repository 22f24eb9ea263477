//! Erasing: one report after the portal confirmed, or everything on this device.

use outbox::{DeedProblem, DraftChange, OutboxError, Person, ReportState};
use report::wire::ItemOutcome;

use crate::device::{Device, picture};
use crate::portal::FakePortal;
use crate::told::{refuse, step, tell};

#[tokio::test(flavor = "multi_thread")]
async fn after_the_receipt_of_its_erasure_a_stub_with_number_and_date_stays() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.outbox.set_person(&Person::parse(Some("Trần thử nghiệm"), None).unwrap()).unwrap();
    let report = device.file("bí mật của tôi", &[300]);
    device.sync_until_done(&portal.address()).await;
    tell(&portal, vec![step(device.act_ref(&portal, report), 11, "awaiting_citizen", "hỏi riêng")]);
    device.sync(&portal.address()).await;
    device.outbox.answer(report, "trả lời riêng", &[picture(200)]).unwrap();
    portal.be_honest();
    device.sync_until_done(&portal.address()).await;
    let before = device.only();
    device.outbox.set_person(&Person::default()).unwrap();
    device.outbox.erase(report).unwrap();
    assert_eq!(device.only().text, "bí mật của tôi", "until the portal has confirmed");
    assert!(matches!(device.outbox.erase(report), Err(OutboxError::Deed(DeedProblem::Erased))));
    device.sync_until_done(&portal.address()).await;
    let stub = device.only();
    assert!(stub.erased);
    assert_eq!((stub.state, stub.text.as_str(), stub.photo), (ReportState::Complete, "", None));
    assert_eq!((stub.case_number, stub.filed_at), (before.case_number, before.filed_at));
    assert_eq!(std::fs::read_dir(device.folder().join("photos")).unwrap().count(), 0);
    let files = std::fs::read_dir(device.folder()).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        for word in ["bí mật của tôi", "Trần thử nghiệm", "trả lời riêng", "hỏi riêng"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "«{word}» is still in {}", file.display());
        }
    }
    let told = device.sync(&portal.address()).await;
    assert_eq!((told.counts.waiting, told.counts.needs_attention), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_the_portal_forgot_as_it_was_asked_to_is_forgotten_here() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[]);
    refuse(&portal, report, ItemOutcome::Rejected, "act_erased");
    device.sync(&portal.address()).await;
    let stub = device.only();
    assert_eq!((stub.erased, stub.attention), (true, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_only_when_nothing_is_here_alone() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[300]);
    let unsent = device.outbox.erase_everything(false);
    assert!(matches!(unsent, Err(OutboxError::Deed(DeedProblem::UnsentWaits))));
    assert_eq!(device.outbox.reports().unwrap().len(), 1);
    device.sync_until_done(&portal.address()).await;
    let begun = device.outbox.new_draft().unwrap();
    device.outbox.change_draft(begun.id, DraftChange { text: Some("Ổ".into()), ..DraftChange::default() }).unwrap();
    assert!(device.outbox.holdings().unwrap().unsent, "what is being written is here alone");
    device.outbox.discard_draft(begun.id).unwrap();
    device.outbox.new_draft().unwrap();
    let held = device.outbox.holdings().unwrap();
    assert_eq!((held.reports, held.photos, held.drafts, held.unsent), (1, 1, 0, false), "an empty draft is nothing");
    device.outbox.erase_everything(false).unwrap();
    let folder = device.close();
    assert_eq!(std::fs::read_dir(folder.path().join("photos")).unwrap().count(), 0);
    let other = Device::on(folder);
    assert!(other.outbox.reports().unwrap().is_empty());
    other.file("Ổ gà", &[]);
    other.outbox.erase_everything(true).unwrap();
}
