//! The main job with the real programs: filed without a network, accepted once, dispatched, answered, read.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use end_to_end::{Device, Portal, photo, require_data};
use serde_json::Value;

#[test]
fn a_report_filed_offline_is_sent_once_after_reconnecting_and_its_answer_comes_back() {
    let Some(data) = require_data("a_report_filed_offline_is_sent_once_after_reconnecting_and_its_answer_comes_back")
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (device, mut portal) = (Device::new(), Portal::new(folder.path()));
    portal.start();
    import(&portal, &data);
    assert_eq!(device.sync(&portal.url()).code, 0, "first contact brings the region pack");
    portal.kill();

    let photos = [photo("quang-tri/dong_ha_13mp_orient6.jpg").unwrap()];
    let filed = device.report(&photos, &["--text", "Ổ gà sâu trước cổng chợ"]);
    assert_eq!(filed.code, 0, "{filed:?}");
    let offline = device.sync(&portal.url());
    assert_eq!((offline.code, offline.json["waiting"].as_u64()), (3, Some(1)));
    assert_eq!(device.list()[0]["state"], "queued");
    assert_eq!(device.list()[0]["commune_code"], "19333");

    portal.start();
    let sent = device.sync(&portal.url());
    assert_eq!((sent.code, sent.json["accepted"].as_u64()), (0, Some(1)), "{sent:?}");
    assert_eq!(device.sync(&portal.url()).json["accepted"], 0, "a second sync sends nothing again");
    let cases = portal.cases();
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0]["commune_code"], "19333");
    assert_eq!(device.list()[0]["state"], "complete");
    assert_eq!(device.list()[0]["tracking_code"], cases[0]["tracking_code"]);
    stored_photo_is_clean(&cases[0]["photos"][0]);

    let number = cases[0]["id"].as_str().unwrap();
    portal.command(&["case", "dispatch", number]);
    portal.command(&["case", "answer", number, "--outcome", "fixed", "--text", "Đã vá xong mặt đường."]);
    assert_eq!(device.sync(&portal.url()).code, 0);
    let story = device.run(&["show", filed.text("id")]).json;
    let statuses: Vec<&str> =
        story["timeline"].as_array().unwrap().iter().map(|entry| entry["status"].as_str().unwrap()).collect();
    assert_eq!(statuses.first(), Some(&"submitted"));
    assert_eq!(statuses.last(), Some(&"answered"));
    assert!(statuses.contains(&"dispatched"), "{statuses:?}");
    let answer = story["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((answer["outcome"].as_str(), answer["text"].as_str()), (Some("fixed"), Some("Đã vá xong mặt đường.")));
    let receipts = device.run(&["receipt", filed.text("id")]).json;
    assert!(receipts["accepted"].is_string() && receipts["complete"].is_string());
}

#[test]
fn two_devices_with_many_reports_each_get_a_case_for_each_and_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::started(folder.path());
    let devices = [Device::new(), Device::new()];
    for device in &devices {
        for number in 0..30 {
            let text = format!("Phản ánh {number}");
            assert_eq!(device.report(&[], &["--text", &text, "--at", "16.8163,107.096,8"]).code, 0);
        }
        let sent = device.sync(&portal.url());
        assert_eq!((sent.code, sent.json["accepted"].as_u64()), (0, Some(30)), "{sent:?}");
    }
    let cases = portal.cases();
    assert_eq!(cases.len(), 60);
    let mut codes: Vec<String> = devices
        .iter()
        .flat_map(Device::list)
        .map(|report| report["tracking_code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 60, "each report has a tracking code of its own");
}

#[test]
fn without_a_region_pack_the_commune_is_for_the_duty_desk_to_confirm() {
    let folder = tempfile::tempdir().unwrap();
    let (device, portal) = (Device::new(), Portal::started(folder.path()));
    assert_eq!(device.report(&[], &["--text", "Cây đổ", "--at", "16.6207,106.7286"]).code, 0);
    assert_eq!(device.list()[0]["commune_code"], Value::Null, "a suggestion is not a fact");
    assert_eq!(device.sync(&portal.url()).code, 0);
    assert_eq!(portal.cases().len(), 1);
}

/// The portal learns the province's polygons.
fn import(portal: &Portal, data: &Path) {
    let polygons = data.join("region/communes-2025.geojson");
    portal.command(&["region", "import", polygons.to_str().unwrap()]);
}

/// Whole, upright, at most 1600 px, and without any metadata by exiftool's own judgement.
fn stored_photo_is_clean(photo: &Value) {
    assert_eq!(photo["complete"], true);
    let path = photo["path"].as_str().unwrap();
    assert_eq!(report::Sha256::of(&std::fs::read(path).unwrap()).to_string(), photo["sha256"].as_str().unwrap());
    let output = Command::new("exiftool").args(["-j", "-G", path]).output().expect("exiftool is installed");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (width, height) =
        (found[0]["File:ImageWidth"].as_u64().unwrap(), found[0]["File:ImageHeight"].as_u64().unwrap());
    assert_eq!((width, height), (1600, 1200), "3120 × 4160, to be turned by 90°, is upright at most 1600 px");
    let groups = found[0].as_object().unwrap().keys().filter_map(|key| key.split(':').next());
    let metadata: Vec<&str> =
        groups.filter(|group| !matches!(*group, "SourceFile" | "ExifTool" | "File" | "Composite" | "JFIF")).collect();
    assert!(metadata.is_empty(), "{metadata:?}");
}
