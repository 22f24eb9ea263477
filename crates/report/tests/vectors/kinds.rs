//! The document of the kinds of acts: one or two good ones of each, and what breaks the rule of a kind.

use report::{Act, ActKind, Content, PlaceSource, Rating, Sha256, limits};
use serde_json::{Value, json};

use crate::files::hex;
use crate::{given, good};

pub fn document() -> Value {
    let good = acts().into_iter().map(|(name, act)| good::sealed(name, &given::sealed(&act), &given::payload(&act)));
    let refused = refused().into_iter().map(|(name, payload, code)| {
        let sealed = given::key("device").sign(Content::Act, &given::portal(), payload);
        json!({ "name": name, "sealed": hex(sealed), "code": code })
    });
    json!({ "acts": good.collect::<Vec<_>>(), "refused": refused.collect::<Vec<_>>() })
}

/// Every kind but a first report, by name.
pub fn acts() -> Vec<(&'static str, Act)> {
    vec![
        ("edit", edit()),
        ("answer_in_words", Act { text: Some("Ngay trước cổng chợ.".into()), ..own(ActKind::Answer) }),
        (
            "answer_with_a_photo",
            Act { attachments: vec![given::photo(given::PHOTO, None)], ..of_case(ActKind::Answer) },
        ),
        ("rate", Act { rating: Some(Rating::VerySatisfied), text: Some("Cảm ơn.".into()), ..own(ActKind::Rate) }),
        ("rate_as_low_as_may_be", Act { rating: Some(Rating::VeryDissatisfied), ..of_case(ActKind::Rate) }),
        ("rework", Act { text: Some("Đã vá nhưng lại bong.".into()), ..own(ActKind::Rework) }),
        ("withdraw", own(ActKind::Withdraw)),
        ("withdraw_with_a_reason", Act { text: Some("Đã tự khắc phục.".into()), ..of_case(ActKind::Withdraw) }),
        ("me_too", of_case(ActKind::MeToo)),
        ("follow", of_case(ActKind::Follow)),
        ("unfollow", of_case(ActKind::Unfollow)),
        ("erase", own(ActKind::Erase)),
    ]
}

/// The report `photo_and_text` with other content: the case stays, its text and photos are these.
fn edit() -> Act {
    let report = given::photo_and_text();
    let place = report.place.clone().map(|place| report::Place { source: PlaceSource::Map, ..place });
    Act {
        text: Some("Ổ gà sâu giữa làn xe, nay đã rộng gần một mét.".into()),
        place,
        attachments: vec![],
        replaces: Some(report.id),
        ..numbered(ActKind::Report, report)
    }
}

/// An act about the device's own report `photo_and_text`.
fn own(kind: ActKind) -> Act {
    Act { about: Some(given::photo_and_text().id), ..bare(kind) }
}

/// An act about a case by its number.
fn of_case(kind: ActKind) -> Act {
    Act { case: Some("QT-2026-000007".parse().unwrap()), ..bare(kind) }
}

fn bare(kind: ActKind) -> Act {
    let nothing = Act { category: None, text: None, place: None, attachments: vec![], ..given::photo_and_text() };
    numbered(kind, Act { consent_version: 0, ..nothing })
}

/// The act as one of this kind, made some minutes after the first report; each kind has an id of its own.
fn numbered(kind: ActKind, act: Act) -> Act {
    let number = ActKind::ALL.iter().position(|known| *known == kind).unwrap() as u64 + 1;
    let captured_at_ms = given::FIRST_AT_MS + 600_000 * number as i64;
    let id = format!("{:08x}-{:04x}-7abc-8def-0123456789{number:02x}", captured_at_ms >> 16, captured_at_ms & 0xffff);
    Act { id: id.parse().unwrap(), kind, captured_at_ms, uptime_ms: act.uptime_ms + 600_000 * number, ..act }
}

fn refused() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let photo = || vec![given::photo(given::PHOTO, None)];
    let case = Some("QT-2026-000007".parse().unwrap());
    let incomplete = |name, act: Act| (name, given::payload(&act), "act_incomplete");
    let mut refused = vec![
        incomplete("about_a_report_and_a_case", Act { case, ..own(ActKind::Withdraw) }),
        incomplete("about_nothing", bare(ActKind::Withdraw)),
        incomplete("me_too_about_an_own_report", own(ActKind::MeToo)),
        incomplete("follow_about_an_own_report", own(ActKind::Follow)),
        incomplete("unfollow_about_an_own_report", own(ActKind::Unfollow)),
        incomplete("rate_without_a_rating", own(ActKind::Rate)),
        incomplete("answer_without_words_or_photo", own(ActKind::Answer)),
        incomplete("rework_without_words", Act { attachments: photo(), ..own(ActKind::Rework) }),
        incomplete("rework_in_blanks", Act { text: Some(" \n".into()), ..own(ActKind::Rework) }),
    ];
    for (name, kind) in [
        ("attachments_on_a_follow", ActKind::Follow),
        ("attachments_on_a_rating", ActKind::Rate),
        ("attachments_on_an_erasure", ActKind::Erase),
    ] {
        let rating = (kind == ActKind::Rate).then_some(Rating::Satisfied);
        refused.push(incomplete(name, Act { attachments: photo(), rating, ..of_case(kind) }));
    }
    let rate = given::payload(&Act { rating: Some(Rating::VeryDissatisfied), ..own(ActKind::Rate) });
    let rated = |rating: u8| [&rate[..rate.len() - 1], &[rating]].concat();
    let nine = vec![Sha256::of(b"a salted part"); limits::PARTS + 1];
    refused.extend([
        ("rating_0", rated(0), "act_malformed"),
        ("rating_5", rated(5), "act_malformed"),
        ("kind_9", kind_9(), "act_malformed"),
        ("nine_parts", given::payload(&Act { parts: Some(nine), ..given::photo_and_text() }), "act_malformed"),
        ("a_case_number_that_is_none", with_another_number(), "act_malformed"),
        (
            "a_rework_of_10001_characters",
            given::payload(&Act { text: Some("a".repeat(limits::TEXT_CHARS + 1)), ..own(ActKind::Rework) }),
            "text_too_long",
        ),
    ]);
    refused
}

fn kind_9() -> Vec<u8> {
    let mut payload = given::payload(&own(ActKind::Erase));
    // `{0: h'…' (1 + 1 + 1 + 16 bytes with the map's head), 1: kind, …`
    assert_eq!(payload[19..21], [0x01, 0x08]);
    payload[20] = 9;
    payload
}

fn with_another_number() -> Vec<u8> {
    let mut payload = given::payload(&of_case(ActKind::Follow));
    let at = payload.windows(7).position(|window| window == b"QT-2026").unwrap();
    payload[at + 2] = b'/';
    payload
}
