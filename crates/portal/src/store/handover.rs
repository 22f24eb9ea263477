//! Who answers for each unit's cases, and that it is somebody else from now on.
//!
//! The owner of a case is derived ([`crate::roster::owner`]); what is kept here is what was derived last, so that a change
//! is noticed whatever brought it about: a term that begins or ends, leave, somebody disabled, a day that dawns.
//!
//! **Invariant:** a row and the events on the unit's open cases are written in one transaction, once for each change.

use std::collections::HashMap;

use jiff::civil::Date;
use report::Status;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, AssertSqlSafe, Row as _};

use crate::clock;
use crate::error::PortalError;
use crate::roster::{self, Owner};
use crate::store::roster::Named;

/// From when on somebody answered for a unit.
#[derive(Debug, Clone)]
pub struct HandoverRow {
    /// The user; `None`: the duty desk.
    pub user: Option<String>,
    /// A code of [`roster::Standing`].
    pub standing: String,
    /// From when on, ms.
    pub since_ms: i64,
    /// Open cases that were handed over.
    pub cases: i64,
}

/// The desk's name in the history of cases.
const DESK: &str = "Bộ phận trực IOC";

/// Somebody else answers for a unit's cases than was written down last.
#[derive(Debug)]
pub struct Change {
    unit: String,
    /// Whether it is another person, not only another standing of the same.
    of_person: bool,
    owner: Owner,
    words: String,
}

/// Looks who answers for each unit's cases at this moment, and hands over what has another owner than before. `who` is who
/// brought it about; `None`: the portal, because a day has dawned.
///
/// # Errors
/// Those of the database.
pub async fn settle(connection: &mut AnyConnection, who: Option<&str>, now_ms: i64) -> Result<(), PortalError> {
    for change in changes(connection, now_ms).await? {
        let of_unit = (change.unit.as_str(), change.words.as_str());
        let cases = if change.of_person { tell(connection, of_unit, who, now_ms).await? } else { 0 };
        insert(connection, &change.unit, &change.owner, now_ms, cases).await?;
    }
    Ok(())
}

/// What [`settle`] would write.
///
/// # Errors
/// Those of the database.
pub async fn changes(connection: &mut AnyConnection, now_ms: i64) -> Result<Vec<Change>, PortalError> {
    let day = clock::day(now_ms);
    let mut named = crate::store::roster::all(connection).await?.by_unit();
    let last = last(connection).await?;
    let mut changes = Vec::new();
    for unit in units(connection).await? {
        let of_unit = named.remove(&unit).unwrap_or_default();
        let owner = roster::owner(&of_unit.terms(), &of_unit.deputies(), day);
        let desk = (None, roster::Standing::Desk.code().to_owned());
        let (user, standing) = last.get(&unit).cloned().unwrap_or(desk);
        if user == owner.user && standing == owner.standing.code() {
            continue;
        }
        let name = |user: Option<&str>| user.map_or_else(|| DESK.to_owned(), |user| of_unit.name_of(user));
        let words = format!("{} → {}", name(user.as_deref()), name(owner.user.as_deref()));
        changes.push(Change { unit, of_person: user != owner.user, owner, words });
    }
    Ok(changes)
}

/// The owner of the cases of each unit on a day; a unit that is missing has nobody, so that the desk answers.
#[must_use]
pub fn owners(named: Named, day: Date) -> HashMap<String, (Owner, String)> {
    let owner = |(unit, of_unit): (String, Named)| {
        let owner = roster::owner(&of_unit.terms(), &of_unit.deputies(), day);
        let name = owner.user.as_deref().map(|user| of_unit.name_of(user)).unwrap_or_default();
        (unit, (owner, name))
    };
    named.by_unit().into_iter().map(owner).collect()
}

/// Who answered for a unit from when on, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn of_unit<'e>(executor: impl AnyExecutor<'e>, unit: &str) -> Result<Vec<HandoverRow>, PortalError> {
    let list = "SELECT user_name, standing, since_at, cases FROM unit_owner WHERE unit = $1 ORDER BY id DESC";
    let rows = sqlx::query(list).bind(unit.to_owned()).fetch_all(executor).await?;
    let read = |row: &AnyRow| {
        Ok(HandoverRow {
            user: row.try_get("user_name")?,
            standing: row.try_get("standing")?,
            since_ms: row.try_get("since_at")?,
            cases: row.try_get("cases")?,
        })
    };
    rows.iter().map(read).collect()
}

/// How many open cases each unit has.
///
/// # Errors
/// Those of the database.
pub async fn open_cases<'e>(executor: impl AnyExecutor<'e>) -> Result<HashMap<String, i64>, PortalError> {
    let count = format!(
        "SELECT unit, count(*) AS cases FROM case_file WHERE unit IS NOT NULL AND status IN ({}) GROUP BY unit",
        open()
    );
    let rows = sqlx::query(AssertSqlSafe(count)).fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("unit")?, row.try_get("cases")?))).collect()
}

/// Writes the handing over into the history of each open case of the unit, and says how many there are.
async fn tell(
    connection: &mut AnyConnection,
    (unit, words): (&str, &str),
    who: Option<&str>,
    now_ms: i64,
) -> Result<i64, PortalError> {
    let tell = format!(
        "INSERT INTO event (case_id, kind, status, outcome, at, text, audience, unit, actor)
         SELECT id, 'handover', status, outcome, CAST($1 AS BIGINT), CAST($2 AS TEXT), 'desk', unit, CAST($3 AS TEXT)
         FROM case_file WHERE unit = $4 AND status IN ({}) ORDER BY id",
        open()
    );
    let told = sqlx::query(AssertSqlSafe(tell)).bind(now_ms).bind(words.to_owned()).bind(who.map(str::to_owned));
    let told = told.bind(unit.to_owned()).execute(connection).await?;
    i64::try_from(told.rows_affected()).map_err(|_| PortalError::Broken("case_file"))
}

async fn insert(
    connection: &mut AnyConnection,
    unit: &str,
    owner: &Owner,
    now_ms: i64,
    cases: i64,
) -> Result<(), PortalError> {
    let insert = "INSERT INTO unit_owner (unit, user_name, standing, since_at, cases) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(insert)
        .bind(unit.to_owned())
        .bind(owner.user.clone())
        .bind(owner.standing.code())
        .bind(now_ms)
        .bind(cases)
        .execute(connection)
        .await?;
    Ok(())
}

/// Retired ones too: they may still have cases.
async fn units(connection: &mut AnyConnection) -> Result<Vec<String>, PortalError> {
    let list = "SELECT code FROM unit ORDER BY code";
    Ok(sqlx::query_scalar(list).fetch_all(connection).await?)
}

async fn last(connection: &mut AnyConnection) -> Result<HashMap<String, (Option<String>, String)>, PortalError> {
    let list = "SELECT unit, user_name, standing FROM unit_owner
        WHERE id IN (SELECT max(id) FROM unit_owner GROUP BY unit)";
    let rows = sqlx::query(list).fetch_all(connection).await?;
    let read = |row: &AnyRow| Ok((row.try_get("unit")?, (row.try_get("user_name")?, row.try_get("standing")?)));
    rows.iter().map(read).collect()
}

fn open() -> String {
    let open = Status::ALL.iter().filter(|status| status.is_open()).map(|status| format!("'{status}'"));
    open.collect::<Vec<_>>().join(", ")
}
