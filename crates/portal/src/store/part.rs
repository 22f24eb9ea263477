//! Personal parts: who whoever reported is, where they told it. Read only by [`crate::access::Action::ReadReporter`], and
//! each look is written down.
//!
//! **Invariant:** only what a sealed act binds is kept, and nothing of an erased one.

use std::collections::HashSet;

use report::wire::ActRef;
use report::{ActKind, Part, SealedAct, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Keeps the parts that the act binds and that are not there yet. Others are dropped without a word, as are those of people
/// who only follow a case, who would otherwise stand beside whoever reported it, and of an act that erases.
///
/// # Errors
/// Those of the database.
pub async fn keep(
    connection: &mut AnyConnection,
    sealed: &SealedAct,
    parts: Vec<Part>,
    at_ms: i64,
) -> Result<(), PortalError> {
    let kind = sealed.act().kind;
    if kind.is_public() || kind == ActKind::Erase {
        return Ok(());
    }
    let named: HashSet<Sha256> = sealed.act().parts.iter().flatten().copied().collect();
    let keep = "INSERT INTO personal_part (device, act_id, bound, label, salt, value, kept_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    for part in parts.into_iter().filter(|part| part.is_within_limits() && named.contains(&part.bound())) {
        sqlx::query(keep)
            .bind(sealed.device().as_bytes().to_vec())
            .bind(sealed.act().id.as_bytes().to_vec())
            .bind(part.bound().as_bytes().to_vec())
            .bind(part.label)
            .bind(part.salt.to_vec())
            .bind(part.value)
            .bind(at_ms)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// A part and the act that it came with.
#[derive(Debug, Clone)]
pub struct PartRow {
    /// The act.
    pub of: ActRef,
    /// The part.
    pub part: Part,
}

/// Every part that is kept of a case, in the order in which they came.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<PartRow>, PortalError> {
    let list = "SELECT p.device, p.act_id, p.label, p.salt, p.value FROM personal_part p
        JOIN act ON act.device = p.device AND act.act_id = p.act_id
        WHERE act.case_id = $1 ORDER BY act.received_at, p.act_id, p.label";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    rows.iter().map(part).collect()
}

/// The parts of a case as its report stands: what an edit says of whoever reported takes the place of what was said before, and
/// one that says nothing takes it back.
///
/// # Errors
/// Those of the database.
pub async fn standing<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<PartRow>, PortalError> {
    let list = "SELECT p.device, p.act_id, p.label, p.salt, p.value FROM personal_part p
        JOIN act a ON a.device = p.device AND a.act_id = p.act_id
        WHERE a.case_id = $1 AND (a.kind <> 'report' OR (a.device, a.act_id) = (
            SELECT device, act_id FROM act WHERE case_id = $1 AND kind = 'report'
            ORDER BY received_at DESC, act_id DESC LIMIT 1))
        ORDER BY a.received_at, p.act_id, p.label";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    rows.iter().map(part).collect()
}

/// What kinds of parts a case has, as its report stands. Tells nothing of what they say.
///
/// # Errors
/// Those of the database.
pub async fn labels<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<HashSet<String>, PortalError> {
    Ok(standing(executor, case_id).await?.into_iter().map(|row| row.part.label).collect())
}

fn part(row: &AnyRow) -> Result<PartRow, PortalError> {
    let salt: Vec<u8> = row.try_get("salt")?;
    let salt = salt.try_into().map_err(|_| PortalError::Broken("salt"))?;
    Ok(PartRow {
        of: ActRef { device: row.id("device")?, act: row.id("act_id")? },
        part: Part { label: row.try_get("label")?, salt, value: row.try_get("value")? },
    })
}
