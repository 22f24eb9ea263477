//! Who is signed in. Only the hash of a session's token is kept: a copy of the books opens no session.
//!
//! **Invariant:** a session ends [`LASTS_MS`] after it was last used, and at once when its user is disabled.

use report::Sha256;
use sqlx::AnyConnection;
use sqlx::{AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::user::{self, User};

/// How long an unused session lasts: 12 hours, ms.
pub const LASTS_MS: i64 = 12 * 60 * 60 * 1000;
/// How old the last use may be before it is written down again, ms: a console that polls must not write each time.
const NOTED_MS: i64 = 5 * 60 * 1000;

/// A session that holds.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose.
    pub user: User,
    /// Whether its use should be noted with [`touch`].
    pub stale: bool,
}

/// Begins a session and forgets those that are over.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    connection: &mut AnyConnection,
    token: Sha256,
    user_name: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(now_ms).execute(&mut *connection).await?;
    let sql = "INSERT INTO session (token_sha256, user_name, created_at, seen_at, expires_at)
               VALUES ($1, $2, $3, $3, $4)";
    let insert = sqlx::query(sql).bind(token.as_bytes().to_vec()).bind(user_name.to_owned());
    insert.bind(now_ms).bind(now_ms + LASTS_MS).execute(connection).await?;
    Ok(())
}

/// The session of a token.
///
/// # Errors
/// When the database fails.
pub async fn find<'e>(
    executor: impl AnyExecutor<'e>,
    token: Sha256,
    now_ms: i64,
) -> Result<Option<Session>, PortalError> {
    let sql = "SELECT u.name, u.role, u.unit, unit.name AS unit_name, s.seen_at
               FROM session s
               JOIN portal_user u ON u.name = s.user_name AND u.disabled_at IS NULL
               LEFT JOIN unit ON unit.code = u.unit
               WHERE s.token_sha256 = $1 AND s.expires_at > $2";
    let row = sqlx::query(sql).bind(token.as_bytes().to_vec()).bind(now_ms).fetch_optional(executor).await?;
    let Some(row) = row else { return Ok(None) };
    let seen_ms: i64 = row.try_get("seen_at")?;
    Ok(Some(Session { user: user::read(&row)?, stale: now_ms - seen_ms > NOTED_MS }))
}

/// Notes that a session is in use.
///
/// # Errors
/// When the database fails.
pub async fn touch(connection: &mut AnyConnection, token: Sha256, now_ms: i64) -> Result<(), PortalError> {
    let sql = "UPDATE session SET seen_at = $1, expires_at = $2 WHERE token_sha256 = $3";
    let update = sqlx::query(sql).bind(now_ms).bind(now_ms + LASTS_MS).bind(token.as_bytes().to_vec());
    update.execute(connection).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn end(connection: &mut AnyConnection, token: Sha256) -> Result<(), PortalError> {
    let delete = sqlx::query("DELETE FROM session WHERE token_sha256 = $1").bind(token.as_bytes().to_vec());
    delete.execute(connection).await?;
    Ok(())
}
