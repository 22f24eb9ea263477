//! Filed reports, and what is done about them and about public cases.

use tauri::ipc::Response;

use super::AtDesk;
use crate::problem::AppError;
use crate::view::{Claim, DeedKind, Followed, Mine, ReportStory, Which};

/// A part of the reports that are asked for and fit a query, newest first: so many of them after the first `from`.
#[tauri::command(async)]
#[specta::specta]
pub fn reports(desk: AtDesk<'_>, which: Which, query: String, from: usize, most: usize) -> Result<Mine, AppError> {
    desk.reports(which, &query, from, most)
}

/// Everything about one report.
#[tauri::command(async)]
#[specta::specta]
pub fn report(desk: AtDesk<'_>, id: String) -> Result<ReportStory, AppError> {
    desk.report(&id)
}

/// Rates how a report was handled, from 1, very dissatisfied, to 4, very satisfied.
#[tauri::command(async)]
#[specta::specta]
pub fn rate(desk: AtDesk<'_>, report: String, stars: u8, text: String) -> Result<(), AppError> {
    desk.rate(&report, stars, &text)
}

/// Takes a report back.
#[tauri::command(async)]
#[specta::specta]
pub fn withdraw(desk: AtDesk<'_>, report: String, text: String) -> Result<(), AppError> {
    desk.withdraw(&report, &text)
}

/// Asks the portal to erase a report with everything personal in it.
#[tauri::command(async)]
#[specta::specta]
pub fn erase(desk: AtDesk<'_>, report: String) -> Result<(), AppError> {
    desk.erase(&report)
}

/// Keeps a tracking code until the portal said what it opens; the report, when it is here already.
#[tauri::command(async)]
#[specta::specta]
pub fn claim(desk: AtDesk<'_>, code: String) -> Result<Option<String>, AppError> {
    desk.claim(&code)
}

/// Every typed tracking code, newest first.
#[tauri::command(async)]
#[specta::specta]
pub fn claims(desk: AtDesk<'_>) -> Result<Vec<Claim>, AppError> {
    desk.claims()
}

/// Forgets a typed tracking code; a report that it opened stays.
#[tauri::command(async)]
#[specta::specta]
pub fn forget_claim(desk: AtDesk<'_>, code: String) -> Result<(), AppError> {
    desk.forget_claim(&code)
}

/// Says «tôi cũng gặp tình trạng này» of a public case, follows it, or follows it no longer.
#[tauri::command(async)]
#[specta::specta]
pub fn take_part(desk: AtDesk<'_>, case_number: String, kind: DeedKind) -> Result<(), AppError> {
    desk.take_part(&case_number, kind)
}

/// Public cases that this device follows or followed.
#[tauri::command(async)]
#[specta::specta]
pub fn followed(desk: AtDesk<'_>) -> Result<Vec<Followed>, AppError> {
    desk.followed()
}

/// The bytes of a photo or its thumbnail.
#[tauri::command(async)]
pub fn picture(desk: AtDesk<'_>, sha256: String, thumbnail: bool) -> Result<Response, AppError> {
    desk.picture(&sha256, thumbnail).map(Response::new)
}
