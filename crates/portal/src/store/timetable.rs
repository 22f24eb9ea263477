//! Calendar and deadline rules together: what every clock is reckoned by, under one version.
//!
//! **Invariant:** whoever changes a day, the hours, a rule, or which categories run day and night, calls [`changed`] in the
//! same transaction; then every open case is settled again (`store::clock`).

use sqlx::{AnyConnection, AnyExecutor};
use worktime::Calendar;

use crate::casework::Rules;
use crate::error::PortalError;
use crate::store::setting::{self, Name, WORKING_HOURS};
use crate::store::{calendar, category, deadline_rule};

/// Counts the changes.
const VERSION: Name<i64> = Name::new("timetable_version", || 0);
/// Who filled the table at first.
const PORTAL: &str = "portal";

/// What every clock is reckoned by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// Counts the changes.
    pub version: i64,
    /// Which hours are worked.
    pub calendar: Calendar,
    /// How long each step may take.
    pub rules: Rules,
}

/// The version that counts.
///
/// # Errors
/// Those of the database.
pub async fn version<'e>(executor: impl AnyExecutor<'e>) -> Result<i64, PortalError> {
    Ok(setting::get(executor, &VERSION).await?.value)
}

/// What counts now. The version is read first: what changes meanwhile is read again by whoever compares it.
///
/// # Errors
/// Those of the database.
pub async fn read(connection: &mut AnyConnection) -> Result<Timetable, PortalError> {
    let version = version(&mut *connection).await?;
    let hours = setting::get(&mut *connection, &WORKING_HOURS).await?.value;
    let days = calendar::all(&mut *connection).await?;
    let calendar = Calendar::new(hours, days).map_err(|_| PortalError::Broken("calendar_day"))?;
    let set = deadline_rule::all(&mut *connection).await?;
    let categories = category::all(connection).await?.into_iter();
    let rules = Rules::new(set, categories.filter(|category| category.always).map(|category| category.code));
    Ok(Timetable { version, calendar, rules })
}

/// Says that something of it changed.
///
/// # Errors
/// Those of the database.
pub async fn changed(connection: &mut AnyConnection, now_ms: i64) -> Result<(), PortalError> {
    let version = version(&mut *connection).await?;
    setting::set(connection, &VERSION, &(version + 1), PORTAL, false, now_ms).await
}

/// Fills the calendar of a portal that has none yet with what the law gives.
///
/// # Errors
/// Those of the database.
pub async fn found(connection: &mut AnyConnection, now_ms: i64) -> Result<(), PortalError> {
    if version(&mut *connection).await? > 0 {
        return Ok(());
    }
    for day in Calendar::builtin().days() {
        calendar::put(connection, day, PORTAL, now_ms).await?;
    }
    changed(connection, now_ms).await
}
