//! An act from the citizen's hand to a verified receipt, and everything that must not be believed on the way.
#![expect(clippy::unwrap_used, reason = "tests")]

use report::receipt::{Accepted, Complete, Expected};
use report::{
    Act, ActId, ActKind, Attachment, CaseNumber, Certificate, Degrees, Device, Place, PlaceSource, PortalId, Purpose,
    Rating, SealError, SealedAct, Sha256, SignatureError, Signer, TrackingCode, TrustError, TrustedKeys,
};

#[test]
fn an_act_is_verified_as_it_was_sealed() {
    let sealed = device(1).seal(&act()).unwrap();
    let opened = SealedAct::open(sealed.bytes(), &portal()).unwrap();
    assert_eq!(opened.act(), &act());
    assert_eq!(opened.device(), device(1).key());
    assert_eq!(opened, sealed);
}

#[test]
fn sealing_the_same_act_twice_gives_the_same_bytes() {
    assert_eq!(device(1).seal(&act()).unwrap().bytes(), device(1).seal(&act()).unwrap().bytes());
}

#[test]
fn an_act_for_another_portal_is_refused() {
    let sealed = device(1).seal(&act()).unwrap();
    let error = SealedAct::open(sealed.bytes(), &"hue".parse().unwrap()).unwrap_err();
    assert_eq!(error, SealError::Signature(SignatureError::OtherPortal));
    assert_eq!(error.code(), "wrong_portal");
}

#[test]
fn what_a_portal_would_refuse_for_good_is_never_sealed() {
    let refused = |change: fn(&mut Act)| {
        let mut act = act();
        change(&mut act);
        device(1).seal(&act).unwrap_err().code()
    };
    assert_eq!(refused(|act| act.text = Some("ạ".repeat(10_001))), "text_too_long");
    assert_eq!(refused(|act| act.attachments = vec![act.attachments[0].clone(); 7]), "too_many_attachments");
    assert_eq!(refused(|act| act.attachments[0].length = 26 * 1024 * 1024), "attachment_too_large");
    assert_eq!(refused(|act| act.attachments[0].length = 0), "attachment_too_large");
    assert_eq!(refused(|act| act.attachments[0].media_type = "text/html".into()), "medium_not_taken");
    assert_eq!(refused(|act| act.attachments = vec![voice(1), voice(2)]), "too_many_attachments");
    assert_eq!(refused(|act| act.attachments = vec![voice(2 * 1024 * 1024 + 1)]), "attachment_too_large");
    assert_eq!(refused(|act| act.place = None), "report_incomplete");
    assert_eq!(refused(|act| act.category = None), "report_incomplete");
    assert_eq!(refused(|act| (act.text, act.attachments) = (Some(" ".into()), vec![])), "report_incomplete");
}

#[test]
fn an_act_of_each_kind_with_what_it_needs_is_sealed_and_opens_again() {
    for kind in ActKind::ALL {
        let act = able(kind);
        assert_eq!(device(1).seal(&act).unwrap().act(), &act, "{}", kind.code());
    }
}

#[test]
fn what_is_no_report_names_its_own_report_or_a_case_and_never_both() {
    for kind in ActKind::ALL.into_iter().filter(|kind| *kind != ActKind::Report) {
        let by_number = Act { about: None, case: Some(case()), ..able(kind) };
        let of_its_own = Act { about: Some(act().id), case: None, ..able(kind) };
        let sealed = |act: &Act| device(1).seal(act).map(drop).map_err(SealError::code);
        assert_eq!(sealed(&by_number), Ok(()), "{}", kind.code());
        let own_allowed = if kind.is_public() { Err("act_incomplete") } else { Ok(()) };
        assert_eq!(sealed(&of_its_own), own_allowed, "{}", kind.code());
        assert_eq!(sealed(&Act { about: Some(act().id), ..by_number.clone() }), Err("act_incomplete"));
        assert_eq!(sealed(&Act { case: None, ..by_number }), Err("act_incomplete"));
    }
}

#[test]
fn an_act_without_what_its_kind_needs_is_never_sealed() {
    let photo = || act().attachments;
    let refused = |act: Act| device(1).seal(&act).unwrap_err().code();
    assert_eq!(refused(Act { rating: None, ..able(ActKind::Rate) }), "act_incomplete");
    assert_eq!(refused(Act { text: None, ..able(ActKind::Answer) }), "act_incomplete");
    assert_eq!(refused(Act { text: Some("\n".into()), ..able(ActKind::Answer) }), "act_incomplete");
    assert_eq!(refused(Act { text: None, attachments: photo(), ..able(ActKind::Rework) }), "act_incomplete");
    assert!(device(1).seal(&Act { text: None, attachments: photo(), ..able(ActKind::Answer) }).is_ok());
}

#[test]
fn only_what_shows_something_takes_attachments() {
    for kind in ActKind::ALL {
        let sealed = device(1).seal(&Act { attachments: act().attachments, ..able(kind) });
        assert_eq!(sealed.is_ok(), kind.takes_attachments(), "{}", kind.code());
    }
}

#[test]
fn eight_personal_parts_may_be_bound_and_no_ninth() {
    let parts = |count| Act { parts: Some(vec![Sha256::of(b"a salted part"); count]), ..act() };
    assert!(device(1).seal(&parts(8)).is_ok());
    assert_eq!(device(1).seal(&parts(9)), Err(SealError::Malformed));
}

#[test]
fn a_rating_beyond_one_to_four_is_no_act() {
    let payload = minicbor::to_vec(Act { text: None, ..able(ActKind::Rate) }).unwrap();
    for (rating, taken) in [(0, false), (1, true), (4, true), (5, false)] {
        let payload = [&payload[..payload.len() - 1], &[rating]].concat();
        let bytes = Signer::from_seed(&[1; 32]).sign(report::Content::Act, &portal(), payload);
        assert_eq!(SealedAct::open(&bytes, &portal()).is_ok(), taken, "{rating}");
    }
}

#[test]
fn a_kind_of_a_later_version_is_no_act_here() {
    let mut payload = minicbor::to_vec(able(ActKind::Erase)).unwrap();
    let at = payload.windows(2).position(|window| window == [1, 8]).unwrap();
    payload[at + 1] = 9;
    let bytes = Signer::from_seed(&[1; 32]).sign(report::Content::Act, &portal(), payload);
    assert_eq!(SealedAct::open(&bytes, &portal()), Err(SealError::Malformed));
}

#[test]
fn an_act_of_a_later_version_with_fields_unknown_here_is_read_and_its_bytes_are_kept() {
    let payload = {
        let mut bytes = minicbor::to_vec(act()).unwrap();
        bytes[0] += 1;
        bytes.extend(minicbor::to_vec(40_u8).unwrap());
        bytes.extend(minicbor::to_vec("what is new").unwrap());
        bytes
    };
    let bytes = Signer::from_seed(&[1; 32]).sign(report::Content::Act, &portal(), payload);
    let opened = SealedAct::open(&bytes, &portal()).unwrap();
    assert_eq!(opened.act(), &act());
    assert_eq!(opened.bytes(), bytes);
}

#[test]
fn a_payload_that_is_not_one_item_of_definite_form_is_refused_even_when_it_is_signed() {
    let good = minicbor::to_vec(act()).unwrap();
    let deep = [&[good[0] + 1], &good[1..], &[0x18, 40][..], &[0x81; 4000], &[0]].concat();
    let indefinite = [&[0xbf], &good[1..], &[0xff][..]].concat();
    for payload in [[&good[..], &[0]].concat(), deep, indefinite] {
        let bytes = Signer::from_seed(&[1; 32]).sign(report::Content::Act, &portal(), payload);
        assert_eq!(SealedAct::open(&bytes, &portal()), Err(SealError::Malformed));
    }
}

#[test]
fn receipts_are_believed_only_for_the_act_they_name() {
    let (sealed, other) = (device(1).seal(&act()).unwrap(), device(2).seal(&act()).unwrap());
    let (root, receipts) = (Signer::from_seed(&[8; 32]), Signer::from_seed(&[9; 32]));
    let certificate = Certificate { key: receipts.key(), purpose: Purpose::Receipts, since_ms: 0 };
    let keys = TrustedKeys::read(&[certificate.sign(&root, &portal())], &portal(), None).unwrap();

    let accepted = accepted(&sealed);
    let bytes = accepted.sign(&receipts, &portal());
    assert_eq!(Accepted::verify(&bytes, &keys, &sealed).unwrap(), accepted);
    assert_eq!(Accepted::verify(&bytes, &keys, &other), Err(TrustError::Malformed));

    let later = Accepted { tracking_code: None, ..accepted.clone() };
    assert_eq!(Accepted::verify(&later.sign(&receipts, &portal()), &keys, &sealed).unwrap(), later);

    let mut complete = complete(&sealed, &accepted);
    assert!(Complete::verify(&complete.sign(&receipts, &portal()), &keys, &sealed).is_ok());
    complete.stored.clear();
    assert_eq!(Complete::verify(&complete.sign(&receipts, &portal()), &keys, &sealed), Err(TrustError::Malformed));
}

fn portal() -> PortalId {
    "quang-tri".parse().unwrap()
}

fn device(seed: u8) -> Device {
    Device::new(Signer::from_seed(&[seed; 32]), portal())
}

fn act() -> Act {
    Act {
        id: "01932b1e-7c00-7abc-8def-0123456789ab".parse::<ActId>().unwrap(),
        kind: ActKind::Report,
        captured_at_ms: 1_795_000_000_000,
        uptime_ms: 12_345,
        category: Some("giao-thong".into()),
        text: Some("Ổ gà sâu".into()),
        place: Some(Place {
            lat: Degrees::from_degrees(16.8163),
            lon: Degrees::from_degrees(107.096),
            accuracy_m: Some(8),
            source: PlaceSource::Exif,
            commune: Some("19333".into()),
        }),
        attachments: vec![Attachment {
            media_type: "image/jpeg".into(),
            sha256: Sha256::of(b"photo"),
            length: 5,
            thumbnail: Some(Sha256::of(b"thumbnail")),
            unit_hears: None,
        }],
        replaces: None,
        about: None,
        consent_version: 1,
        parts: None,
        case: None,
        rating: None,
    }
}

/// An act of this kind with just what it needs, about the device's own report where it may be.
fn able(kind: ActKind) -> Act {
    if kind == ActKind::Report {
        return Act { kind, attachments: vec![], ..act() };
    }
    Act {
        kind,
        category: None,
        text: matches!(kind, ActKind::Answer | ActKind::Rework).then(|| "Vẫn chưa sửa".into()),
        place: None,
        attachments: vec![],
        about: (!kind.is_public()).then(|| act().id),
        case: kind.is_public().then(case),
        rating: (kind == ActKind::Rate).then_some(Rating::Satisfied),
        ..act()
    }
}

fn case() -> CaseNumber {
    "QT-2026-000001".parse().unwrap()
}

fn accepted(sealed: &SealedAct) -> Accepted {
    Accepted {
        device: sealed.device(),
        act: sealed.act().id,
        digest: sealed.digest(),
        case_number: "QT-2026-000001".parse().unwrap(),
        tracking_code: Some(TrackingCode::from_random([3; 13])),
        at_ms: 1_795_000_001_000,
        expected: vec![Expected { sha256: Sha256::of(b"photo"), length: 5 }],
    }
}

fn complete(sealed: &SealedAct, accepted: &Accepted) -> Complete {
    Complete {
        device: sealed.device(),
        act: sealed.act().id,
        digest: sealed.digest(),
        case_number: accepted.case_number.clone(),
        stored: vec![Sha256::of(b"photo")],
        at_ms: 1_795_000_002_000,
    }
}

fn voice(length: u64) -> Attachment {
    let (media_type, sha256) = ("audio/webm".into(), Sha256::of(b"voice"));
    Attachment { media_type, sha256, length, thumbnail: None, unit_hears: Some(true) }
}
