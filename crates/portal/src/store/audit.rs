//! Who changed what of the portal: rows that are only ever added.
//!
//! What was done is written by [`record`] in the transaction that does it, so that there is never the one without the
//! other. What was refused is written afterwards, by [`carry_out`]: the refused transaction left nothing.
//!
//! **Invariant:** nothing here updates or deletes a row, and no password or hash ever stands in one.

use futures_util::future::BoxFuture;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::Store;

/// Something that somebody wants to change.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Who: a user name; `cli:NAME` at the command line; `portal` by itself.
    pub who: String,
    /// What: `user_added`, `term_begun`, …
    pub what: &'static str,
    /// To what: a user's name, a unit's code, a date, …
    pub subject: String,
    /// What was asked for, written down when it is refused.
    pub asked: Value,
}

/// A change, or a refusal, as it was written down.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Its row; later ones have greater ones.
    pub id: i64,
    /// When, ms.
    pub at_ms: i64,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// To what.
    pub subject: String,
    /// How it was before, as JSON.
    pub was: Option<String>,
    /// How it was afterwards, or what was asked for, as JSON.
    pub became: Option<String>,
    /// The code of the refusal.
    pub refused: Option<String>,
}

/// Which rows to list; an empty text is any.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Who did it.
    pub who: String,
    /// What was done.
    pub what: String,
    /// To what.
    pub subject: String,
    /// Not before, ms.
    pub since_ms: Option<i64>,
    /// Before, ms.
    pub until_ms: Option<i64>,
}

/// Writes a change down. Call it in the transaction that makes the change.
///
/// # Errors
/// Those of the database; then the change must not be made.
pub async fn record(
    connection: &mut AnyConnection,
    who: &str,
    what: &str,
    subject: &str,
    before: Option<Value>,
    after: Option<Value>,
    now_ms: i64,
) -> Result<(), PortalError> {
    let row = AuditRow {
        id: 0,
        at_ms: now_ms,
        who: who.to_owned(),
        what: what.to_owned(),
        subject: subject.to_owned(),
        was: before.map(|value| value.to_string()),
        became: after.map(|value| value.to_string()),
        refused: None,
    };
    insert(connection, row).await
}

/// Does `job`, which records what it changes, and writes down when it is refused.
///
/// # Errors
/// Those of the job.
pub async fn carry_out<T, F>(store: &Store, attempt: Attempt, now_ms: i64, job: F) -> Result<T, PortalError>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, PortalError>> + Send + 'static,
{
    match store.write(job).await {
        Err(error) if !error.is_of_the_machine() => {
            refuse(store, attempt, error.code(), now_ms).await?;
            Err(error)
        }
        ended => ended,
    }
}

/// Writes down that something was refused, with the code of the refusal.
///
/// # Errors
/// Those of the database.
pub async fn refuse(store: &Store, attempt: Attempt, code: &'static str, now_ms: i64) -> Result<(), PortalError> {
    let row = AuditRow {
        id: 0,
        at_ms: now_ms,
        who: attempt.who,
        what: attempt.what.to_owned(),
        subject: attempt.subject,
        was: None,
        became: Some(attempt.asked.to_string()),
        refused: Some(code.to_owned()),
    };
    store.write(move |books| Box::pin(insert(books, row))).await
}

async fn insert(connection: &mut AnyConnection, row: AuditRow) -> Result<(), PortalError> {
    let insert = "INSERT INTO audit (at, who, what, subject, was, became, refused) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(insert)
        .bind(row.at_ms)
        .bind(row.who)
        .bind(row.what)
        .bind(row.subject)
        .bind(row.was)
        .bind(row.became)
        .bind(row.refused)
        .execute(connection)
        .await?;
    Ok(())
}

/// The rows of the filter before the row `before`, the newest first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn list<'e>(
    executor: impl AnyExecutor<'e>,
    filter: &AuditFilter,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<AuditRow>, PortalError> {
    let list = "SELECT id, at, who, what, subject, was, became, refused FROM audit
        WHERE ($1 = '' OR who = $1) AND ($2 = '' OR what = $2) AND ($3 = '' OR subject = $3)
            AND at >= $4 AND at < $5 AND id < $6
        ORDER BY id DESC LIMIT $7";
    let query = sqlx::query(list).bind(filter.who.clone()).bind(filter.what.clone()).bind(filter.subject.clone());
    let query = query.bind(filter.since_ms.unwrap_or(i64::MIN)).bind(filter.until_ms.unwrap_or(i64::MAX));
    let rows = query.bind(before.unwrap_or(i64::MAX)).bind(most).fetch_all(executor).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<AuditRow, PortalError> {
    Ok(AuditRow {
        id: row.try_get("id")?,
        at_ms: row.try_get("at")?,
        who: row.try_get("who")?,
        what: row.try_get("what")?,
        subject: row.try_get("subject")?,
        was: row.try_get("was")?,
        became: row.try_get("became")?,
        refused: row.try_get("refused")?,
    })
}
