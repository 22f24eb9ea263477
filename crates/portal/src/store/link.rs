//! What cases have to do with each other: merged, split off, happened again.
//!
//! ```text
//! merged into    case_file.duplicate_of     followers and those who met the same follow the main case, whoever reported
//!                                           hears how it goes on with it
//! part           case_link                  whoever reported the whole hears how it goes on with the part
//! recurrence     case_link                  for officers
//! ```
//!
//! **Invariant:** what was merged can be unmerged: nobody is taken from one case and given to the other, they are written
//! down at the main case with where they came from.

use report::wire::ActRef;
use report::words::{Language, word};
use report::{CaseNumber, DeviceKey, Outcome, Status};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::casework::{Audience, CaseworkError, Event};
use crate::error::PortalError;
use crate::store::row::Columns as _;
use crate::store::told;

/// A case that has to do with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// How, seen from the case that was asked about.
    pub kind: Kind,
    /// Its number.
    pub number: CaseNumber,
    /// Where it stands.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
}

/// How a case has to do with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is the main case of this one.
    Main,
    /// It was merged into this one.
    Merged,
    /// It was split off from this one.
    Part,
    /// This one was split off from it.
    Whole,
    /// It is an earlier case of the same trouble.
    Earlier,
    /// It is a later one.
    Later,
}

/// A case was split off from another.
pub(super) const PART: &str = "part";
/// A case is an earlier one of the same trouble.
pub(super) const RECURRENCE: &str = "recurrence";

/// Every case that has to do with this one.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<Linked>, PortalError> {
    let list = "SELECT 'main' AS kind, other.id AS other_id, other.number, other.status, other.outcome
            FROM case_file AS this JOIN case_file AS other ON other.id = this.duplicate_of WHERE this.id = $1
        UNION ALL SELECT 'merged', other.id, other.number, other.status, other.outcome
            FROM case_file AS other WHERE other.duplicate_of = $1
        UNION ALL SELECT CASE case_link.kind WHEN 'part' THEN 'part' ELSE 'earlier' END,
            other.id, other.number, other.status, other.outcome
            FROM case_link JOIN case_file AS other ON other.id = case_link.other_id WHERE case_link.case_id = $1
        UNION ALL SELECT CASE case_link.kind WHEN 'part' THEN 'whole' ELSE 'later' END,
            other.id, other.number, other.status, other.outcome
            FROM case_link JOIN case_file AS other ON other.id = case_link.case_id WHERE case_link.other_id = $1
        ORDER BY other_id";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    rows.iter().map(linked).collect()
}

fn linked(row: &AnyRow) -> Result<Linked, PortalError> {
    let kind = match row.try_get::<&str, _>("kind")? {
        "main" => Kind::Main,
        "merged" => Kind::Merged,
        "part" => Kind::Part,
        "whole" => Kind::Whole,
        "earlier" => Kind::Earlier,
        "later" => Kind::Later,
        _ => return Err(PortalError::Broken("case_link")),
    };
    Ok(Linked {
        kind,
        number: row.parsed("number")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
    })
}

/// Whether a case can be merged into the one of row `main`.
///
/// # Errors
/// [`CaseworkError::MergeTarget`]; those of the database.
pub(super) async fn may_be_main(connection: &mut AnyConnection, main: i64) -> Result<(), PortalError> {
    let find = sqlx::query("SELECT status, erased_at, sealed_at FROM case_file WHERE id = $1").bind(main);
    let row = find.fetch_optional(connection).await?.ok_or(PortalError::CaseUnknown)?;
    let is_set = |column| Ok::<_, PortalError>(row.try_get::<Option<i64>, _>(column)?.is_some());
    let apart = is_set("erased_at")? || is_set("sealed_at")?;
    match row.parsed::<Status>("status")? {
        Status::Duplicate | Status::Withdrawn => Err(CaseworkError::MergeTarget.into()),
        _ if apart => Err(CaseworkError::MergeTarget.into()),
        _ => Ok(()),
    }
}

/// Those who are with the case `merged` are with `main` from now on too; whoever reported it met the same trouble.
///
/// # Errors
/// Those of the database.
pub(super) async fn follow_on(
    connection: &mut AnyConnection,
    merged: i64,
    main: i64,
    now_ms: i64,
) -> Result<(), PortalError> {
    let followers = sqlx::query("SELECT device, act_id FROM follower WHERE case_id = $1").bind(merged);
    for row in followers.fetch_all(&mut *connection).await? {
        let by = ActRef { device: row.id("device")?, act: row.id("act_id")? };
        if !follows(connection, main, by.device).await? {
            follow(connection, merged, main, by).await?;
        }
    }
    let met = "INSERT INTO me_too (case_id, device, act_id, at, came_from)
        SELECT $1, met.device, met.act_id, met.at, $2 FROM (
            SELECT device, act_id, at FROM me_too WHERE case_id = $2
            UNION SELECT device, act_id, submitted_at FROM case_file WHERE id = $2) AS met
        WHERE met.device <> (SELECT device FROM case_file WHERE id = $1) ON CONFLICT DO NOTHING";
    sqlx::query(met).bind(main).bind(merged).execute(&mut *connection).await?;
    touch(connection, main, now_ms).await
}

async fn follows(connection: &mut AnyConnection, case: i64, device: DeviceKey) -> Result<bool, PortalError> {
    let find = "SELECT 1 AS follows FROM follower WHERE case_id = $1 AND device = $2";
    let query = sqlx::query(find).bind(case).bind(device.as_bytes().to_vec());
    Ok(query.fetch_optional(connection).await?.is_some())
}

async fn follow(connection: &mut AnyConnection, merged: i64, main: i64, by: ActRef) -> Result<(), PortalError> {
    let since = told::how_it_stands(connection, main, by).await?;
    let follow = "INSERT INTO follower (case_id, device, act_id, since, came_from) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(follow)
        .bind(main)
        .bind(by.device.as_bytes().to_vec())
        .bind(by.act.as_bytes().to_vec())
        .bind(since)
        .bind(merged)
        .execute(connection)
        .await?;
    Ok(())
}

/// Those who came from `merged` are with `main` no longer.
///
/// # Errors
/// Those of the database.
pub(super) async fn part_again(connection: &mut AnyConnection, merged: i64, main: i64) -> Result<(), PortalError> {
    for forget in [
        "DELETE FROM follower WHERE case_id = $1 AND came_from = $2",
        "DELETE FROM me_too WHERE case_id = $1 AND came_from = $2",
    ] {
        sqlx::query(forget).bind(main).bind(merged).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn touch(connection: &mut AnyConnection, case: i64, now_ms: i64) -> Result<(), PortalError> {
    let touch = sqlx::query("UPDATE case_file SET updated_at = $1 WHERE id = $2");
    touch.bind(now_ms).bind(case).execute(connection).await?;
    Ok(())
}

/// Links two cases; whether they were not linked so.
///
/// # Errors
/// Those of the database.
pub(super) async fn link(
    connection: &mut AnyConnection,
    case: i64,
    other: i64,
    kind: &'static str,
    by: Option<String>,
    now_ms: i64,
) -> Result<bool, PortalError> {
    let link = "INSERT INTO case_link (case_id, other_id, kind, linked_at, linked_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING";
    let query = sqlx::query(link).bind(case).bind(other).bind(kind).bind(now_ms).bind(by);
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

/// Unlinks them; whether they were linked so.
///
/// # Errors
/// Those of the database.
pub(super) async fn unlink(
    connection: &mut AnyConnection,
    case: i64,
    other: i64,
    kind: &'static str,
) -> Result<bool, PortalError> {
    let unlink = sqlx::query("DELETE FROM case_link WHERE case_id = $1 AND other_id = $2 AND kind = $3");
    Ok(unlink.bind(case).bind(other).bind(kind).execute(connection).await?.rows_affected() == 1)
}

/// Whoever reported the whole, or claimed it, may do with the part what they may with theirs.
///
/// # Errors
/// Those of the database.
pub(super) async fn share(
    connection: &mut AnyConnection,
    whole: i64,
    part: i64,
    now_ms: i64,
) -> Result<(), PortalError> {
    let share = "INSERT INTO claim (case_id, device, claimed_at)
        SELECT $1, own.device, $2 FROM (
            SELECT device FROM case_file WHERE id = $3 UNION SELECT device FROM claim WHERE case_id = $3) AS own
        WHERE own.device <> (SELECT device FROM case_file WHERE id = $1) ON CONFLICT DO NOTHING";
    sqlx::query(share).bind(part).bind(now_ms).bind(whole).execute(connection).await?;
    Ok(())
}

/// A case that hears how another goes on.
pub(super) struct Hearer {
    pub(super) id: i64,
    pub(super) status: Status,
    pub(super) outcome: Option<Outcome>,
}

/// The cases whose reporters hear how it goes on with the case of row `id`: those that were merged into it, and the one
/// from which it was split off.
///
/// # Errors
/// Those of the database.
pub(super) async fn hearers(connection: &mut AnyConnection, id: i64) -> Result<Vec<Hearer>, PortalError> {
    let list = "SELECT id, status, outcome FROM case_file
        WHERE erased_at IS NULL AND (duplicate_of = $1
            OR id IN (SELECT case_id FROM case_link WHERE other_id = $1 AND kind = 'part')) ORDER BY id";
    let rows = sqlx::query(list).bind(id).fetch_all(connection).await?;
    let hearer = |row: &AnyRow| {
        Ok(Hearer { id: row.try_get("id")?, status: row.parsed("status")?, outcome: row.parsed_or_none("outcome")? })
    };
    rows.iter().map(hearer).collect()
}

/// What whoever reported reads of a step of the other case. Texts of a case are in Vietnamese, whoever writes them.
pub(super) fn tidings(number: &CaseNumber, event: &Event) -> String {
    let step = match event.outcome.filter(|_| event.status == Status::Answered) {
        Some(outcome) => word("outcome", outcome.code(), Language::Vi),
        None => word("status", event.status.code(), Language::Vi),
    };
    let words = event.text.as_deref().filter(|_| event.audience == Audience::Everybody);
    let words = words.map(|words| format!(". {words}")).unwrap_or_default();
    format!("{number}: {step}{words}")
}
