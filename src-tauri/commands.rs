//! What the window may ask. Each forwards to the desk; none runs on the window's own thread.

use std::sync::Arc;

use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};

use crate::desk::Desk;
use crate::problem::AppError;
use crate::settings::Settings;
use crate::view::{Commune, Draft, DraftChange, PlaceHit, ReportStory, ReportSummary, SyncState};

type AtDesk<'a> = State<'a, Arc<Desk>>;

/// The settings.
#[tauri::command(async)]
#[specta::specta]
pub fn settings(desk: AtDesk<'_>) -> Settings {
    desk.settings()
}

/// Saves the settings.
#[tauri::command(async)]
#[specta::specta]
pub fn save_settings(desk: AtDesk<'_>, settings: Settings) -> Result<Settings, AppError> {
    desk.save_settings(settings)
}

/// The draft, a new one when there is none.
#[tauri::command(async)]
#[specta::specta]
pub fn draft(desk: AtDesk<'_>) -> Result<Draft, AppError> {
    desk.draft()
}

/// Saves a change of the draft.
#[tauri::command(async)]
#[specta::specta]
pub fn change_draft(desk: AtDesk<'_>, change: DraftChange) -> Result<Draft, AppError> {
    desk.change_draft(change)
}

/// Takes a photo out of the draft.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_photo(desk: AtDesk<'_>, sha256: String) -> Result<Draft, AppError> {
    desk.remove_photo(&sha256)
}

/// Throws the draft away.
#[tauri::command(async)]
#[specta::specta]
pub fn discard_draft(desk: AtDesk<'_>) -> Result<Draft, AppError> {
    desk.discard_draft()
}

/// Files the draft; the report's id.
#[tauri::command(async)]
#[specta::specta]
pub fn file_report(desk: AtDesk<'_>) -> Result<String, AppError> {
    desk.file_report()
}

/// Every report, newest first.
#[tauri::command(async)]
#[specta::specta]
pub fn reports(desk: AtDesk<'_>) -> Result<Vec<ReportSummary>, AppError> {
    desk.reports()
}

/// Everything about one report.
#[tauri::command(async)]
#[specta::specta]
pub fn report(desk: AtDesk<'_>, id: String) -> Result<ReportStory, AppError> {
    desk.report(&id)
}

/// What the engine is doing.
#[tauri::command(async)]
#[specta::specta]
pub fn sync_state(desk: AtDesk<'_>) -> SyncState {
    desk.sync_state()
}

/// Sends the photos that wait for the citizen's word.
#[tauri::command(async)]
#[specta::specta]
pub fn send_photos(desk: AtDesk<'_>) {
    desk.send_photos();
}

/// Believes the portal whose root key was seen.
#[tauri::command(async)]
#[specta::specta]
pub fn trust_portal(desk: AtDesk<'_>, root_key: String) -> Result<(), AppError> {
    desk.trust_portal(&root_key)
}

/// Every commune, to choose from.
#[tauri::command(async)]
#[specta::specta]
pub fn communes(desk: AtDesk<'_>) -> Result<Vec<Commune>, AppError> {
    desk.communes()
}

/// What bears a name like this: communes of today and of before, villages, roads, bridges, markets.
#[tauri::command(async)]
#[specta::specta]
pub fn search_places(desk: AtDesk<'_>, text: String) -> Result<Vec<PlaceHit>, AppError> {
    desk.search_places(&text)
}

/// Codes of the categories.
#[tauri::command(async)]
#[specta::specta]
pub fn categories(desk: AtDesk<'_>) -> Result<Vec<String>, AppError> {
    desk.categories()
}

/// Adds a picture, whose bytes are the whole body: no text in between, no copy as JSON.
#[tauri::command(async)]
pub fn add_photo(desk: AtDesk<'_>, request: Request<'_>) -> Result<Draft, AppError> {
    match request.body() {
        InvokeBody::Raw(picture) => desk.add_photo(picture),
        InvokeBody::Json(_) => Err(AppError::of("file_unreadable", desk.settings().language)),
    }
}

/// The bytes of a photo or its thumbnail.
#[tauri::command(async)]
pub fn picture(desk: AtDesk<'_>, sha256: String, thumbnail: bool) -> Result<Response, AppError> {
    desk.picture(&sha256, thumbnail).map(Response::new)
}
