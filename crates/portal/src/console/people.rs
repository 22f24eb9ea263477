//! The addresses of everything about people: users, the roster, duty, notices, channels to citizens, and who changed what.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{audit, channels, duty, notices, roster, telling, terms, users};
use crate::state::AppState;

/// Users, roster, duty, notices, audit log.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(audit::log))
        .routes(routes!(users::users, users::add))
        .routes(routes!(users::change))
        .routes(routes!(users::disable))
        .routes(routes!(users::enable))
        .routes(routes!(users::password))
        .routes(routes!(roster::roster))
        .routes(routes!(roster::history))
        .routes(routes!(terms::appoint))
        .routes(routes!(terms::end))
        .routes(routes!(terms::withdraw))
        .routes(routes!(terms::name_deputy))
        .routes(routes!(terms::withdraw_deputy))
        .routes(routes!(duty::duty))
        .routes(routes!(duty::put_on_call))
        .routes(routes!(duty::take_off_call))
        .routes(routes!(duty::set_contacts))
        .routes(routes!(duty::hand_over))
        .routes(routes!(duty::take))
        .routes(routes!(telling::telling, telling::set_telling))
        .routes(routes!(channels::channels))
        .routes(routes!(notices::notices))
        .routes(routes!(notices::seen))
        .routes(routes!(notices::escalation))
}
