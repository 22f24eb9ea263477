//! The clocks of cases in the books: reckoned by `casework::clocks` from a case's events, kept so that what is due first
//! can be found among a million cases.
//!
//! **Invariant:** [`settle`] is the only writer of `case_clock` and of `case_file.due_at`, and every transaction that adds an
//! event which clocks go by ends with it.

use std::collections::HashMap;

use jiff::Timestamp;
use report::Status;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::casework::clocks::{self, Happening, History, StepClock, What};
use crate::casework::{ClockStep, EventKind};
use crate::error::PortalError;
use crate::store::row::Columns as _;
use crate::store::timetable::{self, Timetable};

/// An ended case is settled for good.
pub(super) const FOR_GOOD: i64 = i64::MAX;

/// A clock that somebody has to keep, and when it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningClock {
    /// The case's row.
    pub case_id: i64,
    /// Its place among the clocks of the case.
    pub ordinal: i64,
    /// Which step.
    pub step: ClockStep,
    /// The round of the case.
    pub round: i64,
    /// The unit that has it.
    pub unit: Option<String>,
    /// When it began, ms.
    pub began_at_ms: i64,
    /// When it is due, ms.
    pub due_at_ms: i64,
}

/// Reckons the clocks of a case again and keeps them.
///
/// # Errors
/// Those of the database.
pub async fn settle(connection: &mut AnyConnection, case_id: i64) -> Result<(), PortalError> {
    let timetable = timetable::read(&mut *connection).await?;
    settle_by(connection, case_id, &timetable).await
}

/// The same by a timetable that was read before in the same transaction.
///
/// # Errors
/// Those of the database.
pub async fn settle_by(connection: &mut AnyConnection, case_id: i64, by: &Timetable) -> Result<(), PortalError> {
    let history = history(connection, case_id).await?;
    let clocks = clocks::of(&history.of, &by.rules, &by.calendar);
    sqlx::query("DELETE FROM case_clock WHERE case_id = $1").bind(case_id).execute(&mut *connection).await?;
    for (ordinal, clock) in (0..).zip(&clocks) {
        insert(connection, case_id, ordinal, clock).await?;
    }
    let first = clocks::first_due(&clocks);
    let keep = "UPDATE case_file SET due_at = $1, due_step = $2, due_pace = $3, settled_by = $4 WHERE id = $5";
    sqlx::query(keep)
        .bind(first.map(|(_, due)| due.as_millisecond()))
        .bind(first.map(|(clock, _)| clock.step.code()))
        .bind(first.map(|(clock, _)| clock.terms.pace.code()))
        .bind(if history.status.is_open() { by.version.number } else { FOR_GOOD })
        .bind(case_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts the moments by which an ended case ended in the place of those that today's calendar and rules would give it. Why
/// one that differs was due then is not known any more.
///
/// # Errors
/// Those of the database.
pub async fn as_it_ended(
    connection: &mut AnyConnection,
    case_id: i64,
    clocks: &mut [StepClock],
) -> Result<(), PortalError> {
    let list = "SELECT due_at FROM case_clock WHERE case_id = $1 ORDER BY ordinal";
    let kept: Vec<Option<i64>> = sqlx::query_scalar(list).bind(case_id).fetch_all(connection).await?;
    for (clock, due_ms) in clocks.iter_mut().zip(kept) {
        let due = due_ms.and_then(|due_ms| Timestamp::from_millisecond(due_ms).ok());
        if clock.deadline.due != due {
            (clock.deadline.due, clock.deadline.skipped) = (due, Vec::new());
        }
    }
    Ok(())
}

/// A case's history, and where it stands.
#[derive(Debug, Clone)]
pub struct CaseHistory {
    /// What clocks go by.
    pub of: History,
    /// Where it stands.
    pub status: Status,
}

/// What clocks go by of a case.
///
/// # Errors
/// [`PortalError::CaseUnknown`]; those of the database.
pub async fn history(connection: &mut AnyConnection, case_id: i64) -> Result<CaseHistory, PortalError> {
    let find = sqlx::query("SELECT category, status FROM case_file WHERE id = $1").bind(case_id);
    let case = find.fetch_optional(&mut *connection).await?.ok_or(PortalError::CaseUnknown)?;
    let list = "SELECT position, kind, status, at, unit, code, minutes FROM event
        WHERE case_id = $1 AND kind IN ('status', 'urgency', 'extension_granted') ORDER BY position";
    let mut happenings = Vec::new();
    for row in sqlx::query(list).bind(case_id).fetch_all(connection).await? {
        happenings.extend(happening(&row)?);
    }
    Ok(CaseHistory { of: History { category: case.try_get("category")?, happenings }, status: case.parsed("status")? })
}

/// What clocks go by of the published cases of a commune, the `most` that were published last, by their rows.
///
/// # Errors
/// Those of the database.
pub async fn happenings_around<'e>(
    executor: impl AnyExecutor<'e>,
    commune: &str,
    most: i64,
) -> Result<HashMap<i64, Vec<Happening>>, PortalError> {
    let list = "SELECT case_id, position, kind, status, at, unit, code, minutes FROM event
        WHERE kind IN ('status', 'urgency', 'extension_granted') AND case_id IN (
            SELECT id FROM case_file WHERE commune = $1 AND published_at IS NOT NULL
            ORDER BY published_at DESC, id DESC LIMIT $2)
        ORDER BY position";
    let mut happenings: HashMap<i64, Vec<Happening>> = HashMap::new();
    for row in sqlx::query(list).bind(commune.to_owned()).bind(most).fetch_all(executor).await? {
        happenings.entry(row.try_get("case_id")?).or_default().extend(happening(&row)?);
    }
    Ok(happenings)
}

fn happening(row: &AnyRow) -> Result<Vec<Happening>, PortalError> {
    let (position, at_ms): (i64, i64) = (row.try_get("position")?, row.try_get("at")?);
    let (kind, status): (&str, Status) = (row.try_get("kind")?, row.parsed("status")?);
    let at = |what| Happening { position, at_ms, what };
    if kind == EventKind::Urgency.code() {
        return Ok(vec![at(What::Urgency(row.parsed("code")?))]);
    }
    if kind == EventKind::ExtensionGranted.code() {
        let minutes: i64 = row.try_get::<Option<i64>, _>("minutes")?.unwrap_or_default();
        return Ok(vec![at(What::Granted(u32::try_from(minutes).unwrap_or_default()))]);
    }
    // With what it began stands behind the first event, where its category says more than «normal».
    let began = if status == Status::Submitted { row.parsed_or_none("code")? } else { None };
    let became = at(What::Became(status, row.try_get("unit")?));
    Ok(began.map(|urgency| at(What::Urgency(urgency))).into_iter().chain([became]).collect())
}

async fn insert(
    connection: &mut AnyConnection,
    case_id: i64,
    ordinal: i64,
    clock: &StepClock,
) -> Result<(), PortalError> {
    let insert = "INSERT INTO case_clock (case_id, ordinal, step, round, unit, began_at, due_at, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(insert)
        .bind(case_id)
        .bind(ordinal)
        .bind(clock.step.code())
        .bind(clock.round)
        .bind(clock.unit.clone())
        .bind(clock.began.as_millisecond())
        .bind(clock.deadline.due.map(|due| due.as_millisecond()))
        .bind(clock.ended.map(|ended| ended.as_millisecond()))
        .execute(connection)
        .await?;
    Ok(())
}

/// Cases that were not settled by this version of the timetable, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn unsettled<'e>(executor: impl AnyExecutor<'e>, version: i64, most: i64) -> Result<Vec<i64>, PortalError> {
    let list = "SELECT id FROM case_file WHERE settled_by < $1 ORDER BY settled_by, id LIMIT $2";
    Ok(sqlx::query_scalar(list).bind(version).bind(most).fetch_all(executor).await?)
}

/// The clocks that run and are due before `before_ms`, the first due first, at most `most` behind `after` (due, case, ordinal).
///
/// # Errors
/// Those of the database.
pub async fn due_before<'e>(
    executor: impl AnyExecutor<'e>,
    before_ms: i64,
    after: Option<(i64, i64, i64)>,
    most: i64,
) -> Result<Vec<RunningClock>, PortalError> {
    let list = "SELECT case_id, ordinal, step, round, unit, began_at, due_at FROM case_clock
        WHERE ended_at IS NULL AND due_at IS NOT NULL AND due_at < $1
            AND (due_at > $2 OR (due_at = $2 AND (case_id > $3 OR (case_id = $3 AND ordinal > $4))))
        ORDER BY due_at, case_id, ordinal LIMIT $5";
    let (due, case, ordinal) = after.unwrap_or((i64::MIN, 0, 0));
    let query = sqlx::query(list).bind(before_ms).bind(due).bind(case).bind(ordinal).bind(most);
    query.fetch_all(executor).await?.iter().map(running).collect()
}

fn running(row: &AnyRow) -> Result<RunningClock, PortalError> {
    Ok(RunningClock {
        case_id: row.try_get("case_id")?,
        ordinal: row.try_get("ordinal")?,
        step: row.parsed("step")?,
        round: row.try_get("round")?,
        unit: row.try_get("unit")?,
        began_at_ms: row.try_get("began_at")?,
        due_at_ms: row.try_get("due_at")?,
    })
}
