//! Telephone numbers that are pressed in the window: the system calls them, the window stays what it is.

use tauri::Url;

/// Whether the window may go to `url`. A number is handed to the system instead; a web view would try to show it, fail, and
/// have lost the app.
pub(crate) fn stay(url: &Url) -> bool {
    let is_call = url.scheme() == "tel";
    if is_call {
        call(url);
    }
    !is_call
}

#[cfg(target_os = "linux")]
fn call(url: &Url) {
    use webkit2gtk::gio;
    let nowhere = gio::AppLaunchContext::NONE;
    if let Err(error) = gio::AppInfo::launch_default_for_uri(url.as_str(), nowhere) {
        // Nothing on this machine calls: the number stands there to be read.
        tracing::info!(%error, "no call");
    }
}

#[cfg(not(target_os = "linux"))]
fn call(_url: &Url) {}
