//! What administrators do with users: list, change, disable, give a new password. Signing in is `store::user`.
//!
//! **Invariants:** there is always an administrator who may sign in; each change stands in the audit log, written in the
//! same transaction.

use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::access::Role;
use crate::clock;
use crate::error::PortalError;
use crate::roster::RosterError;
use crate::store::row::Columns as _;
use crate::store::user::{self, NewUser};
use crate::store::{audit, handover, roster};

/// How somebody is reached. What is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The name as colleagues say it.
    pub full_name: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where mails go; without one, none are sent.
    pub email: Option<String>,
    /// The language of the mails: `vi` or `en`.
    pub language: String,
}

impl Default for Contact {
    fn default() -> Self {
        Self { full_name: None, phone: None, email: None, language: "vi".to_owned() }
    }
}

/// Somebody who may sign in, or might.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name with which they sign in.
    pub name: String,
    /// What they are to the portal.
    pub role: Role,
    /// The code of their unit.
    pub unit: Option<String>,
    /// The name of their unit.
    pub unit_name: Option<String>,
    /// How they are reached.
    pub contact: Contact,
    /// Since when they are here, ms.
    pub created_at_ms: i64,
    /// Since when they may not sign in, ms.
    pub disabled_at_ms: Option<i64>,
}

/// What a user is to be from now on.
#[derive(Debug, Clone)]
pub struct Standing {
    /// What they are to the portal.
    pub role: Role,
    /// The code of their unit.
    pub unit: Option<String>,
    /// How they are reached.
    pub contact: Contact,
}

const COLUMNS: &str =
    "SELECT u.name, u.role, u.unit, unit.name AS unit_name, u.full_name, u.phone, u.email, u.language,
    u.created_at, u.disabled_at FROM portal_user u LEFT JOIN unit ON unit.code = u.unit";

/// Everybody, by name.
///
/// # Errors
/// Those of the database.
pub async fn list<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<Person>, PortalError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY u.name"))).fetch_all(executor).await?;
    rows.iter().map(read).collect()
}

/// Everybody of a role who may sign in, by name.
///
/// # Errors
/// Those of the database.
pub async fn of_role<'e>(executor: impl AnyExecutor<'e>, role: Role) -> Result<Vec<String>, PortalError> {
    let list = "SELECT name FROM portal_user WHERE role = $1 AND disabled_at IS NULL ORDER BY name";
    Ok(sqlx::query_scalar(list).bind(role.code()).fetch_all(executor).await?)
}

/// Everybody whom mails can reach and who has notices that were neither seen nor mailed.
///
/// # Errors
/// Those of the database.
pub async fn to_be_mailed<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<Person>, PortalError> {
    let sql = format!(
        "{COLUMNS} WHERE u.email IS NOT NULL AND u.disabled_at IS NULL AND EXISTS (SELECT 1 FROM notice n
            WHERE n.user_name = u.name AND n.mail_id IS NULL AND n.seen_at IS NULL) ORDER BY u.name"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(executor).await?;
    rows.iter().map(read).collect()
}

/// Somebody, disabled or not.
///
/// # Errors
/// [`PortalError::UserUnknown`].
pub async fn find<'e>(executor: impl AnyExecutor<'e>, name: &str) -> Result<Person, PortalError> {
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE u.name = $1"))).bind(name.to_owned());
    read(&query.fetch_optional(executor).await?.ok_or(PortalError::UserUnknown)?)
}

/// Lets somebody in, with how they are reached.
///
/// # Errors
/// Those of [`user::add`], [`PortalError::ContactInvalid`]; nothing was written then.
pub async fn add(
    connection: &mut AnyConnection,
    new: &NewUser,
    contact: &Contact,
    who: &str,
) -> Result<(), PortalError> {
    check(contact)?;
    user::add(connection, new).await?;
    write_contact(connection, &new.name, contact).await?;
    let after = find(&mut *connection, &new.name).await?;
    audit::record(connection, who, "user_added", &new.name, None, Some(told(&after)), new.created_at_ms).await
}

/// Changes what somebody is and how they are reached.
///
/// # Errors
/// [`PortalError::UserUnknown`], [`PortalError::UnitMismatch`], [`PortalError::UnitUnknown`],
/// [`RosterError::UserInOffice`], [`PortalError::ContactInvalid`], [`PortalError::LastAdministrator`]; nothing was written then.
pub async fn change(
    connection: &mut AnyConnection,
    name: &str,
    standing: &Standing,
    who: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    check(&standing.contact)?;
    let before = find(&mut *connection, name).await?;
    user::check_unit(connection, standing.role, standing.unit.as_deref()).await?;
    let moves = before.role != standing.role || before.unit != standing.unit;
    if moves && roster::in_office(&mut *connection, name, clock::day(now_ms)).await? {
        return Err(RosterError::UserInOffice.into());
    }
    sqlx::query("UPDATE portal_user SET role = $1, unit = $2 WHERE name = $3")
        .bind(standing.role.code())
        .bind(standing.unit.clone())
        .bind(name.to_owned())
        .execute(&mut *connection)
        .await?;
    write_contact(connection, name, &standing.contact).await?;
    an_administrator_is_left(connection).await?;
    changed(connection, "user_changed", &before, who, now_ms).await
}

/// Lets somebody in no longer, or again. Their sessions end at once.
///
/// # Errors
/// [`PortalError::UserUnknown`], [`PortalError::LastAdministrator`]; nothing was written then.
pub async fn disable(
    connection: &mut AnyConnection,
    name: &str,
    disabled: bool,
    who: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    let before = find(&mut *connection, name).await?;
    if before.disabled_at_ms.is_some() == disabled {
        return Ok(());
    }
    sqlx::query("UPDATE portal_user SET disabled_at = $1 WHERE name = $2")
        .bind(disabled.then_some(now_ms))
        .bind(name.to_owned())
        .execute(&mut *connection)
        .await?;
    end_sessions(connection, name).await?;
    an_administrator_is_left(connection).await?;
    let what = if disabled { "user_disabled" } else { "user_enabled" };
    changed(connection, what, &before, who, now_ms).await?;
    handover::settle(connection, Some(who), now_ms).await
}

/// Gives somebody another password. Their sessions end.
///
/// # Errors
/// [`PortalError::UserUnknown`].
pub async fn set_password(
    connection: &mut AnyConnection,
    name: &str,
    hash: &str,
    who: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    find(&mut *connection, name).await?;
    sqlx::query("UPDATE portal_user SET password = $1 WHERE name = $2")
        .bind(hash.to_owned())
        .bind(name.to_owned())
        .execute(&mut *connection)
        .await?;
    end_sessions(connection, name).await?;
    audit::record(connection, who, "password_set", name, None, None, now_ms).await
}

/// What the audit log says of somebody.
#[must_use]
pub fn told(person: &Person) -> Value {
    json!({
        "role": person.role,
        "unit": person.unit,
        "full_name": person.contact.full_name,
        "phone": person.contact.phone,
        "email": person.contact.email,
        "language": person.contact.language,
        "disabled": person.disabled_at_ms.is_some(),
    })
}

async fn changed(
    connection: &mut AnyConnection,
    what: &str,
    before: &Person,
    who: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    let after = find(&mut *connection, &before.name).await?;
    audit::record(connection, who, what, &before.name, Some(told(before)), Some(told(&after)), now_ms).await
}

async fn write_contact(connection: &mut AnyConnection, name: &str, contact: &Contact) -> Result<(), PortalError> {
    let write = "UPDATE portal_user SET full_name = $1, phone = $2, email = $3, language = $4 WHERE name = $5";
    sqlx::query(write)
        .bind(contact.full_name.clone())
        .bind(contact.phone.clone())
        .bind(contact.email.clone())
        .bind(contact.language.clone())
        .bind(name.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}

async fn end_sessions(connection: &mut AnyConnection, name: &str) -> Result<(), PortalError> {
    sqlx::query("DELETE FROM session WHERE user_name = $1").bind(name.to_owned()).execute(connection).await?;
    Ok(())
}

async fn an_administrator_is_left(connection: &mut AnyConnection) -> Result<(), PortalError> {
    let count = "SELECT count(*) AS administrators FROM portal_user WHERE role = $1 AND disabled_at IS NULL";
    let left: i64 = sqlx::query_scalar(count).bind(Role::Administrator.code()).fetch_one(connection).await?;
    if left > 0 { Ok(()) } else { Err(PortalError::LastAdministrator) }
}

/// The longest name, number or address, in characters.
const CONTACT_CHARS: usize = 200;

fn check(contact: &Contact) -> Result<(), PortalError> {
    let fields = [("full_name", &contact.full_name), ("phone", &contact.phone), ("email", &contact.email)];
    for (field, value) in fields {
        let fits = |text: &String| {
            let one_line = !text.trim().is_empty() && !text.chars().any(char::is_control);
            one_line && text.chars().count() <= CONTACT_CHARS && of_its_kind(field, text)
        };
        if value.as_ref().is_some_and(|text| !fits(text)) {
            return Err(PortalError::ContactInvalid { field });
        }
    }
    let known = matches!(contact.language.as_str(), "vi" | "en");
    if known { Ok(()) } else { Err(PortalError::ContactInvalid { field: "language" }) }
}

fn of_its_kind(field: &str, text: &str) -> bool {
    match field {
        "phone" => text.bytes().all(|byte| byte.is_ascii_digit() || b" +-.()".contains(&byte)),
        "email" => text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
        }),
        _ => true,
    }
}

fn read(row: &AnyRow) -> Result<Person, PortalError> {
    Ok(Person {
        name: row.try_get("name")?,
        role: row.parsed("role")?,
        unit: row.try_get("unit")?,
        unit_name: row.try_get("unit_name")?,
        contact: Contact {
            full_name: row.try_get("full_name")?,
            phone: row.try_get("phone")?,
            email: row.try_get("email")?,
            language: row.try_get("language")?,
        },
        created_at_ms: row.try_get("created_at")?,
        disabled_at_ms: row.try_get("disabled_at")?,
    })
}
