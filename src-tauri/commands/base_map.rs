//! The base map.

use tauri::ipc::Response;

use super::AtDesk;
use crate::problem::AppError;
use crate::view::BaseMap;

/// Whether the base map is here, how large it is, and how far it has come.
#[tauri::command(async)]
#[specta::specta]
pub fn base_map(desk: AtDesk<'_>) -> Result<BaseMap, AppError> {
    desk.base_map()
}

/// Fetches it, once nothing else waits.
#[tauri::command(async)]
#[specta::specta]
pub fn fetch_base_map(desk: AtDesk<'_>) -> Result<BaseMap, AppError> {
    desk.fetch_base_map()
}

/// Stops fetching it; what came stays.
#[tauri::command(async)]
#[specta::specta]
pub fn stop_base_map(desk: AtDesk<'_>) -> Result<BaseMap, AppError> {
    desk.stop_base_map()
}

/// Takes it from this device.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_base_map(desk: AtDesk<'_>) -> Result<BaseMap, AppError> {
    desk.remove_base_map()
}

/// Looks whether the one that is here is whole; a damaged one is taken away.
#[tauri::command(async)]
#[specta::specta]
pub fn check_base_map(desk: AtDesk<'_>) -> Result<BaseMap, AppError> {
    desk.check_base_map()
}

/// Bytes of the file of this hash: they are the whole answer.
#[tauri::command(async)]
pub fn base_map_bytes(desk: AtDesk<'_>, sha256: String, offset: u64, length: u64) -> Result<Response, AppError> {
    desk.base_map_bytes(&sha256, offset, length).map(Response::new)
}
