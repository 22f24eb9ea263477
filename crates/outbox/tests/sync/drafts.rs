//! What is being written: words about a report beside a new one, photos that are turned and covered.

use outbox::{Behalf, Draft, DraftChange, DraftProblem, Holder, Missing, OutboxError, Person};
use photo::Area;
use report::{ActKind, Part, Sha256};

use crate::device::{Device, picture};
use crate::portal::FakePortal;
use crate::told::{step, tell};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_written_step_by_step_beside_a_new_report_and_sealed_once() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.reported(&portal, "awaiting_citizen").await;
    assert!(device.outbox.story(report).unwrap().question().is_some());
    let home = device.outbox.new_draft().unwrap();
    let begun = device.outbox.draft_about(report, ActKind::Answer).unwrap();
    assert_eq!(device.outbox.missing(&begun).unwrap(), [Missing::PhotoOrText]);
    device.outbox.change_draft(begun.id, said("Trước nhà số 12")).unwrap();
    device.outbox.add_photo(begun.id, &picture(300)).unwrap();
    let found = device.outbox.draft_about(report, ActKind::Answer).unwrap();
    assert_eq!((found.id, found.text.as_str(), found.photos.len()), (begun.id, "Trước nhà số 12", 1));
    assert_eq!(device.outbox.latest_draft().unwrap().map(|draft| draft.id), Some(home.id));

    assert_eq!(device.outbox.file(begun.id).unwrap(), begun.id);
    assert!(matches!(device.outbox.file(begun.id), Err(OutboxError::DraftUnknown(_))));
    assert!(device.outbox.story(report).unwrap().question().is_none(), "an answer waits to be sent");
    portal.be_honest();
    device.sync_until_done(&portal.address()).await;
    let books = portal.books();
    assert_eq!(books.filed[&begun.id].sealed.act().text.as_deref(), Some("Trước nhà số 12"));
    assert_eq!(books.files.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_to_have_it_handled_again_needs_words_and_is_kept_while_it_lacks_them() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.reported(&portal, "answered").await;
    let begun = device.outbox.draft_about(report, ActKind::Rework).unwrap();
    device.outbox.add_photo(begun.id, &picture(300)).unwrap();
    let draft = device.outbox.draft(begun.id).unwrap();
    assert_eq!(device.outbox.missing(&draft).unwrap(), [Missing::Text], "a photo does not say what is wrong");
    assert!(device.outbox.file(begun.id).is_err());
    assert_eq!(device.outbox.draft(begun.id).unwrap(), draft);
    device.outbox.change_draft(begun.id, said("Lại hỏng")).unwrap();
    device.outbox.file(begun.id).unwrap();
    assert_eq!(device.only().acts[0].kind, ActKind::Rework);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_covered_never_reaches_the_portal_and_goes_from_the_device_with_the_draft() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let draft = ready(&device, 300);
    let camera = draft.photos[0].sha256;
    let covered = device.outbox.cover_photo(draft.id, &camera, &[HALF]).unwrap();
    let sent = covered.photos[0].sha256;
    assert_ne!(sent, camera);
    assert!(file(&device, &camera), "as long as it is being written, it can be uncovered");
    device.outbox.file(draft.id).unwrap();
    assert!(!file(&device, &camera) && file(&device, &sent));
    device.sync_until_done(&portal.address()).await;
    let files: Vec<Sha256> = portal.books().files.keys().copied().collect();
    assert_eq!(files, [sent]);
}

#[test]
fn a_photo_that_is_turned_and_covered_can_be_put_back_as_it_was() {
    let device = Device::new();
    let draft = ready(&device, 300);
    let camera = draft.photos[0].clone();
    let turned = device.outbox.turn_photo(draft.id, &camera.sha256).unwrap().photos[0].clone();
    let half = device.outbox.cover_photo(draft.id, &turned.sha256, &[HALF]).unwrap().photos[0].clone();
    assert_eq!((half.turns(), half.areas(), half.original()), (1, vec![HALF], camera.sha256), "as it is seen");
    let more = device.outbox.cover_photo(draft.id, &half.sha256, &[HALF, CORNER]).unwrap().photos[0].clone();
    assert_eq!((more.areas(), more.original()), (vec![HALF, CORNER], camera.sha256));
    assert!(!file(&device, &half.sha256), "what was made before is of no use");
    let turned = device.outbox.turn_photo(draft.id, &more.sha256).unwrap().photos[0].clone();
    assert_eq!(turned.areas(), [HALF.turned(1), CORNER.turned(1)], "they turn with it");
    let mut back = device.outbox.cover_photo(draft.id, &turned.sha256, &[]).unwrap().photos[0].clone();
    for _ in 0..2 {
        back = device.outbox.turn_photo(draft.id, &back.sha256).unwrap().photos[0].clone();
    }
    assert_eq!((back.sha256, back.retouched), (camera.sha256, None));
    device.outbox.discard_draft(draft.id).unwrap();
    assert!(!file(&device, &camera.sha256));
}

#[test]
fn a_removed_photo_takes_its_original_with_it() {
    let device = Device::new();
    let draft = ready(&device, 300);
    let camera = draft.photos[0].sha256;
    let covered = device.outbox.cover_photo(draft.id, &camera, &[CORNER]).unwrap().photos[0].sha256;
    device.outbox.remove_photo(draft.id, &covered).unwrap();
    assert!(!file(&device, &camera) && !file(&device, &covered));
    assert!(device.outbox.turn_photo(draft.id, &covered).is_err());
}

#[test]
fn a_finger_on_the_map_goes_before_what_was_picked_and_is_sealed_as_such() {
    let device = Device::new();
    let draft = device.outbox.new_draft().unwrap();
    let commune = DraftChange { commune: Some("19333".into()), category: Some("khac".into()), ..said("Đèn hỏng") };
    device.outbox.change_draft(draft.id, commune).unwrap();
    let spot = outbox::draft::Spot { lat: 16.62, lon: 106.73, accuracy_m: None };
    let changed =
        device.outbox.change_draft(draft.id, DraftChange { map: Some(spot), ..DraftChange::default() }).unwrap();
    assert_eq!((changed.commune.clone(), changed.by_map), (None, true));
    assert_eq!(device.outbox.place_of(&changed).unwrap().map(|place| place.source), Some(outbox::SpotSource::Map));
    assert_eq!(device.outbox.draft(draft.id).unwrap(), changed, "and saved");
}

#[test]
fn a_report_for_somebody_else_says_who_they_are_and_not_who_files_it_once_they_agreed() {
    let device = Device::new();
    device.outbox.set_person(&Person::parse(Some("Trưởng thôn"), Some("0912 345 678")).unwrap()).unwrap();
    let draft = ready(&device, 300);
    let asked = Behalf { name: "Người được giúp".into(), phone: "0987 654 321".into(), agreed: false };
    let for_them = |behalf: Behalf| DraftChange { behalf: Some(Some(behalf)), ..DraftChange::default() };
    let changed = device.outbox.change_draft(draft.id, for_them(asked.clone())).unwrap();
    assert_eq!(device.outbox.missing(&changed).unwrap(), [Missing::Agreement]);
    let refused = device.outbox.file(draft.id);
    assert!(matches!(refused, Err(OutboxError::Draft(DraftProblem::AgreementMissing))));
    let agreed = Behalf { agreed: true, ..asked };
    device.outbox.change_draft(draft.id, for_them(agreed.clone())).unwrap();
    assert_eq!(device.outbox.draft(draft.id).unwrap().behalf, Some(agreed.clone()), "and saved");
    let report = device.outbox.file(draft.id).unwrap();
    let said: Vec<(String, String)> = device.outbox.story(report).unwrap().parts.iter().map(words).collect();
    let expected = [("name", "Người được giúp"), ("on_behalf", "agreed"), ("phone", "0987 654 321")];
    assert_eq!(said, expected.map(|(label, text)| (label.to_owned(), text.to_owned())));
    let edit = device.outbox.draft_about(report, ActKind::Report).unwrap();
    assert_eq!(edit.behalf, Some(agreed), "an edit stays theirs");
    let mine = DraftChange { behalf: Some(None), ..DraftChange::default() };
    assert_eq!(device.outbox.change_draft(edit.id, mine).unwrap().behalf, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_named_last_has_it_since_they_were_first_named() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[]);
    device.sync_until_done(&portal.address()).await;
    assert_eq!(device.outbox.story(report).unwrap().holder(), None);
    let named = |position: u64, status: &str, unit: Option<&str>| {
        let at_ms = 1_795_000_000_000 + position as i64 * 1000;
        let told = step(device.act_ref(&portal, report), position, status, "");
        report::wire::Change { at_ms, unit: unit.map(Into::into), ..told }
    };
    let ward = Some("UBND phường Đông Hà");
    tell(
        &portal,
        vec![
            named(11, "received", Some("Bộ phận trực IOC")),
            named(12, "dispatched", ward),
            named(13, "in_progress", None),
            named(14, "planned", ward),
        ],
    );
    device.sync(&portal.address()).await;
    let holder = device.outbox.story(report).unwrap().holder();
    let since = jiff::Timestamp::from_millisecond(1_795_000_012_000).unwrap();
    assert_eq!(holder, Some(Holder { unit: "UBND phường Đông Hà".into(), since }));
}

const HALF: Area = Area { left: 0, top: 0, width: 5_000, height: Area::WHOLE };
const CORNER: Area = Area { left: 8_000, top: 8_000, width: 1_000, height: 1_000 };

fn words(part: &Part) -> (String, String) {
    (part.label.clone(), part.as_text().unwrap_or_default().to_owned())
}

fn said(text: &str) -> DraftChange {
    DraftChange { text: Some(text.into()), ..DraftChange::default() }
}

/// A draft with everything a report needs, and a photo of this side.
fn ready(device: &Device, side: u32) -> Draft {
    let draft = device.outbox.new_draft().unwrap().id;
    let all = DraftChange { commune: Some("19333".into()), category: Some("khac".into()), ..said("Đèn hỏng") };
    device.outbox.change_draft(draft, all).unwrap();
    device.outbox.add_photo(draft, &picture(side)).unwrap()
}

fn file(device: &Device, sha256: &Sha256) -> bool {
    device.folder().join("photos").join(format!("{sha256}.jpg")).exists()
}
