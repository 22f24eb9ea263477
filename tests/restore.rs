//! The portal dies, and comes back from yesterday's backup: what came since then comes back from the devices.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use end_to_end::{Device, Portal};
use rand::Rng as _;
use serde_json::Value;

const REPORTS: usize = 200;
const BACKED_UP: usize = 100;
const PHOTO_EVERY: usize = 20;

#[test]
fn a_portal_restored_from_yesterday_has_every_report_once_under_its_own_number_again() {
    let folder = tempfile::tempdir().unwrap();
    let (device, copy) = (Device::new(), folder.path().join("yesterday"));
    let mut portal = Portal::started(&folder.path().join("portal"));
    for number in 0..BACKED_UP {
        report(&device, number);
    }
    assert_eq!(device.sync_until_done(&portal.url()).code, 0);
    portal.command(&["backup", "--to", copy.to_str().unwrap()]);
    for number in BACKED_UP..REPORTS {
        report(&device, number);
    }
    assert_eq!(device.sync_until_done(&portal.url()).code, 0);
    let (cases, receipts) = (by_act(&portal), receipts(&device));
    assert_eq!(cases.len(), REPORTS);
    portal.kill();

    let mut restored = Portal::new(&folder.path().join("restored"));
    restored.command(&["restore", "--from", copy.to_str().unwrap()]);
    restored.start();
    assert_eq!(restored.cases().len(), BACKED_UP);
    assert_eq!(device.sync_until_done(&restored.url()).code, 0);

    assert_eq!(restored.cases().len(), REPORTS, "each once");
    assert!(by_act(&restored) == cases, "under the same numbers and codes");
    for photo in restored.cases().iter().flat_map(|case| case["photos"].as_array().unwrap()) {
        let bytes = std::fs::read(photo["path"].as_str().unwrap()).unwrap();
        assert_eq!(report::Sha256::of(&bytes).to_string(), photo["sha256"].as_str().unwrap());
    }
    let checked = restored.command(&["check"]);
    let photos = REPORTS / PHOTO_EVERY;
    assert_eq!((checked["photos"].as_u64(), &checked["faults"]), (Some(photos as u64), &Value::Array(Vec::new())));
    assert!(self::receipts(&device) == receipts, "the same receipts as before");
    assert!(device.list().iter().all(|report| report["state"] == "complete"));

    report(&device, REPORTS);
    assert_eq!(device.sync_until_done(&restored.url()).code, 0);
    let numbers: Vec<String> = by_act(&restored).into_values().map(|(number, _)| number).collect();
    let newest = numbers.iter().max().unwrap();
    assert!(newest.ends_with("-010101"), "a new report gets a number behind the gap: {newest}");
}

/// Case number and tracking code by act.
fn by_act(portal: &Portal) -> BTreeMap<String, (String, String)> {
    let text = |case: &Value, field: &str| case[field].as_str().unwrap().to_owned();
    let cases = portal.cases();
    cases.iter().map(|case| (text(case, "act_id"), (text(case, "id"), text(case, "tracking_code")))).collect()
}

/// What the device shows of every tenth report's receipts, which it verified when they came.
fn receipts(device: &Device) -> Vec<Value> {
    let reports = device.list();
    let some = reports.iter().step_by(10);
    some.map(|report| device.run(&["receipt", report["id"].as_str().unwrap()]).json).collect()
}

/// A report; every twentieth has a photo that no other has.
fn report(device: &Device, number: usize) {
    let photo = device.folder().join("picture.jpg");
    let has_photo = number.is_multiple_of(PHOTO_EVERY) && number < REPORTS;
    if has_photo {
        let mut noise = image::RgbImage::new(320, 240);
        rand::rng().fill(&mut *noise);
        noise.save(&photo).unwrap();
    }
    let photos = if has_photo { vec![photo] } else { Vec::new() };
    let run = device.report(&photos, &["--text", &format!("marker-{number}"), "--at", "16.8163,107.096"]);
    assert_eq!(run.code, 0, "{run:?}");
}
