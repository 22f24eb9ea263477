//! The documents of what must be believed: keys, acts, receipts and tracking codes.

use report::base_map::PackBaseMap;
use report::pack::{
    PackCategory, PackDay, PackDeadline, PackOldCommune, PackPlace, PackRule, PackTime, PackUnit, RegionPack,
};
use report::receipt::{Accepted, Complete};
use report::spoken::{PackSpoken, Recording, SpokenLanguage};
use report::{Act, Attachment, Degrees, Place, PlaceSource, Purpose, SealedAct, Sha256, TrackingCode};
use serde_json::{Value, json};

use crate::files::hex;
use crate::{given, kinds};

pub fn keys() -> Value {
    let keys = given::KEYS.iter().map(|(name, seed)| {
        let entry = json!({ "seed": hex([*seed; 32]), "public": given::key(name).key() });
        ((*name).to_owned(), entry)
    });
    json!({ "portal": given::portal(), "keys": Value::Object(keys.collect()) })
}

pub fn acts() -> Value {
    let mut acts: Vec<Value> =
        given::acts().iter().map(|(name, act)| sealed(name, &given::sealed(act), &given::payload(act))).collect();
    let payload = given::payload_of_a_later_version();
    acts.push(sealed("of_a_later_version", &given::sealed_of_a_later_version(), &payload));
    json!({ "acts": acts })
}

/// An act with everything that can be made again from its fields.
pub fn sealed(name: &str, sealed: &SealedAct, payload: &[u8]) -> Value {
    json!({
        "name": name,
        "sealed_by": "device",
        "fields": fields(sealed.act()),
        "payload": hex(payload),
        "sealed": hex(sealed.bytes()),
        "digest": sealed.digest(),
    })
}

fn fields(act: &Act) -> Value {
    told(json!({
        "id": act.id,
        "kind": act.kind.code(),
        "captured_at_ms": act.captured_at_ms,
        "uptime_ms": act.uptime_ms,
        "category": act.category,
        "text": act.text,
        "place": act.place.as_ref().map(place),
        "attachments": act.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "replaces": act.replaces,
        "about": act.about,
        "consent_version": act.consent_version,
        "parts": act.parts,
        "case": act.case,
        "rating": act.rating.map(report::Rating::stars),
    }))
}

/// The fields that are there.
pub fn told(mut fields: Value) -> Value {
    fields.as_object_mut().unwrap().retain(|_, field| !field.is_null());
    fields
}

fn place(place: &Place) -> Value {
    // Ten-millionths of a degree are what travels; degrees would bring each reader's own rounding.
    let units = |degrees: Degrees| (degrees.degrees() * 1e7).round() as i64;
    told(json!({
        "lat_e7": place.lat.map(units),
        "lon_e7": place.lon.map(units),
        "accuracy_m": place.accuracy_m,
        "source": source(place.source),
        "commune": place.commune,
    }))
}

fn source(source: PlaceSource) -> &'static str {
    match source {
        PlaceSource::Gps => "gps",
        PlaceSource::Exif => "exif",
        PlaceSource::Map => "map",
        PlaceSource::Kiosk => "kiosk",
        PlaceSource::Chosen => "chosen",
    }
}

fn attachment(one: &Attachment) -> Value {
    told(json!({
        "media_type": one.media_type,
        "sha256": one.sha256,
        "length": one.length,
        "thumbnail": one.thumbnail,
        "unit_hears": one.unit_hears,
    }))
}

pub fn receipts() -> Value {
    let (with_photo, alone) = (given::sealed(&given::photo_and_text()), given::sealed(&given::text_alone()));
    let (_, withdrawal) = kinds::acts().into_iter().find(|(name, _)| *name == "withdraw").unwrap();
    let pair = |name: &str, sealed: &SealedAct, number| {
        let accepted = given::accepted(sealed, number);
        let complete = given::complete(sealed, &accepted);
        json!({ "name": name, "act": name, "accepted": first(&accepted), "complete": second(&complete) })
    };
    json!({
        "root": given::key("root").key(),
        "certificates": certificates(),
        "receipts": [
            pair("photo_and_text", &with_photo, 7),
            pair("text_alone", &alone, 8),
            pair("withdraw", &given::sealed(&withdrawal), 7),
        ],
        "proof": {
            "name": "proof",
            "signed_by": "device",
            "epoch": given::epoch(),
            "nonce": given::nonce(),
            "bytes": hex(given::device().prove(given::epoch(), given::nonce())),
        },
        "region": region(&given_region()),
        "region_with_names": region(&region_with_names()),
        "region_with_categories": region(&region_with_categories()),
        "region_with_time": region(&region_with_time()),
        "region_with_rules": region(&region_with_rules()),
        "region_with_spoken": region(&region_with_spoken()),
        "region_with_base_map": region(&region_with_base_map()),
        "spoken_archive": hex(report::spoken::archive(&given_recordings())),
    })
}

fn certificates() -> Vec<Value> {
    let described = given::certificates().into_iter().zip(given::certificate_bytes());
    described
        .map(|(certificate, bytes)| {
            let purpose = match certificate.purpose {
                Purpose::Receipts => "receipts",
                Purpose::Region => "region",
                Purpose::Root => "root",
            };
            json!({ "key": certificate.key, "purpose": purpose, "since_ms": certificate.since_ms, "bytes": hex(bytes) })
        })
        .collect()
}

fn first(receipt: &Accepted) -> Value {
    let expected = receipt.expected.iter().map(|one| json!({ "sha256": one.sha256, "length": one.length }));
    told(json!({
        "case_number": receipt.case_number,
        "tracking_code": receipt.tracking_code.as_ref().map(TrackingCode::compact),
        "at_ms": receipt.at_ms,
        "expected": expected.collect::<Vec<_>>(),
        "bytes": hex(receipt.sign(&given::key("receipts"), &given::portal())),
    }))
}

fn second(receipt: &Complete) -> Value {
    json!({
        "case_number": receipt.case_number,
        "stored": receipt.stored,
        "at_ms": receipt.at_ms,
        "bytes": hex(receipt.sign(&given::key("receipts"), &given::portal())),
    })
}

fn region(pack: &RegionPack) -> Value {
    json!({ "made_at_ms": pack.made_at_ms, "bytes": hex(pack.sign(&given::key("region"), &given::portal())) })
}

pub fn given_region() -> RegionPack {
    let unit = |code: &str, name: &str, commune: Option<&str>, category: Option<&str>| PackUnit {
        code: code.into(),
        name: name.into(),
        commune: commune.map(Into::into),
        category: category.map(Into::into),
    };
    RegionPack {
        made_at_ms: given::FIRST_AT_MS,
        communes: r#"{"type":"FeatureCollection","features":[]}"#.into(),
        units: vec![
            unit("ubnd-19333", "UBND phường", Some("19333"), None),
            unit("dien", "Điện lực", None, Some("dien-chieu-sang")),
        ],
        categories: vec!["giao-thong".into(), "dien-chieu-sang".into()],
        old_communes: None,
        places: None,
        category_details: None,
        time: None,
        rules: None,
        spoken: None,
        base_map: None,
    }
}

/// With what people say when they say where: every field, and as few as may be.
pub fn region_with_names() -> RegionPack {
    let old = |name: &str, valid_from: Option<&str>, district: Option<&str>| PackOldCommune {
        code: "19334".into(),
        name: name.into(),
        today: "19333".into(),
        valid_until: "2025-06-30".into(),
        valid_from: valid_from.map(Into::into),
        district: district.map(Into::into),
    };
    let place = |name: &str, kind, at: Option<(f64, f64)>| PackPlace {
        name: name.into(),
        kind,
        commune: "19333".into(),
        lat: at.and_then(|(lat, _)| Degrees::from_degrees(lat)),
        lon: at.and_then(|(_, lon)| Degrees::from_degrees(lon)),
    };
    RegionPack {
        old_communes: Some(vec![
            old("Phường Một", Some("2000-01-01"), Some("Thành phố")),
            old("Phường Hai", None, Some("Thành phố")),
            old("Phường Ba", None, None),
        ]),
        places: Some(vec![place("Cầu mẫu", 2, Some((16.8163, 107.096))), place("Xóm mẫu", 0, None)]),
        ..given_region()
    }
}

/// With what the province says of its categories: every field, and as few as may be.
pub fn region_with_categories() -> RegionPack {
    let category = |code: &str, vi: &str, en: &str| PackCategory {
        code: code.into(),
        vi: vi.into(),
        en: en.into(),
        icon: code.into(),
        identity: 0,
        hotline: None,
        photo_unwanted: None,
        private: None,
    };
    RegionPack {
        category_details: Some(vec![
            category("giao-thong", "Giao thông", "Roads and traffic"),
            PackCategory {
                identity: 1,
                hotline: Some("Gọi 113".into()),
                photo_unwanted: Some(1),
                private: Some(1),
                ..category("dien-chieu-sang", "Điện, chiếu sáng", "Electricity, lighting")
            },
        ]),
        ..given_region()
    }
}

/// With working time and deadlines: every field, and as few as may be.
pub fn region_with_time() -> RegionPack {
    let day = |date: &str, kind: &str, vi: &str, en: &str| PackDay {
        date: date.into(),
        kind: kind.into(),
        vi: vi.into(),
        en: en.into(),
    };
    let handle = |urgency: &str, allowance: &str, pace: &str| PackDeadline {
        step: "handle".into(),
        urgency: urgency.into(),
        allowance: allowance.into(),
        pace: pace.into(),
        confirmed: 0,
        category: None,
    };
    RegionPack {
        time: Some(PackTime {
            hours: "07:00-11:30,13:30-17:00".into(),
            days: vec![
                day("2026-11-24", "public", "Ngày Văn hóa Việt Nam", "Vietnam Culture Day"),
                day("2026-08-22", "weekend_workday", "Làm bù", ""),
            ],
            deadlines: vec![
                handle("urgent", "240m", "always"),
                PackDeadline { confirmed: 1, category: Some("giao-thong".into()), ..handle("normal", "5d", "working") },
            ],
            day_and_night: vec!["dien-chieu-sang".into()],
        }),
        ..given_region()
    }
}

/// With rules by which reports go to units: every field, and as few as may be.
pub fn region_with_rules() -> RegionPack {
    let any = PackRule {
        unit: "dien".into(),
        name: "Điện lực".into(),
        category: None,
        commune: None,
        weekdays: None,
        hours: None,
        first: None,
        last: None,
    };
    let night = PackRule {
        category: Some("giao-thong".into()),
        commune: Some("19333".into()),
        weekdays: Some(96),
        hours: Some("18:00-06:00".into()),
        first: Some("2026-11-24".into()),
        last: Some("2026-12-31".into()),
        ..any.clone()
    };
    RegionPack { rules: Some(vec![night, any]), ..given_region() }
}

/// With the archive of recordings that it names.
pub fn region_with_spoken() -> RegionPack {
    let archive = report::spoken::archive(&given_recordings());
    let language = |code: &str, name: &str| SpokenLanguage { code: code.into(), name: name.into() };
    let spoken = PackSpoken {
        archive: Sha256::of(&archive),
        length: archive.len() as u64,
        languages: vec![language("vi", "Tiếng Việt"), language("bru", "Bru–Vân Kiều")],
    };
    RegionPack { spoken: Some(spoken), ..given_region() }
}

/// With a base map.
pub fn region_with_base_map() -> RegionPack {
    let base_map = PackBaseMap {
        sha256: Sha256::of(b"a base map"),
        length: 10,
        attribution: "© OpenStreetMap contributors".into(),
    };
    RegionPack { base_map: Some(base_map), ..given_region() }
}

/// Every field, and as few as may be. The sound is none.
fn given_recordings() -> Vec<Recording> {
    let recording = |language: &str, says: &str, words: Option<&str>| Recording {
        language: language.into(),
        says: says.into(),
        media_type: "audio/webm".into(),
        bytes: says.as_bytes().to_vec().into(),
        words: words.map(Into::into),
    };
    vec![
        recording("bru", "category:giao-thong", None),
        recording("vi", "template:7", Some("Phản ánh {so_phan_anh} đã xử lý xong.")),
    ]
}

pub fn tracking() -> Value {
    let all_values: [u8; 13] = std::array::from_fn(|index| (index * 5 % 32) as u8);
    let codes = [[0; 13], [31; 13], all_values, [1, 0, 17, 4, 30, 9, 2, 3, 8, 31, 22, 5, 6], [0xff; 13]];
    let good = TrackingCode::from_random(codes[3]).compact();
    json!({
        "codes": codes.map(tracking_code),
        "refused": [
            { "name": "one_character_changed", "typed": good.replacen('4', "5", 1) },
            { "name": "check_character_changed", "typed": format!("{}Z", &good[..13]) },
            { "name": "neighbours_exchanged", "typed": format!("{}{}{}", &good[1..2], &good[..1], &good[2..]) },
            { "name": "one_too_few", "typed": &good[..13] },
            { "name": "one_too_many", "typed": format!("{good}0") },
            { "name": "a_letter_outside_the_alphabet", "typed": good.replacen('4', "U", 1) },
            { "name": "an_underscore_between", "typed": good.replacen('4', "_4", 1) },
            { "name": "nothing", "typed": "" },
        ],
    })
}

fn tracking_code(random: [u8; 13]) -> Value {
    let code = TrackingCode::from_random(random);
    let (compact, shown) = (code.compact(), code.to_string());
    json!({
        "name": compact,
        "random": hex(random),
        "compact": compact,
        "shown": shown,
        "also_typed": [
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', "."),
            shown.replace('-', "–"),
            format!(" {compact} "),
            compact.replace('0', "O").replace('1', "I"),
            compact.replace('0', "o").replace('1', "l"),
        ],
    })
}
