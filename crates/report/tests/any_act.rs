//! Whatever act of whatever kind: sealed, it opens again as it was, and what a later version adds is kept.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use report::wire::{ActItem, HeldReceipts, ItemReader, RequestItem};
use report::{
    Act, ActKind, Attachment, CaseNumber, Content, Degrees, Device, Part, Place, PlaceSource, PortalId, Rating,
    SealedAct, Sha256, Signer,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_act_that_is_sealed_opens_again_as_it_was(act in prop_oneof![any_act(), able_act()]) {
        let sealed = device().seal(&act);
        prop_assume!(sealed.is_ok());
        let opened = SealedAct::open(sealed.clone().unwrap().bytes(), &portal()).unwrap();
        prop_assert_eq!(opened.act(), &act);
        prop_assert_eq!(opened, sealed.unwrap());
    }

    #[test]
    fn what_a_device_does_not_seal_a_portal_does_not_take_and_says_the_same_code(act in any_act()) {
        let signed = sign(minicbor::to_vec(&act).unwrap());
        let (sealed, opened) = (device().seal(&act), SealedAct::open(&signed, &portal()));
        prop_assert_eq!(sealed, opened);
    }

    #[test]
    fn a_field_of_a_later_version_changes_nothing_and_stays(act in able_act(), key in 14_u8..=23, field in any_item()) {
        let mut payload = minicbor::to_vec(&act).unwrap();
        // The head of a map of at most 23 entries counts them.
        payload[0] += 1;
        payload.push(key);
        payload.extend(&field);
        let bytes = sign(payload);
        let opened = SealedAct::open(&bytes, &portal()).unwrap();
        prop_assert_eq!(opened.act(), &act);
        prop_assert_eq!(opened.bytes(), bytes);
    }

    #[test]
    fn parts_travel_beside_their_act_and_stay_bound(text in "\\PC{0,80}", salt in any::<[u8; 32]>(), key in 5_u8..=23) {
        let part = Part::text(Part::NAME, salt, &text);
        let (bound, act) = (part.bound(), vec![1, 2, 3]);
        let item = ActItem { parts: Some(vec![part.clone()]), ..ActItem::new(act, HeldReceipts::None) };
        let mut bytes = minicbor::to_vec(RequestItem::Act(item.clone())).unwrap();
        // `[1, {…}]`: the third byte is the head of the map, which counts its entries.
        bytes[2] += 1;
        bytes.extend([key, 0xf5]);
        let read = ItemReader::decode::<RequestItem>(&bytes);
        prop_assert_eq!(read, Some(RequestItem::Act(item)));
        prop_assert_eq!(part.as_text(), Some(&text[..]));
        let again = [Part::NAME.as_bytes(), &salt, &minicbor::to_vec(&text).unwrap()].concat();
        prop_assert_eq!(bound, Sha256::of(&again));
    }
}

fn portal() -> PortalId {
    "quang-tri".parse().unwrap()
}

fn device() -> Device {
    Device::new(Signer::from_seed(&[1; 32]), portal())
}

fn sign(payload: Vec<u8>) -> Vec<u8> {
    Signer::from_seed(&[1; 32]).sign(Content::Act, &portal(), payload)
}

/// Acts of every kind with every field there or not: some are whole, some are not.
fn any_act() -> impl Strategy<Value = Act> {
    let content = (
        proptest::option::of("\\PC{0,12}"),
        proptest::option::of("\\PC{0,40}"),
        proptest::option::of(any_place()),
        proptest::collection::vec(any_attachment(), 0..3),
    );
    let subject = (
        proptest::option::of(any_id()),
        proptest::option::of(any_id()),
        proptest::option::of(any_case()),
        proptest::option::of((1_u8..=4).prop_map(|stars| Rating::from_stars(stars).unwrap())),
    );
    let told = (any_id(), any::<i64>(), any::<u64>(), any::<u32>());
    let parts = proptest::option::of(proptest::collection::vec(any_hash(), 0..10));
    let kind = proptest::sample::select(&ActKind::ALL[..]);
    (kind, told, content, subject, parts).prop_map(|(kind, told, content, subject, parts)| Act {
        id: told.0,
        kind,
        captured_at_ms: told.1,
        uptime_ms: told.2,
        category: content.0,
        text: content.1,
        place: content.2,
        attachments: content.3,
        replaces: subject.0,
        about: subject.1,
        consent_version: told.3,
        parts,
        case: subject.2,
        rating: subject.3,
    })
}

/// Acts with what their kind needs.
fn able_act() -> impl Strategy<Value = Act> {
    (any_act(), any_id(), any_case(), any_place()).prop_map(|(act, about, case, place)| {
        let own = act.kind != ActKind::Report && !act.kind.is_public() && act.case.is_none();
        let attachments = if act.kind.takes_attachments() { act.attachments } else { vec![] };
        Act {
            category: Some("giao-thong".into()),
            text: Some("Ổ gà".into()),
            place: Some(place),
            attachments,
            about: own.then_some(about),
            parts: act.parts.filter(|parts| parts.len() <= 8),
            case: (!own).then_some(case),
            rating: Some(Rating::Satisfied),
            ..act
        }
    })
}

fn any_place() -> impl Strategy<Value = Place> {
    let sources = [PlaceSource::Gps, PlaceSource::Exif, PlaceSource::Map, PlaceSource::Kiosk, PlaceSource::Chosen];
    let coordinates = (-90.0..=90.0, -180.0..=180.0);
    (coordinates, proptest::option::of(any::<u32>()), proptest::sample::select(sources.to_vec())).prop_map(
        |((lat, lon), accuracy_m, source)| Place {
            lat: Degrees::from_degrees(lat),
            lon: Degrees::from_degrees(lon),
            accuracy_m,
            source,
            commune: Some("19333".into()),
        },
    )
}

fn any_attachment() -> impl Strategy<Value = Attachment> {
    (any_hash(), 1_u64..=25 * 1024 * 1024, proptest::option::of(any_hash())).prop_map(|(sha256, length, thumbnail)| {
        Attachment { media_type: "image/jpeg".into(), sha256, length, thumbnail, unit_hears: None }
    })
}

fn any_hash() -> impl Strategy<Value = Sha256> {
    any::<[u8; 32]>().prop_map(Sha256::from_bytes)
}

fn any_id() -> impl Strategy<Value = report::ActId> {
    any::<[u8; 16]>().prop_map(|bytes| (&bytes[..]).try_into().unwrap())
}

fn any_case() -> impl Strategy<Value = CaseNumber> {
    "[A-Za-z0-9-]{1,24}".prop_map(|number| number.parse().unwrap())
}

/// A number, bytes, text, an array, a map, a tag or a simple value.
fn any_item() -> impl Strategy<Value = Vec<u8>> {
    let words = "\\PC{0,20}".prop_map(|text| minicbor::to_vec(&text).unwrap());
    let numbers = any::<i64>().prop_map(|number| minicbor::to_vec(number).unwrap());
    let nested = any::<u8>().prop_map(|byte| [&[0x82, 0xa1, 0x01, 0xc1, 0x18], &[byte.max(24)][..], &[0xf6]].concat());
    prop_oneof![words, numbers, nested]
}
