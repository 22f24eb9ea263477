//! What is public around here: fetched when somebody looks, kept, told while the same is about to be reported.

use std::time::Duration;

use outbox::draft::Spot;
use outbox::{Clock as _, Draft, DraftChange};
use serde_json::{Value, json};

use crate::device::Device;
use crate::portal::{FakePortal, Reply};

const DONG_HA: &str = "19333";

fn case(number: u32, category: &str, spot: Option<(f64, f64)>) -> Value {
    json!({
        "case_number": format!("QT-2026-{number:06}"), "status": "in_progress", "category": category,
        "submitted_at": "2026-11-20T02:00:00Z", "lat": spot.map(|(lat, _)| lat), "lon": spot.map(|(_, lon)| lon),
        "text": "Ổ gà trước chợ",
    })
}

/// A portal that tells these cases of every commune, under this tag.
async fn telling(cases: Vec<Value>, etag: &'static str) -> FakePortal {
    let portal = FakePortal::start().await;
    tell(&portal, json!({ "cases": cases }).to_string(), etag);
    portal
}

fn tell(portal: &FakePortal, body: String, etag: &'static str) {
    portal.lie(move |asked, _| {
        if !asked.path.starts_with("/v1/around") {
            return None;
        }
        let held = asked.headers.iter().any(|(name, held)| name.eq_ignore_ascii_case("if-none-match") && held == etag);
        let head = [("Content-Type", "application/json"), ("ETag", etag)];
        Some(if held {
            Reply::status("304 Not Modified", &head, b"")
        } else {
            Reply::status("200 OK", &head, body.as_bytes())
        })
    });
}

fn asked(portal: &FakePortal) -> usize {
    portal.asked().iter().filter(|asked| asked.path.starts_with("/v1/around")).count()
}

/// A draft of this category in the market of Đông Hà.
fn draft(device: &Device, category: &str) -> Draft {
    let id = device.outbox.new_draft().unwrap().id;
    let spot = Spot { lat: 16.8163, lon: 107.0961, accuracy_m: Some(20.0) };
    let change = DraftChange {
        category: Some(category.into()),
        spot: Some(spot),
        commune: Some(DONG_HA.into()),
        ..DraftChange::default()
    };
    device.outbox.change_draft(id, change).unwrap()
}

fn similar(device: &Device, category: &str) -> Vec<String> {
    let similar = device.outbox.similar(&draft(device, category)).unwrap();
    similar.iter().map(|similar| similar.case.case_number.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_there_without_a_network_and_asked_again_only_when_somebody_looks_later() {
    let portal = telling(vec![case(1, "giao-thong", None)], "\"one\"").await;
    let device = Device::new();
    device.sync(&portal.address()).await;
    assert_eq!(asked(&portal), 0, "nobody looked");
    let (nothing, stale) = device.outbox.around(DONG_HA).unwrap();
    assert!(stale && nothing.told_at.is_none() && nothing.cases.is_empty());
    device.sync(&portal.address()).await;
    device.sync(&portal.address()).await;
    assert_eq!(asked(&portal), 1);
    let (told, stale) = device.outbox.around(DONG_HA).unwrap();
    assert!(!stale && told.told_at.is_some());
    assert_eq!(told.cases[0].case_number.as_str(), "QT-2026-000001");
    device.clock.pass(Duration::from_secs(11 * 60));
    assert!(device.outbox.around(DONG_HA).unwrap().1);
    device.sync(&portal.address()).await;
    assert_eq!(asked(&portal), 2);
    let (told, stale) = device.outbox.around(DONG_HA).unwrap();
    assert!(!stale && told.cases.len() == 1, "«not modified» keeps what was told");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_owed_becomes_overdue_by_the_devices_clock_without_being_told_again() {
    let device = Device::new();
    let now = device.clock.now();
    let mut owed = case(1, "giao-thong", None);
    owed["answer_due"] = json!((now + Duration::from_secs(3600)).to_string());
    let mut ended = owed.clone();
    (ended["case_number"], ended["status"]) = (json!("QT-2026-000002"), json!("closed"));
    let mut strange = owed.clone();
    (strange["case_number"], strange["answer_due"]) = (json!("QT-2026-000003"), json!("mai"));
    let portal = telling(vec![owed, ended, strange], "\"due\"").await;
    device.outbox.around(DONG_HA).unwrap();
    device.sync(&portal.address()).await;
    let overdue = || {
        let (told, _) = device.outbox.around(DONG_HA).unwrap();
        let now = device.clock.now();
        told.cases.iter().map(|case| case.overdue_since(now).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(overdue(), [false, false, false]);
    device.clock.pass(Duration::from_secs(3601));
    assert_eq!(overdue(), [true, false, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_close_by_is_offered_the_nearest_first_and_nothing_else() {
    let near = |lat| Some((lat, 107.0961));
    let closed = json!({ "status": "closed" });
    let mut ended = case(5, "giao-thong", near(16.8163));
    ended["status"] = closed["status"].clone();
    let cases = vec![
        case(1, "giao-thong", None),
        case(2, "giao-thong", near(16.8185)),
        case(3, "giao-thong", near(16.8170)),
        case(4, "giao-thong", near(16.8263)),
        ended,
        case(6, "moi-truong", near(16.8163)),
    ];
    let portal = telling(cases, "\"many\"").await;
    let device = Device::new();
    device.outbox.around(DONG_HA).unwrap();
    device.sync(&portal.address()).await;
    assert_eq!(similar(&device, "giao-thong"), ["QT-2026-000003", "QT-2026-000002", "QT-2026-000001"]);
    assert_eq!(similar(&device, "y-te"), Vec::<String>::new());
    device.outbox.me_too(&"QT-2026-000003".parse().unwrap()).unwrap();
    assert_eq!(similar(&device, "giao-thong"), ["QT-2026-000002", "QT-2026-000001"], "said once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_passed_over_and_what_is_no_list_makes_nothing_wait() {
    let mut strange = case(1, "giao-thong", Some((999.0, 107.0)));
    strange["text"] = json!("a\u{0}b\u{202e}😀");
    let bad = json!({ "cases": [strange, { "case_number": "none", "status": "x", "category": "y", "submitted_at": "z", "text": "" }] });
    let portal = FakePortal::start().await;
    tell(&portal, bad.to_string(), "\"bad\"");
    let device = Device::new();
    device.outbox.around(DONG_HA).unwrap();
    device.sync(&portal.address()).await;
    let cases = device.outbox.around(DONG_HA).unwrap().0.cases;
    assert_eq!((cases.len(), cases[0].spot, cases[0].text.as_str()), (1, None, "ab😀"));

    tell(&portal, "<html>".into(), "\"worse\"");
    device.clock.pass(Duration::from_secs(11 * 60));
    device.outbox.around(DONG_HA).unwrap();
    let id = device.file("Đèn hỏng", &[]);
    let state = device.sync(&portal.address()).await;
    assert_eq!(state.problem, None, "nothing of the citizen's own is wrong");
    assert_eq!(device.outbox.story(id).unwrap().summary.state, outbox::ReportState::Complete);
    assert_eq!(device.outbox.around(DONG_HA).unwrap().0.cases.len(), 1, "what was known stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_communes_that_nobody_looked_at_for_the_longest_are_forgotten() {
    let portal = telling(vec![case(1, "giao-thong", None)], "\"one\"").await;
    let device = Device::new();
    device.outbox.around(DONG_HA).unwrap();
    device.sync(&portal.address()).await;
    for number in 0..12 {
        device.clock.pass(Duration::from_secs(1));
        device.outbox.around(&format!("2{number:04}")).unwrap();
    }
    device.clock.pass(Duration::from_secs(1));
    let (forgotten, stale) = device.outbox.around(DONG_HA).unwrap();
    assert!(stale && forgotten.cases.is_empty());
    assert_eq!(device.outbox.around_where().unwrap().as_deref(), Some(DONG_HA));
}
