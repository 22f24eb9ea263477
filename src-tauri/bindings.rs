//! The commands and types that TypeScript gets generated; a test holds the committed file equal.

use specta_typescript::{BigIntExportBehavior, Typescript};
use tauri::Runtime;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands;

/// Every command whose arguments and answer are typed. Those of raw bytes are not among them.
#[must_use]
pub fn commands<R: Runtime>() -> Builder<R> {
    Builder::<R>::new().error_handling(ErrorHandlingMode::Throw).commands(collect_commands![
        commands::settings,
        commands::save_settings,
        commands::draft,
        commands::change_draft,
        commands::remove_photo,
        commands::discard_draft,
        commands::file_report,
        commands::reports,
        commands::report,
        commands::sync_state,
        commands::send_photos,
        commands::trust_portal,
        commands::communes,
        commands::search_places,
        commands::categories,
    ])
}

/// The text of `ui/app/src/backend/bindings.ts`.
///
/// # Errors
/// When a type has no TypeScript form.
pub fn typescript() -> Result<String, specta_typescript::ExportError> {
    let header = "// Generated from src-tauri by tauri-specta; do not edit.\n// @ts-nocheck\n";
    // Byte counts stay below 2^53.
    let language = Typescript::default().bigint(BigIntExportBehavior::Number).header(header);
    commands::<tauri::Wry>().export_str(language)
}
