//! How long a step may take, where the province said so. What stands here is `casework::rules`'.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::casework::{ClockStep, DeadlineRule, Urgency};
use crate::error::PortalError;
use crate::store::row::Columns as _;

/// Every rule that the province set.
///
/// # Errors
/// Those of the database.
pub async fn all<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<DeadlineRule>, PortalError> {
    let list =
        "SELECT step, category, urgency, allowance, pace, changed_at, changed_by, confirmed_at FROM deadline_rule";
    sqlx::query(list).fetch_all(executor).await?.iter().map(rule).collect()
}

/// Sets a rule, in the place of the default or of what was set.
///
/// # Errors
/// Those of the database.
pub async fn put(connection: &mut AnyConnection, rule: &DeadlineRule) -> Result<(), PortalError> {
    let put =
        "INSERT INTO deadline_rule (step, category, urgency, allowance, pace, changed_at, changed_by, confirmed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (step, category, urgency) DO UPDATE SET allowance = excluded.allowance, pace = excluded.pace,
            changed_at = excluded.changed_at, changed_by = excluded.changed_by, confirmed_at = excluded.confirmed_at";
    let (who, changed_at_ms) = rule.changed.clone().ok_or(PortalError::Broken("deadline_rule"))?;
    sqlx::query(put)
        .bind(rule.step.code())
        .bind(rule.category.clone().unwrap_or_default())
        .bind(rule.urgency.code())
        .bind(rule.allowance.to_string())
        .bind(rule.pace.code())
        .bind(changed_at_ms)
        .bind(who)
        .bind(rule.confirmed_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Goes back to the default, or for a category to the rule for any; says whether there was another.
///
/// # Errors
/// Those of the database.
pub async fn remove(
    connection: &mut AnyConnection,
    step: ClockStep,
    category: Option<&str>,
    urgency: Urgency,
) -> Result<bool, PortalError> {
    let remove = sqlx::query("DELETE FROM deadline_rule WHERE step = $1 AND category = $2 AND urgency = $3")
        .bind(step.code())
        .bind(category.unwrap_or_default().to_owned())
        .bind(urgency.code());
    Ok(remove.execute(connection).await?.rows_affected() > 0)
}

fn rule(row: &AnyRow) -> Result<DeadlineRule, PortalError> {
    Ok(DeadlineRule {
        step: row.parsed("step")?,
        category: Some(row.try_get("category")?).filter(|category: &String| !category.is_empty()),
        urgency: row.parsed("urgency")?,
        allowance: row.parsed("allowance")?,
        pace: row.parsed("pace")?,
        changed: Some((row.try_get("changed_by")?, row.try_get("changed_at")?)),
        confirmed_at_ms: row.try_get("confirmed_at")?,
    })
}
