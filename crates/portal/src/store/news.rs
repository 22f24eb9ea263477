//! Whom it concerns that something happened, for those who wait to hear of it.

use std::collections::HashSet;

use report::DeviceKey;
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// How far somebody has heard who hears everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// The last position.
    pub position: i64,
    /// The last position that everybody may know of.
    pub public: i64,
    /// The last device that was revoked, by row.
    pub revoked: i64,
    /// The last notice to an officer, by row.
    pub notices: i64,
}

/// What is new.
#[derive(Debug, Clone, Default)]
pub struct Tidings {
    /// How far this goes.
    pub until: Seen,
    /// Devices whose cases changed.
    pub devices: HashSet<DeviceKey>,
    /// Devices that were revoked.
    pub revoked: HashSet<DeviceKey>,
}

/// How far the books have come.
///
/// # Errors
/// Those of the database.
pub async fn now(readers: &AnyPool) -> Result<Seen, PortalError> {
    let query = "SELECT (SELECT coalesce(max(position), 0) FROM event) AS position,
        coalesce((SELECT event.position FROM event JOIN case_file ON case_file.id = event.case_id
            WHERE (case_file.published_at IS NOT NULL AND event.kind IN ('status', 'published'))
                OR event.kind = 'unpublished'
            ORDER BY event.position DESC LIMIT 1), 0) AS public,
        (SELECT coalesce(max(id), 0) FROM device_revoked) AS revoked,
        (SELECT coalesce(max(id), 0) FROM notice) AS notices";
    let row = sqlx::query(query).fetch_one(readers).await?;
    read(&row)
}

/// What is new since; `None` when nothing is.
///
/// # Errors
/// Those of the database.
pub async fn since(readers: &AnyPool, seen: Seen) -> Result<Option<Tidings>, PortalError> {
    let until = last(readers, seen).await?;
    if until == seen {
        return Ok(None);
    }
    let devices = "SELECT case_file.device FROM event JOIN case_file ON case_file.id = event.case_id
            WHERE event.position > $1 AND event.position <= $2 AND event.kind IN ('status', 'linked')
        UNION SELECT claim.device FROM event JOIN claim ON claim.case_id = event.case_id
            WHERE event.position > $1 AND event.position <= $2 AND event.kind IN ('status', 'linked')
        UNION SELECT follower.device FROM event JOIN follower ON follower.case_id = event.case_id
            JOIN case_file ON case_file.id = event.case_id AND case_file.published_at IS NOT NULL
            WHERE event.position > $1 AND event.position <= $2 AND event.kind = 'status'
        UNION SELECT device FROM event
            WHERE position > $1 AND position <= $2 AND kind = 'told' AND device IS NOT NULL";
    let revoked = "SELECT device FROM device_revoked WHERE id > $1 AND id <= $2";
    Ok(Some(Tidings {
        until,
        devices: keys(readers, devices, seen.position, until.position).await?,
        revoked: keys(readers, revoked, seen.revoked, until.revoked).await?,
    }))
}

async fn last(readers: &AnyPool, seen: Seen) -> Result<Seen, PortalError> {
    let query = "SELECT (SELECT coalesce(max(position), 0) FROM event) AS position,
        coalesce((SELECT max(event.position) FROM event JOIN case_file ON case_file.id = event.case_id
            WHERE event.position > $1
                AND ((case_file.published_at IS NOT NULL AND event.kind IN ('status', 'published'))
                    OR event.kind = 'unpublished')), $2) AS public,
        (SELECT coalesce(max(id), 0) FROM device_revoked) AS revoked,
        (SELECT coalesce(max(id), 0) FROM notice) AS notices";
    let row = sqlx::query(query).bind(seen.position).bind(seen.public).fetch_one(readers).await?;
    read(&row)
}

fn read(row: &AnyRow) -> Result<Seen, PortalError> {
    Ok(Seen {
        position: row.try_get("position")?,
        public: row.try_get("public")?,
        revoked: row.try_get("revoked")?,
        notices: row.try_get("notices")?,
    })
}

async fn keys(
    readers: &AnyPool,
    query: &'static str,
    after: i64,
    until: i64,
) -> Result<HashSet<DeviceKey>, PortalError> {
    if after >= until {
        return Ok(HashSet::new());
    }
    let rows = sqlx::query(query).bind(after).bind(until).fetch_all(readers).await?;
    rows.iter().map(|row| row.id("device")).collect()
}
