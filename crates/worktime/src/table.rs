//! The calendar as a table (CSV), for spreadsheets and other offices.
//!
//! | column | what it says |
//! |---|---|
//! | `date` | `2026-11-24` or `24/11/2026` |
//! | `weekday` | may be missing; else it must be right: «Thứ Ba», «Tuesday» |
//! | `name_vi` | what the day is called |
//! | `name_en` | may be missing |
//! | `kind` | `public` (nobody works) or `weekend_workday` (a Saturday or Sunday on which is worked) |
//! | `basis` | may be missing: on what it rests |
//!
//! The file is UTF-8, with or without a byte order mark, with commas or semicolons.
//!
//! **Invariant:** a table is taken whole or not at all, and every line that is wrong is named by its number and field.

use std::collections::HashMap;
use std::fmt;

use csv::{ReaderBuilder, StringRecord, Writer};
use jiff::civil::{Date, Weekday};

use crate::day::{Day, DayError};

/// More lines than any calendar has.
const DAYS: usize = 20_000;
/// More faults than this are counted, not listed.
const LISTED: usize = 50;
const COLUMNS: [&str; 6] = ["date", "weekday", "name_vi", "name_en", "kind", "basis"];
const NEEDED: [&str; 3] = ["date", "name_vi", "kind"];

/// What is wrong with one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line of the file, the header being 1.
    pub line: u64,
    /// The column.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no such column.
    #[error("no such column")]
    ColumnMissing,
    /// The line does not read: other columns than the header, or not UTF-8.
    #[error("{0}")]
    Unreadable(String),
    /// Not a day.
    #[error("«{0}» is not a day such as 2026-11-24")]
    NotADate(String),
    /// The same day as on a line above.
    #[error("{date} stands on line {first} too")]
    Twice {
        /// Which day.
        date: Date,
        /// The line above.
        first: u64,
    },
    /// The day is another weekday.
    #[error("{date} is a {is}, not «{said}»")]
    Weekday {
        /// Which day.
        date: Date,
        /// Its weekday in English.
        is: &'static str,
        /// What the table says.
        said: String,
    },
    /// The kind is none.
    #[error("«{0}» is neither public nor weekend_workday")]
    KindUnknown(String),
    /// The day itself is none.
    #[error(transparent)]
    Day(#[from] DayError),
    /// More lines than any calendar has.
    #[error("more than {DAYS} lines")]
    TooLong,
}

impl fmt::Display for LineFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}: {}", self.line, self.field, self.fault)
    }
}

/// Everything that is wrong with a table, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TableFaults(Vec<LineFault>);

impl TableFaults {
    /// One for each line that is wrong: the first thing that is wrong with it.
    #[must_use]
    pub fn lines(&self) -> &[LineFault] {
        &self.0
    }
}

impl fmt::Display for TableFaults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed: Vec<String> = self.0.iter().take(LISTED).map(ToString::to_string).collect();
        out.write_str(&listed.join("\n"))?;
        match self.0.len().checked_sub(LISTED) {
            None | Some(0) => Ok(()),
            Some(more) => write!(out, "\nand {more} more"),
        }
    }
}

/// Reads a table.
///
/// # Errors
/// Everything that is wrong, by line and field.
pub fn read(table: &[u8]) -> Result<Vec<Day>, TableFaults> {
    let table = table.strip_prefix("\u{feff}".as_bytes()).unwrap_or(table);
    let mut reader = ReaderBuilder::new().delimiter(separator(table)).from_reader(table);
    let headers = reader.headers().map_err(|error| TableFaults(vec![unreadable(&error)]))?;
    let columns: Vec<String> = headers.iter().map(|name| name.trim().to_owned()).collect();
    let missing = NEEDED.into_iter().filter(|needed| !columns.iter().any(|column| column == needed));
    let missing: Vec<_> = missing.map(|field| LineFault { line: 1, field, fault: Fault::ColumnMissing }).collect();
    if !missing.is_empty() {
        return Err(TableFaults(missing));
    }
    let (mut days, mut faults, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for record in reader.records().take(DAYS + 1) {
        match record.map_err(|error| unreadable(&error)).and_then(|record| taken(&columns, &record, &mut seen)) {
            Ok(day) => days.push(day),
            Err(fault) => faults.push(fault),
        }
    }
    if days.len() > DAYS {
        faults.push(LineFault { line: DAYS as u64, field: "date", fault: Fault::TooLong });
    }
    if faults.is_empty() { Ok(days) } else { Err(TableFaults(faults)) }
}

/// Writes a table that [`read`] reads.
#[must_use]
pub fn write<'a>(days: impl IntoIterator<Item = &'a Day>) -> String {
    let mut table = Writer::from_writer(Vec::new());
    let memory = "a table in memory can be written";
    table.write_record(COLUMNS).expect(memory);
    for day in days {
        let (date, weekday) = (day.date.to_string(), weekday(day.date.weekday()).0);
        let line = [&date, weekday, &day.name, &day.name_en, day.kind.code(), &day.basis];
        table.write_record(line).expect(memory);
    }
    String::from_utf8(table.into_inner().expect(memory)).expect("a table of texts is text")
}

/// What a weekday is called, in Vietnamese and in English.
pub(crate) const fn weekday(weekday: Weekday) -> (&'static str, &'static str) {
    match weekday {
        Weekday::Monday => ("Thứ Hai", "Monday"),
        Weekday::Tuesday => ("Thứ Ba", "Tuesday"),
        Weekday::Wednesday => ("Thứ Tư", "Wednesday"),
        Weekday::Thursday => ("Thứ Năm", "Thursday"),
        Weekday::Friday => ("Thứ Sáu", "Friday"),
        Weekday::Saturday => ("Thứ Bảy", "Saturday"),
        Weekday::Sunday => ("Chủ Nhật", "Sunday"),
    }
}

fn separator(table: &[u8]) -> u8 {
    let header = table.split(|&byte| byte == b'\n').next().unwrap_or_default();
    if header.contains(&b';') && !header.contains(&b',') { b';' } else { b',' }
}

fn unreadable(error: &csv::Error) -> LineFault {
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} cells, not {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    let line = error.position().map_or(1, csv::Position::line);
    LineFault { line, field: "date", fault: Fault::Unreadable(reason) }
}

fn taken(columns: &[String], record: &StringRecord, seen: &mut HashMap<Date, u64>) -> Result<Day, LineFault> {
    let line = record.position().map_or(1, csv::Position::line);
    let cell = |column: &str| {
        let number = columns.iter().position(|known| known == column);
        number.and_then(|number| record.get(number)).unwrap_or_default().trim()
    };
    let wrong = |field, fault| LineFault { line, field, fault };
    let date = cell("date");
    let read = Date::strptime("%Y-%m-%d", date).or_else(|_| Date::strptime("%d/%m/%Y", date));
    let date = read.map_err(|_| wrong("date", Fault::NotADate(date.to_owned())))?;
    if let Some(first) = seen.insert(date, line) {
        return Err(wrong("date", Fault::Twice { date, first }));
    }
    let (vi, en) = weekday(date.weekday());
    let said = cell("weekday");
    if !said.is_empty() && said.to_lowercase() != vi.to_lowercase() && !said.eq_ignore_ascii_case(en) {
        return Err(wrong("weekday", Fault::Weekday { date, is: en, said: said.to_owned() }));
    }
    let kind = cell("kind").parse().map_err(|_| wrong("kind", Fault::KindUnknown(cell("kind").to_owned())))?;
    let text = |column| cell(column).to_owned();
    let day = Day { date, kind, name: text("name_vi"), name_en: text("name_en"), basis: text("basis") };
    day.check().map_err(|error| wrong(error.field(), error.into()))?;
    Ok(day)
}
