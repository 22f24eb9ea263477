//! Terms, deputies and who owned what. What may be changed is [`crate::roster`]; here it is read and kept.
//!
//! **Invariants:** terms and deputies are never deleted; each change stands in the audit log, and on each open case whose
//! owner it changes, written in the same transaction.

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, AnyPool, Row as _};

use crate::clock;
use crate::error::PortalError;
use crate::roster::{self, Deputy, NewDeputy, NewTerm, Notice, Post, Resumption, RosterError, Term};
use crate::store::row::Columns as _;
use crate::store::setting::{self, NOTICE_DAYS, NOTICE_IN_WORKING_DAYS};
use crate::store::{audit, handover, people, timetable};

/// A term as it was recorded.
#[derive(Debug, Clone)]
pub struct TermRow {
    /// The code of the unit.
    pub unit: String,
    /// The term.
    pub term: Term,
    /// The holder's name as colleagues say it.
    pub full_name: Option<String>,
    /// When it was recorded, ms.
    pub recorded_at_ms: i64,
    /// Who recorded it.
    pub recorded_by: String,
    /// How many days late it was recorded; 0: in time.
    pub late_days: i64,
    /// How many days late its end was recorded.
    pub end_late_days: Option<i64>,
}

/// A deputy as they were named.
#[derive(Debug, Clone)]
pub struct DeputyRow {
    /// The code of the unit.
    pub unit: String,
    /// Who stands in, for what, when.
    pub deputy: Deputy,
    /// The name as colleagues say it.
    pub full_name: Option<String>,
    /// Why: leave, a journey, …
    pub why: Option<String>,
    /// Who named them.
    pub recorded_by: String,
}

/// Terms and deputies.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Terms, by first day.
    pub terms: Vec<TermRow>,
    /// Deputies, by first day.
    pub deputies: Vec<DeputyRow>,
}

impl Named {
    /// Terms and deputies of each unit.
    #[must_use]
    pub fn by_unit(self) -> HashMap<String, Self> {
        let mut units: HashMap<String, Self> = HashMap::new();
        for term in self.terms {
            units.entry(term.unit.clone()).or_default().terms.push(term);
        }
        for deputy in self.deputies {
            units.entry(deputy.unit.clone()).or_default().deputies.push(deputy);
        }
        units
    }

    /// The terms alone.
    #[must_use]
    pub fn terms(&self) -> Vec<Term> {
        self.terms.iter().map(|row| row.term.clone()).collect()
    }

    /// The deputies alone.
    #[must_use]
    pub fn deputies(&self) -> Vec<Deputy> {
        self.deputies.iter().map(|row| row.deputy.clone()).collect()
    }

    /// The name of somebody as colleagues say it, else the one with which they sign in.
    #[must_use]
    pub fn name_of(&self, user: &str) -> String {
        let terms = self.terms.iter().map(|row| (&row.term.user, &row.full_name));
        let named = terms.chain(self.deputies.iter().map(|row| (&row.deputy.user, &row.full_name)));
        let full = named.into_iter().find(|(name, _)| *name == user).and_then(|(_, full)| full.clone());
        full.unwrap_or_else(|| user.to_owned())
    }
}

/// How a change is recorded: by whom, when, and by which rule it is late.
#[derive(Debug)]
pub struct Recording {
    /// A user name, or `cli:NAME`.
    pub who: String,
    /// When, ms.
    pub now_ms: i64,
    /// Within how many days it is to be recorded.
    pub notice: Notice,
}

impl Recording {
    /// By somebody, now, by the province's rule as it stands.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn now(connection: &mut AnyConnection, who: String, now_ms: i64) -> Result<Self, PortalError> {
        Ok(Self { who, now_ms, notice: notice(connection).await? })
    }

    fn late_days(&self, effect: Date) -> i64 {
        self.notice.late_days(effect, clock::day(self.now_ms))
    }
}

/// Within how many days changes are to be recorded, as the province has it.
///
/// # Errors
/// Those of the database.
pub async fn notice(connection: &mut AnyConnection) -> Result<Notice, PortalError> {
    let days = setting::get(&mut *connection, &NOTICE_DAYS).await?.value;
    if !setting::get(&mut *connection, &NOTICE_IN_WORKING_DAYS).await?.value {
        return Ok(Notice::in_days(days));
    }
    let calendar = timetable::read(connection).await?.calendar.clone();
    Ok(Notice::in_working_days(days, move |day| calendar.is_worked(day)))
}

const TERMS: &str =
    "SELECT t.id, t.unit, t.post, t.user_name, t.since, t.until, t.recorded_at, t.recorded_by, t.late_days,
        t.end_late_days, t.succeeded_by, u.full_name, u.disabled_at
    FROM term t JOIN portal_user u ON u.name = t.user_name WHERE t.withdrawn_at IS NULL";
const DEPUTIES: &str = "SELECT d.id, d.unit, d.post, d.user_name, d.since, d.until, d.why, d.recorded_by, u.full_name,
        u.disabled_at
    FROM deputy d JOIN portal_user u ON u.name = d.user_name WHERE d.withdrawn_at IS NULL";

/// Everything that was ever recorded of a unit and not withdrawn.
///
/// # Errors
/// Those of the database.
pub async fn of_unit(connection: &mut AnyConnection, unit: &str) -> Result<Named, PortalError> {
    let terms = sqlx::query(sqlx::AssertSqlSafe(format!("{TERMS} AND t.unit = $1 ORDER BY t.since, t.id")));
    let terms = terms.bind(unit.to_owned()).fetch_all(&mut *connection).await?;
    let deputies = sqlx::query(sqlx::AssertSqlSafe(format!("{DEPUTIES} AND d.unit = $1 ORDER BY d.since, d.id")));
    let deputies = deputies.bind(unit.to_owned()).fetch_all(connection).await?;
    Ok(Named {
        terms: terms.iter().map(read_term).collect::<Result<_, _>>()?,
        deputies: deputies.iter().map(read_deputy).collect::<Result<_, _>>()?,
    })
}

/// Everything that was ever recorded of every unit.
///
/// # Errors
/// Those of the database.
pub async fn all(connection: &mut AnyConnection) -> Result<Named, PortalError> {
    let terms = sqlx::query(sqlx::AssertSqlSafe(format!("{TERMS} ORDER BY t.since, t.id")));
    let terms = terms.fetch_all(&mut *connection).await?;
    let deputies = sqlx::query(sqlx::AssertSqlSafe(format!("{DEPUTIES} ORDER BY d.since, d.id")));
    let deputies = deputies.fetch_all(connection).await?;
    Ok(Named {
        terms: terms.iter().map(read_term).collect::<Result<_, _>>()?,
        deputies: deputies.iter().map(read_deputy).collect::<Result<_, _>>()?,
    })
}

/// What counts on one day.
///
/// # Errors
/// Those of the database.
pub async fn on(readers: &AnyPool, day: Date) -> Result<Named, PortalError> {
    let covers = |of: &str| format!("AND {of}.since <= $1 AND ({of}.until IS NULL OR {of}.until >= $1)");
    let terms = sqlx::query(sqlx::AssertSqlSafe(format!("{TERMS} {}", covers("t"))));
    let terms = terms.bind(day.to_string()).fetch_all(readers).await?;
    let deputies = sqlx::query(sqlx::AssertSqlSafe(format!("{DEPUTIES} {}", covers("d"))));
    let deputies = deputies.bind(day.to_string()).fetch_all(readers).await?;
    Ok(Named {
        terms: terms.iter().map(read_term).collect::<Result<_, _>>()?,
        deputies: deputies.iter().map(read_deputy).collect::<Result<_, _>>()?,
    })
}

/// The posts of their unit for which somebody stands in on a day.
///
/// # Errors
/// Those of the database.
pub async fn stands_in<'e>(executor: impl AnyExecutor<'e>, user: &str, day: Date) -> Result<Vec<Post>, PortalError> {
    let posts = "SELECT d.post FROM deputy d JOIN portal_user u ON u.name = d.user_name AND u.unit = d.unit
        WHERE d.user_name = $1 AND d.since <= $2 AND d.until >= $2 AND d.withdrawn_at IS NULL";
    let rows = sqlx::query(posts).bind(user.to_owned()).bind(day.to_string()).fetch_all(executor).await?;
    rows.iter().map(|row| row.parsed("post")).collect()
}

/// Whether somebody has a post on `day` or later.
///
/// # Errors
/// Those of the database.
pub async fn in_office<'e>(executor: impl AnyExecutor<'e>, user: &str, day: Date) -> Result<bool, PortalError> {
    let count = "SELECT count(*) AS terms FROM term
        WHERE user_name = $1 AND withdrawn_at IS NULL AND (until IS NULL OR until >= $2)";
    let terms: i64 = sqlx::query_scalar(count).bind(user.to_owned()).bind(day.to_string()).fetch_one(executor).await?;
    Ok(terms > 0)
}

/// Puts somebody into a post. Returns the row of the term.
///
/// # Errors
/// [`PortalError::UnitUnknown`], [`PortalError::UserUnknown`], [`PortalError::Roster`]; nothing was written then.
pub async fn appoint(
    connection: &mut AnyConnection,
    unit: &str,
    new: &NewTerm,
    recording: &Recording,
) -> Result<i64, PortalError> {
    crate::store::unit::known(&mut *connection, unit).await?;
    let person = people::find(&mut *connection, &new.user).await?;
    able(&person, unit)?;
    if person.role != new.post.role() {
        return Err(RosterError::UserOfAnotherRole.into());
    }
    let before = of_unit(connection, unit).await?;
    let succession = roster::appoint(&before.terms(), new)?;
    let id = insert_term(connection, unit, new, recording).await?;
    if let Some(ended) = succession {
        set_end(connection, ended.term, ended.last_day, Some(id), new.since, recording).await?;
    }
    audit::record(connection, &recording.who, "term_begun", unit, None, Some(told(new)), recording.now_ms).await?;
    handover::settle(connection, Some(&recording.who), recording.now_ms).await?;
    Ok(id)
}

/// Ends a term with this last day.
///
/// # Errors
/// [`PortalError::Roster`]; nothing was written then.
pub async fn end(
    connection: &mut AnyConnection,
    unit: &str,
    id: i64,
    last_day: Date,
    recording: &Recording,
) -> Result<(), PortalError> {
    let (before, term) = with_term(connection, unit, id).await?;
    roster::end(&before.terms(), id, last_day)?;
    let effect = last_day.tomorrow().unwrap_or(last_day);
    set_end(connection, id, last_day, None, effect, recording).await?;
    let after = Term { until: Some(last_day), ..term.clone() };
    let (was, became) = (Some(told_term(&term)), Some(told_term(&after)));
    audit::record(connection, &recording.who, "term_ended", unit, was, became, recording.now_ms).await?;
    handover::settle(connection, Some(&recording.who), recording.now_ms).await
}

/// Takes a term back that has not begun before today.
///
/// # Errors
/// [`PortalError::Roster`]; nothing was written then.
pub async fn withdraw(
    connection: &mut AnyConnection,
    unit: &str,
    id: i64,
    recording: &Recording,
) -> Result<(), PortalError> {
    let (before, term) = with_term(connection, unit, id).await?;
    let goes_on = roster::withdraw(&before.terms(), id, clock::day(recording.now_ms))?;
    let sql = "UPDATE term SET withdrawn_at = $1 WHERE id = $2";
    sqlx::query(sql).bind(recording.now_ms).bind(id).execute(&mut *connection).await?;
    if let Some(resumption) = goes_on {
        resume(connection, resumption).await?;
    }
    let was = Some(told_term(&term));
    audit::record(connection, &recording.who, "term_withdrawn", unit, was, None, recording.now_ms).await?;
    handover::settle(connection, Some(&recording.who), recording.now_ms).await
}

/// Names somebody who stands in. Returns the row.
///
/// # Errors
/// [`PortalError::UnitUnknown`], [`PortalError::UserUnknown`], [`PortalError::Roster`]; nothing was written then.
pub async fn name_deputy(
    connection: &mut AnyConnection,
    unit: &str,
    new: &NewDeputy,
    why: Option<&str>,
    recording: &Recording,
) -> Result<i64, PortalError> {
    crate::store::unit::known(&mut *connection, unit).await?;
    let person = people::find(&mut *connection, &new.user).await?;
    able(&person, unit)?;
    let before = of_unit(connection, unit).await?;
    roster::name_deputy(&before.terms(), &before.deputies(), new)?;
    let insert = "INSERT INTO deputy (unit, post, user_name, since, until, why, recorded_at, recorded_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let id = sqlx::query_scalar(insert)
        .bind(unit.to_owned())
        .bind(new.post.code())
        .bind(new.user.clone())
        .bind(new.since.to_string())
        .bind(new.until.to_string())
        .bind(why.map(str::to_owned))
        .bind(recording.now_ms)
        .bind(recording.who.clone())
        .fetch_one(&mut *connection)
        .await?;
    let became = json!({ "post": new.post, "user": new.user, "since": new.since.to_string(),
        "until": new.until.to_string(), "why": why });
    audit::record(connection, &recording.who, "deputy_named", unit, None, Some(became), recording.now_ms).await?;
    handover::settle(connection, Some(&recording.who), recording.now_ms).await?;
    Ok(id)
}

/// Says that somebody does not stand in any longer.
///
/// # Errors
/// [`PortalError::Roster`] when nobody does by that row.
pub async fn withdraw_deputy(
    connection: &mut AnyConnection,
    unit: &str,
    id: i64,
    recording: &Recording,
) -> Result<(), PortalError> {
    let before = of_unit(connection, unit).await?;
    let row = before.deputies.iter().find(|row| row.deputy.id == id).ok_or(RosterError::TermUnknown)?;
    let sql = "UPDATE deputy SET withdrawn_at = $1 WHERE id = $2";
    sqlx::query(sql).bind(recording.now_ms).bind(id).execute(&mut *connection).await?;
    let was = json!({ "post": row.deputy.post, "user": row.deputy.user, "since": row.deputy.since.to_string(),
        "until": row.deputy.until.to_string(), "why": row.why });
    audit::record(connection, &recording.who, "deputy_withdrawn", unit, Some(was), None, recording.now_ms).await?;
    handover::settle(connection, Some(&recording.who), recording.now_ms).await
}

fn able(person: &people::Person, unit: &str) -> Result<(), RosterError> {
    if person.unit.as_deref() != Some(unit) {
        return Err(RosterError::UserOfAnotherUnit);
    }
    if person.disabled_at_ms.is_some() { Err(RosterError::UserDisabled) } else { Ok(()) }
}

async fn with_term(connection: &mut AnyConnection, unit: &str, id: i64) -> Result<(Named, Term), PortalError> {
    let before = of_unit(connection, unit).await?;
    let term = before.terms().into_iter().find(|term| term.id == id).ok_or(RosterError::TermUnknown)?;
    Ok((before, term))
}

async fn insert_term(
    connection: &mut AnyConnection,
    unit: &str,
    new: &NewTerm,
    recording: &Recording,
) -> Result<i64, PortalError> {
    let insert = "INSERT INTO term (unit, post, user_name, since, until, recorded_at, recorded_by, late_days)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let id = sqlx::query_scalar(insert)
        .bind(unit.to_owned())
        .bind(new.post.code())
        .bind(new.user.clone())
        .bind(new.since.to_string())
        .bind(new.until.map(|day| day.to_string()))
        .bind(recording.now_ms)
        .bind(recording.who.clone())
        .bind(recording.late_days(new.since))
        .fetch_one(connection)
        .await?;
    Ok(id)
}

async fn set_end(
    connection: &mut AnyConnection,
    id: i64,
    last_day: Date,
    successor: Option<i64>,
    effect: Date,
    recording: &Recording,
) -> Result<(), PortalError> {
    let end = "UPDATE term SET until = $1, ended_at = $2, ended_by = $3, end_late_days = $4, succeeded_by = $5
        WHERE id = $6";
    sqlx::query(end)
        .bind(last_day.to_string())
        .bind(recording.now_ms)
        .bind(recording.who.clone())
        .bind(recording.late_days(effect))
        .bind(successor)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// As if nobody had ended it, but for who comes next.
async fn resume(connection: &mut AnyConnection, resumption: Resumption) -> Result<(), PortalError> {
    let resume = "UPDATE term SET until = CAST($1 AS TEXT), succeeded_by = $2,
            ended_at = CASE WHEN CAST($1 AS TEXT) IS NULL THEN NULL ELSE ended_at END,
            ended_by = CASE WHEN CAST($1 AS TEXT) IS NULL THEN NULL ELSE ended_by END,
            end_late_days = CASE WHEN CAST($1 AS TEXT) IS NULL THEN NULL ELSE end_late_days END
        WHERE id = $3";
    sqlx::query(resume)
        .bind(resumption.until.map(|day| day.to_string()))
        .bind(resumption.succeeded_by)
        .bind(resumption.term)
        .execute(connection)
        .await?;
    Ok(())
}

fn told(new: &NewTerm) -> Value {
    json!({ "post": new.post, "user": new.user, "since": new.since.to_string(),
        "until": new.until.map(|day| day.to_string()) })
}

fn told_term(term: &Term) -> Value {
    json!({ "post": term.post, "user": term.user, "since": term.since.to_string(),
        "until": term.until.map(|day| day.to_string()) })
}

fn read_term(row: &AnyRow) -> Result<TermRow, PortalError> {
    let disabled_at_ms: Option<i64> = row.try_get("disabled_at")?;
    let term = Term {
        id: row.try_get("id")?,
        post: row.parsed("post")?,
        user: row.try_get("user_name")?,
        since: row.parsed("since")?,
        until: row.parsed_or_none("until")?,
        lost_on: disabled_at_ms.map(clock::day),
        succeeded_by: row.try_get("succeeded_by")?,
    };
    Ok(TermRow {
        unit: row.try_get("unit")?,
        term,
        full_name: row.try_get("full_name")?,
        recorded_at_ms: row.try_get("recorded_at")?,
        recorded_by: row.try_get("recorded_by")?,
        late_days: row.try_get("late_days")?,
        end_late_days: row.try_get("end_late_days")?,
    })
}

fn read_deputy(row: &AnyRow) -> Result<DeputyRow, PortalError> {
    let deputy = Deputy {
        id: row.try_get("id")?,
        post: row.parsed("post")?,
        user: row.try_get("user_name")?,
        since: row.parsed("since")?,
        until: row.parsed("until")?,
        able: row.try_get::<Option<i64>, _>("disabled_at")?.is_none(),
    };
    Ok(DeputyRow {
        unit: row.try_get("unit")?,
        deputy,
        full_name: row.try_get("full_name")?,
        why: row.try_get("why")?,
        recorded_by: row.try_get("recorded_by")?,
    })
}
