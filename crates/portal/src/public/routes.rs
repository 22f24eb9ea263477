//! The addresses of the public pages.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::get;
use axum::{Extension, Router};
use tower_http::compression::CompressionLayer;

use super::{case_page, files, front, list, map, office_files, page, pictures, security, track};
use crate::state::AppState;

/// The longest form, in bytes: a tracking code and some patience.
const FORM_BYTES: usize = 4 * 1024;

/// The pages, their pictures, and the page for whatever is not there.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(front::front))
        .route("/phan-anh", get(list::list))
        .route("/ban-do", get(map::map))
        .route("/phan-anh/{number}", get(case_page::published))
        .route("/tra-cuu", get(track::form).post(track::look_up))
        .route("/thumbnail/{sha256}", get(pictures::thumbnail))
        .route("/anh/{sha256}", get(pictures::picture))
        .route("/tep/{id}", get(office_files::file))
        .route(files::stylesheet_path(), get(files::stylesheet))
        .route(files::icon_path(), get(files::icon))
        .route("/static/{file}", get(files::script))
        .fallback(page::missing)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(CompressionLayer::new())
        .layer(Extension(Arc::new(map::Drawn::default())))
        .layer(from_fn(security::pages))
}
