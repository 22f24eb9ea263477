//! The province.

use tauri::ipc::Response;

use super::AtDesk;
use crate::problem::AppError;
use crate::view::{Around, Category, Commune, DraftPlace, PlaceHit};

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

/// What lies under a finger on the map.
#[tauri::command(async)]
#[specta::specta]
pub fn locate(desk: AtDesk<'_>, lat: f64, lon: f64) -> Result<DraftPlace, AppError> {
    desk.locate(lat, lon)
}

/// What a map of the province draws, as `GeoJSON`: its text is the whole answer.
#[tauri::command(async)]
pub fn map(desk: AtDesk<'_>) -> Result<Response, AppError> {
    desk.map().map(Response::new)
}

/// What is public in a commune, by default where somebody looked or reported last.
#[tauri::command(async)]
#[specta::specta]
pub fn around(desk: AtDesk<'_>, commune: Option<String>) -> Result<Option<Around>, AppError> {
    desk.around(commune)
}

/// The categories, in the order in which they are offered.
#[tauri::command(async)]
#[specta::specta]
pub fn categories(desk: AtDesk<'_>) -> Result<Vec<Category>, AppError> {
    desk.categories()
}
