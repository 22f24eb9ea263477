//! Changes of the calendar, from the console and the command line: each checked, written down, and told to the clocks.
//!
//! **Invariant:** every change is in the audit log and counts as a change of the timetable, in one transaction.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::AnyConnection;
use worktime::{Day, Hours, table};

use crate::error::PortalError;
use crate::store::setting::{self, CALENDAR, WORKING_HOURS};
use crate::store::{audit, calendar, timetable};

/// What the log calls the calendar as a whole.
const CALENDAR_SUBJECT: &str = "calendar";

/// Puts a day in.
///
/// # Errors
/// [`PortalError::Day`]; then nothing was changed.
pub async fn put(books: &mut AnyConnection, day: &Day, who: &str, now_ms: i64) -> Result<(), PortalError> {
    day.check().map_err(PortalError::Day)?;
    let before = calendar::find(&mut *books, day.date).await?;
    calendar::put(books, day, who, now_ms).await?;
    let was = before.as_ref().map(written);
    audit::record(books, who, "day_changed", &day.date.to_string(), was, Some(written(day)), now_ms).await?;
    timetable::changed(books, now_ms).await
}

/// Takes a day out; says whether it was there.
///
/// # Errors
/// Those of the database.
pub async fn remove(books: &mut AnyConnection, date: Date, who: &str, now_ms: i64) -> Result<bool, PortalError> {
    let Some(before) = calendar::find(&mut *books, date).await? else { return Ok(false) };
    calendar::remove(books, date).await?;
    audit::record(books, who, "day_removed", &date.to_string(), Some(written(&before)), None, now_ms).await?;
    timetable::changed(books, now_ms).await?;
    Ok(true)
}

/// Takes in a table, in the place of the years that it names; says how many days and which years.
///
/// # Errors
/// [`PortalError::Calendar`] names what is wrong; then nothing was changed.
pub async fn import(
    books: &mut AnyConnection,
    file: &[u8],
    who: &str,
    now_ms: i64,
) -> Result<(usize, Vec<i16>), PortalError> {
    let days = table::read(file).map_err(PortalError::Calendar)?;
    let years: BTreeSet<i16> = days.iter().map(|day| day.date.year()).collect();
    let before = calendar::all(&mut *books).await?;
    let replaced: Vec<&Day> = before.iter().filter(|day| years.contains(&day.date.year())).collect();
    for day in &replaced {
        calendar::remove(books, day.date).await?;
    }
    for day in &days {
        calendar::put(books, day, who, now_ms).await?;
    }
    let (was, became) = (table::write(replaced), table::write(&days));
    let (was, became) = (json!({ "table": was }), json!({ "table": became }));
    audit::record(books, who, "calendar_imported", CALENDAR_SUBJECT, Some(was), Some(became), now_ms).await?;
    timetable::changed(books, now_ms).await?;
    Ok((days.len(), years.into_iter().collect()))
}

/// Sets the hours of a working day.
///
/// # Errors
/// Those of the database.
pub async fn set_hours(
    books: &mut AnyConnection,
    hours: &Hours,
    confirmed: bool,
    who: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    let before = setting::get(&mut *books, &WORKING_HOURS).await?;
    setting::set(books, &WORKING_HOURS, hours, who, confirmed, now_ms).await?;
    let said = |hours: &Hours, confirmed: bool| json!({ "hours": hours.to_string(), "confirmed": confirmed });
    let was = said(&before.value, before.confirmed_at_ms.is_some());
    let became = said(hours, confirmed);
    audit::record(books, who, "hours_changed", CALENDAR_SUBJECT, Some(was), Some(became), now_ms).await?;
    timetable::changed(books, now_ms).await
}

/// Says that the days are those of the province.
///
/// # Errors
/// Those of the database.
pub async fn confirm(books: &mut AnyConnection, who: &str, now_ms: i64) -> Result<(), PortalError> {
    setting::set(books, &CALENDAR, &setting::PROVINCE.to_owned(), who, true, now_ms).await?;
    let became = json!({ "confirmed": true });
    audit::record(books, who, "calendar_confirmed", CALENDAR_SUBJECT, None, Some(became), now_ms).await
}

fn written(day: &Day) -> Value {
    json!({ "kind": day.kind.code(), "name_vi": day.name, "name_en": day.name_en, "basis": day.basis })
}
