//! The province's categories. What their columns mean is `casework::category`.
//!
//! **Invariant:** a code that was once in the table stays; a category that is no longer offered is retired.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::casework::Category;
use crate::error::PortalError;
use crate::store::row::Columns as _;

const COLUMNS: &str = "SELECT code, name_vi, name_en, icon, rank, identity, urgency, hotline, private_at, coarse_at,
    sealed_at, approval_at, always_at, photo_unwanted_at, retired_at, confirmed_at, version FROM category";

/// Every category, retired ones too, in the order in which they are offered.
///
/// # Errors
/// Those of the database.
pub async fn all<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<Category>, PortalError> {
    let list = sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY rank, code"));
    let rows = sqlx::query(list).fetch_all(executor).await?;
    rows.iter().map(read).collect()
}

/// The category of a code, retired or not.
///
/// # Errors
/// Those of the database.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, code: &str) -> Result<Option<Category>, PortalError> {
    let find = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE code = $1"));
    let row = sqlx::query(find).bind(code.to_owned()).fetch_optional(executor).await?;
    row.as_ref().map(read).transpose()
}

/// Whether the province offers this category now.
///
/// # Errors
/// Those of the database.
pub async fn offers<'e>(executor: impl AnyExecutor<'e>, code: &str) -> Result<bool, PortalError> {
    let find = "SELECT 1 AS offered FROM category WHERE code = $1 AND retired_at IS NULL";
    Ok(sqlx::query(find).bind(code.to_owned()).fetch_optional(executor).await?.is_some())
}

/// Whether there is any.
///
/// # Errors
/// Those of the database.
pub async fn any<'e>(executor: impl AnyExecutor<'e>) -> Result<bool, PortalError> {
    Ok(sqlx::query("SELECT 1 AS known FROM category LIMIT 1").fetch_optional(executor).await?.is_some())
}

/// Fills an empty table with the defaults.
///
/// # Errors
/// Those of the database.
pub async fn found(connection: &mut AnyConnection, now_ms: i64) -> Result<(), PortalError> {
    if !any(&mut *connection).await? {
        for category in Category::defaults() {
            put(connection, &category, now_ms).await?;
        }
    }
    Ok(())
}

/// Keeps a category as it is given, new or edited.
///
/// # Errors
/// Those of the database.
pub async fn put(connection: &mut AnyConnection, category: &Category, now_ms: i64) -> Result<(), PortalError> {
    let put = "INSERT INTO category (code, name_vi, name_en, icon, rank, identity, urgency, hotline, private_at,
            coarse_at, sealed_at, approval_at, always_at, photo_unwanted_at, retired_at, confirmed_at, version, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en, icon = excluded.icon,
            rank = excluded.rank, identity = excluded.identity, urgency = excluded.urgency, hotline = excluded.hotline,
            private_at = excluded.private_at, coarse_at = excluded.coarse_at, sealed_at = excluded.sealed_at,
            approval_at = excluded.approval_at, always_at = excluded.always_at,
            photo_unwanted_at = excluded.photo_unwanted_at, retired_at = excluded.retired_at,
            confirmed_at = excluded.confirmed_at, version = excluded.version, updated_at = excluded.updated_at";
    let since = |set: bool| set.then_some(now_ms);
    sqlx::query(put)
        .bind(category.code.clone())
        .bind(category.name_vi.clone())
        .bind(category.name_en.clone())
        .bind(category.icon.clone())
        .bind(category.rank)
        .bind(category.identity.code())
        .bind(category.urgency.code())
        .bind(category.hotline.clone())
        .bind(since(category.private))
        .bind(since(category.coarse))
        .bind(since(category.sealed))
        .bind(since(category.needs_approval))
        .bind(since(category.always))
        .bind(since(!category.photo_asked))
        .bind(category.retired_at_ms)
        .bind(category.confirmed_at_ms)
        .bind(category.version)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Category, PortalError> {
    let is_set = |column| Ok::<_, PortalError>(row.try_get::<Option<i64>, _>(column)?.is_some());
    Ok(Category {
        code: row.try_get("code")?,
        name_vi: row.try_get("name_vi")?,
        name_en: row.try_get("name_en")?,
        icon: row.try_get("icon")?,
        rank: row.try_get("rank")?,
        identity: row.parsed("identity")?,
        urgency: row.parsed("urgency")?,
        hotline: row.try_get("hotline")?,
        private: is_set("private_at")?,
        coarse: is_set("coarse_at")?,
        sealed: is_set("sealed_at")?,
        needs_approval: is_set("approval_at")?,
        always: is_set("always_at")?,
        photo_asked: !is_set("photo_unwanted_at")?,
        retired_at_ms: row.try_get("retired_at")?,
        confirmed_at_ms: row.try_get("confirmed_at")?,
        version: row.try_get("version")?,
    })
}
