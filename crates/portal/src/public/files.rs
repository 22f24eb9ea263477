//! The style sheet, the icon and the script, served under names that hold their hash, so that a browser keeps them for ever.
//!
//! The script is built by `ui/pages`; the portal builds without it, and every page is whole without it.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use report::Sha256;
use rust_embed::RustEmbed;

/// The kit's tokens first: one source of colours for the app, the console and these pages.
const STYLESHEET: &str =
    concat!(include_str!("../../../../ui/kit/tokens.css"), "\n", include_str!("../../templates/public.css"));
const ICON: &str = include_str!("../../../../icons/icon.svg");

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../ui/pages/dist"]
#[allow_missing = true]
struct Built;

static SCRIPT: LazyLock<Option<(String, String)>> = LazyLock::new(|| {
    let text = String::from_utf8(Built::get("pages.js")?.data.into_owned()).ok()?;
    Some((named("pages", &text, "js"), text))
});
static STYLESHEET_PATH: LazyLock<String> = LazyLock::new(|| named("public", STYLESHEET, "css"));
static ICON_PATH: LazyLock<String> = LazyLock::new(|| named("icon", ICON, "svg"));

/// The path of the style sheet.
pub fn stylesheet_path() -> &'static str {
    &STYLESHEET_PATH
}

/// The path of the icon.
pub fn icon_path() -> &'static str {
    &ICON_PATH
}

/// The path of the script, when it was built.
pub fn script_path() -> Option<&'static str> {
    SCRIPT.as_ref().map(|(path, _)| path.as_str())
}

/// `GET /static/{file}`: the script, under the name that holds its hash.
pub async fn script(Path(file): Path<String>) -> Response {
    match SCRIPT.as_ref() {
        Some((path, text)) if path.strip_prefix("/static/") == Some(&file) => {
            kept("text/javascript; charset=utf-8", text)
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Serves the style sheet.
pub async fn stylesheet() -> Response {
    kept("text/css; charset=utf-8", STYLESHEET)
}

/// Serves the icon.
pub async fn icon() -> Response {
    kept("image/svg+xml", ICON)
}

fn kept(media_type: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")], text).into_response()
}

fn named(stem: &str, text: &str, extension: &str) -> String {
    let hash = Sha256::of(text.as_bytes()).to_string();
    format!("/static/{stem}-{}.{extension}", &hash[..12])
}
