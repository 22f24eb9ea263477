//! A case's row and its events, as deeds read and write them.

use report::wire::ActRef;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::casework::{Audience, CaseFile, Event, EventKind, Extension, Proposal};
use crate::error::PortalError;
use crate::store::case::number_of;
use crate::store::link;
use crate::store::office_file::HAS_AFTER_PHOTO;
use crate::store::row::Columns as _;
use crate::store::tally;

/// The case of row `id`, as deeds see it.
///
/// # Errors
/// [`PortalError::CaseUnknown`].
pub async fn read(connection: &mut AnyConnection, id: i64) -> Result<CaseFile, PortalError> {
    let find = "SELECT c.id, c.version, c.status, c.outcome, c.unit, c.urgency, c.planned_on, c.proposed_outcome,
            c.proposed_text, c.extension_minutes, c.extension_granted_at, c.duplicate_of, c.published_at, c.public_text,
            c.asked_at, c.asked_from, c.reworked_at, c.reopened_at, c.erased_at, c.sealed_at,
            category.approval_at,
            (SELECT count(*) FROM case_file AS merged WHERE merged.duplicate_of = c.id) AS duplicates";
    let find = format!(
        "{find}, {HAS_AFTER_PHOTO} FROM case_file c LEFT JOIN category ON category.code = c.category WHERE c.id = $1"
    );
    let row = sqlx::query(AssertSqlSafe(find)).bind(id).fetch_optional(&mut *connection).await?;
    let case = case_file(&row.ok_or(PortalError::CaseUnknown)?)?;
    Ok(CaseFile { coordinating: coordinating(connection, id).await?, ..case })
}

/// The units that work on a case beside the one that has it, by code, in order.
///
/// # Errors
/// Those of the database.
pub async fn coordinating(connection: &mut AnyConnection, id: i64) -> Result<Vec<String>, PortalError> {
    let list = sqlx::query_scalar("SELECT unit FROM coordinating WHERE case_id = $1 ORDER BY unit");
    Ok(list.bind(id).fetch_all(connection).await?)
}

fn case_file(row: &AnyRow) -> Result<CaseFile, PortalError> {
    Ok(CaseFile {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        unit: row.try_get("unit")?,
        coordinating: Vec::new(),
        urgency: row.parsed("urgency")?,
        planned_on: row.parsed_or_none("planned_on")?,
        proposal: proposal(row)?,
        extension: extension(row)?,
        duplicate_of: row.try_get("duplicate_of")?,
        has_duplicates: row.try_get::<i64, _>("duplicates")? > 0,
        published_at_ms: row.try_get("published_at")?,
        public_text: row.try_get("public_text")?,
        asked_at_ms: row.try_get("asked_at")?,
        asked_from: row.parsed_or_none("asked_from")?,
        reworked_at_ms: row.try_get("reworked_at")?,
        reopened_at_ms: row.try_get("reopened_at")?,
        erased_at_ms: row.try_get("erased_at")?,
        sealed_at_ms: row.try_get("sealed_at")?,
        has_after_photo: row.try_get::<i64, _>("after_photos")? > 0,
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

pub(super) async fn write(connection: &mut AnyConnection, case: &CaseFile, now_ms: i64) -> Result<(), PortalError> {
    tally::leave(connection, case.id).await?;
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
        .execute(&mut *connection)
        .await?;
    tally::join(connection, case.id).await
}

/// Puts the units that work beside the one that has the case in the place of those that did.
pub(super) async fn write_coordinating(
    connection: &mut AnyConnection,
    case: &CaseFile,
    now_ms: i64,
) -> Result<(), PortalError> {
    let before = coordinating(connection, case.id).await?;
    for ended in before.iter().filter(|unit| !case.coordinating.contains(unit)) {
        let end = sqlx::query("DELETE FROM coordinating WHERE case_id = $1 AND unit = $2");
        end.bind(case.id).bind(ended.clone()).execute(&mut *connection).await?;
    }
    for begun in case.coordinating.iter().filter(|unit| !before.contains(unit)) {
        let begin = sqlx::query("INSERT INTO coordinating (case_id, unit, since) VALUES ($1, $2, $3)");
        begin.bind(case.id).bind(begun.clone()).bind(now_ms).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Lets those hear of a step who reported a case that follows this one.
pub(super) async fn tell(connection: &mut AnyConnection, case: &CaseFile, event: &Event) -> Result<(), PortalError> {
    if event.kind != EventKind::Status {
        return Ok(());
    }
    let hearers = link::hearers(connection, case.id).await?;
    if hearers.is_empty() {
        return Ok(());
    }
    let tidings = link::tidings(&number_of(&mut *connection, case.id).await?, event);
    let tell = "INSERT INTO event (case_id, kind, status, outcome, at, text, audience, code)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    for hearer in hearers {
        sqlx::query(tell)
            .bind(hearer.id)
            .bind(EventKind::Linked.code())
            .bind(hearer.status.code())
            .bind(hearer.outcome.map(report::Outcome::code))
            .bind(event.at_ms)
            .bind(tidings.clone())
            .bind(Audience::Reporter.code())
            .bind(event.status.code())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Who did it; an officer without a name is the portal by itself.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    Officer(Option<&'a str>),
    Citizen(ActRef),
}

pub(super) async fn append(
    connection: &mut AnyConnection,
    case: &CaseFile,
    event: &Event,
    by: By<'_>,
) -> Result<(), PortalError> {
    let (actor, act) = match by {
        By::Officer(name) => (name.map(str::to_owned), None),
        By::Citizen(act) => (None, Some(act)),
    };
    let append = "INSERT INTO event
            (case_id, kind, status, outcome, at, text, audience, unit, code, minutes, version, actor, device, act_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    sqlx::query(append)
        .bind(case.id)
        .bind(event.kind.code())
        .bind(event.status.code())
        .bind(event.outcome.map(report::Outcome::code))
        .bind(event.at_ms)
        .bind(event.text.clone())
        .bind(event.audience.code())
        .bind(event.unit.clone())
        .bind(event.code.clone())
        .bind(event.minutes)
        .bind(case.version)
        .bind(actor)
        .bind(act.map(|act| act.device.as_bytes().to_vec()))
        .bind(act.map(|act| act.act.as_bytes().to_vec()))
        .execute(connection)
        .await?;
    Ok(())
}
