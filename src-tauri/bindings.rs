//! The commands and types that TypeScript gets generated; a test holds the committed file equal.

use specta_typescript::{BigIntExportBehavior, Typescript};
use tauri::Runtime;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands;

/// Every command whose arguments and answer are typed. Those of raw bytes are not among them.
#[must_use]
pub fn commands<R: Runtime>() -> Builder<R> {
    Builder::<R>::new().error_handling(ErrorHandlingMode::Throw).commands(collect_commands![
        commands::sending::settings,
        commands::sending::save_settings,
        commands::sending::sync_state,
        commands::sending::send_photos,
        commands::sending::trust_portal,
        commands::drafting::draft,
        commands::drafting::draft_about,
        commands::drafting::change_draft,
        commands::drafting::turn_photo,
        commands::drafting::cover_photo,
        commands::drafting::remove_photo,
        commands::drafting::remove_voice,
        commands::drafting::discard_draft,
        commands::drafting::file_draft,
        commands::deeds::reports,
        commands::deeds::report,
        commands::deeds::rate,
        commands::deeds::withdraw,
        commands::deeds::erase,
        commands::deeds::claim,
        commands::deeds::claims,
        commands::deeds::forget_claim,
        commands::deeds::take_part,
        commands::deeds::followed,
        commands::places::communes,
        commands::places::search_places,
        commands::places::categories,
        commands::places::locate,
        commands::places::around,
        commands::spoken::spoken,
        commands::base_map::base_map,
        commands::base_map::fetch_base_map,
        commands::base_map::stop_base_map,
        commands::base_map::remove_base_map,
        commands::base_map::check_base_map,
        commands::own::my_data,
        commands::own::export_data,
        commands::own::erase_reports,
        commands::own::erase_everything,
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
