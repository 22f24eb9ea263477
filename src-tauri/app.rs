//! Putting the app together.

use std::sync::Arc;

use tauri::{Builder, Context, Manager as _, Runtime};

use crate::background;
use crate::bindings;
use crate::commands;
use crate::desk::Desk;
use crate::settings::Folder;

/// The app's configuration and embedded window.
#[must_use]
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// The app with its commands, on `folder` or, without one, on the system's folder for this app's data.
#[must_use]
pub fn build<R: Runtime>(builder: Builder<R>, folder: Option<Folder>) -> Builder<R> {
    let typed = bindings::commands::<R>().invoke_handler();
    let raw: Box<dyn Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync> =
        Box::new(tauri::generate_handler![commands::add_photo, commands::picture]);
    builder
        .invoke_handler(move |invoke| match invoke.message.command() {
            "add_photo" | "picture" => raw(invoke),
            _ => typed(invoke),
        })
        .setup(move |app| {
            let folder = folder.clone().or_else(Folder::from_environment);
            let folder = folder.map_or_else(|| app.path().app_data_dir().map(Folder::new), Ok)?;
            let desk = Arc::new(Desk::open(folder));
            app.manage(desk.clone());
            background::start(app.handle().clone(), desk);
            Ok(())
        })
}

/// Runs the app until its window is closed.
///
/// # Panics
/// When the system has no web view; there is no window to say so in.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    build(Builder::default(), None).run(context()).expect("the system provides a web view");
}
