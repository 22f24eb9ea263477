//! A citizen's own data.

use jiff::Timestamp;

use super::AtDesk;
use crate::problem::AppError;
use crate::view::{DataCopy, MyData};

/// How much of what is on this device.
#[tauri::command(async)]
#[specta::specta]
pub fn my_data(desk: AtDesk<'_>) -> Result<MyData, AppError> {
    desk.my_data()
}

/// Writes a copy of everything where downloads go.
#[tauri::command(async)]
#[specta::specta]
pub fn export_data(desk: AtDesk<'_>) -> Result<DataCopy, AppError> {
    desk.export_data(Timestamp::now())
}

/// Asks the portal to erase every report of this device; how many.
#[tauri::command(async)]
#[specta::specta]
pub fn erase_reports(desk: AtDesk<'_>) -> Result<usize, AppError> {
    desk.erase_reports()
}

/// Erases everything on this device, also what is nowhere else when `even_unsent`.
#[tauri::command]
#[specta::specta]
pub async fn erase_everything(desk: AtDesk<'_>, even_unsent: bool) -> Result<(), AppError> {
    desk.erase_everything(even_unsent).await
}
