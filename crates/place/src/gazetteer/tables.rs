//! The province's own tables of old communes and of places, as CSV.
//!
//! | table | columns (a blank cell says nothing; columns marked * may be missing; others are passed over) |
//! |---|---|
//! | old communes | `old_code` three to five digits, `old_name`, `new_code` a commune of today; *`old_district`, *`valid_from` and *`valid_until` its first and last day (none = not known, and 2025-06-30) |
//! | places | `name`, `kind` (`village`, `road`, `bridge`, `market`, `water`, `landmark`), `commune_code` of today; *`lat` and *`lon` in degrees. The commune may be blank where a position says it |
//!
//! Days are `2025-06-30` or `30/06/2025`. The file is UTF-8, with or without a byte order mark; columns are separated
//! by commas or, as spreadsheets write them here, by semicolons with decimal commas.
//!
//! Invariant: a table is taken whole or not at all, and every row that is wrong is named by its line and field.

use std::collections::HashSet;
use std::fmt;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::entry::LAST_OLD_DAY;
use super::{NamedPlace, OldCommune, PlaceKind};
use crate::{CommuneCode, Method, Point, Region};

/// So far from its commune's boundary, in km, a place is a mistake rather than a boundary drawn coarsely.
const ASTRAY_KM: f64 = 5.0;
/// More faults than this are counted, not listed.
const LISTED: usize = 50;
/// Far longer than any name that could be read in a list.
const NAME_CHARS: usize = 200;

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The line of the file, the header being 1.
    pub line: u64,
    /// The column.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for RowFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}: {}", self.line, self.field, self.reason)
    }
}

/// Everything that is wrong with a table, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TableFaults(Vec<RowFault>);

impl TableFaults {
    /// One for each row that is wrong: the first thing that is wrong with it.
    #[must_use]
    pub fn rows(&self) -> &[RowFault] {
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

/// Reads the table of communes that are no more, whose communes of today are those of the region.
///
/// # Errors
/// Everything that is wrong, by line and field.
pub fn old_communes(table: &[u8], region: &Region) -> Result<Vec<OldCommune>, TableFaults> {
    read(
        table,
        ["old_code", "old_name", "new_code"],
        |row| old_commune(row, region),
        |old| (old.code.clone(), old.valid_from, old.today.to_string()),
    )
}

/// Reads the table of villages, roads, bridges and the like.
///
/// # Errors
/// Everything that is wrong, by line and field.
pub fn places(table: &[u8], region: &Region) -> Result<Vec<NamedPlace>, TableFaults> {
    read(
        table,
        ["name", "kind", "commune_code"],
        |row| place(row, region),
        |place| {
            let at = place.point.map(|point| (point.lat().to_bits(), point.lon().to_bits()));
            (place.name.clone(), place.kind, place.commune.clone(), at)
        },
    )
}

fn old_commune(row: &Row<'_>, region: &Region) -> Result<OldCommune, RowFault> {
    let code = row.needed("old_code")?;
    if !(3..=5).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(row.fault("old_code", format!("«{code}» is not three to five digits")));
    }
    let valid_from = row.date("valid_from")?;
    let valid_until = row.date("valid_until")?.unwrap_or(LAST_OLD_DAY);
    if valid_from.is_some_and(|first| first > valid_until) {
        return Err(row.fault("valid_until", format!("{valid_until} is before valid_from")));
    }
    Ok(OldCommune {
        code: code.to_owned(),
        name: row.name("old_name")?,
        district: row.cell("old_district").map(|name| name.nfc().collect()),
        valid_from,
        valid_until,
        today: row.commune("new_code", region)?.ok_or_else(|| row.fault("new_code", "empty".into()))?,
    })
}

fn place(row: &Row<'_>, region: &Region) -> Result<NamedPlace, RowFault> {
    let name = row.name("name")?;
    let kind = row.needed("kind")?;
    let kind = PlaceKind::of(kind).ok_or_else(|| row.fault("kind", format!("«{kind}» is not a kind of place")))?;
    let stated = row.commune("commune_code", region)?;
    let point = row.point()?;
    let commune = match (stated, point) {
        (Some(stated), None) => stated,
        (Some(stated), Some(point)) if is_near(&stated, point, region) => stated,
        (Some(stated), Some(_)) => return Err(row.fault("lat", format!("the position is not in or near {stated}"))),
        (None, Some(point)) => row.commune_at(point, region)?,
        (None, None) => return Err(row.fault("commune_code", "empty, and no position either".into())),
    };
    Ok(NamedPlace { name, kind, commune, point })
}

fn is_near(commune: &CommuneCode, point: Point, region: &Region) -> bool {
    let near = region.locate_at(point).candidates;
    near.iter().any(|candidate| candidate.commune.code == *commune && candidate.distance_km <= ASTRAY_KM)
}

/// Reads every row; a row that says the same as one above it is wrong too.
fn read<T, K: std::hash::Hash + Eq>(
    table: &[u8],
    needed: [&'static str; 3],
    take: impl Fn(&Row<'_>) -> Result<T, RowFault>,
    key: impl Fn(&T) -> K,
) -> Result<Vec<T>, TableFaults> {
    let whole = |reason: String| TableFaults(vec![RowFault { line: 1, field: needed[0], reason }]);
    let mut reader = ReaderBuilder::new().delimiter(separator(table)).from_reader(table);
    let headers = reader.headers().map_err(|error| whole(error.to_string()))?;
    let columns: Vec<String> = headers.iter().map(|name| name.trim_matches(['\u{feff}', ' ']).to_owned()).collect();
    let missing = needed.into_iter().filter(|column| !columns.iter().any(|known| known == column));
    let missing: Vec<RowFault> =
        missing.map(|field| RowFault { line: 1, field, reason: "no such column".into() }).collect();
    if !missing.is_empty() {
        return Err(TableFaults(missing));
    }
    let (mut taken, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for record in reader.records() {
        let outcome = record.map_err(|error| unreadable(&error, needed[0])).and_then(|record| {
            let row = Row { columns: &columns, record: &record };
            let one = take(&row)?;
            let new = seen.insert(key(&one));
            if new { Ok(one) } else { Err(row.fault(needed[0], "a line above says the same".into())) }
        });
        match outcome {
            Ok(one) => taken.push(one),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(taken) } else { Err(TableFaults(faults)) }
}

fn separator(table: &[u8]) -> u8 {
    let header = table.split(|&byte| byte == b'\n').next().unwrap_or_default();
    if header.contains(&b';') && !header.contains(&b',') { b';' } else { b',' }
}

fn unreadable(error: &csv::Error, field: &'static str) -> RowFault {
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} cells, not {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    RowFault { line: error.position().map_or(1, csv::Position::line), field, reason }
}

/// A row by the names of its columns.
struct Row<'a> {
    columns: &'a [String],
    record: &'a StringRecord,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> Option<&str> {
        let number = self.columns.iter().position(|known| known == column)?;
        self.record.get(number).map(str::trim).filter(|cell| !cell.is_empty())
    }

    fn fault(&self, field: &'static str, reason: String) -> RowFault {
        RowFault { line: self.record.position().map_or(1, csv::Position::line), field, reason }
    }

    fn needed(&self, field: &'static str) -> Result<&str, RowFault> {
        self.cell(field).ok_or_else(|| self.fault(field, "empty".into()))
    }

    /// A name that can be shown and found.
    fn name(&self, field: &'static str) -> Result<String, RowFault> {
        let name: String = self.needed(field)?.nfc().collect();
        if name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
            return Err(self.fault(field, format!("longer than {NAME_CHARS} characters, or on several lines")));
        }
        if !name.chars().any(char::is_alphanumeric) {
            return Err(self.fault(field, format!("«{name}» has no letter")));
        }
        Ok(name)
    }

    fn commune(&self, field: &'static str, region: &Region) -> Result<Option<CommuneCode>, RowFault> {
        let Some(text) = self.cell(field) else { return Ok(None) };
        let code: CommuneCode = text.parse().map_err(|error| self.fault(field, format!("{error}")))?;
        match region.commune(&code) {
            Some(_) => Ok(Some(code)),
            None => Err(self.fault(field, format!("{code} is not in the file of boundaries"))),
        }
    }

    fn commune_at(&self, point: Point, region: &Region) -> Result<CommuneCode, RowFault> {
        let place = region.locate_at(point);
        let inside = place.commune.filter(|_| place.method != Method::Outside);
        inside
            .map(|commune| commune.code)
            .ok_or_else(|| self.fault("lat", "the position is outside the province".into()))
    }

    fn date(&self, field: &'static str) -> Result<Option<Date>, RowFault> {
        let Some(text) = self.cell(field) else { return Ok(None) };
        let read = Date::strptime("%Y-%m-%d", text).or_else(|_| Date::strptime("%d/%m/%Y", text));
        read.map(Some).map_err(|_| self.fault(field, format!("«{text}» is not a day such as 2025-06-30")))
    }

    fn point(&self) -> Result<Option<Point>, RowFault> {
        match (self.degrees("lat")?, self.degrees("lon")?) {
            (None, None) => Ok(None),
            (Some(lat), Some(lon)) => {
                Point::parse(lat, lon).map(Some).map_err(|error| self.fault("lat", error.to_string()))
            }
            (Some(_), None) => Err(self.fault("lon", "empty, though lat is not".into())),
            (None, Some(_)) => Err(self.fault("lat", "empty, though lon is not".into())),
        }
    }

    fn degrees(&self, field: &'static str) -> Result<Option<f64>, RowFault> {
        let Some(text) = self.cell(field) else { return Ok(None) };
        let number = text.replace(',', ".").parse();
        number.map(Some).map_err(|_| self.fault(field, format!("«{text}» is not a number of degrees")))
    }
}
