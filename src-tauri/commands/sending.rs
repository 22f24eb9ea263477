//! Settings, and how far the network has taken things.

use super::AtDesk;
use crate::problem::AppError;
use crate::settings::Settings;
use crate::view::SyncState;

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
