//! Which session tokens of a device count: the one in use, and the one that is to follow it.
//!
//! ```text
//! proof                  ──▶ next          the token is handed out; nothing in use is touched
//! next is shown          ──▶ current       now the one before it is worth nothing
//! newest younger than RENEWED_MS           handed out again: nothing is written
//! ```
//!
//! **Invariant:** what a device was handed last opens its session, and so does what it used last, until the newer one was
//! shown: a lost answer locks nobody out.

use report::DeviceKey;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;

/// How long a token opens a session, ms.
pub const LASTS_MS: i64 = 24 * 60 * 60 * 1000;
/// How old the newest token may be before another one is issued, ms: an exchange a minute must not write each time.
const RENEWED_MS: i64 = 60 * 60 * 1000;

/// When the tokens that count were issued, ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Issued {
    /// The token in use.
    pub current: Option<i64>,
    /// The token that was handed out and not shown yet.
    pub next: Option<i64>,
}

impl Issued {
    /// Whether a token that was issued then counts.
    #[must_use]
    pub fn holds(self, issued_ms: i64) -> bool {
        [self.current, self.next].contains(&Some(issued_ms))
    }

    /// The token to hand out.
    #[must_use]
    pub fn newest(self) -> Option<i64> {
        self.next.or(self.current)
    }

    /// After a device showed the token `shown`, or proved its key without one.
    #[must_use]
    pub fn after(self, shown: Option<i64>, now_ms: i64) -> Self {
        let used = if shown.is_some() && shown == self.next { Self { current: shown, next: None } } else { self };
        match used.newest() {
            Some(newest) if now_ms.saturating_sub(newest) < RENEWED_MS => used,
            // Tokens are told apart by their moment.
            newest => Self { next: Some(newest.map_or(now_ms, |newest| now_ms.max(newest + 1))), ..used },
        }
    }
}

/// The tokens of `device` that count.
///
/// # Errors
/// Those of the database.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, device: DeviceKey) -> Result<Option<Issued>, PortalError> {
    let query = sqlx::query("SELECT current_at, next_at FROM device_session WHERE device = $1");
    let row = query.bind(device.as_bytes().to_vec()).fetch_optional(executor).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Issued { current: row.try_get("current_at")?, next: row.try_get("next_at")? }))
}

/// Notes that the device showed `shown`, or proved its key, and returns the tokens that count now. Sessions that are over
/// are forgotten.
///
/// # Errors
/// Those of the database.
pub async fn note(
    connection: &mut AnyConnection,
    device: DeviceKey,
    shown: Option<i64>,
    now_ms: i64,
) -> Result<Issued, PortalError> {
    sqlx::query("DELETE FROM device_session WHERE expires_at <= $1").bind(now_ms).execute(&mut *connection).await?;
    let issued = find(&mut *connection, device).await?.unwrap_or_default().after(shown, now_ms);
    let keep = "INSERT INTO device_session (device, current_at, next_at, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (device) DO UPDATE SET
            current_at = excluded.current_at, next_at = excluded.next_at, expires_at = excluded.expires_at";
    sqlx::query(keep)
        .bind(device.as_bytes().to_vec())
        .bind(issued.current)
        .bind(issued.next)
        .bind(issued.newest().unwrap_or(now_ms).saturating_add(LASTS_MS))
        .execute(connection)
        .await?;
    Ok(issued)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = RENEWED_MS;

    #[test]
    fn the_old_token_counts_until_the_new_one_was_shown() {
        let proven = Issued::default().after(None, 0);
        assert_eq!(proven, Issued { current: None, next: Some(0) });
        let used = proven.after(Some(0), 1);
        assert_eq!(used, Issued { current: Some(0), next: None }, "younger than an hour: handed out again");
        let renewed = used.after(Some(0), HOUR);
        assert!(renewed.holds(0) && renewed.holds(HOUR));
        let lost = renewed.after(Some(0), HOUR + 1);
        assert_eq!(lost, renewed, "the answer was lost: the same again, and nothing to write");
        let shown = renewed.after(Some(HOUR), HOUR + 2);
        assert!(shown.holds(HOUR) && !shown.holds(0));
    }

    #[test]
    fn a_clock_that_jumps_back_makes_no_token_twice() {
        let first = Issued { current: Some(5 * HOUR), next: None };
        assert_eq!(first.after(Some(5 * HOUR), HOUR), first);
        let newest = Issued { current: None, next: Some(0) }.after(None, HOUR).newest();
        assert_eq!(newest, Some(HOUR));
    }
}
