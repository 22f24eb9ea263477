//! `outbox photo` and `outbox place` against what exiftool read from the same photos: every row of the manifest.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use end_to_end::{Device, require_data};

type Row = std::collections::HashMap<String, String>;

#[test]
fn outbox_photo_agrees_with_every_row_of_the_manifest() {
    let Some(data) = require_data("outbox_photo_agrees_with_every_row_of_the_manifest") else { return };
    let device = Device::new();
    for row in rows(&data) {
        photo_agrees(&device, &data, &row);
    }
}

#[test]
fn outbox_place_agrees_with_every_row_of_the_manifest() {
    let Some(data) = require_data("outbox_place_agrees_with_every_row_of_the_manifest") else { return };
    let (device, pack) = (Device::new(), data.join("region/communes-2025.geojson"));
    let mut checked = 0;
    for row in rows(&data) {
        let Some(expected) = text(&row, "expected_commune") else { continue };
        let position = format!("{},{}", row["lat"], row["lon"]);
        let place = device.run(&["place", &position, "--pack", pack.to_str().unwrap()]).json;
        let found = (place["method"].as_str().unwrap(), place["commune_code"].as_str());
        match expected.split_once(':') {
            Some((_, coast)) => assert_eq!(found, ("nearest_coast", Some(coast)), "{}", row["file"]),
            None if expected == "outside" => assert_eq!(found, ("outside", None), "{}", row["file"]),
            None => assert_eq!(found, ("polygon", Some(expected)), "{}", row["file"]),
        }
        let suggested = device.run(&["place", &position]).json;
        if expected.parse::<u32>().is_ok() {
            assert_eq!(suggested["method"], "suggested");
            let offered = suggested["candidates"].as_array().unwrap();
            assert_eq!(offered.len(), 3);
            assert!(offered.iter().any(|offer| offer["code"] == expected), "{}", row["file"]);
        }
        checked += 1;
    }
    assert!(checked >= 8);
}

fn photo_agrees(device: &Device, data: &Path, row: &Row) {
    let file = data.join("photos").join(&row["file"]);
    let (out, thumb) = (device.folder().join("out.jpg"), device.folder().join("thumb.jpg"));
    let paths = [&file, &out, &thumb].map(|path| path.to_str().unwrap().to_owned());
    let run = device.run(&["photo", &paths[0], "--out", &paths[1], "--thumb", &paths[2]]);
    if let Some(code) = expected_refusal(row) {
        assert_eq!((run.code, run.text("code")), (4, code), "{}", row["file"]);
        return;
    }
    assert_eq!(run.code, 0, "{}: {run:?}", row["file"]);
    let number = |field: &str| run.json[field].as_f64();
    assert_eq!((number("width"), number("height")), upright(row), "{}", row["file"]);
    assert!(number("thumb_bytes").unwrap() <= 6144.0, "{}", row["file"]);
    let stored = std::fs::read(&out).unwrap();
    assert_eq!(run.text("sha256"), report::Sha256::of(&stored).to_string());
    assert_eq!(number("bytes"), Some(stored.len() as f64));
    near(number("lat"), position(row, "lat"), 1e-6, &row["file"]);
    near(number("lon"), position(row, "lon"), 1e-6, &row["file"]);
    near(number("accuracy_m"), text(row, "gps_error_m").map(|metres| metres.parse().unwrap()), 0.5, &row["file"]);
    let taken = run.json["taken_at"].as_str().map(|at| at.replace(['-', ':', 'T', ' '], ""));
    let expected = text(row, "taken_at").map(|at| format!("{at}{}", row["offset"]).replace(['-', ':', 'T', ' '], ""));
    assert_eq!(taken, expected, "{}", row["file"]);
}

/// What must be refused, by the manifest's format.
fn expected_refusal(row: &Row) -> Option<&'static str> {
    match (row["file"].as_str(), row["format"].as_str()) {
        ("broken/bomb_30000x30000_1bit.png", _) => Some("photo_too_many_pixels"),
        ("broken/truncated_60pct.jpg", _) => Some("photo_broken"),
        (_, "") => Some("photo_empty"),
        (_, "HTML") => Some("photo_not_a_picture"),
        _ => None,
    }
}

/// Width and height after turning upright and fitting into 1600 px, never enlarged.
fn upright(row: &Row) -> (Option<f64>, Option<f64>) {
    let size = |field: &str| row[field].parse::<f64>().unwrap();
    let turned = matches!(row["orientation"].as_str(), "5" | "6" | "7" | "8");
    let (width, height) = if turned { (size("height"), size("width")) } else { (size("width"), size("height")) };
    let scale = (1600.0 / width.max(height)).min(1.0);
    (Some((width * scale).round()), Some((height * scale).round()))
}

/// The position of the row; 0,0 is none.
fn position(row: &Row, field: &str) -> Option<f64> {
    let none = text(row, "lat") == Some("0") && text(row, "lon") == Some("0");
    text(row, field).filter(|_| !none).map(|degrees| degrees.parse().unwrap())
}

fn near(found: Option<f64>, expected: Option<f64>, tolerance: f64, file: &str) {
    match (found, expected) {
        (Some(found), Some(expected)) => assert!((found - expected).abs() <= tolerance, "{file}: {found} ≠ {expected}"),
        (found, expected) => assert_eq!(found, expected, "{file}"),
    }
}

fn text<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    Some(row[field].as_str()).filter(|text| !text.is_empty())
}

fn rows(data: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(data.join("photos/manifest.csv")).unwrap();
    let rows: Vec<Row> = reader.deserialize().map(Result::unwrap).collect();
    assert!(rows.len() >= 30);
    rows
}
