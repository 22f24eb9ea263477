//! The camera, the microphone and where the device is, lent to the window: only what the citizen opens or asks for. Nothing else
//! of the device is lent.
//!
//! Debug builds pretend both when `PHAN_ANH_CAMERA` is `pretended`: what a machine without them can try out. Release
//! builds do not know that word.

use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{Runtime, WebviewWindow};

/// What the window may use of the device.
pub(crate) fn may(kind: PermissionKind) -> PermissionResponse {
    match kind {
        PermissionKind::Camera | PermissionKind::Microphone | PermissionKind::Geolocation => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
}

/// `WebKit` on Linux knows no cameras unless told to.
///
/// # Errors
/// When the window has no web view.
#[cfg(target_os = "linux")]
pub(crate) fn lend<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    use webkit2gtk::{SettingsExt as _, WebViewExt as _};
    window.with_webview(|web_view| {
        if let Some(settings) = web_view.inner().settings() {
            settings.set_enable_media_stream(true);
            #[cfg(debug_assertions)]
            settings.set_enable_mock_capture_devices(is_pretended());
        }
    })
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn lend<R: Runtime>(_window: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}

#[cfg(all(target_os = "linux", debug_assertions))]
fn is_pretended() -> bool {
    std::env::var_os("PHAN_ANH_CAMERA").is_some_and(|word| word == "pretended")
}
