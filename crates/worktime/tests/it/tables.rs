//! The calendar as a table.

use worktime::{Calendar, DayKind, Hours, table};

const HEADER: &str = "date,weekday,name_vi,name_en,kind,basis\n";

#[test]
fn the_calendar_goes_out_and_comes_back_as_it_was() {
    let calendar = Calendar::builtin();
    let written = table::write(calendar.days());
    assert!(written.starts_with(HEADER));
    let read = Calendar::new(Hours::default(), table::read(written.as_bytes()).unwrap()).unwrap();
    assert_eq!(read, calendar);
}

#[test]
fn spreadsheets_are_read_as_they_write_here() {
    let table = "\u{feff}date;name_vi;kind\r\n24/11/2026;Ngày Văn hóa, Việt Nam;public\r\n2026-08-22;Làm bù;weekend_workday\r\n";
    let days = table::read(table.as_bytes()).unwrap();
    assert_eq!((days[0].date.to_string().as_str(), days[0].name.as_str()), ("2026-11-24", "Ngày Văn hóa, Việt Nam"));
    assert_eq!(days[1].kind, DayKind::WorkingWeekend);
}

#[test]
fn what_is_wrong_is_named_by_line_and_field_and_nothing_is_taken() {
    for (lines, words) in [
        ("2026-11-24,,A,,public,\n2026-11-24,,B,,public,\n", "line 3: date: 2026-11-24 stands on line 2 too"),
        ("24/11/2026,,A,,public,\n2026-11-24,,B,,weekend_workday,\n", "line 3: date: 2026-11-24 stands on line 2 too"),
        ("2026-02-29,,A,,public,\n", "line 2: date: «2026-02-29» is not a day"),
        ("hôm qua,,A,,public,\n", "line 2: date: «hôm qua» is not a day"),
        (",,A,,public,\n", "line 2: date: «» is not a day"),
        ("2026-11-24,Thứ Hai,A,,public,\n", "line 2: weekday: 2026-11-24 is a Tuesday, not «Thứ Hai»"),
        ("2026-11-24,thứ ba,A,,holiday,\n", "line 2: kind: «holiday» is neither"),
        ("2026-11-24,Tuesday,A,,weekend_workday,\n", "line 2: kind: not a Saturday or Sunday"),
        ("2026-11-24,, ,,public,\n", "line 2: name_vi: empty"),
        ("2026-11-24,,A\n", "line 2: date: 3 cells, not 6"),
    ] {
        let faults = table::read(format!("{HEADER}{lines}").as_bytes()).unwrap_err().to_string();
        assert!(faults.starts_with(words), "{lines:?}: {faults}");
    }
    let long = format!("{HEADER}2026-11-24,,{},,public,\n", "A".repeat(201));
    assert!(table::read(long.as_bytes()).unwrap_err().to_string().starts_with("line 2: name_vi: longer"));
    let other = table::read(b"day,what\n2026-11-24,holiday\n").unwrap_err();
    let missing: Vec<_> = other.lines().iter().map(|fault| fault.field).collect();
    assert_eq!(missing, ["date", "name_vi", "kind"]);
    assert!(table::read(&[0xff, 0xfe, 0x00]).is_err());
}

#[test]
fn every_line_that_is_wrong_is_told() {
    let table = format!("{HEADER}x,,A,,public,\n2026-11-24,,B,,public,\n2026-11-25,,C,,y,\n");
    let faults = table::read(table.as_bytes()).unwrap_err();
    let lines: Vec<_> = faults.lines().iter().map(|fault| (fault.line, fault.field)).collect();
    assert_eq!(lines, [(2, "date"), (4, "kind")]);
}

#[test]
fn an_empty_table_is_an_empty_calendar() {
    assert_eq!(table::read(HEADER.as_bytes()).unwrap(), []);
}
