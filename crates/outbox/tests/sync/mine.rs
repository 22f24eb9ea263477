//! «Mine», a part at a time: by rows, and by what a citizen types.

use std::time::Duration;

use outbox::{DraftChange, Mine, Outbox, ReportSummary, Which};
use report::wire::ActRef;
use report::words::Language;
use report::{ActId, ActKind};

use crate::device::{Device, file};
use crate::portal::FakePortal;
use crate::told::{step, tell};

#[test]
fn each_row_is_in_one_part_and_is_as_in_the_whole_list() {
    let device = Device::new();
    for number in 0..25 {
        device.clock.pass(Duration::from_secs(number % 3));
        file(&device.outbox, &format!("Đèn hỏng {number}"), &[]);
    }
    let whole = device.outbox.reports().unwrap();
    let part = |rows| device.outbox.mine(Which::All, "", rows, Language::Vi).unwrap();
    let parts: Vec<Mine> = [0..10, 10..20, 20..30].into_iter().map(part).collect();
    assert!(parts.iter().all(|part| (part.found, part.all) == (25, 25)));
    assert_eq!(parts.into_iter().flat_map(summaries).collect::<Vec<_>>(), whole);
    assert!(part(30..40).reports.is_empty() && part(usize::MAX..usize::MAX).reports.is_empty());
    let found = |rows| device.outbox.mine(Which::All, "den", rows, Language::Vi).unwrap();
    assert_eq!(summaries(found(20..30)), whole[20..]);
    assert_eq!((found(20..30).found, found(30..40).reports.len()), (25, 0));
    assert_eq!(
        Device::new().outbox.mine(Which::All, "", 0..10, Language::Vi).unwrap(),
        Mine { reports: vec![], found: 0, all: 0, asking: 0 }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_found_by_its_words_number_category_and_status_without_diacritics() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let road = file(&device.outbox, "Ổ gà sâu giữa đường tránh; «hố» 50% nước", &[]);
    let school = device.file_in("giao-duc");
    device.sync_until_done(&portal.address()).await;
    let number = device.outbox.story(road).unwrap().summary.case_number.unwrap().to_string();
    for typed in ["o ga", "  Ổ  GÀ ", "duong o", "50", "TRÁNH!", &number, &number.to_lowercase(), &number[3..]] {
        assert_eq!(ids(&device.outbox, typed), [road], "«{typed}»");
    }
    assert_eq!(ids(&device.outbox, "giao duc"), [school], "its category");
    assert_eq!(
        device.outbox.mine(Which::All, "education", 0..9, Language::En).unwrap().found,
        1,
        "in the other language"
    );
    assert_eq!(ids(&device.outbox, ""), [school, road]);
    assert_eq!(ids(&device.outbox, " \u{0}«»%_' \u{202e}🙂"), [school, road], "nothing that is a word");
    for typed in ["ga o go", "uong", "den hong o ga", "' OR 1=1"] {
        assert!(ids(&device.outbox, typed).is_empty(), "«{typed}»");
    }
}

#[test]
fn an_edited_report_is_found_by_what_it_says_now() {
    let device = Device::new();
    let report = file(&device.outbox, "Cây đổ", &[]);
    let edit = device.outbox.draft_about(report, ActKind::Report).unwrap().id;
    device
        .outbox
        .change_draft(edit, DraftChange { text: Some("Trụ điện nghiêng".into()), ..DraftChange::default() })
        .unwrap();
    device.outbox.file(edit).unwrap();
    assert_eq!((ids(&device.outbox, "tru dien"), ids(&device.outbox, "cay do")), (vec![report], vec![]));
}

fn summaries(part: Mine) -> Vec<ReportSummary> {
    part.reports.into_iter().map(|report| report.summary).collect()
}

fn ids(outbox: &Outbox, typed: &str) -> Vec<ActId> {
    outbox
        .mine(Which::All, typed, 0..100, Language::Vi)
        .unwrap()
        .reports
        .iter()
        .map(|report| report.summary.id)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_citizen_what_is_open_and_what_is_over_are_told_apart() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let names = ["awaiting_citizen", "in_progress", "answered", "withdrawn", "of_a_newer_portal"];
    let reports = names.map(|name| file(&device.outbox, name, &[]));
    device.sync_until_done(&portal.address()).await;
    let told = reports.iter().zip(names).map(|(report, status)| {
        let device = portal.books().filed[report].sealed.device();
        step(ActRef { device, act: *report }, 1, status, "")
    });
    tell(&portal, told.collect());
    device.sync(&portal.address()).await;
    let waiting = file(&device.outbox, "waits", &[]);
    let part = |which| device.outbox.mine(which, "", 0..10, Language::Vi).unwrap();
    let ids = |which| part(which).reports.iter().map(|report| report.summary.id).collect::<Vec<_>>();
    let [asked, handled, answered, withdrawn, unknown] = reports;
    assert_eq!(ids(Which::Asking), [asked]);
    assert_eq!(ids(Which::Open), [waiting, unknown, handled, asked]);
    assert_eq!(ids(Which::Over), [withdrawn, answered]);
    assert!(
        [Which::All, Which::Asking, Which::Over].iter().all(|which| (part(*which).all, part(*which).asking) == (6, 1))
    );
    let found = device.outbox.mine(Which::Over, "with", 0..10, Language::Vi).unwrap();
    assert_eq!((found.reports[0].summary.id, found.found), (withdrawn, 1), "searched among them");
}
