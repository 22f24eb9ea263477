//! Doing deeds to cases in the books, officers' and citizens': read the case, let `casework` decide, write what happened,
//! in one transaction.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use report::wire::ActRef;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::casework::{CaseFile, CaseworkError, CitizenDeed, Deed, Event, EventKind};
use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Does `deed` to the case of row `id`. With the `version` that it was decided on, a case that was changed since is
/// left as it is. A unit that is named must be known.
///
/// # Errors
/// [`PortalError::CaseUnknown`], [`PortalError::UnitUnknown`], [`PortalError::Casework`]; then nothing was written.
pub fn perform(
    connection: &mut AnyConnection,
    id: i64,
    version: Option<i64>,
    deed: Deed,
    actor: Option<String>,
    now_ms: i64,
) -> BoxFuture<'_, Result<CaseFile, PortalError>> {
    async move {
        let mut case = read(connection, id).await?;
        if let Some(seen) = version.filter(|seen| *seen != case.version) {
            return Err(CaseworkError::StaleEdit { seen, now: case.version }.into());
        }
        if let Deed::Dispatch { unit } = &deed {
            crate::store::unit::known(&mut *connection, unit).await?;
        }
        let events = case.apply(deed, now_ms)?;
        write(connection, &case, now_ms).await?;
        for event in &events {
            append(connection, case.id, event, By::Officer(actor.as_deref())).await?;
        }
        if events.iter().any(|event| event.kind == EventKind::Published) {
            show_what_was_withheld(connection, case.id).await?;
        }
        Ok(case)
    }
    .boxed()
}

/// Does to the case of row `id` what the citizen asks by the act `by`.
///
/// # Errors
/// [`PortalError::Casework`]; then nothing was written.
pub async fn heed(
    connection: &mut AnyConnection,
    id: i64,
    deed: CitizenDeed,
    by: ActRef,
    now_ms: i64,
) -> Result<CaseFile, PortalError> {
    let mut case = read(connection, id).await?;
    let events = case.heed(deed, now_ms)?;
    write(connection, &case, now_ms).await?;
    for event in &events {
        append(connection, case.id, event, By::Citizen(by)).await?;
    }
    Ok(case)
}

/// The row of the case with this number.
///
/// # Errors
/// [`PortalError::CaseUnknown`].
pub async fn id_of(connection: &mut AnyConnection, number: &str) -> Result<i64, PortalError> {
    let find = "SELECT id FROM case_file WHERE number = $1";
    let id = sqlx::query_scalar(find).bind(number.to_owned()).fetch_optional(connection).await?;
    id.ok_or(PortalError::CaseUnknown)
}

async fn read(connection: &mut AnyConnection, id: i64) -> Result<CaseFile, PortalError> {
    let find = "SELECT id, version, status, outcome, unit, duplicate_of, published_at, public_text,
            asked_at, asked_from, reworked_at, erased_at
        FROM case_file WHERE id = $1";
    let row = sqlx::query(find).bind(id).fetch_optional(connection).await?;
    case_file(&row.ok_or(PortalError::CaseUnknown)?)
}

fn case_file(row: &AnyRow) -> Result<CaseFile, PortalError> {
    Ok(CaseFile {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        unit: row.try_get("unit")?,
        duplicate_of: row.try_get("duplicate_of")?,
        published_at_ms: row.try_get("published_at")?,
        public_text: row.try_get("public_text")?,
        asked_at_ms: row.try_get("asked_at")?,
        asked_from: row.parsed_or_none("asked_from")?,
        reworked_at_ms: row.try_get("reworked_at")?,
        erased_at_ms: row.try_get("erased_at")?,
    })
}

async fn write(connection: &mut AnyConnection, case: &CaseFile, now_ms: i64) -> Result<(), PortalError> {
    let write = "UPDATE case_file SET version = $1, status = $2, outcome = $3, unit = $4, duplicate_of = $5,
        published_at = $6, public_text = $7, asked_at = $8, asked_from = $9, reworked_at = $10, erased_at = $11,
        updated_at = $12 WHERE id = $13";
    sqlx::query(write)
        .bind(case.version)
        .bind(case.status.code())
        .bind(case.outcome.map(report::Outcome::code))
        .bind(case.unit.clone())
        .bind(case.duplicate_of)
        .bind(case.published_at_ms)
        .bind(case.public_text.clone())
        .bind(case.asked_at_ms)
        .bind(case.asked_from.map(report::Status::code))
        .bind(case.reworked_at_ms)
        .bind(case.erased_at_ms)
        .bind(now_ms)
        .bind(case.id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Who did it; an officer without a name is the portal by itself.
enum By<'a> {
    Officer(Option<&'a str>),
    Citizen(ActRef),
}

async fn append(connection: &mut AnyConnection, case: i64, event: &Event, by: By<'_>) -> Result<(), PortalError> {
    let (actor, act) = match by {
        By::Officer(name) => (name.map(str::to_owned), None),
        By::Citizen(act) => (None, Some(act)),
    };
    let append = "INSERT INTO event (case_id, kind, status, outcome, at, text, audience, unit, actor, device, act_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(append)
        .bind(case)
        .bind(event.kind.code())
        .bind(event.status.code())
        .bind(event.outcome.map(report::Outcome::code))
        .bind(event.at_ms)
        .bind(event.text.clone())
        .bind(event.audience.code())
        .bind(event.unit.clone())
        .bind(actor)
        .bind(act.map(|act| act.device.as_bytes().to_vec()))
        .bind(act.map(|act| act.act.as_bytes().to_vec()))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whoever publishes has looked at every photo of the report. Photos of answers are for the desk.
async fn show_what_was_withheld(connection: &mut AnyConnection, case: i64) -> Result<(), PortalError> {
    let show = "UPDATE attachment SET withheld_at = NULL WHERE case_id = $1 AND withheld_at IS NOT NULL
        AND (device, act_id) IN (SELECT device, act_id FROM act WHERE case_id = $1 AND kind = 'report')";
    sqlx::query(show).bind(case).execute(connection).await?;
    Ok(())
}
