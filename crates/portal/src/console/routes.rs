//! The addresses of the console and the description of its API.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{any, get};
use axum::{Extension, Router};
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::{
    app, bulk, calendar, candidates, case, categories, clocks, cover, deadlines, deed, entry, events, files, inbox,
    links, map, officer, people, pictures, reasons, recordings, region, reporter, rules, session, templates, units,
    voices, zones,
};
use crate::problem;
use crate::public::security;
use crate::state::AppState;

/// The longest request, in bytes: an answer of 10,000 characters, each of up to four bytes, escaped.
const REQUEST_BYTES: usize = 256 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Console API",
        description = "What the officers' console asks of the portal. Not a public interface: it changes with the console.",
        version = "1",
        license(name = "Apache-2.0 OR MIT")
    ),
    components(schemas(inbox::InboxStatus))
)]
struct Description;

/// The console's page and its API.
pub fn router() -> Router<AppState> {
    let (api, _) = api().split_for_parts();
    let api = api
        .route("/console/api/{*path}", any(problem::not_found))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn(officer::only_from_the_console))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES))
        .layer(Extension(Arc::new(session::Failures::new())));
    Router::new()
        .merge(api)
        .route("/console", get(app::to_the_console))
        .route("/console/", get(app::index))
        .route("/console/{*path}", get(app::file))
        .layer(CompressionLayer::new())
        .layer(from_fn(security::console))
}

/// The API's description, which `ui/console/openapi.json` holds.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().split_for_parts().1
}

fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(session::me, session::sign_in, session::sign_out))
        .routes(routes!(inbox::inbox, entry::enter))
        .routes(routes!(entry::split))
        .routes(routes!(map::cases))
        .routes(routes!(map::communes))
        .routes(routes!(region::packs, region::publish).layer(DefaultBodyLimit::max(region::FILES_BYTES)))
        .routes(routes!(region::preview).layer(DefaultBodyLimit::max(region::FILES_BYTES)))
        .routes(routes!(case::case))
        .routes(routes!(reporter::reporter))
        .routes(routes!(voices::hear))
        .routes(routes!(voices::transcribe))
        .routes(routes!(deed::perform))
        .routes(routes!(deed::undo))
        .routes(routes!(bulk::perform))
        .routes(routes!(templates::templates, templates::add))
        .routes(routes!(templates::change, templates::retire))
        .routes(routes!(templates::for_a_case))
        .routes(routes!(recordings::recordings))
        .routes(
            routes!(recordings::recording, recordings::record, recordings::remove)
                .layer(DefaultBodyLimit::max(recordings::REQUEST_BYTES)),
        )
        .routes(routes!(recordings::set_languages))
        .routes(routes!(links::recurs))
        .routes(routes!(files::add).layer(DefaultBodyLimit::disable()))
        .routes(routes!(files::file, files::show, files::remove))
        .routes(routes!(files::thumbnail))
        .routes(routes!(links::recurs_not))
        .routes(routes!(candidates::candidates))
        .routes(routes!(candidates::not_the_same))
        .routes(routes!(reasons::reasons))
        .routes(routes!(events::events))
        .routes(routes!(categories::categories))
        .routes(routes!(categories::edit_category))
        .routes(routes!(cover::cover, cover::withhold))
        .routes(routes!(rules::rules, rules::add_rule))
        .routes(routes!(rules::trial))
        .routes(routes!(rules::order_rules))
        .routes(routes!(rules::change_rule, rules::remove_rule))
        .routes(routes!(zones::zones, zones::edit_zones))
        .routes(routes!(clocks::case_clocks))
        .routes(routes!(calendar::calendar_shown))
        .routes(routes!(calendar::export, calendar::import))
        .routes(routes!(calendar::confirm))
        .routes(routes!(calendar::put_day, calendar::remove_day))
        .routes(routes!(calendar::set_hours))
        .routes(routes!(deadlines::deadlines))
        .routes(routes!(deadlines::set_deadline, deadlines::remove_deadline))
        .routes(routes!(deadlines::confirm_deadlines))
        .routes(routes!(units::units))
        .merge(people::routes())
        .routes(routes!(pictures::picture))
        .routes(routes!(pictures::thumbnail))
}
