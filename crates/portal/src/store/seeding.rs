//! Made-up cases in lots of many: what `upkeep::seed` invents, as rows.

use std::collections::BTreeMap;

use report::{CaseNumber, Outcome, SealedAct, Status};
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _};

use crate::casework::clocks::{self, StepClock};
use crate::error::PortalError;
use crate::store::table::{Cell, Table};
use crate::store::{clock, moving, tally};

/// Without its case: an act names its case and a case its act, so the act is told when the case is there.
const ACT: [&str; 8] =
    ["device", "act_id", "digest", "bytes", "received_at", "kind", "accepted_receipt", "complete_receipt"];
const CASE: [&str; 27] = [
    "id",
    "number",
    "code_sha256",
    "device",
    "act_id",
    "status",
    "outcome",
    "category",
    "commune",
    "commune_name",
    "commune_method",
    "lat",
    "lon",
    "accuracy_m",
    "place_source",
    "text",
    "published_at",
    "unit",
    "captured_at",
    "submitted_at",
    "updated_at",
    "version",
    "due_at",
    "due_step",
    "due_pace",
    "settled_by",
    "worded_at",
];
const CLOCK: [&str; 8] = ["case_id", "ordinal", "step", "round", "unit", "began_at", "due_at", "ended_at"];
const EVENT: [&str; 8] = ["case_id", "kind", "status", "outcome", "at", "text", "unit", "actor"];

/// What a made-up report says.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The category's code.
    pub category: &'static str,
    /// The commune's code.
    pub commune: String,
    /// The commune's name.
    pub commune_name: String,
    /// Latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
    /// The words.
    pub text: String,
    /// When it came, ms.
    pub at_ms: i64,
}

/// Its act and its receipts.
#[derive(Debug)]
pub struct Filed {
    /// The number of its case.
    pub number: CaseNumber,
    /// What its tracking code is found by.
    pub code_sha256: Vec<u8>,
    /// The act.
    pub sealed: SealedAct,
    /// The receipt `accepted`.
    pub accepted: Vec<u8>,
    /// The receipt `complete`.
    pub complete: Vec<u8>,
}

/// How a case stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its status.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The unit that has it.
    pub unit: Option<String>,
    /// Since when everybody sees it, ms.
    pub published_at_ms: Option<i64>,
    /// When something last happened, ms.
    pub updated_at_ms: i64,
    /// Counts what happened.
    pub version: i64,
}

/// What is kept beside a case.
#[derive(Debug)]
pub struct Beside {
    /// Its clocks.
    pub clocks: Vec<StepClock>,
    /// By which version of calendar and rules they were reckoned.
    pub settled_by: i64,
    /// The rows of its words.
    pub words: Vec<i64>,
}

/// Something that happened to a case.
#[derive(Debug, Clone)]
pub struct Happened {
    /// `status` or `published`.
    pub kind: &'static str,
    /// The status that it then had.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// When, ms.
    pub at_ms: i64,
    /// The words.
    pub text: Option<&'static str>,
    /// The unit that had it.
    pub unit: Option<String>,
}

/// Rows that are written together.
#[derive(Debug, Default)]
pub struct Lot {
    acts: Vec<Vec<Cell>>,
    cases: Vec<Vec<Cell>>,
    events: Vec<Vec<Cell>>,
    clocks: Vec<Vec<Cell>>,
    words: Vec<Vec<Cell>>,
    words_of_cases: Vec<(i64, i64)>,
    counters: Vec<(i64, i64)>,
}

impl Lot {
    /// How many cases are in it.
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// How many events are in it.
    pub fn events(&self) -> usize {
        self.events.len()
    }

    /// Adds a word that no case had before.
    pub fn word(&mut self, id: i64, word: &str) {
        self.words.push(vec![Cell::Integer(id), text(word)]);
    }

    /// Adds a case with its act.
    pub fn add(&mut self, id: i64, facts: Facts, filed: Filed, standing: &Standing, beside: &Beside) {
        let settled_by = if standing.status.is_open() { beside.settled_by } else { clock::FOR_GOOD };
        let due = clocks::first_due(&beside.clocks);
        self.words_of_cases.extend(beside.words.iter().map(|word| (*word, id)));
        self.clocks.extend((0..).zip(&beside.clocks).map(|(ordinal, clock)| clock_row(id, ordinal, clock)));
        let (device, act) = (bytes(filed.sealed.device().as_bytes()), bytes(filed.sealed.act().id.as_bytes()));
        self.acts.push(vec![
            device.clone(),
            act.clone(),
            bytes(filed.sealed.digest().as_bytes()),
            bytes(filed.sealed.bytes()),
            Cell::Integer(facts.at_ms),
            text("report"),
            Cell::Bytes(filed.accepted),
            Cell::Bytes(filed.complete),
        ]);
        let source = if facts.position.is_some() { "gps" } else { "chosen" };
        let method = if facts.position.is_some() { "polygon" } else { "chosen" };
        self.cases.push(vec![
            Cell::Integer(id),
            text(filed.number.as_str()),
            Cell::Bytes(filed.code_sha256),
            device,
            act,
            text(standing.status.code()),
            text_or_none(standing.outcome.map(Outcome::code)),
            text(facts.category),
            text(&facts.commune),
            text(&facts.commune_name),
            text(method),
            facts.position.map_or(Cell::Null, |(lat, _)| Cell::Double(lat)),
            facts.position.map_or(Cell::Null, |(_, lon)| Cell::Double(lon)),
            facts.position.map_or(Cell::Null, |_| Cell::Integer(12)),
            text(source),
            text(&facts.text),
            standing.published_at_ms.map_or(Cell::Null, Cell::Integer),
            text_or_none(standing.unit.as_deref()),
            Cell::Integer(facts.at_ms),
            Cell::Integer(facts.at_ms),
            Cell::Integer(standing.updated_at_ms),
            Cell::Integer(standing.version),
            due.map_or(Cell::Null, |(_, due)| Cell::Integer(due.as_millisecond())),
            text_or_none(due.map(|(clock, _)| clock.step.code())),
            text_or_none(due.map(|(clock, _)| clock.terms.pace.code())),
            Cell::Integer(settled_by),
            Cell::Integer(facts.at_ms),
        ]);
    }

    /// Adds an event; they are added in the order of time.
    pub fn happened(&mut self, case_id: i64, event: Happened) {
        self.events.push(vec![
            Cell::Integer(case_id),
            text(event.kind),
            text(event.status.code()),
            text_or_none(event.outcome.map(Outcome::code)),
            Cell::Integer(event.at_ms),
            text_or_none(event.text),
            text_or_none(event.unit.as_deref()),
            text_or_none((event.status != Status::Submitted).then_some("seed")),
        ]);
    }

    /// The last number of each year.
    pub fn counters(&mut self, numbers: &BTreeMap<i64, i64>) {
        self.counters = numbers.iter().map(|(year, last)| (*year, *last)).collect();
    }
}

fn clock_row(case_id: i64, ordinal: i64, clock: &StepClock) -> Vec<Cell> {
    let moment = |moment: Option<jiff::Timestamp>| moment.map_or(Cell::Null, |at| Cell::Integer(at.as_millisecond()));
    vec![
        Cell::Integer(case_id),
        Cell::Integer(ordinal),
        text(clock.step.code()),
        Cell::Integer(clock.round),
        text_or_none(clock.unit.as_deref()),
        moment(Some(clock.began)),
        moment(clock.deadline.due),
        moment(clock.ended),
    ]
}

fn bytes(bytes: &[u8]) -> Cell {
    Cell::Bytes(bytes.to_vec())
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn text_or_none(words: Option<&str>) -> Cell {
    words.map_or(Cell::Null, text)
}

/// Refuses books with a case in them.
///
/// # Errors
/// [`PortalError::CasesExist`].
pub async fn refuse_when_in_use(connection: &mut AnyConnection) -> Result<(), PortalError> {
    let found = sqlx::query("SELECT 1 AS one FROM case_file LIMIT 1").fetch_optional(connection).await?;
    if found.is_none() { Ok(()) } else { Err(PortalError::CasesExist) }
}

/// Writes a lot.
///
/// # Errors
/// Those of the database; then nothing of it was written.
pub async fn write(connection: &mut AnyConnection, mut lot: Lot) -> Result<(), PortalError> {
    put(connection, "act", &ACT, lot.acts).await?;
    put(connection, "case_file", &CASE, lot.cases).await?;
    let settle = "UPDATE act SET case_id = (SELECT id FROM case_file
            WHERE case_file.device = act.device AND case_file.act_id = act.act_id)
        WHERE case_id IS NULL";
    sqlx::query(settle).execute(&mut *connection).await?;
    put(connection, "event", &EVENT, lot.events).await?;
    put(connection, "case_clock", &CLOCK, lot.clocks).await?;
    put(connection, "word", &["id", "word"], lot.words).await?;
    lot.words_of_cases.sort_unstable();
    let words = lot.words_of_cases.into_iter().map(|(word, case)| vec![Cell::Integer(word), Cell::Integer(case)]);
    put(connection, "case_word", &["word_id", "case_id"], words.collect()).await?;
    for (year, last) in lot.counters {
        let count = "INSERT INTO case_counter (year, last) VALUES ($1, $2)
            ON CONFLICT (year) DO UPDATE SET last = excluded.last";
        sqlx::query(count).bind(year).bind(last).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn put(
    connection: &mut AnyConnection,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
) -> Result<(), PortalError> {
    let table = Table::with(connection, table, columns).await?;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        table.write(connection, rows.by_ref().take(table.rows_at_once()).collect()).await?;
    }
    Ok(())
}

/// Lets the numbering of rows go on behind them, and the database look at what it has now.
///
/// # Errors
/// Those of the database.
pub async fn finish(connection: &mut AnyConnection) -> Result<(), PortalError> {
    tally::recount(connection).await?;
    moving::go_on_counting(connection).await?;
    // By name: what else is on a server is not ours to look at.
    for table in ["act", "case_file", "event", "case_clock", "word", "case_word", "tally_public", "tally_desk"] {
        connection.execute(AssertSqlSafe(format!("ANALYZE {table}"))).await?;
    }
    Ok(())
}
