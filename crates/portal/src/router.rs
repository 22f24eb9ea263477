//! Every route of the portal on one screen. A floor's own pages are listed in its own `router`.

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{any, get, post, put};
use tower_http::catch_panic::CatchPanicLayer;

use crate::state::AppState;
use crate::{console, intake, open, openapi, problem, public};

/// Everything that the portal answers.
pub fn router(state: AppState) -> Router {
    Router::new()
        .nest("/v1", v1())
        .route("/v1", any(problem::not_found))
        .route("/v1/", any(problem::not_found))
        .merge(public::router())
        .merge(console::router())
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(from_fn(problem::speak))
        .with_state(state)
}

/// What programs use: devices, scripts, other systems.
fn v1() -> Router<AppState> {
    Router::new()
        .route("/sync", post(intake::sync))
        .nest("/files", intake::files::router())
        .route("/acts/{id}", put(intake::put_act).get(intake::get_act))
        .route("/portal", get(open::portal))
        .route("/around", get(open::around))
        .route("/base-map/{sha256}", get(open::base_map))
        .route("/changes", get(open::changes))
        .route("/events", get(open::events))
        .route("/openapi.json", get(openapi::described))
        .route("/region", get(open::region))
        .route("/spoken/{sha256}", get(open::spoken))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn(problem::only))
}
