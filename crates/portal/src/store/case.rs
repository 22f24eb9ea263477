//! Doing deeds to cases in the books, officers' and citizens': read the case, let `casework` decide, write what happened,
//! in one transaction.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use report::CaseNumber;
use report::wire::ActRef;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::casework::{CaseFile, CaseworkError, CitizenDeed, Deed, Event, Extension, Proposal};
use crate::error::PortalError;
use crate::store::row::Columns as _;
use crate::store::{clock, held, publication};

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
        let told = publication::allowed(connection, id, &deed).await?;
        let (case, events) = consider(connection, id, version, deed, now_ms).await?;
        write(connection, &case, now_ms).await?;
        for event in &events {
            append(connection, case.id, event, By::Officer(actor.as_deref())).await?;
        }
        if let Some(place) = told {
            publication::tell_place(connection, case.id, place).await?;
        }
        clock::settle(connection, case.id).await?;
        Ok(case)
    }
    .boxed()
}

/// What `deed` would make of the case of row `id`; nothing is written. While another deed can still be undone, nothing else
/// is decided.
///
/// # Errors
/// Those of [`perform`].
pub(super) async fn consider(
    connection: &mut AnyConnection,
    id: i64,
    version: Option<i64>,
    deed: Deed,
    now_ms: i64,
) -> Result<(CaseFile, Vec<Event>), PortalError> {
    let mut case = read(&mut *connection, id).await?;
    if held::of_case(&mut *connection, id).await?.is_some() {
        return Err(CaseworkError::Held.into());
    }
    if let Some(seen) = version.filter(|seen| *seen != case.version && !deed.decides_nothing()) {
        return Err(CaseworkError::StaleEdit { seen, now: case.version }.into());
    }
    publication::allowed(connection, id, &deed).await?;
    if let Deed::Dispatch { unit, .. } = &deed {
        crate::store::unit::known(&mut *connection, unit).await?;
    }
    let events = case.apply(deed, now_ms)?;
    Ok((case, events))
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
    let mut case = read(&mut *connection, id).await?;
    let events = case.heed(deed, now_ms)?;
    write(connection, &case, now_ms).await?;
    for event in &events {
        append(connection, case.id, event, By::Citizen(by)).await?;
    }
    Ok(case)
}

/// Writes down that what `actor` decided was not done, by the code of what spoke against it.
///
/// # Errors
/// Those of the database.
pub(super) async fn lapse(
    connection: &mut AnyConnection,
    id: i64,
    code: &str,
    actor: String,
    now_ms: i64,
) -> Result<(), PortalError> {
    let event = read(&mut *connection, id).await?.lapsed(code, now_ms);
    append(connection, id, &event, By::Officer(Some(&actor))).await
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

/// The number of the case of row `id`.
///
/// # Errors
/// [`PortalError::CaseUnknown`].
pub async fn number_of<'e>(executor: impl AnyExecutor<'e>, id: i64) -> Result<CaseNumber, PortalError> {
    let find = sqlx::query("SELECT number FROM case_file WHERE id = $1").bind(id);
    find.fetch_optional(executor).await?.ok_or(PortalError::CaseUnknown)?.parsed("number")
}

/// The case of row `id`, as deeds see it.
///
/// # Errors
/// [`PortalError::CaseUnknown`].
pub async fn read<'e>(executor: impl AnyExecutor<'e>, id: i64) -> Result<CaseFile, PortalError> {
    let find = "SELECT c.id, c.version, c.status, c.outcome, c.unit, c.urgency, c.planned_on, c.proposed_outcome,
            c.proposed_text, c.extension_minutes, c.extension_granted_at, c.duplicate_of, c.published_at, c.public_text,
            c.asked_at, c.asked_from, c.reworked_at, c.reopened_at, c.erased_at, c.sealed_at,
            category.approval_at
        FROM case_file c LEFT JOIN category ON category.code = c.category WHERE c.id = $1";
    let row = sqlx::query(find).bind(id).fetch_optional(executor).await?;
    case_file(&row.ok_or(PortalError::CaseUnknown)?)
}

fn case_file(row: &AnyRow) -> Result<CaseFile, PortalError> {
    Ok(CaseFile {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        unit: row.try_get("unit")?,
        urgency: row.parsed("urgency")?,
        planned_on: row.parsed_or_none("planned_on")?,
        proposal: proposal(row)?,
        extension: extension(row)?,
        duplicate_of: row.try_get("duplicate_of")?,
        published_at_ms: row.try_get("published_at")?,
        public_text: row.try_get("public_text")?,
        asked_at_ms: row.try_get("asked_at")?,
        asked_from: row.parsed_or_none("asked_from")?,
        reworked_at_ms: row.try_get("reworked_at")?,
        reopened_at_ms: row.try_get("reopened_at")?,
        erased_at_ms: row.try_get("erased_at")?,
        sealed_at_ms: row.try_get("sealed_at")?,
        needs_approval: row.try_get::<Option<i64>, _>("approval_at")?.is_some(),
    })
}

fn proposal(row: &AnyRow) -> Result<Option<Proposal>, PortalError> {
    let outcome = row.parsed_or_none("proposed_outcome")?;
    let text: Option<String> = row.try_get("proposed_text")?;
    Ok(outcome.zip(text).map(|(outcome, text)| Proposal { outcome, text }))
}

fn extension(row: &AnyRow) -> Result<Option<Extension>, PortalError> {
    let minutes: Option<i64> = row.try_get("extension_minutes")?;
    let granted_at_ms = row.try_get("extension_granted_at")?;
    Ok(minutes.map(|minutes| Extension { minutes, granted_at_ms }))
}

async fn write(connection: &mut AnyConnection, case: &CaseFile, now_ms: i64) -> Result<(), PortalError> {
    let write = "UPDATE case_file SET version = $1, status = $2, outcome = $3, unit = $4, duplicate_of = $5,
        published_at = $6, public_text = $7, asked_at = $8, asked_from = $9, reworked_at = $10, erased_at = $11,
        urgency = $12, planned_on = $13, proposed_outcome = $14, proposed_text = $15, extension_minutes = $16,
        extension_granted_at = $17, reopened_at = $18, updated_at = $19, sealed_at = $20 WHERE id = $21";
    let (proposal, extension) = (case.proposal.as_ref(), case.extension);
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
        .bind(case.urgency.code())
        .bind(case.planned_on.map(|day| day.to_string()))
        .bind(proposal.map(|proposal| proposal.outcome.code()))
        .bind(proposal.map(|proposal| proposal.text.clone()))
        .bind(extension.map(|extension| extension.minutes))
        .bind(extension.and_then(|extension| extension.granted_at_ms))
        .bind(case.reopened_at_ms)
        .bind(now_ms)
        .bind(case.sealed_at_ms)
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
    let append = "INSERT INTO event
            (case_id, kind, status, outcome, at, text, audience, unit, code, minutes, actor, device, act_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    sqlx::query(append)
        .bind(case)
        .bind(event.kind.code())
        .bind(event.status.code())
        .bind(event.outcome.map(report::Outcome::code))
        .bind(event.at_ms)
        .bind(event.text.clone())
        .bind(event.audience.code())
        .bind(event.unit.clone())
        .bind(event.code.clone())
        .bind(event.minutes)
        .bind(actor)
        .bind(act.map(|act| act.device.as_bytes().to_vec()))
        .bind(act.map(|act| act.act.as_bytes().to_vec()))
        .execute(connection)
        .await?;
    Ok(())
}
