//! Writing: a report, or words about one.

use tauri::ipc::{InvokeBody, Request};

use super::AtDesk;
use crate::desk::Desk;
use crate::problem::AppError;
use crate::view::{Area, DeedKind, Draft, DraftChange};

/// The header that says to which draft a picture or a recording belongs.
const DRAFT: &str = "draft";

/// The draft of a new report, a new one when there is none.
#[tauri::command(async)]
#[specta::specta]
pub fn draft(desk: AtDesk<'_>) -> Result<Draft, AppError> {
    desk.draft()
}

/// The draft of an answer, of a wish to have a report handled again, or of its edit.
#[tauri::command(async)]
#[specta::specta]
pub fn draft_about(desk: AtDesk<'_>, report: String, kind: DeedKind) -> Result<Draft, AppError> {
    desk.draft_about(&report, kind)
}

/// Saves a change of a draft.
#[tauri::command(async)]
#[specta::specta]
pub fn change_draft(desk: AtDesk<'_>, id: String, change: DraftChange) -> Result<Draft, AppError> {
    desk.change_draft(&id, change)
}

/// Turns a photo of a draft to the right by a quarter.
#[tauri::command(async)]
#[specta::specta]
pub fn turn_photo(desk: AtDesk<'_>, id: String, sha256: String) -> Result<Draft, AppError> {
    desk.turn_photo(&id, &sha256)
}

/// Covers these areas of a draft's photo as it is seen, in place of those that were covered before.
#[tauri::command(async)]
#[specta::specta]
pub fn cover_photo(desk: AtDesk<'_>, id: String, sha256: String, areas: Vec<Area>) -> Result<Draft, AppError> {
    desk.cover_photo(&id, &sha256, areas)
}

/// Takes a photo out of a draft.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_photo(desk: AtDesk<'_>, id: String, sha256: String) -> Result<Draft, AppError> {
    desk.remove_photo(&id, &sha256)
}

/// Takes the voice note out of a draft.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_voice(desk: AtDesk<'_>, id: String) -> Result<Draft, AppError> {
    desk.remove_voice(&id)
}

/// Throws a draft away.
#[tauri::command(async)]
#[specta::specta]
pub fn discard_draft(desk: AtDesk<'_>, id: String) -> Result<(), AppError> {
    desk.discard_draft(&id)
}

/// Files a draft; the act's id.
#[tauri::command(async)]
#[specta::specta]
pub fn file_draft(desk: AtDesk<'_>, id: String) -> Result<String, AppError> {
    desk.file_draft(&id)
}

/// Adds a picture to a draft, whose bytes are the whole body: no text in between, no copy as JSON.
#[tauri::command(async)]
pub fn add_photo(desk: AtDesk<'_>, request: Request<'_>) -> Result<Draft, AppError> {
    raw(&desk, &request, |draft, picture| desk.add_photo(draft, picture))
}

/// Makes a recording a draft's voice note; likewise.
#[tauri::command(async)]
pub fn set_voice(desk: AtDesk<'_>, request: Request<'_>) -> Result<Draft, AppError> {
    raw(&desk, &request, |draft, recording| desk.set_voice(draft, recording))
}

fn raw(
    desk: &Desk,
    request: &Request<'_>,
    take: impl FnOnce(&str, &[u8]) -> Result<Draft, AppError>,
) -> Result<Draft, AppError> {
    let draft = request.headers().get(DRAFT).and_then(|id| id.to_str().ok()).unwrap_or_default();
    match request.body() {
        InvokeBody::Raw(bytes) => take(draft, bytes),
        InvokeBody::Json(_) => Err(AppError::of("file_unreadable", desk.settings().language)),
    }
}
