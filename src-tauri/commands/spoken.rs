//! Spoken help.

use tauri::ipc::Response;

use super::AtDesk;
use crate::problem::AppError;
use crate::view::Spoken;

/// What can be heard, and in which languages there are recordings.
#[tauri::command(async)]
#[specta::specta]
pub fn spoken(desk: AtDesk<'_>) -> Result<Spoken, AppError> {
    desk.spoken()
}

/// The sound of a recording in the language that was chosen.
#[tauri::command(async)]
pub fn recording(desk: AtDesk<'_>, says: String) -> Result<Response, AppError> {
    desk.recording(&says).map(Response::new)
}
