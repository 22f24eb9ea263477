//! Mails that are to go out: each is queued once for its key, tried until the mail server has taken it, and never sent again
//! after that.
//!
//! **Invariant:** `sent_at` is written as soon as the server took it. A portal that ends between the two sends again, under
//! the same message id, by which mail servers and readers know it: SMTP has no better.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;

/// A mail to be queued.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// What it is, once: `notice:NUMBER`, `digest:USER:DAY`.
    pub key: String,
    /// To whom.
    pub user: String,
    /// Where.
    pub address: String,
    /// Its subject.
    pub subject: String,
    /// The words.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
}

/// A mail that waits.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// Its row, and part of its message id.
    pub id: i64,
    /// Where.
    pub address: String,
    /// Its subject.
    pub subject: String,
    /// The words.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
    /// When it was queued, ms.
    pub queued_at_ms: i64,
    /// How often it was tried.
    pub tries: i64,
}

/// How a try went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Try {
    /// The server took it.
    Sent,
    /// Not now; it is tried again at this moment, ms.
    Again {
        /// What the server, or the way to it, said.
        trouble: String,
        /// When, ms.
        next_ms: i64,
    },
    /// Never: the server does not take it.
    GivenUp {
        /// What the server said.
        trouble: String,
    },
}

/// Queues a mail; `None` when one of this key was queued before.
///
/// # Errors
/// Those of the database.
pub async fn queue(connection: &mut AnyConnection, mail: NewMail, now_ms: i64) -> Result<Option<i64>, PortalError> {
    let queue = "INSERT INTO mail (key, user_name, address, subject, plain, html, queued_at, tries, next_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $7) ON CONFLICT (key) DO NOTHING RETURNING id";
    let id = sqlx::query_scalar(queue)
        .bind(mail.key)
        .bind(mail.user)
        .bind(mail.address)
        .bind(mail.subject)
        .bind(mail.plain)
        .bind(mail.html)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    Ok(id)
}

/// The mails that are to be tried by now, the oldest first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn due<'e>(executor: impl AnyExecutor<'e>, now_ms: i64, most: i64) -> Result<Vec<MailRow>, PortalError> {
    let list = "SELECT id, address, subject, plain, html, queued_at, tries FROM mail
        WHERE sent_at IS NULL AND given_up_at IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2";
    let rows = sqlx::query(list).bind(now_ms).bind(most).fetch_all(executor).await?;
    let read = |row: &AnyRow| {
        Ok(MailRow {
            id: row.try_get("id")?,
            address: row.try_get("address")?,
            subject: row.try_get("subject")?,
            plain: row.try_get("plain")?,
            html: row.try_get("html")?,
            queued_at_ms: row.try_get("queued_at")?,
            tries: row.try_get("tries")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Writes down how a try went.
///
/// # Errors
/// Those of the database.
pub async fn tried(connection: &mut AnyConnection, id: i64, how: Try, now_ms: i64) -> Result<(), PortalError> {
    let (sent, given_up, trouble, next_ms) = match how {
        Try::Sent => (Some(now_ms), None, None, now_ms),
        Try::Again { trouble, next_ms } => (None, None, Some(trouble), next_ms),
        Try::GivenUp { trouble } => (None, Some(now_ms), Some(trouble), now_ms),
    };
    let write = "UPDATE mail SET tries = tries + 1, sent_at = $1, given_up_at = $2, trouble = $3, next_at = $4
        WHERE id = $5 AND sent_at IS NULL";
    let query = sqlx::query(write).bind(sent).bind(given_up).bind(trouble).bind(next_ms).bind(id);
    query.execute(connection).await?;
    Ok(())
}

/// How many mails wait, and how many were given up.
///
/// # Errors
/// Those of the database.
pub async fn standing<'e>(executor: impl AnyExecutor<'e>) -> Result<(i64, i64), PortalError> {
    let count = "SELECT CAST(coalesce(sum(CASE WHEN given_up_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting,
            CAST(coalesce(sum(CASE WHEN given_up_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) AS given_up
        FROM mail WHERE sent_at IS NULL";
    let row = sqlx::query(count).fetch_one(executor).await?;
    Ok((row.try_get("waiting")?, row.try_get("given_up")?))
}
