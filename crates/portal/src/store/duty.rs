//! Who is on call, whom to telephone, and the shifts of the duty desk.
//!
//! **Invariant:** a shift ends in the transaction in which the next begins: from the first one on, somebody is always on.

use report::Status;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, AssertSqlSafe, Row as _};

use crate::error::PortalError;
use crate::roster::RosterError;
use crate::store::{audit, people};

/// Somebody who is on call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCall {
    /// Its row.
    pub id: i64,
    /// The unit; `None`: the duty desk.
    pub unit: Option<String>,
    /// The user.
    pub user: String,
    /// The name as colleagues say it.
    pub full_name: Option<String>,
    /// Their telephone.
    pub phone: Option<String>,
    /// From when on, ms.
    pub since_ms: i64,
    /// Until when, ms.
    pub until_ms: i64,
}

/// Somebody to telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// Their number.
    pub phone: String,
    /// What to know before calling.
    pub note: Option<String>,
}

/// A shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Its row.
    pub id: i64,
    /// Who is on.
    pub user: String,
    /// The name as colleagues say it.
    pub full_name: Option<String>,
    /// Since when, ms.
    pub began_at_ms: i64,
    /// When they handed it over, ms.
    pub handed_at_ms: Option<i64>,
    /// What they said to whoever comes next.
    pub note: Option<String>,
    /// Cases that were open then.
    pub open: Option<i64>,
    /// Of them, urgent.
    pub urgent: Option<i64>,
    /// When somebody took it, ms.
    pub ended_at_ms: Option<i64>,
}

/// Who is on call at a moment or later, by beginning.
///
/// # Errors
/// Those of the database.
pub async fn on_call<'e>(executor: impl AnyExecutor<'e>, from_ms: i64) -> Result<Vec<OnCall>, PortalError> {
    let list = "SELECT o.id, o.unit, o.user_name, o.since_at, o.until_at, u.full_name, u.phone
        FROM on_call o JOIN portal_user u ON u.name = o.user_name AND u.disabled_at IS NULL
        WHERE o.until_at > $1 AND o.withdrawn_at IS NULL ORDER BY o.since_at, o.id";
    let rows = sqlx::query(list).bind(from_ms).fetch_all(executor).await?;
    let read = |row: &AnyRow| {
        Ok(OnCall {
            id: row.try_get("id")?,
            unit: row.try_get("unit")?,
            user: row.try_get("user_name")?,
            full_name: row.try_get("full_name")?,
            phone: row.try_get("phone")?,
            since_ms: row.try_get("since_at")?,
            until_ms: row.try_get("until_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Puts somebody on call, for a unit or the desk.
///
/// # Errors
/// [`PortalError::UserUnknown`], [`PortalError::Roster`]; nothing was written then.
pub async fn put_on_call(
    connection: &mut AnyConnection,
    unit: Option<&str>,
    user: &str,
    (since_ms, until_ms): (i64, i64),
    who: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    if until_ms <= since_ms {
        return Err(RosterError::DatesReversed.into());
    }
    let person = people::find(&mut *connection, user).await?;
    if person.disabled_at_ms.is_some() {
        return Err(RosterError::UserDisabled.into());
    }
    if person.unit.as_deref() != unit || (unit.is_none() && !person.role.is_of_the_desk()) {
        return Err(RosterError::UserOfAnotherUnit.into());
    }
    let put = "INSERT INTO on_call (unit, user_name, since_at, until_at, recorded_at, recorded_by)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let query = sqlx::query(put).bind(unit.map(str::to_owned)).bind(user.to_owned()).bind(since_ms).bind(until_ms);
    query.bind(now_ms).bind(who.to_owned()).execute(&mut *connection).await?;
    let became = serde_json::json!({ "user": user, "since_ms": since_ms, "until_ms": until_ms });
    audit::record(connection, who, "on_call_added", unit.unwrap_or("desk"), None, Some(became), now_ms).await
}

/// Takes somebody off the list. Says of which unit it was.
///
/// # Errors
/// [`PortalError::Roster`] when there is no such row.
pub async fn take_off_call(connection: &mut AnyConnection, id: i64, who: &str, now_ms: i64) -> Result<(), PortalError> {
    let before = on_call(&mut *connection, i64::MIN).await?.into_iter().find(|row| row.id == id);
    let before = before.ok_or(RosterError::TermUnknown)?;
    let sql = "UPDATE on_call SET withdrawn_at = $1 WHERE id = $2";
    sqlx::query(sql).bind(now_ms).bind(id).execute(&mut *connection).await?;
    let was = serde_json::json!({ "user": before.user, "since_ms": before.since_ms, "until_ms": before.until_ms });
    let unit = before.unit.as_deref().unwrap_or("desk");
    audit::record(connection, who, "on_call_removed", unit, Some(was), None, now_ms).await
}

/// Whom to telephone, in order; an empty code is the desk.
///
/// # Errors
/// Those of the database.
pub async fn contacts<'e>(executor: impl AnyExecutor<'e>, unit: &str) -> Result<Vec<Contact>, PortalError> {
    let list = "SELECT name, phone, note FROM contact WHERE unit = $1 ORDER BY position";
    let rows = sqlx::query(list).bind(unit.to_owned()).fetch_all(executor).await?;
    let read = |row: &AnyRow| {
        Ok(Contact { name: row.try_get("name")?, phone: row.try_get("phone")?, note: row.try_get("note")? })
    };
    rows.iter().map(read).collect()
}

/// The most people of one telephone tree, and the longest name, number or note in characters.
const MOST_CONTACTS: usize = 50;
const CONTACT_CHARS: usize = 200;

/// Puts a telephone tree in the place of the one before.
///
/// # Errors
/// [`PortalError::ContactInvalid`]; nothing was written then.
pub async fn set_contacts(
    connection: &mut AnyConnection,
    unit: &str,
    contacts: &[Contact],
    who: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    check(contacts)?;
    let before = contacts_told(&self::contacts(&mut *connection, unit).await?);
    sqlx::query("DELETE FROM contact WHERE unit = $1").bind(unit.to_owned()).execute(&mut *connection).await?;
    for (position, contact) in (0_i64..).zip(contacts) {
        sqlx::query("INSERT INTO contact (unit, position, name, phone, note) VALUES ($1, $2, $3, $4, $5)")
            .bind(unit.to_owned())
            .bind(position)
            .bind(contact.name.clone())
            .bind(contact.phone.clone())
            .bind(contact.note.clone())
            .execute(&mut *connection)
            .await?;
    }
    let subject = if unit.is_empty() { "desk" } else { unit };
    let after = contacts_told(contacts);
    audit::record(connection, who, "contacts_set", subject, Some(before), Some(after), now_ms).await
}

fn check(contacts: &[Contact]) -> Result<(), PortalError> {
    if contacts.len() > MOST_CONTACTS {
        return Err(PortalError::ContactInvalid { field: "contacts" });
    }
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= CONTACT_CHARS;
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b" +-.()".contains(&byte));
    for contact in contacts {
        if !fits(&contact.name) {
            return Err(PortalError::ContactInvalid { field: "name" });
        }
        if !fits(&contact.phone) || !number(&contact.phone) {
            return Err(PortalError::ContactInvalid { field: "phone" });
        }
        if contact.note.as_deref().is_some_and(|note| !fits(note)) {
            return Err(PortalError::ContactInvalid { field: "note" });
        }
    }
    Ok(())
}

fn contacts_told(contacts: &[Contact]) -> serde_json::Value {
    contacts.iter().map(|one| serde_json::json!({ "name": one.name, "phone": one.phone, "note": one.note })).collect()
}

const SHIFTS: &str =
    "SELECT s.id, s.user_name, s.began_at, s.handed_at, s.note, s.open, s.urgent, s.ended_at, u.full_name
    FROM shift s JOIN portal_user u ON u.name = s.user_name";

/// The newest shifts, the running one first.
///
/// # Errors
/// Those of the database.
pub async fn shifts<'e>(executor: impl AnyExecutor<'e>, most: i64) -> Result<Vec<Shift>, PortalError> {
    let query = sqlx::query(AssertSqlSafe(format!("{SHIFTS} ORDER BY s.id DESC LIMIT $1"))).bind(most);
    query.fetch_all(executor).await?.iter().map(shift).collect()
}

/// How many cases are open, and how many of them urgent.
///
/// # Errors
/// Those of the database.
pub async fn open_cases<'e>(executor: impl AnyExecutor<'e>) -> Result<(i64, i64), PortalError> {
    let open = Status::ALL.iter().filter(|status| status.is_open()).map(|status| format!("'{status}'"));
    let sql = format!(
        "SELECT count(*) AS cases,
            CAST(coalesce(sum(CASE WHEN urgency = 'urgent' THEN 1 ELSE 0 END), 0) AS BIGINT) AS urgent
         FROM case_file WHERE status IN ({})",
        open.collect::<Vec<_>>().join(", ")
    );
    let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(executor).await?;
    Ok((row.try_get("cases")?, row.try_get("urgent")?))
}

/// Hands the running shift over: it goes on until somebody takes it.
///
/// # Errors
/// [`PortalError::ShiftNotYours`]; nothing was written then.
pub async fn hand_over(
    connection: &mut AnyConnection,
    who: &str,
    note: Option<&str>,
    now_ms: i64,
) -> Result<(), PortalError> {
    let running = shifts(&mut *connection, 1).await?.into_iter().find(|shift| shift.ended_at_ms.is_none());
    let running = running.filter(|shift| shift.user == who).ok_or(PortalError::ShiftNotYours)?;
    let (open, urgent) = open_cases(&mut *connection).await?;
    let sql = "UPDATE shift SET handed_at = $1, note = $2, open = $3, urgent = $4 WHERE id = $5";
    let query = sqlx::query(sql).bind(now_ms).bind(note.map(str::to_owned)).bind(open).bind(urgent);
    query.bind(running.id).execute(&mut *connection).await?;
    let became = serde_json::json!({ "note": note, "open": open, "urgent": urgent });
    audit::record(connection, who, "shift_handed_over", who, None, Some(became), now_ms).await
}

/// Takes the shift that was handed over, or the first one.
///
/// # Errors
/// [`PortalError::ShiftNotHandedOver`]; nothing was written then.
pub async fn take(connection: &mut AnyConnection, who: &str, now_ms: i64) -> Result<(), PortalError> {
    let running = shifts(&mut *connection, 1).await?.into_iter().find(|shift| shift.ended_at_ms.is_none());
    if running.as_ref().is_some_and(|shift| shift.handed_at_ms.is_none() || shift.user == who) {
        return Err(PortalError::ShiftNotHandedOver);
    }
    if let Some(before) = &running {
        let sql = "UPDATE shift SET ended_at = $1 WHERE id = $2";
        sqlx::query(sql).bind(now_ms).bind(before.id).execute(&mut *connection).await?;
    }
    let begin = "INSERT INTO shift (user_name, began_at) VALUES ($1, $2)";
    sqlx::query(begin).bind(who.to_owned()).bind(now_ms).execute(&mut *connection).await?;
    let before = running.map(|shift| serde_json::json!({ "user": shift.user }));
    let after = Some(serde_json::json!({ "user": who }));
    audit::record(connection, who, "shift_taken", who, before, after, now_ms).await
}

fn shift(row: &AnyRow) -> Result<Shift, PortalError> {
    Ok(Shift {
        id: row.try_get("id")?,
        user: row.try_get("user_name")?,
        full_name: row.try_get("full_name")?,
        began_at_ms: row.try_get("began_at")?,
        handed_at_ms: row.try_get("handed_at")?,
        note: row.try_get("note")?,
        open: row.try_get("open")?,
        urgent: row.try_get("urgent")?,
        ended_at_ms: row.try_get("ended_at")?,
    })
}
