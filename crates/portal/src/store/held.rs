//! Deeds that can still be undone: they lie in the books for some seconds and are then done by the portal itself, also
//! when it was restarted meanwhile and when nobody looks any more.
//!
//! **Invariant:** at most one per case; while there is one, `store::case` lets no other officer's deed through. What the
//! citizen does meanwhile counts: a deed that was decided on another state of the case lapses, and the case's history
//! says so.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::any::{AnyExecutor, AnyRow};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::casework::Deed;
use crate::error::PortalError;
use crate::store::case;

/// A deed that can still be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDeed {
    /// Its row.
    pub id: i64,
    /// The case.
    pub case_id: i64,
    /// The version of the case on which it was decided.
    pub version: i64,
    /// What is to be done; `None` when another version of the program decided it in words that this one does not know.
    pub deed: Option<Deed>,
    /// Who decided it.
    pub actor: String,
    /// When it is done, ms.
    pub due_at_ms: i64,
}

const COLUMNS: &str = "SELECT id, case_id, version, deed, actor, due_at FROM held_deed";

/// Keeps `deed` until `due_at_ms`. It must be possible now.
///
/// # Errors
/// Those of [`case::perform`]; then nothing was written.
pub fn hold(
    connection: &mut AnyConnection,
    case_id: i64,
    version: i64,
    deed: Deed,
    actor: String,
    now_ms: i64,
    due_at_ms: i64,
) -> BoxFuture<'_, Result<i64, PortalError>> {
    async move {
        case::consider(connection, case_id, Some(version), deed.clone(), now_ms).await?;
        let deed = serde_json::to_string(&deed).map_err(|_| PortalError::Broken("deed"))?;
        let hold = "INSERT INTO held_deed (case_id, version, deed, actor, held_at, due_at)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
        let query = sqlx::query_scalar(hold).bind(case_id).bind(version).bind(deed).bind(actor);
        Ok(query.bind(now_ms).bind(due_at_ms).fetch_one(connection).await?)
    }
    .boxed()
}

/// The deed of this case that can still be undone.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Option<HeldDeed>, PortalError> {
    let find = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE case_id = $1")));
    find.bind(case_id).fetch_optional(executor).await?.as_ref().map(held).transpose()
}

/// The deed of this row, if it can still be undone.
///
/// # Errors
/// Those of the database.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, id: i64) -> Result<Option<HeldDeed>, PortalError> {
    let find = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE id = $1")));
    find.bind(id).fetch_optional(executor).await?.as_ref().map(held).transpose()
}

/// Takes it back; whether it was still there.
///
/// # Errors
/// Those of the database.
pub async fn undo(connection: &mut AnyConnection, id: i64) -> Result<bool, PortalError> {
    let gone = sqlx::query("DELETE FROM held_deed WHERE id = $1").bind(id).execute(connection).await?;
    Ok(gone.rows_affected() == 1)
}

/// What is to be done by `now_ms`, in the order in which it was decided.
///
/// # Errors
/// Those of the database.
pub async fn due<'e>(executor: impl AnyExecutor<'e>, now_ms: i64) -> Result<Vec<HeldDeed>, PortalError> {
    let list = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE due_at <= $1 ORDER BY id")));
    list.bind(now_ms).fetch_all(executor).await?.iter().map(held).collect()
}

/// Does it, as of the moment at which it was due. Undone meanwhile, or done by another, nothing happens.
///
/// # Errors
/// Those of the database.
pub fn carry_out(connection: &mut AnyConnection, held: HeldDeed) -> BoxFuture<'_, Result<(), PortalError>> {
    async move {
        if !undo(connection, held.id).await? {
            return Ok(());
        }
        let HeldDeed { case_id, version, deed, actor, due_at_ms, .. } = held;
        let Some(deed) = deed else {
            return case::lapse(connection, case_id, PortalError::Broken("deed").code(), actor, due_at_ms).await;
        };
        let done = case::perform(connection, case_id, Some(version), deed, Some(actor.clone()), due_at_ms).await;
        match done {
            Ok(_) => Ok(()),
            // The check comes before the first write, so that nothing of it is there.
            Err(error @ (PortalError::Casework(_) | PortalError::Publication(_) | PortalError::UnitUnknown)) => {
                case::lapse(connection, case_id, error.code(), actor, due_at_ms).await
            }
            Err(error) => Err(error),
        }
    }
    .boxed()
}

fn held(row: &AnyRow) -> Result<HeldDeed, PortalError> {
    let deed: &str = row.try_get("deed")?;
    Ok(HeldDeed {
        id: row.try_get("id")?,
        case_id: row.try_get("case_id")?,
        version: row.try_get("version")?,
        deed: serde_json::from_str(deed).ok(),
        actor: row.try_get("actor")?,
        due_at_ms: row.try_get("due_at")?,
    })
}
