//! What people and files do wrong: a clear code and words, the draft kept, everything else goes on.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use end_to_end::{Device, Killed, Portal, Run, photo, program, require_data};

#[test]
fn a_picture_that_claims_900_million_pixels_is_refused_and_the_draft_kept() {
    refuses_photo("broken/bomb_30000x30000_1bit.png", "photo_too_many_pixels");
}

#[test]
fn a_page_named_jpg_is_refused_and_the_draft_kept() {
    refuses_photo("broken/html_named_jpg.jpg", "photo_not_a_picture");
}

#[test]
fn a_truncated_photo_is_refused_and_the_draft_kept() {
    refuses_photo("broken/truncated_60pct.jpg", "photo_broken");
}

#[test]
fn an_empty_photo_is_refused_and_the_draft_kept() {
    refuses_photo("broken/zero_bytes.jpg", "photo_empty");
}

#[test]
fn a_heic_photo_that_nothing_here_reads_is_named_as_such_and_the_draft_kept() {
    let name = "formats/no_exif.heic";
    let Some(device) = with_photo(name) else { return };
    let photo = photo(name).unwrap();
    let words = ["report", "--category", "giao-thong", "--text", "Đường hỏng", "--at", "16.8163,107.096", "--photo"];
    let mut without_library = device.command(&words);
    without_library.arg(photo).env("PHAN_ANH_HEIC", "off");
    let run = Run::of(&without_library.output().unwrap());
    kept(&device, &run, "heic_not_supported");
    assert_eq!(device.run(&["report", "--draft", run.text("id")]).code, 0);
    assert_eq!(device.list().len(), 1);
}

#[test]
fn a_photo_at_zero_zero_has_no_position() {
    refuses_report("broken/gps_zero_zero.jpg", "place_missing");
}

#[test]
fn a_photo_without_position_asks_for_the_place() {
    refuses_report("orientation/landscape_6.jpg", "place_missing");
}

#[test]
fn a_photo_from_outside_the_province_can_still_be_sent_by_a_chosen_commune() {
    let Some(device) = with_photo("a_photo_from_outside_the_province_can_still_be_sent_by_a_chosen_commune") else {
        return;
    };
    let photo = photo("gps/htc_desire_gps.jpg").unwrap();
    let run = device.report(std::slice::from_ref(&photo), &["--text", "Cầu hỏng"]);
    kept(&device, &run, "place_outside");
    let draft = run.text("id").to_owned();
    let again = device.run(&["report", "--draft", &draft, "--commune", "19333"]);
    assert_eq!((again.code, again.text("id")), (0, draft.as_str()));
    assert_eq!(device.list()[0]["commune_code"], "19333");
}

#[test]
fn a_missing_file_is_named_and_the_draft_kept() {
    let device = Device::new();
    let run = device.report(&[PathBuf::from("/nowhere/photo.jpg")], &["--at", "16.8,107.1"]);
    kept(&device, &run, "file_unreadable");
}

#[test]
fn text_of_ten_thousand_characters_is_filed_and_one_more_is_refused() {
    let device = Device::new();
    let longest = "ỗ".repeat(10_000);
    assert_eq!(device.report(&[], &["--text", &longest, "--at", "16.8,107.1"]).code, 0);
    let run = device.report(&[], &["--text", &format!("{longest}!"), "--at", "16.8,107.1"]);
    kept_beside(&device, &run, "text_too_long", 1);
}

#[test]
fn text_with_control_characters_is_refused_and_four_byte_characters_are_not() {
    let device = Device::new();
    let run = device.report(&[], &["--text", "a\u{7}b", "--at", "16.8,107.1"]);
    kept(&device, &run, "text_invalid");
    assert_eq!(device.report(&[], &["--text", "🛣️ 道 \u{202e}abc", "--at", "16.8,107.1"]).code, 0);
}

#[test]
fn an_unknown_category_commune_or_position_is_named_and_the_draft_kept() {
    let device = Device::new();
    let cases: [(&[&str], &str); 6] = [
        (&["--category", "khong-co", "--at", "16.8,107.1"], "category_unknown"),
        (&["--category", "khac", "--commune", "99999"], "commune_unknown"),
        (&["--category", "khac", "--at", "0,0"], "position_invalid"),
        (&["--category", "khac", "--at", "NaN,107"], "position_invalid"),
        (&["--category", "khac", "--at", "16.8"], "position_invalid"),
        (&["--at", "16.8,107.1"], "category_missing"),
    ];
    for (words, code) in cases {
        let run = device.run(&[&["report", "--text", "Đèn hỏng"], words].concat());
        kept(&device, &run, code);
    }
}

#[test]
fn a_sixth_photo_is_refused_and_the_five_are_kept() {
    let Some(device) = with_photo("a_sixth_photo_is_refused_and_the_five_are_kept") else { return };
    let six: Vec<PathBuf> =
        (1..=6).map(|number| photo(&format!("orientation/landscape_{number}.jpg")).unwrap()).collect();
    let run = device.report(&six, &["--text", "Sáu ảnh", "--at", "16.8,107.1"]);
    kept(&device, &run, "too_many_photos");
    assert_eq!(device.run(&["report", "--draft", run.text("id")]).code, 0, "the five can be filed");
}

#[test]
fn nothing_at_all_cannot_be_filed() {
    let device = Device::new();
    let run = device.report(&[], &["--at", "16.8,107.1"]);
    kept(&device, &run, "nothing_to_report");
}

#[test]
fn words_are_in_the_language_asked_for() {
    let device = Device::new();
    let vietnamese = device.run(&["--lang", "vi", "report", "--text", "x", "--category", "khac"]);
    let english = device.run(&["--lang", "en", "report", "--text", "x", "--category", "khac"]);
    assert!(vietnamese.text("message").starts_with("Chưa rõ nơi xảy ra."));
    assert!(english.text("message").starts_with("It is not known where this is."));
}

#[test]
fn a_second_engine_on_one_folder_is_refused_and_reading_goes_on_beside_the_first() {
    let device = Device::new();
    assert_eq!(device.report(&[], &["--text", "Đèn hỏng", "--at", "16.8,107.1"]).code, 0);
    let nobody = Portal::new(device.folder()).url();
    let mut first = device.command(&["sync", "--until-done", "--portal", &nobody]);
    let mut first = Killed(first.env("RUST_LOG", "phase=debug").stderr(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(first.0.stderr.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.ends_with("phase: offer")), "the first engine works");
    let second = device.sync(&nobody);
    assert_eq!(second.text("code"), "engine_already_running");
    assert_eq!(device.list().len(), 1);
    assert_eq!(device.report(&[], &["--text", "Cây đổ", "--at", "16.8,107.1"]).code, 0);
    first.kill();
}

#[test]
fn a_database_newer_than_the_program_is_refused_and_not_touched() {
    let device = Device::new();
    assert_eq!(device.report(&[], &["--text", "Đèn hỏng", "--at", "16.8,107.1"]).code, 0);
    let path = device.folder().join("outbox.sqlite3");
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version = 99;").unwrap();
    newer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    drop(newer);
    let before = std::fs::read(&path).unwrap();
    for words in [&["list"][..], &["report", "--text", "x", "--category", "khac", "--at", "16.8,107.1"]] {
        let run = device.run(words);
        assert_eq!((run.code, run.text("code")), (4, "data_newer_than_program"));
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_plain_address_over_the_open_network_is_refused() {
    let device = Device::new();
    assert_eq!(device.sync("http://example.vn").text("code"), "insecure_address");
    assert_eq!(device.sync("not an address").text("code"), "address_invalid");
}

#[test]
fn wrong_usage_ends_with_two() {
    let code = |words: &[&str]| Device::new().run(words).code;
    assert_eq!(code(&["report", "--no-such-word"]), 2);
    assert_eq!(code(&[]), 2);
    assert_eq!(std::process::Command::new(program("portal")).arg("nonsense").output().unwrap().status.code(), Some(2));
}

fn with_photo(test: &str) -> Option<Device> {
    require_data(test).map(|_| Device::new())
}

/// The photo is refused; the draft keeps its text and can be filed without it.
fn refuses_photo(name: &str, code: &str) {
    let Some(device) = with_photo(name) else { return };
    let run = device.report(&[photo(name).unwrap()], &["--text", "Đường hỏng", "--at", "16.8163,107.096"]);
    kept(&device, &run, code);
    assert_eq!(device.run(&["report", "--draft", run.text("id")]).code, 0);
    assert_eq!(device.list().len(), 1);
}

/// The photo is fine; what is missing is the place, which can be added.
fn refuses_report(name: &str, code: &str) {
    let Some(device) = with_photo(name) else { return };
    let run = device.report(&[photo(name).unwrap()], &["--text", "Đường hỏng"]);
    kept(&device, &run, code);
    assert_eq!(device.run(&["report", "--draft", run.text("id"), "--at", "16.8163,107.096,20"]).code, 0);
    assert_eq!(device.run(&["show", run.text("id")]).json["photos"].as_array().unwrap().len(), 1);
}

fn kept(device: &Device, run: &Run, code: &str) {
    kept_beside(device, run, code, 0);
}

fn kept_beside(device: &Device, run: &Run, code: &str, filed: usize) {
    assert_eq!((run.code, run.text("code")), (4, code), "{run:?}");
    assert!(!run.text("message").is_empty() && !run.text("id").is_empty(), "{run:?}");
    assert_eq!(device.list().len(), filed, "nothing was filed");
}
