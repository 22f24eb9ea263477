//! Doing deeds to cases in the books, officers' and citizens': read the case, let `casework` decide, write what happened,
//! in one transaction.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use report::CaseNumber;
use report::wire::ActRef;
use sqlx::{AnyConnection, AnyExecutor};

use crate::casework::{CaseFile, CaseworkError, CitizenDeed, Deed, Event, EventKind, FileKind};
use crate::error::PortalError;
use crate::store::case_row::{self, By, append};
use crate::store::office_file::{self, NewFile, OfficeFile};
use crate::store::row::Columns as _;
use crate::store::{candidate, clock, erasure, held, link, publication, unit};

pub use crate::store::case_row::read;

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
        let Considered { before, case, events } = consider(connection, id, version, deed, now_ms).await?;
        let by = By::Officer(actor.as_deref());
        keep(connection, &case, &events, by, now_ms).await?;
        if before.coordinating != case.coordinating {
            case_row::write_coordinating(connection, &case, now_ms).await?;
        }
        merge(connection, &before, &case, by, now_ms).await?;
        if let Some(place) = told {
            publication::tell_place(connection, case.id, place).await?;
        }
        clock::settle(connection, case.id).await?;
        Ok(case)
    }
    .boxed()
}

/// What a deed would make of a case.
pub(super) struct Considered {
    before: CaseFile,
    case: CaseFile,
    events: Vec<Event>,
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
) -> Result<Considered, PortalError> {
    let before = read(connection, id).await?;
    if held::of_case(&mut *connection, id).await?.is_some() {
        return Err(CaseworkError::Held.into());
    }
    if let Some(seen) = version.filter(|seen| *seen != before.version && !deed.decides_nothing()) {
        return Err(CaseworkError::StaleEdit { seen, now: before.version }.into());
    }
    publication::allowed(connection, id, &deed).await?;
    for unit in units(&deed) {
        unit::known(&mut *connection, unit).await?;
    }
    if let Deed::Duplicate { of, .. } = &deed {
        link::may_be_main(connection, *of).await?;
    }
    let mut case = before.clone();
    let events = case.apply(deed, now_ms)?;
    Ok(Considered { before, case, events })
}

/// The units that a deed names.
fn units(deed: &Deed) -> Vec<&String> {
    match deed {
        Deed::Dispatch { unit, coordinating, .. } => [unit].into_iter().chain(coordinating.iter().flatten()).collect(),
        Deed::Coordinate { units } => units.iter().collect(),
        _ => Vec::new(),
    }
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
    keep(connection, &case, &events, By::Citizen(by), now_ms).await?;
    Ok(case)
}

async fn keep(
    connection: &mut AnyConnection,
    case: &CaseFile,
    events: &[Event],
    by: By<'_>,
    now_ms: i64,
) -> Result<(), PortalError> {
    case_row::write(connection, case, now_ms).await?;
    for event in events {
        append(connection, case, event, by).await?;
        case_row::tell(connection, case, event).await?;
    }
    Ok(())
}

/// Those who are with a case that is merged follow on to the main one, and come back when it is unmerged.
async fn merge(
    connection: &mut AnyConnection,
    before: &CaseFile,
    case: &CaseFile,
    by: By<'_>,
    now_ms: i64,
) -> Result<(), PortalError> {
    let (main, kind) = match (before.duplicate_of, case.duplicate_of) {
        (None, Some(main)) => {
            link::follow_on(connection, case.id, main, now_ms).await?;
            (main, EventKind::Merged)
        }
        (Some(main), None) => {
            link::part_again(connection, case.id, main).await?;
            (main, EventKind::Unmerged)
        }
        _ => return Ok(()),
    };
    let number = number_of(&mut *connection, case.id).await?;
    beside(connection, main, kind, number.as_str(), by, now_ms).await
}

/// Writes into a case's history that something happened beside it: with another case, or with a deed that was not done.
async fn beside(
    connection: &mut AnyConnection,
    id: i64,
    kind: EventKind,
    code: &str,
    by: By<'_>,
    now_ms: i64,
) -> Result<(), PortalError> {
    let case = read(connection, id).await?;
    append(connection, &case, &case.beside(kind, code, now_ms), by).await
}

/// How the case came to the books, for its history.
#[derive(Debug, Clone)]
pub struct Origin {
    /// What happened to it.
    pub kind: EventKind,
    /// What stands behind that.
    pub code: String,
    /// The row of the case from which it was split off.
    pub split_from: Option<i64>,
    /// Who did it.
    pub actor: String,
}

/// Writes down where a case came from that the desk filed by the act `of`. What was split off is linked to the whole, and
/// whoever reported that may do with it what they may with theirs.
///
/// # Errors
/// Those of the database.
pub(crate) async fn came_from(
    connection: &mut AnyConnection,
    of: ActRef,
    origin: Origin,
    now_ms: i64,
) -> Result<(), PortalError> {
    let find = sqlx::query_scalar("SELECT id FROM case_file WHERE device = $1 AND act_id = $2");
    let find = find.bind(of.device.as_bytes().to_vec()).bind(of.act.as_bytes().to_vec());
    let id: i64 = find.fetch_one(&mut *connection).await?;
    let by = By::Officer(Some(&origin.actor));
    beside(connection, id, origin.kind, &origin.code, by, now_ms).await?;
    let Some(whole) = origin.split_from else { return Ok(()) };
    link::link(connection, whole, id, link::PART, Some(origin.actor.clone()), now_ms).await?;
    link::share(connection, whole, id, now_ms).await?;
    let number = number_of(&mut *connection, id).await?;
    beside(connection, whole, EventKind::Split, number.as_str(), by, now_ms).await?;
    let part = read(connection, id).await?;
    case_row::tell(connection, &part, &part.stands(now_ms)).await
}

/// Puts a file that is whole on the disk to a case.
///
/// # Errors
/// [`PortalError::TooManyFiles`]; those of the database.
pub fn attach(
    connection: &mut AnyConnection,
    id: i64,
    new: NewFile,
    actor: String,
    now_ms: i64,
) -> BoxFuture<'_, Result<i64, PortalError>> {
    async move {
        let (name, kind) = (new.name.clone(), new.kind);
        let file = office_file::insert(connection, id, new, &actor, now_ms).await?;
        of_a_file(connection, id, EventKind::FileAdded, name, kind, &actor, now_ms).await?;
        Ok(file)
    }
    .boxed()
}

/// Says whether a file goes with the answer.
///
/// # Errors
/// Those of the database.
pub fn show_file(
    connection: &mut AnyConnection,
    file: OfficeFile,
    shown: bool,
    actor: String,
    now_ms: i64,
) -> BoxFuture<'_, Result<(), PortalError>> {
    async move {
        if file.shown == shown {
            return Ok(());
        }
        office_file::show(connection, file.id, shown, now_ms).await?;
        let kind = if shown { EventKind::FileShown } else { EventKind::FileHidden };
        of_a_file(connection, file.case_id, kind, file.name, file.kind, &actor, now_ms).await
    }
    .boxed()
}

/// Takes a file away. Its bytes go after this is committed.
///
/// # Errors
/// Those of the database.
pub fn detach(
    connection: &mut AnyConnection,
    file: OfficeFile,
    actor: String,
    now_ms: i64,
) -> BoxFuture<'_, Result<(), PortalError>> {
    async move {
        office_file::delete(connection, file.id).await?;
        erasure::forget_photo(connection, file.sha256, now_ms).await?;
        of_a_file(connection, file.case_id, EventKind::FileRemoved, file.name, file.kind, &actor, now_ms).await
    }
    .boxed()
}

async fn of_a_file(
    connection: &mut AnyConnection,
    id: i64,
    kind: EventKind,
    name: String,
    file: FileKind,
    actor: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    let case = read(connection, id).await?;
    let event = Event { text: Some(name), ..case.beside(kind, file.code(), now_ms) };
    append(connection, &case, &event, By::Officer(Some(actor))).await
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
    beside(connection, id, EventKind::Lapsed, code, By::Officer(Some(&actor)), now_ms).await
}

/// Says that the case of row `id` is about the same trouble as the earlier one of row `earlier`, or no longer so.
///
/// # Errors
/// [`CaseworkError::NothingToChange`], [`CaseworkError::OwnDuplicate`]; those of the database.
pub fn recurs(
    connection: &mut AnyConnection,
    id: i64,
    earlier: i64,
    does: bool,
    actor: String,
    now_ms: i64,
) -> BoxFuture<'_, Result<(), PortalError>> {
    async move {
        if id == earlier {
            return Err(CaseworkError::OwnDuplicate.into());
        }
        let (kind, changed) = if does {
            let by = Some(actor.clone());
            (EventKind::Recurrence, link::link(connection, id, earlier, link::RECURRENCE, by, now_ms).await?)
        } else {
            (EventKind::NoRecurrence, link::unlink(connection, id, earlier, link::RECURRENCE).await?)
        };
        if !changed {
            return Err(CaseworkError::NothingToChange.into());
        }
        let number = number_of(&mut *connection, earlier).await?;
        beside(connection, id, kind, number.as_str(), By::Officer(Some(&actor)), now_ms).await
    }
    .boxed()
}

/// Says that two cases are not the same trouble: they are not offered for each other again.
///
/// # Errors
/// [`CaseworkError::NothingToChange`], [`CaseworkError::OwnDuplicate`]; those of the database.
pub fn are_not_the_same(
    connection: &mut AnyConnection,
    id: i64,
    other: i64,
    actor: String,
    now_ms: i64,
) -> BoxFuture<'_, Result<(), PortalError>> {
    async move {
        if id == other {
            return Err(CaseworkError::OwnDuplicate.into());
        }
        if !candidate::part(connection, id, other, &actor, now_ms).await? {
            return Err(CaseworkError::NothingToChange.into());
        }
        let number = number_of(&mut *connection, other).await?;
        beside(connection, id, EventKind::NotTheSame, number.as_str(), By::Officer(Some(&actor)), now_ms).await
    }
    .boxed()
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
