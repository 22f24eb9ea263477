//! The province's calendar: every officer reads it, who may edit it changes it. Each change gives every open case its
//! deadlines anew.
//!
//! A table that is imported takes the place of the years that it names; other years stay as they are.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use worktime::{Day, Hours, table};

use super::case::time;
use super::edit::{Edit, Nothing, body};
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::access::Action;
use crate::calendar_edit;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::calendar;
use crate::store::setting::{self, CALENDAR, Setting, WORKING_HOURS};
use crate::timetables;

/// Not a day.
const NO_DAY: Problem = Problem::new(StatusCode::NOT_FOUND, "day_unknown");

/// The calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarShown {
    /// The hours of a working day.
    pub hours: HoursShown,
    /// When the province confirmed the days; missing: they are what the law gives, and wait for it.
    #[schema(required)]
    pub confirmed_at: Option<String>,
    /// The years whose holidays were entered.
    pub known_years: Vec<i16>,
    /// The days that are not what their weekday says, in order.
    pub days: Vec<DayShown>,
}

/// The hours of a working day.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoursShown {
    /// `07:00-11:30,13:30-17:00`
    pub hours: String,
    /// When the province confirmed them; missing: a default.
    #[schema(required)]
    pub confirmed_at: Option<String>,
}

/// A day that is not what its weekday says.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayShown {
    /// Which day, `2026-11-24`.
    pub date: String,
    /// What is different about it.
    #[serde(flatten)]
    pub day: DayEdit,
}

/// What is different about a day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DayEdit {
    /// `public`: nobody works; `weekend_workday`: a Saturday or Sunday on which is worked.
    pub kind: String,
    /// What it is called in Vietnamese.
    pub name_vi: String,
    /// What it is called in English.
    #[serde(default)]
    pub name_en: String,
    /// On what it rests.
    #[serde(default)]
    pub basis: String,
}

/// Other hours of a working day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct HoursEdit {
    /// `07:00-11:30,13:30-17:00`
    pub hours: String,
    /// Whether the province confirms them.
    pub confirmed: bool,
}

/// How many days were taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedDays {
    /// The days of the table.
    pub days: usize,
    /// The years that are from now on what the table says.
    pub years: Vec<i16>,
}

/// The calendar
#[utoipa::path(get, path = "/console/api/calendar", tag = "calendar", operation_id = "calendar",
    responses((status = 200, body = CalendarShown), (status = 401, body = ProblemShape)))]
pub async fn calendar_shown(State(state): State<AppState>, _officer: Officer) -> Result<Json<CalendarShown>, Problem> {
    Ok(Json(shown(&state).await?))
}

async fn shown(state: &AppState) -> Result<CalendarShown, PortalError> {
    let books = state.store().readers();
    let days = calendar::all(books).await?;
    let hours: Setting<Hours> = setting::get(books, &WORKING_HOURS).await?;
    let confirmed_at_ms = setting::get(books, &CALENDAR).await?.confirmed_at_ms;
    let mut known_years: Vec<i16> = days.iter().map(|day| day.date.year()).collect();
    known_years.dedup();
    Ok(CalendarShown {
        hours: HoursShown { hours: hours.value.to_string(), confirmed_at: hours.confirmed_at_ms.map(time) },
        confirmed_at: confirmed_at_ms.map(time),
        known_years,
        days: days.into_iter().map(day_shown).collect(),
    })
}

fn day_shown(day: Day) -> DayShown {
    let (date, kind) = (day.date.to_string(), day.kind.code().to_owned());
    DayShown { date, day: DayEdit { kind, name_vi: day.name, name_en: day.name_en, basis: day.basis } }
}

/// The calendar as a table
#[utoipa::path(get, path = "/console/api/calendar/table", tag = "calendar", operation_id = "calendar_table",
    responses((status = 200, content_type = "text/csv", body = String), (status = 401, body = ProblemShape)))]
pub async fn export(State(state): State<AppState>, _officer: Officer) -> Result<Response, Problem> {
    let days = calendar::all(state.store().readers()).await?;
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"lich-nghi-le.csv\"")];
    Ok((headers, table::write(&days)).into_response())
}

/// Take in a table: it takes the place of the years that it names
#[utoipa::path(put, path = "/console/api/calendar/table", tag = "calendar", operation_id = "import_calendar",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportedDays), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn import(
    State(state): State<AppState>,
    officer: Officer,
    table: Bytes,
) -> Result<Json<ImportedDays>, Problem> {
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let edit = edit(&officer, "calendar_imported", "calendar");
    let asked = json!({ "bytes": table.len() });
    let imported = edit.carry_out(&state, &asked, move |books| {
        Box::pin(async move { calendar_edit::import(books, &table, &who, now_ms).await })
    });
    let (days, years) = imported.await?;
    timetables::settle_soon(&state).await;
    Ok(Json(ImportedDays { days, years }))
}

/// Say that the days are those of the province
#[utoipa::path(post, path = "/console/api/calendar/confirmation", tag = "calendar", operation_id = "confirm_calendar",
    responses((status = 200, body = CalendarShown), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape)))]
pub async fn confirm(State(state): State<AppState>, officer: Officer) -> Result<Json<CalendarShown>, Problem> {
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let edit = edit(&officer, "calendar_confirmed", "calendar");
    let confirmed = edit.carry_out(&state, &Nothing, move |books| {
        Box::pin(async move { calendar_edit::confirm(books, &who, now_ms).await })
    });
    confirmed.await?;
    Ok(Json(shown(&state).await?))
}

/// Say what is different about a day
#[utoipa::path(put, path = "/console/api/calendar/days/{date}", tag = "calendar", operation_id = "put_day",
    params(("date" = String, Path, description = "Which day, 2026-11-24")), request_body = DayEdit,
    responses((status = 200, body = DayShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn put_day(
    State(state): State<AppState>,
    officer: Officer,
    Path(date): Path<String>,
    request: Result<Json<DayEdit>, JsonRejection>,
) -> Result<Json<DayShown>, Problem> {
    let date: Date = date.parse().map_err(|_| NO_DAY)?;
    let (asked, who, now_ms) = (body(request)?, officer.user.name.clone(), state.now_ms());
    let (subject, wanted) = (date.to_string(), asked.clone());
    let put = edit(&officer, "day_changed", &subject).carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let kind = wanted.kind.parse().map_err(PortalError::Day)?;
            let text = |text: String| text.trim().to_owned();
            let (name, name_en, basis) = (text(wanted.name_vi), text(wanted.name_en), text(wanted.basis));
            let day = Day { date, kind, name, name_en, basis };
            calendar_edit::put(books, &day, &who, now_ms).await?;
            Ok(day)
        })
    });
    let day = put.await?;
    timetables::settle_soon(&state).await;
    Ok(Json(day_shown(day)))
}

/// Take a day out: it is what its weekday says
#[utoipa::path(delete, path = "/console/api/calendar/days/{date}", tag = "calendar", operation_id = "remove_day",
    params(("date" = String, Path, description = "Which day, 2026-11-24")),
    responses((status = 204), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn remove_day(
    State(state): State<AppState>,
    officer: Officer,
    Path(date): Path<String>,
) -> Result<StatusCode, Problem> {
    let date: Date = date.parse().map_err(|_| NO_DAY)?;
    let (who, now_ms, subject) = (officer.user.name.clone(), state.now_ms(), date.to_string());
    let removed = edit(&officer, "day_removed", &subject).carry_out(&state, &Nothing, move |books| {
        Box::pin(async move { calendar_edit::remove(books, date, &who, now_ms).await })
    });
    if !removed.await? {
        return Err(NO_DAY);
    }
    timetables::settle_soon(&state).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Set the hours of a working day
#[utoipa::path(put, path = "/console/api/calendar/hours", tag = "calendar", operation_id = "set_hours",
    request_body = HoursEdit,
    responses((status = 200, body = CalendarShown), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn set_hours(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<HoursEdit>, JsonRejection>,
) -> Result<Json<CalendarShown>, Problem> {
    let (asked, who, now_ms) = (body(request)?, officer.user.name.clone(), state.now_ms());
    let (hours, confirmed) = (asked.hours.clone(), asked.confirmed);
    let set = edit(&officer, "hours_changed", "calendar").carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let hours = hours.parse().map_err(PortalError::Hours)?;
            calendar_edit::set_hours(books, &hours, confirmed, &who, now_ms).await
        })
    });
    set.await?;
    timetables::settle_soon(&state).await;
    Ok(Json(shown(&state).await?))
}

const fn edit<'a>(officer: &'a Officer, what: &'static str, subject: &'a str) -> Edit<'a> {
    Edit { officer, action: Action::EditCalendar, unit: None, what, subject }
}
