//! Answers that are written often.

use sqlx::any::{AnyExecutor, AnyRow};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::casework::CaseworkError;
use crate::error::PortalError;

/// A template as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// What officers call it.
    pub name: String,
    /// The category for whose cases alone it is.
    pub category: Option<String>,
    /// The text with its fields, checked.
    pub text: String,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Its row.
    pub id: i64,
    /// What it says.
    pub template: NewTemplate,
    /// Counts the edits.
    pub version: i64,
    /// When it was last changed, ms.
    pub updated_at_ms: i64,
    /// By whom.
    pub updated_by: String,
}

const COLUMNS: &str = "SELECT id, name, category, text, version, updated_at, updated_by FROM answer_template";

/// Those that are offered, by name.
///
/// # Errors
/// Those of the database.
pub async fn all<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<TemplateRow>, PortalError> {
    let list = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE retired_at IS NULL ORDER BY name, id")));
    list.fetch_all(executor).await?.iter().map(row).collect()
}

/// The template of this row, if it is offered.
///
/// # Errors
/// [`PortalError::TemplateUnknown`].
pub async fn find<'e>(executor: impl AnyExecutor<'e>, id: i64) -> Result<TemplateRow, PortalError> {
    let find = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE id = $1 AND retired_at IS NULL"))).bind(id);
    row(&find.fetch_optional(executor).await?.ok_or(PortalError::TemplateUnknown)?)
}

/// Adds one and returns its row.
///
/// # Errors
/// Those of the database.
pub async fn add(
    connection: &mut AnyConnection,
    new: &NewTemplate,
    by: &str,
    now_ms: i64,
) -> Result<TemplateRow, PortalError> {
    let add = "INSERT INTO answer_template (name, category, text, version, updated_at, updated_by)
        VALUES ($1, $2, $3, 1, $4, $5) RETURNING id";
    let add = sqlx::query_scalar(add).bind(new.name.clone()).bind(new.category.clone()).bind(new.text.clone());
    let id: i64 = add.bind(now_ms).bind(by.to_owned()).fetch_one(&mut *connection).await?;
    find(connection, id).await
}

/// Changes one that is still of the version `seen`, and returns how it was and how it is.
///
/// # Errors
/// [`PortalError::TemplateUnknown`], [`CaseworkError::StaleEdit`].
pub async fn change(
    connection: &mut AnyConnection,
    id: i64,
    seen: i64,
    new: &NewTemplate,
    by: &str,
    now_ms: i64,
) -> Result<(TemplateRow, TemplateRow), PortalError> {
    let before = of_version(connection, id, seen).await?;
    let change = "UPDATE answer_template SET name = $1, category = $2, text = $3, version = version + 1,
        updated_at = $4, updated_by = $5 WHERE id = $6";
    sqlx::query(change)
        .bind(new.name.clone())
        .bind(new.category.clone())
        .bind(new.text.clone())
        .bind(now_ms)
        .bind(by.to_owned())
        .bind(id)
        .execute(&mut *connection)
        .await?;
    Ok((before, find(connection, id).await?))
}

/// Offers one no longer that is still of the version `seen`, and returns how it was.
///
/// # Errors
/// [`PortalError::TemplateUnknown`], [`CaseworkError::StaleEdit`].
pub async fn retire(
    connection: &mut AnyConnection,
    id: i64,
    seen: i64,
    by: &str,
    now_ms: i64,
) -> Result<TemplateRow, PortalError> {
    let before = of_version(connection, id, seen).await?;
    let retire = "UPDATE answer_template SET retired_at = $1, updated_at = $1, updated_by = $2 WHERE id = $3";
    sqlx::query(retire).bind(now_ms).bind(by.to_owned()).bind(id).execute(connection).await?;
    Ok(before)
}

async fn of_version(connection: &mut AnyConnection, id: i64, seen: i64) -> Result<TemplateRow, PortalError> {
    let found = find(connection, id).await?;
    if found.version != seen {
        return Err(CaseworkError::StaleEdit { seen, now: found.version }.into());
    }
    Ok(found)
}

fn row(row: &AnyRow) -> Result<TemplateRow, PortalError> {
    Ok(TemplateRow {
        id: row.try_get("id")?,
        template: NewTemplate {
            name: row.try_get("name")?,
            category: row.try_get("category")?,
            text: row.try_get("text")?,
        },
        version: row.try_get("version")?,
        updated_at_ms: row.try_get("updated_at")?,
        updated_by: row.try_get("updated_by")?,
    })
}
