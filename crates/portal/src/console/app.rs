//! The console's built page (`ui/console/dist`): in the program, or from the disk in a debug build.
//!
//! The program builds without it; then the page says how to make it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../ui/console/dist"]
#[allow_missing = true]
struct Built;

const PAGE: &str = "index.html";
/// The script that keeps the page on the device for when there is no link; beside the page, whose scope it has.
const WORKER: &str = "worker.js";
const NOT_BUILT: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Console</title>\
    <h1>Chưa có giao diện xử lý</h1><p>Hãy chạy <code>npm ci &amp;&amp; npm run build</code> rồi mở lại.</p>\
    <h2 lang=\"en\">The console is not built yet</h2>\
    <p lang=\"en\">Run <code>npm ci &amp;&amp; npm run build</code> and open this page again.</p></html>";

/// `GET /console`
pub async fn to_the_console() -> Redirect {
    Redirect::permanent("/console/")
}

/// `GET /console/`
pub async fn index() -> Response {
    let Some(page) = Built::get(PAGE) else {
        return (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response();
    };
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, page.data.into_owned()).into_response()
}

/// `GET /console/{*path}`: files carry their hash in the name and are kept for ever, but the worker is asked for anew.
pub async fn file(Path(path): Path<String>) -> Response {
    let ours = path.starts_with("assets/") || path == WORKER;
    let Some(file) = Built::get(&path).filter(|_| ours) else { return index().await };
    let kept = if path == WORKER { "no-cache" } else { "public, max-age=31536000, immutable" };
    let headers = [(CONTENT_TYPE, media_type(&path)), (CACHE_CONTROL, kept)];
    (headers, file.data.into_owned()).into_response()
}

/// What a build of the console can contain.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        _ => "application/octet-stream",
    }
}
