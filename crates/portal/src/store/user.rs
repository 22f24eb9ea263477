//! Who may sign in: name, password hash, role, unit. Passwords themselves are `crate::password`.
//!
//! **Invariant:** somebody of a unit has one, and nobody else has.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, Row as _};

use crate::access::Role;
use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name with which they sign in.
    pub name: String,
    /// What they are to the portal.
    pub role: Role,
    /// The code of the unit they belong to.
    pub unit: Option<String>,
    /// The name of that unit.
    pub unit_name: Option<String>,
}

/// Somebody to be let in from now on.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// 2 to 40 lower-case letters, digits, `.` and `-`.
    pub name: String,
    /// What they are to the portal.
    pub role: Role,
    /// The code of their unit.
    pub unit: Option<String>,
    /// The hash of their password, from [`crate::password::hash`].
    pub password: String,
    /// Since when, ms.
    pub created_at_ms: i64,
}

/// Lets somebody in.
///
/// # Errors
/// [`PortalError::UserNameInvalid`], [`PortalError::UnitMismatch`], [`PortalError::UnitUnknown`],
/// [`PortalError::UserExists`]; nothing was written then.
pub async fn add(connection: &mut AnyConnection, user: &NewUser) -> Result<(), PortalError> {
    check(connection, user).await?;
    let sql = "INSERT INTO portal_user (name, password, role, unit, created_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (name) DO NOTHING";
    let insert = sqlx::query(sql).bind(user.name.clone()).bind(user.password.clone()).bind(user.role.code());
    let done = insert.bind(user.unit.clone()).bind(user.created_at_ms).execute(connection).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(PortalError::UserExists) }
}

/// Whether there is anybody at all.
///
/// # Errors
/// When the database fails.
pub async fn any<'e>(executor: impl AnyExecutor<'e>) -> Result<bool, PortalError> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM portal_user").fetch_one(executor).await?;
    Ok(count > 0)
}

/// Somebody who may sign in, with their password hash.
///
/// # Errors
/// When the database fails.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, name: &str) -> Result<Option<(User, String)>, PortalError> {
    let sql = "SELECT u.name, u.password, u.role, u.unit, unit.name AS unit_name
               FROM portal_user u LEFT JOIN unit ON unit.code = u.unit
               WHERE u.name = $1 AND u.disabled_at IS NULL";
    let row = sqlx::query(sql).bind(name.to_owned()).fetch_optional(executor).await?;
    row.map(|row| Ok((read(&row)?, row.try_get("password")?))).transpose()
}

/// A user from columns `name`, `role`, `unit` and `unit_name`.
pub(super) fn read(row: &AnyRow) -> Result<User, PortalError> {
    Ok(User {
        name: row.try_get("name")?,
        role: row.parsed("role")?,
        unit: row.try_get("unit")?,
        unit_name: row.try_get("unit_name")?,
    })
}

async fn check(connection: &mut AnyConnection, user: &NewUser) -> Result<(), PortalError> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'-';
    if !(2..=40).contains(&user.name.len()) || !user.name.bytes().all(allowed) {
        return Err(PortalError::UserNameInvalid);
    }
    check_unit(connection, user.role, user.unit.as_deref()).await
}

/// Whether somebody in `role` may be of `unit`.
pub(super) async fn check_unit(
    connection: &mut AnyConnection,
    role: Role,
    unit: Option<&str>,
) -> Result<(), PortalError> {
    if role.is_of_a_unit() != unit.is_some() {
        return Err(PortalError::UnitMismatch);
    }
    let Some(unit) = unit else { return Ok(()) };
    let known = "SELECT count(*) FROM unit WHERE code = $1 AND retired_at IS NULL";
    let known: i64 = sqlx::query_scalar(known).bind(unit.to_owned()).fetch_one(connection).await?;
    if known == 1 { Ok(()) } else { Err(PortalError::UnitUnknown) }
}
