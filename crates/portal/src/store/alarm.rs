//! Alarms, and the notices by which people are told of them.
//!
//! **Invariant:** an alarm and its notices are written in one transaction, once for each subject and level.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::escalation::{Delays, Level};
use crate::store::row::Columns as _;

/// Alarms raised at once at most; the rest is raised on the next round.
const MOST: i64 = 200;

/// Something to tell people of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// What it is about: `clock:CASE:ORDINAL`, `vacancy:UNIT:POST:DAY`, `channel:CODE:DAY`.
    pub subject: String,
    /// How far up it has come.
    pub level: Level,
    /// The row of the case.
    pub case_id: Option<i64>,
    /// The number of the case.
    pub number: Option<String>,
    /// The code of the unit that has it.
    pub unit: Option<String>,
    /// The step of the clock, or the post that is vacant.
    pub step: Option<String>,
    /// When it is due, or since when the post is vacant, ms.
    pub due_at_ms: Option<i64>,
    /// Whether the case is urgent.
    pub urgent: bool,
}

/// A notice as somebody gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its row.
    pub id: i64,
    /// When, ms.
    pub at_ms: i64,
    /// When it was seen, ms.
    pub seen_at_ms: Option<i64>,
    /// Whether a mail tells it too.
    pub by_mail: bool,
    /// How far up it has come.
    pub level: Level,
    /// The number of the case.
    pub number: Option<String>,
    /// The code of the unit.
    pub unit: Option<String>,
    /// The name of the unit.
    pub unit_name: Option<String>,
    /// The step of the clock, or the post that is vacant.
    pub step: Option<String>,
    /// When it was due, or since when the post has been vacant, ms.
    pub due_at_ms: Option<i64>,
}

/// A step of a case's escalation, and who was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTaken {
    /// The row of the alarm.
    pub id: i64,
    /// How far up.
    pub level: Level,
    /// The step of the clock.
    pub step: Option<String>,
    /// When it was due, ms.
    pub due_at_ms: Option<i64>,
    /// When, ms.
    pub at_ms: i64,
    /// Who was told.
    pub told: Vec<Told>,
}

/// Somebody who was told of an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The user.
    pub user: String,
    /// When they saw it in the console, ms.
    pub seen_at_ms: Option<i64>,
    /// The mail that tells it too.
    pub mail: Option<MailStanding>,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStanding {
    /// It is still to go out.
    Waits,
    /// A server took it, ms.
    Sent(i64),
    /// It went out to nobody, ms.
    GivenUp(i64),
}

const CLOCKS: &str = "SELECT c.case_id, c.ordinal, c.step, c.unit, c.due_at, f.number,
        CASE WHEN f.urgency = 'urgent' THEN 1 ELSE 0 END AS urgent
    FROM case_clock c JOIN case_file f ON f.id = c.case_id
    WHERE c.ended_at IS NULL AND c.due_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM alarm a
        WHERE a.case_id = c.case_id AND a.level = $1
            AND a.subject = 'clock:' || CAST(c.case_id AS TEXT) || ':' || CAST(c.ordinal AS TEXT))";

/// The clocks that have reached a level by now and of which nobody was told at that level.
///
/// # Errors
/// Those of the database.
pub async fn reached<'e>(
    executor: impl AnyExecutor<'e>,
    level: Level,
    (usual, urgent): (&Delays, &Delays),
    now_ms: i64,
) -> Result<Vec<Alarm>, PortalError> {
    let sql = if level == Level::Urgent {
        format!(
            "{CLOCKS} AND f.urgency = 'urgent' AND c.began_at <= $2 AND $3 >= 0 AND c.due_at > $5 ORDER BY c.due_at LIMIT $4"
        )
    } else {
        format!(
            "{CLOCKS} AND c.due_at <= CASE WHEN f.urgency = 'urgent' THEN CAST($3 AS BIGINT) ELSE CAST($2 AS BIGINT) END
                AND c.due_at > $5
             ORDER BY c.due_at LIMIT $4"
        )
    };
    // What is overdue already is not «nearly due».
    let after_ms = if level == Level::DueSoon { now_ms } else { i64::MIN };
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(level.code()).bind(usual.due_by(level, now_ms));
    let rows = query.bind(urgent.due_by(level, now_ms)).bind(MOST).bind(after_ms).fetch_all(executor).await?;
    rows.iter().map(|row| clock(row, level)).collect()
}

fn clock(row: &AnyRow, level: Level) -> Result<Alarm, PortalError> {
    let (case_id, ordinal): (i64, i64) = (row.try_get("case_id")?, row.try_get("ordinal")?);
    Ok(Alarm {
        subject: format!("clock:{case_id}:{ordinal}"),
        level,
        case_id: Some(case_id),
        number: Some(row.try_get("number")?),
        unit: row.try_get("unit")?,
        step: Some(row.try_get("step")?),
        due_at_ms: row.try_get("due_at")?,
        urgent: row.try_get::<i64, _>("urgent")? == 1,
    })
}

/// Raises an alarm; `None` when somebody was told before.
///
/// # Errors
/// Those of the database.
pub async fn raise(connection: &mut AnyConnection, alarm: &Alarm, now_ms: i64) -> Result<Option<i64>, PortalError> {
    let raise =
        "INSERT INTO alarm (subject, level, case_id, unit, step, due_at, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (subject, level) DO NOTHING RETURNING id";
    let id = sqlx::query_scalar(raise)
        .bind(alarm.subject.clone())
        .bind(alarm.level.code())
        .bind(alarm.case_id)
        .bind(alarm.unit.clone())
        .bind(alarm.step.clone())
        .bind(alarm.due_at_ms)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    Ok(id)
}

/// Whether an alarm was raised.
///
/// # Errors
/// Those of the database.
pub async fn is_raised<'e>(executor: impl AnyExecutor<'e>, subject: &str, level: Level) -> Result<bool, PortalError> {
    let count = "SELECT count(*) AS alarms FROM alarm WHERE subject = $1 AND level = $2";
    let query = sqlx::query_scalar(count).bind(subject.to_owned()).bind(level.code());
    let alarms: i64 = query.fetch_one(executor).await?;
    Ok(alarms > 0)
}

/// Tells somebody of an alarm, in the console.
///
/// # Errors
/// Those of the database.
pub async fn tell(connection: &mut AnyConnection, alarm: i64, user: &str, now_ms: i64) -> Result<i64, PortalError> {
    let tell = "INSERT INTO notice (alarm_id, user_name, at) VALUES ($1, $2, $3) RETURNING id";
    let query = sqlx::query_scalar(tell).bind(alarm).bind(user.to_owned()).bind(now_ms);
    Ok(query.fetch_one(connection).await?)
}

/// Notes by which mail a notice is told too.
///
/// # Errors
/// Those of the database.
pub async fn mailed(connection: &mut AnyConnection, notice: i64, mail: i64) -> Result<(), PortalError> {
    let sql = "UPDATE notice SET mail_id = $1 WHERE id = $2";
    sqlx::query(sql).bind(mail).bind(notice).execute(connection).await?;
    Ok(())
}

/// Writes into the history of a case who was told.
///
/// # Errors
/// Those of the database.
pub async fn note(connection: &mut AnyConnection, alarm: &Alarm, told: &str, now_ms: i64) -> Result<(), PortalError> {
    let Some(case_id) = alarm.case_id else { return Ok(()) };
    let note = "INSERT INTO event (case_id, kind, status, outcome, at, text, audience, unit, code)
        SELECT id, 'escalated', status, outcome, CAST($1 AS BIGINT), CAST($2 AS TEXT), 'desk', unit, CAST($3 AS TEXT)
        FROM case_file WHERE id = $4";
    let query = sqlx::query(note).bind(now_ms).bind(told.to_owned()).bind(alarm.level.code()).bind(case_id);
    query.execute(connection).await?;
    Ok(())
}

const NOTICES: &str = "SELECT n.id, n.at, n.seen_at, n.mail_id, a.level, a.unit, a.step, a.due_at, f.number,
        unit.name AS unit_name
    FROM notice n JOIN alarm a ON a.id = n.alarm_id LEFT JOIN case_file f ON f.id = a.case_id
        LEFT JOIN unit ON unit.code = a.unit";

/// Somebody's notices before the row `before`, the newest first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn of_user<'e>(
    executor: impl AnyExecutor<'e>,
    user: &str,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<NoticeRow>, PortalError> {
    let sql = format!("{NOTICES} WHERE n.user_name = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT $3");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(user.to_owned()).bind(before.unwrap_or(i64::MAX));
    query.bind(most).fetch_all(executor).await?.iter().map(read).collect()
}

/// Somebody's notices that no mail tells and that were not seen, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn unmailed(connection: &mut AnyConnection, user: &str) -> Result<Vec<NoticeRow>, PortalError> {
    let sql =
        format!("{NOTICES} WHERE n.user_name = $1 AND n.mail_id IS NULL AND n.seen_at IS NULL ORDER BY n.id LIMIT 200");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(user.to_owned());
    query.fetch_all(connection).await?.iter().map(read).collect()
}

/// The newest notice of somebody, and how many they have not seen.
///
/// # Errors
/// Those of the database.
pub async fn newest<'e>(executor: impl AnyExecutor<'e>, user: &str) -> Result<(i64, i64), PortalError> {
    let sql = "SELECT coalesce(max(id), 0) AS newest,
            CAST(coalesce(sum(CASE WHEN seen_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS unseen
        FROM notice WHERE user_name = $1";
    let row = sqlx::query(sql).bind(user.to_owned()).fetch_one(executor).await?;
    Ok((row.try_get("newest")?, row.try_get("unseen")?))
}

/// Notes that somebody saw their notices up to a row.
///
/// # Errors
/// Those of the database.
pub async fn seen(connection: &mut AnyConnection, user: &str, up_to: i64, now_ms: i64) -> Result<(), PortalError> {
    let sql = "UPDATE notice SET seen_at = $1 WHERE user_name = $2 AND id <= $3 AND seen_at IS NULL";
    sqlx::query(sql).bind(now_ms).bind(user.to_owned()).bind(up_to).execute(connection).await?;
    Ok(())
}

/// The steps that were taken for a case, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<StepTaken>, PortalError> {
    let sql = "SELECT a.id, a.level, a.step, a.due_at, a.at, n.user_name, n.seen_at, n.mail_id, m.sent_at,
            m.given_up_at
        FROM alarm a LEFT JOIN notice n ON n.alarm_id = a.id LEFT JOIN mail m ON m.id = n.mail_id WHERE a.case_id = $1 ORDER BY a.id, n.id";
    let mut steps: Vec<StepTaken> = Vec::new();
    for row in sqlx::query(sql).bind(case_id).fetch_all(executor).await? {
        let id: i64 = row.try_get("id")?;
        if steps.last().is_none_or(|step| step.id != id) {
            let (level, step) = (row.parsed("level")?, row.try_get("step")?);
            let (due_at_ms, at_ms) = (row.try_get("due_at")?, row.try_get("at")?);
            steps.push(StepTaken { id, level, step, due_at_ms, at_ms, told: Vec::new() });
        }
        let told: Option<String> = row.try_get("user_name")?;
        if let (Some(step), Some(user)) = (steps.last_mut(), told) {
            step.told.push(Told { user, seen_at_ms: row.try_get("seen_at")?, mail: mail_standing(&row)? });
        }
    }
    Ok(steps)
}

fn mail_standing(row: &AnyRow) -> Result<Option<MailStanding>, PortalError> {
    let (sent, given_up): (Option<i64>, Option<i64>) = (row.try_get("sent_at")?, row.try_get("given_up_at")?);
    let mail: Option<i64> = row.try_get("mail_id")?;
    Ok(mail.map(|_| match (sent, given_up) {
        (Some(at_ms), _) => MailStanding::Sent(at_ms),
        (None, Some(at_ms)) => MailStanding::GivenUp(at_ms),
        (None, None) => MailStanding::Waits,
    }))
}

fn read(row: &AnyRow) -> Result<NoticeRow, PortalError> {
    Ok(NoticeRow {
        id: row.try_get("id")?,
        at_ms: row.try_get("at")?,
        seen_at_ms: row.try_get("seen_at")?,
        by_mail: row.try_get::<Option<i64>, _>("mail_id")?.is_some(),
        level: row.parsed("level")?,
        number: row.try_get("number")?,
        unit: row.try_get("unit")?,
        unit_name: row.try_get("unit_name")?,
        step: row.try_get("step")?,
        due_at_ms: row.try_get("due_at")?,
    })
}
