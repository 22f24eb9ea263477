//! Name and telephone: beside the act, bound to it, and only when they are to be said.

use outbox::{DraftChange, Person};
use report::wire::RequestItem;
use report::{ActId, Part, SealedAct};

use crate::device::Device;
use crate::portal::{FakePortal, portal_id};

#[tokio::test(flavor = "multi_thread")]
async fn parts_travel_beside_the_act_until_it_is_accepted() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let person = Person::parse(Some("Người gửi"), Some("0912 345 678")).unwrap();
    device.outbox.set_person(&person).unwrap();
    let named = device.file("Đèn hỏng", &[]);
    let again = device.file("Ổ gà", &[]);
    device.sync_until_done(&portal.address()).await;
    let (first, second) = (sent(&portal, named), sent(&portal, again));
    assert_eq!(first.iter().map(Part::as_text).collect::<Vec<_>>(), [Some("Người gửi"), Some("0912 345 678")]);
    assert_ne!(first[0].salt, second[0].salt, "two reports of one person cannot be told to be");
    let act = portal.books().filed[&named].sealed.act().clone();
    assert_eq!(act.parts.unwrap(), first.iter().map(Part::bound).collect::<Vec<_>>());
    assert_eq!(device.outbox.story(named).unwrap().parts, first, "kept for a copy and for erasing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_to_be_anonymous_says_nobody() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.outbox.set_person(&Person::parse(Some("Người gửi"), None).unwrap()).unwrap();
    let draft = device.outbox.new_draft().unwrap().id;
    let change = DraftChange {
        category: Some("khac".into()),
        text: Some("Đèn hỏng".into()),
        commune: Some("19333".into()),
        named: Some(false),
        ..DraftChange::default()
    };
    device.outbox.change_draft(draft, change).unwrap();
    let anonymous = device.outbox.file(draft).unwrap();
    device.outbox.set_person(&Person::default()).unwrap();
    let cleared = device.file("Ổ gà", &[]);
    device.sync_until_done(&portal.address()).await;
    for report in [anonymous, cleared] {
        assert_eq!(sent(&portal, report), []);
        assert_eq!(portal.books().filed[&report].sealed.act().parts, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_somebody_wants_to_be_told_travels_beside_their_own_reports_alone() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let person = Person::parse(None, Some("0912 345 678")).unwrap().told_by(Some("sms")).unwrap();
    device.outbox.set_person(&person).unwrap();
    assert_eq!(device.outbox.person().unwrap(), person);
    let told = device.file("Đèn hỏng", &[]);
    device.outbox.set_person(&Person::default().told_by(Some("email:lan@example.vn")).unwrap()).unwrap();
    let mailed = device.file("Ổ gà", &[]);
    device.outbox.set_person(&Person::default()).unwrap();
    let silent = device.file("Cống tắc", &[]);
    device.sync_until_done(&portal.address()).await;
    let ways =
        |id| sent(&portal, id).iter().map(|part| (part.label.clone(), part.as_text().map(str::to_owned))).collect();
    let said = |label: &str, text: &str| (label.to_owned(), Some(text.to_owned()));
    let (first, second): (Vec<_>, Vec<_>) = (ways(told), ways(mailed));
    assert_eq!(first, [said(Part::NOTIFY, "sms"), said(Part::PHONE, "0912 345 678")]);
    assert_eq!(second, [said(Part::NOTIFY, "email:lan@example.vn")]);
    assert_eq!(ways(silent), Vec::new());
}

/// The parts that came with the first offer of an act.
fn sent(portal: &FakePortal, id: ActId) -> Vec<Part> {
    let asked = portal.asked();
    let items = asked.iter().filter(|asked| asked.is_sync()).flat_map(|asked| asked.items());
    let mut offers = items.filter_map(|item| match item {
        RequestItem::Act(act) if SealedAct::open(&act.bytes, &portal_id()).unwrap().act().id == id => Some(act),
        _ => None,
    });
    offers.next().expect("it was offered").parts.unwrap_or_default()
}
