//! The style sheet and the icon, served under names that hold their hash, so that a browser keeps them for ever.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use report::Sha256;

/// The kit's tokens first: one source of colours for the app, the console and these pages.
const STYLESHEET: &str =
    concat!(include_str!("../../../../ui/kit/tokens.css"), "\n", include_str!("../../templates/public.css"));
const ICON: &str = include_str!("../../../../icons/icon.svg");

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
