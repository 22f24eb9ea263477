//! What draws the window.

/// `WebKit` on Linux draws by the graphics processor. Where there is none it would draw by one that is emulated, which takes a
/// third more memory and longer than drawing without: there it is told to draw by itself. Maps are drawn as before.
///
/// To be called before anything else runs.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    const BY_ITSELF: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";
    let has_processor = std::path::Path::new("/dev/dri").exists();
    if !has_processor && std::env::var_os(BY_ITSELF).is_none() {
        #[expect(unsafe_code, reason = "no other thread is there yet to read the environment meanwhile")]
        // SAFETY: the first thing that the program does, on its only thread.
        unsafe {
            std::env::set_var(BY_ITSELF, "1");
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}
