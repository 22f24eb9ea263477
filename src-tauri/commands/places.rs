//! The province.

use super::AtDesk;
use crate::problem::AppError;
use crate::view::{Commune, PlaceHit};

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
