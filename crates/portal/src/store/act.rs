//! Acts in the books: the sealed bytes, the case that they concern, their own receipts.
//!
//! **Invariant:** an act is written once; receipts that stand are never written over. Of an erased act stays a tombstone:
//! device, id, digest and case, and no bytes.

use report::wire::ActRef;
use report::{ActKind, Digest, SealedAct};
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::store::acceptance::Frozen;
use crate::store::row::Columns as _;

/// What is known of an act that was offered before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// What exactly it said.
    pub digest: Digest,
    /// Whether it was erased.
    pub erased: bool,
}

/// The act of this key.
///
/// # Errors
/// Those of the database.
pub async fn find(connection: &mut AnyConnection, of: ActRef) -> Result<Option<Known>, PortalError> {
    let row = sqlx::query("SELECT digest, erased_at FROM act WHERE device = $1 AND act_id = $2")
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let erased = row.try_get::<Option<i64>, _>("erased_at")?.is_some();
    Ok(Some(Known { digest: row.id("digest")?, erased }))
}

/// Writes an act that is new. Its case and its receipts follow in the same transaction, by [`settle`].
///
/// # Errors
/// Those of the database.
pub async fn insert(connection: &mut AnyConnection, sealed: &SealedAct, at_ms: i64) -> Result<(), PortalError> {
    let insert = "INSERT INTO act (device, act_id, digest, bytes, received_at, kind) VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(insert)
        .bind(sealed.device().as_bytes().to_vec())
        .bind(sealed.act().id.as_bytes().to_vec())
        .bind(sealed.digest().as_bytes().to_vec())
        .bind(sealed.bytes().to_vec())
        .bind(at_ms)
        .bind(sealed.act().kind.code())
        .execute(connection)
        .await?;
    Ok(())
}

/// Says which case an act concerns and keeps its receipts.
///
/// # Errors
/// Those of the database.
pub async fn settle(
    connection: &mut AnyConnection,
    of: ActRef,
    case_id: i64,
    receipts: Frozen,
) -> Result<(), PortalError> {
    let settle = "UPDATE act SET case_id = $1, accepted_receipt = $2, complete_receipt = $3
        WHERE device = $4 AND act_id = $5 AND accepted_receipt IS NULL";
    sqlx::query(settle)
        .bind(case_id)
        .bind(receipts.accepted)
        .bind(receipts.complete)
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps a receipt `complete` until what it speaks of is here again.
///
/// # Errors
/// Those of the database.
pub async fn put_aside(connection: &mut AnyConnection, of: ActRef, complete: Vec<u8>) -> Result<(), PortalError> {
    sqlx::query("UPDATE act SET complete_aside = $1 WHERE device = $2 AND act_id = $3")
        .bind(complete)
        .bind(of.device.as_bytes().to_vec())
        .bind(of.act.as_bytes().to_vec())
        .execute(connection)
        .await?;
    Ok(())
}

/// An act as it lies in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRow {
    /// Its key.
    pub of: ActRef,
    /// What it does.
    pub kind: ActKind,
    /// The sealed bytes; empty once erased.
    pub bytes: Vec<u8>,
    /// When it came, ms.
    pub received_at_ms: i64,
    /// When it was erased, ms.
    pub erased_at_ms: Option<i64>,
}

/// The acts by which whoever reported a case spoke of it, in the order in which they came. Those of people who only
/// follow it are not among them.
///
/// # Errors
/// Those of the database.
pub async fn of_reporter(connection: &mut AnyConnection, case_id: i64) -> Result<Vec<ActRow>, PortalError> {
    let list = "SELECT device, act_id, kind, bytes, received_at, erased_at FROM act
        WHERE case_id = $1 AND kind NOT IN ('me_too', 'follow', 'unfollow') ORDER BY received_at, act_id";
    let rows = sqlx::query(list).bind(case_id).fetch_all(connection).await?;
    let act = |row: &sqlx::any::AnyRow| {
        Ok(ActRow {
            of: ActRef { device: row.id("device")?, act: row.id("act_id")? },
            kind: row.parsed("kind")?,
            bytes: row.try_get("bytes")?,
            received_at_ms: row.try_get("received_at")?,
            erased_at_ms: row.try_get("erased_at")?,
        })
    };
    rows.iter().map(act).collect()
}
