//! Putting the app together.

use std::sync::Arc;

use tauri::{App, Builder, Context, Manager as _, Runtime};

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

/// The app with its commands.
#[must_use]
pub fn build<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    let typed = bindings::commands::<R>().invoke_handler();
    let raw: Box<dyn Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync> =
        Box::new(tauri::generate_handler![commands::add_photo, commands::picture]);
    builder.invoke_handler(move |invoke| match invoke.message.command() {
        "add_photo" | "picture" => raw(invoke),
        _ => typed(invoke),
    })
}

/// Gives the built app the citizen's folder, before any window asks, and starts sending.
pub fn open<R: Runtime>(app: &App<R>, folder: Folder) {
    let desk = Arc::new(Desk::open(folder));
    app.manage(desk.clone());
    background::start(app.handle().clone(), desk);
}

/// Runs the app until its window is closed.
///
/// # Panics
/// When the system has no web view or no place for data; there is no window to say so in.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let app = build(Builder::default()).build(context()).expect("the system provides a web view");
    let own = || app.path().app_data_dir().map(Folder::new).expect("the system has a place for data");
    open(&app, Folder::from_environment().unwrap_or_else(own));
    app.run(|_, _| {});
}
