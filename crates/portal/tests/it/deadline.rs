//! `portal deadline`.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::portal;

#[test]
fn a_deadline_is_told_with_every_hour_that_did_not_count() {
    let told = asked(&["--from", "2026-11-23T16:00:00+07:00", "--hours", "2"]);
    assert_eq!(
        told,
        json!({
            "due": "2026-11-25T08:00:00+07:00",
            "skipped": [
                { "from": "2026-11-23T17:00:00+07:00", "to": "2026-11-24T00:00:00+07:00", "why": "outside_hours" },
                {
                    "from": "2026-11-24T00:00:00+07:00",
                    "to": "2026-11-25T00:00:00+07:00",
                    "why": "holiday: Ngày Văn hóa Việt Nam"
                },
                { "from": "2026-11-25T00:00:00+07:00", "to": "2026-11-25T07:00:00+07:00", "why": "outside_hours" },
            ]
        })
    );
}

#[test]
fn days_pauses_and_day_and_night_are_understood() {
    for (words, due) in [
        (&["--from", "2026-11-25 14:05", "--days", "5"][..], "2026-12-02T14:05:00+07:00"),
        (&["--from", "2026-11-25T07:05:00Z", "--days", "1"][..], "2026-11-26T14:05:00+07:00"),
        (&["--from", "25/11/2026 23:50", "--hours", "0.5", "--always"][..], "2026-11-26T00:20:00+07:00"),
        (&["--from", "2026-11-25 08:00", "--days", "2", "--always"][..], "2026-11-27T08:00:00+07:00"),
        (
            &[
                "--from",
                "2026-11-25 08:00",
                "--hours",
                "4",
                "--paused",
                "2026-11-25 09:00..2026-11-25 10:00",
                "--paused",
                "2026-11-25T08:30..2026-11-25T09:30",
            ][..],
            "2026-11-25T15:30:00+07:00",
        ),
    ] {
        assert_eq!(asked(words)["due"], due, "{words:?}");
    }
}

#[test]
fn while_the_clock_stands_still_nothing_is_due() {
    let told = asked(&["--from", "2026-11-25 08:00", "--hours", "4", "--paused", "2026-11-25 09:00.."]);
    let still = json!([{ "from": "2026-11-25T09:00:00+07:00", "to": null, "why": "paused" }]);
    assert_eq!((&told["due"], &told["skipped"], &told["left_minutes"]), (&Value::Null, &still, &json!(180)));
}

#[test]
fn a_table_of_ones_own_takes_the_place_of_the_calendar() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("holidays.csv");
    std::fs::write(&table, "date,name_vi,kind\n2026-11-26,Nghỉ bão,public\n2026-11-28,Làm bù,weekend_workday\n")
        .unwrap();
    let table = table.to_str().unwrap();
    let due = |from, days| asked(&["--from", from, "--days", days, "--holidays", table])["due"].clone();
    assert_eq!(due("2026-11-23 09:00", "1"), "2026-11-24T09:00:00+07:00", "the 24th is not in the table");
    assert_eq!(due("2026-11-25 09:00", "2"), "2026-11-28T09:00:00+07:00");
}

#[test]
fn a_year_that_the_calendar_does_not_know_is_named() {
    let told = asked(&["--from", "2031-05-05 09:00", "--days", "1"]);
    assert_eq!((&told["due"], &told["unknown_years"]), (&json!("2031-05-06T09:00:00+07:00"), &json!([2031])));
    assert!(asked(&["--from", "2026-11-25 09:00", "--days", "1"]).get("unknown_years").is_none());
}

#[test]
fn what_is_asked_wrongly_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("holidays.csv");
    std::fs::write(&table, "date,name_vi,kind\n2026-11-26,A,public\n2026-11-26,B,public\n").unwrap();
    let words = ["--from", "2026-11-25 08:00", "--days", "1", "--holidays", table.to_str().unwrap(), "--json"];
    let refused = run(&words);
    let told: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!((refused.status.code(), told["code"].as_str()), (Some(4), Some("calendar_invalid")));
    assert!(told["cause"].as_str().unwrap().contains("line 3: date: 2026-11-26 stands on line 2 too"), "{told}");
    for (words, field) in [
        (&["--from", "hôm nay", "--days", "1"][..], "--from"),
        (&["--from", "2026-11-25 08:00", "--days", "0"][..], "--days"),
        (&["--from", "2026-11-25 08:00", "--hours", "-1"][..], "--hours"),
        (&["--from", "2026-11-25 08:00", "--hours", "nan"][..], "--hours"),
        (&["--from", "2026-11-25 08:00", "--hours", "1", "--paused", "2026-11-25"][..], "--paused"),
        (&["--from", "2026-11-25 08:00", "--hours", "1", "--days", "1"][..], "--days"),
        (&["--from", "2026-11-25 08:00"][..], "--hours"),
        (&["--days", "1"][..], "--from"),
    ] {
        let refused = run(words);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(2) && said.contains(field), "{words:?}: {said}");
    }
    let far = run(&["--from", "2026-11-25 08:00", "--days", "99999999", "--json"]);
    assert!(String::from_utf8_lossy(&far.stdout).contains("deadline_too_far"));
}

#[test]
fn people_read_it_in_their_language() {
    let told = run(&["--from", "2026-11-23 16:00", "--hours", "2"]);
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(said.starts_with("Đến hạn: 25/11/2026 08:00\n"), "{said}");
    assert!(said.contains("24/11/2026 00:00 – 25/11/2026 00:00  ngày nghỉ: Ngày Văn hóa Việt Nam"), "{said}");
}

fn asked(words: &[&str]) -> Value {
    let told = run(&[words, &["--json"]].concat());
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice(&told.stdout).unwrap()
}

/// Without a folder: nothing is made where there is no portal.
fn run(words: &[&str]) -> std::process::Output {
    let nowhere = tempfile::tempdir().unwrap().path().join("none");
    let told = portal(&nowhere, &[&["deadline"], words].concat());
    assert!(!Path::new(&nowhere).exists());
    told
}
