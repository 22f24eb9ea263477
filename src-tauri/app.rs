//! Putting the app together.

use std::sync::Arc;

use tauri::{App, AppHandle, Builder, Context, Manager as _, RunEvent, Runtime, WebviewWindowBuilder, WindowEvent};

use crate::background;
use crate::bindings;
use crate::calls;
use crate::camera;
use crate::commands;
use crate::desk::Desk;
use crate::drawing;
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
    let raw: Box<dyn Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync> = Box::new(tauri::generate_handler![
        commands::drafting::add_photo,
        commands::drafting::set_voice,
        commands::deeds::picture,
        commands::places::map,
        commands::base_map::base_map_bytes,
        commands::spoken::recording
    ]);
    builder.plugin(tauri_plugin_notification::init()).invoke_handler(move |invoke| match invoke.message.command() {
        "add_photo" | "set_voice" | "picture" | "map" | "base_map_bytes" | "recording" => raw(invoke),
        _ => typed(invoke),
    })
}

/// Gives the built app the citizen's folder, opens its window, and starts sending. What the web view itself remembers
/// stays in the same folder: two folders are two citizens.
///
/// # Errors
/// When the window cannot be made.
pub fn open<R: Runtime>(app: &App<R>, folder: Folder) -> tauri::Result<()> {
    let web_view = folder.path().join("webview");
    let desk = Arc::new(Desk::open(folder));
    app.manage(desk.clone());
    background::start(app.handle().clone(), desk);
    for window in &app.config().app.windows {
        let builder = WebviewWindowBuilder::from_config(app, window)?.data_directory(web_view.clone());
        #[cfg(desktop)]
        let builder = builder.on_navigation(calls::stay);
        camera::lend(&builder.on_permission_request(|_, kind| camera::may(kind)).build()?)?;
    }
    Ok(())
}

/// Runs the app until its window is closed.
///
/// # Panics
/// When the system has no web view or no place for data; there is no window to say so in.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    drawing::choose();
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let app = build(Builder::default()).build(context()).expect("the system provides a web view");
    let folder = Folder::from_environment().or_else(|| own_folder(&app)).expect("the system has a place for data");
    open(&app, folder).expect("the system opens a window");
    app.run(follow_window);
}

/// Where the system puts an app's data; copies go where it puts what people fetch.
fn own_folder<R: Runtime>(app: &App<R>) -> Option<Folder> {
    let path = app.path().app_data_dir().ok()?;
    let copies = app.path().download_dir().unwrap_or_else(|_| path.clone());
    Some(Folder::new(path, copies))
}

/// On a phone the window is open while it is in front; elsewhere for as long as it is there.
fn follow_window<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    let RunEvent::WindowEvent { event: WindowEvent::Focused(open), .. } = event else { return };
    if cfg!(mobile) {
        app.state::<Arc<Desk>>().window().send_replace(open);
    }
}
