//! What citizens are to be told by SMS, Zalo or mail, and what they were. What is said, and how it is sent, is `channels`.
//!
//! **Invariant:** no address and no number of a telephone stands here; [`chosen`] looks them up where they are, and where
//! they were erased there are none.

use std::collections::HashMap;

use report::{Notify, Part, Status};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::channels::{Channel, What};
use crate::error::PortalError;
use crate::store::mail::Try;
use crate::store::row::Columns as _;
use crate::store::setting::Name;

/// Up to which position events were looked at.
pub const UNTIL: Name<i64> = Name::new("messages_until", || 0);
/// A channel that takes nothing for so long fails, ms.
const HOUR_MS: i64 = 60 * 60 * 1000;
/// So many tries of one message, or messages given up, show that a channel fails.
const FAILING_TRIES: i64 = 3;

/// Whether anybody wants to be told.
///
/// # Errors
/// Those of the database.
pub async fn anybody_chose<'e>(executor: impl AnyExecutor<'e>) -> Result<bool, PortalError> {
    let find = sqlx::query("SELECT 1 FROM personal_part WHERE label = 'notify' LIMIT 1");
    Ok(find.fetch_optional(executor).await?.is_some())
}

/// An event of a case whose reporter wants to be told.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its position.
    pub position: i64,
    /// A code of [`crate::casework::EventKind`].
    pub kind: String,
    /// The status that the case then had.
    pub status: Status,
    /// Of a case that goes on with another: the status that the other then had.
    pub code: Option<String>,
    /// The name of the unit that then had it.
    pub unit: Option<String>,
    /// The row of the case.
    pub case_id: i64,
    /// Its number.
    pub number: String,
    /// Its category's code.
    pub category: String,
    /// Sealed, or of a private category: no more is said than that there is news.
    pub private: bool,
}

/// Events after `since` and up to `until` of cases whose reporter wants to be told, in order. Nothing of erased cases.
///
/// # Errors
/// Those of the database.
pub async fn events(connection: &mut AnyConnection, since: i64, until: i64) -> Result<Vec<Event>, PortalError> {
    let list = "SELECT e.position, e.kind, e.status, e.code, unit.name AS unit_name, c.id, c.number, c.category,
            CASE WHEN c.sealed_at IS NOT NULL OR category.private_at IS NOT NULL THEN 1 ELSE 0 END AS private
        FROM event e JOIN case_file c ON c.id = e.case_id LEFT JOIN unit ON unit.code = e.unit
            LEFT JOIN category ON category.code = c.category
        WHERE e.position > $1 AND e.position <= $2 AND e.kind IN ('status', 'linked', 'extension_granted')
            AND c.erased_at IS NULL AND EXISTS (SELECT 1 FROM act a
                JOIN personal_part p ON p.device = a.device AND p.act_id = a.act_id
                WHERE a.case_id = c.id AND p.label = 'notify')
        ORDER BY e.position";
    let rows = sqlx::query(list).bind(since).bind(until).fetch_all(connection).await?;
    rows.iter().map(event).collect()
}

fn event(row: &AnyRow) -> Result<Event, PortalError> {
    Ok(Event {
        position: row.try_get("position")?,
        kind: row.try_get("kind")?,
        status: row.parsed("status")?,
        code: row.try_get("code")?,
        unit: row.try_get("unit_name")?,
        case_id: row.try_get("id")?,
        number: row.try_get("number")?,
        category: row.try_get("category")?,
        private: row.try_get::<i64, _>("private")? == 1,
    })
}

/// How whoever reported a case wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The way.
    pub notify: Notify,
    /// The number of their telephone, digits with the country's, where the way needs one.
    pub phone: String,
}

/// What whoever reported chose with the report as it stands: an edit without a choice takes it back. One that does not read is
/// none.
///
/// # Errors
/// Those of the database.
pub async fn chosen<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Option<Chosen>, PortalError> {
    let find = "SELECT p.label, p.value FROM personal_part p JOIN act a ON a.device = p.device AND a.act_id = p.act_id
        WHERE a.case_id = $1 AND p.label IN ('notify', 'phone') AND (a.device, a.act_id) = (
            SELECT device, act_id FROM act WHERE case_id = $1 AND kind = 'report'
            ORDER BY received_at DESC, act_id DESC LIMIT 1)";
    let mut said: HashMap<String, String> = HashMap::new();
    for row in sqlx::query(find).bind(case_id).fetch_all(executor).await? {
        let part = Part { label: row.try_get("label")?, salt: [0; 32], value: row.try_get("value")? };
        let text = part.as_text().unwrap_or_default().to_owned();
        said.insert(part.label, text);
    }
    let Some(notify) = said.get(Part::NOTIFY) else { return Ok(None) };
    let Ok(notify) = notify.parse::<Notify>() else {
        tracing::info!(case_id, "a choice of how to be told does not read; nobody is told");
        return Ok(None);
    };
    let phone = said.get(Part::PHONE).and_then(|phone| report::mobile(phone));
    if notify.needs_phone() && phone.is_none() {
        tracing::info!(case_id, "a choice of how to be told has no mobile number; nobody is told");
        return Ok(None);
    }
    Ok(Some(Chosen { notify, phone: phone.unwrap_or_default() }))
}

/// A message to be queued.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// By it a channel knows a try again.
    pub token: String,
    /// The row of the case.
    pub case_id: i64,
    /// The event that it tells.
    pub position: i64,
    /// On which way.
    pub channel: Channel,
    /// What it tells.
    pub what: What,
    /// The words.
    pub text: String,
    /// When it may go, ms.
    pub first_ms: i64,
}

/// Queues a message in the place of any that waits to tell the same case: only the last is told.
///
/// # Errors
/// Those of the database.
pub async fn queue(connection: &mut AnyConnection, message: NewMessage, now_ms: i64) -> Result<(), PortalError> {
    drop_waiting(connection, message.case_id).await?;
    let queue =
        "INSERT INTO message (token, case_id, position, channel, what, text, queued_at, first_at, tries, next_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $8) ON CONFLICT (case_id, position) DO NOTHING";
    sqlx::query(queue)
        .bind(message.token)
        .bind(message.case_id)
        .bind(message.position)
        .bind(message.channel.code())
        .bind(message.what.code())
        .bind(message.text)
        .bind(now_ms)
        .bind(message.first_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets what still waits to tell a case.
///
/// # Errors
/// Those of the database.
pub async fn drop_waiting(connection: &mut AnyConnection, case_id: i64) -> Result<(), PortalError> {
    let forget = "DELETE FROM message WHERE case_id = $1 AND sent_at IS NULL AND given_up_at IS NULL";
    sqlx::query(forget).bind(case_id).execute(connection).await?;
    Ok(())
}

/// Forgets what still waits for a channel that was taken away.
///
/// # Errors
/// Those of the database.
pub async fn drop_channel(connection: &mut AnyConnection, channel: Channel) -> Result<(), PortalError> {
    let forget = "DELETE FROM message WHERE channel = $1 AND sent_at IS NULL AND given_up_at IS NULL";
    sqlx::query(forget).bind(channel.code()).execute(connection).await?;
    Ok(())
}

/// A message that waits.
#[derive(Debug, Clone)]
pub struct MessageRow {
    /// Its row.
    pub id: i64,
    /// By it a channel knows a try again.
    pub token: String,
    /// The row of the case.
    pub case_id: i64,
    /// The words.
    pub text: String,
    /// When it was queued, ms.
    pub queued_at_ms: i64,
    /// When it could first go, ms.
    pub first_ms: i64,
    /// How often it was tried.
    pub tries: i64,
}

/// The messages of a channel that are to be tried by now, the oldest first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn due<'e>(
    executor: impl AnyExecutor<'e>,
    channel: Channel,
    now_ms: i64,
    most: i64,
) -> Result<Vec<MessageRow>, PortalError> {
    let list = "SELECT id, token, case_id, text, queued_at, first_at, tries FROM message
        WHERE channel = $1 AND sent_at IS NULL AND given_up_at IS NULL AND next_at <= $2
        ORDER BY next_at, id LIMIT $3";
    let rows = sqlx::query(list).bind(channel.code()).bind(now_ms).bind(most).fetch_all(executor).await?;
    let read = |row: &AnyRow| {
        Ok(MessageRow {
            id: row.try_get("id")?,
            token: row.try_get("token")?,
            case_id: row.try_get("case_id")?,
            text: row.try_get("text")?,
            queued_at_ms: row.try_get("queued_at")?,
            first_ms: row.try_get("first_at")?,
            tries: row.try_get("tries")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Writes down that a message is about to be tried; nobody else tries it before `until_ms`.
///
/// # Errors
/// Those of the database: then it must not be sent.
pub async fn trying(
    connection: &mut AnyConnection,
    id: i64,
    recipient: String,
    until_ms: i64,
) -> Result<(), PortalError> {
    let write = "UPDATE message SET tries = tries + 1, next_at = $1, recipient = $2 WHERE id = $3 AND sent_at IS NULL";
    sqlx::query(write).bind(until_ms).bind(recipient).bind(id).execute(connection).await?;
    Ok(())
}

/// How many messages a recipient took since `since_ms`.
///
/// # Errors
/// Those of the database.
pub async fn sent_to<'e>(executor: impl AnyExecutor<'e>, recipient: &str, since_ms: i64) -> Result<i64, PortalError> {
    let count = "SELECT count(*) FROM message WHERE recipient = $1 AND sent_at > $2";
    Ok(sqlx::query_scalar(count).bind(recipient.to_owned()).bind(since_ms).fetch_one(executor).await?)
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
    let write = "UPDATE message SET sent_at = $1, given_up_at = $2, trouble = $3, next_at = $4
        WHERE id = $5 AND sent_at IS NULL";
    let query = sqlx::query(write).bind(sent).bind(given_up).bind(trouble).bind(next_ms).bind(id);
    query.execute(connection).await?;
    Ok(())
}

/// What whoever reported was told, or is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// On which way.
    pub channel: Channel,
    /// A code of [`What`].
    pub what: String,
    /// When it was queued, ms.
    pub queued_at_ms: i64,
    /// When the channel took it, ms.
    pub sent_at_ms: Option<i64>,
    /// When it was given up, ms.
    pub given_up_at_ms: Option<i64>,
    /// What went wrong last.
    pub trouble: Option<String>,
}

/// The messages of a case, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<ToldRow>, PortalError> {
    let list = "SELECT channel, what, queued_at, sent_at, given_up_at, trouble FROM message
        WHERE case_id = $1 ORDER BY id";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    let read = |row: &AnyRow| {
        let channel: &str = row.try_get("channel")?;
        Ok(ToldRow {
            channel: channel.parse().map_err(|_| PortalError::Broken("channel"))?,
            what: row.try_get("what")?,
            queued_at_ms: row.try_get("queued_at")?,
            sent_at_ms: row.try_get("sent_at")?,
            given_up_at_ms: row.try_get("given_up_at")?,
            trouble: row.try_get("trouble")?,
        })
    };
    rows.iter().map(read).collect()
}

/// How a channel fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Messages that wait.
    pub waiting: i64,
    /// Messages that were given up.
    pub given_up: i64,
    /// When it last took one, ms.
    pub sent_at_ms: Option<i64>,
    /// What went wrong last with one that it did not take.
    pub trouble: Option<String>,
    /// It takes nothing ([`is_failing`]).
    pub failing: bool,
}

/// How a channel fares.
///
/// # Errors
/// Those of the database.
pub async fn standing(connection: &mut AnyConnection, channel: Channel, now_ms: i64) -> Result<Standing, PortalError> {
    let trouble = "SELECT trouble FROM message WHERE channel = $1 AND trouble IS NOT NULL ORDER BY id DESC LIMIT 1";
    let trouble = sqlx::query_scalar(trouble).bind(channel.code()).fetch_optional(&mut *connection).await?;
    let waiting = "SELECT count(*) FROM message WHERE channel = $1 AND sent_at IS NULL AND given_up_at IS NULL";
    let given_up =
        "SELECT count(*) FROM message WHERE channel = $1 AND trouble IS NOT NULL AND given_up_at IS NOT NULL";
    Ok(Standing {
        waiting: sqlx::query_scalar(waiting).bind(channel.code()).fetch_one(&mut *connection).await?,
        given_up: sqlx::query_scalar(given_up).bind(channel.code()).fetch_one(&mut *connection).await?,
        sent_at_ms: last_sent(connection, channel).await?,
        trouble,
        failing: is_failing(connection, channel, now_ms).await?,
    })
}

/// Whether a channel takes nothing: within the hour none was taken, and one was tried several times or several were given up.
///
/// # Errors
/// Those of the database.
pub async fn is_failing(connection: &mut AnyConnection, channel: Channel, now_ms: i64) -> Result<bool, PortalError> {
    let tried = "SELECT CAST(coalesce(max(tries), 0) AS BIGINT) FROM message
        WHERE channel = $1 AND sent_at IS NULL AND given_up_at IS NULL";
    let tried: i64 = sqlx::query_scalar(tried).bind(channel.code()).fetch_one(&mut *connection).await?;
    let refused = "SELECT count(*) FROM message WHERE channel = $1 AND trouble IS NOT NULL AND given_up_at > $2";
    let refused = sqlx::query_scalar(refused).bind(channel.code()).bind(now_ms - HOUR_MS);
    let refused: i64 = refused.fetch_one(&mut *connection).await?;
    let took_lately = last_sent(connection, channel).await?.is_some_and(|at_ms| now_ms - at_ms < HOUR_MS);
    Ok(tried.max(refused) >= FAILING_TRIES && !took_lately)
}

async fn last_sent(connection: &mut AnyConnection, channel: Channel) -> Result<Option<i64>, PortalError> {
    let last = sqlx::query_scalar("SELECT max(sent_at) FROM message WHERE channel = $1 AND sent_at IS NOT NULL");
    Ok(last.bind(channel.code()).fetch_one(connection).await?)
}
