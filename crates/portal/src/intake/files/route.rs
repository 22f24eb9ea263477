//! Which method does what, with the rules that hold for all of it: everybody names the version, a POST may stand for
//! another method, and pages of any origin may ask.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::any;

use crate::error::PortalError;
use crate::intake::files::headers::{METHOD_OVERRIDE, TUS_RESUMABLE, TUS_VERSION, VERSION, text};
use crate::intake::files::origin::of_any_origin;
use crate::intake::files::{append, create, options, progress};
use crate::problem::Problem;
use crate::state::AppState;

const NOT_ALLOWED: Problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");

/// The routes below `/v1/files`.
pub fn router() -> Router<AppState> {
    Router::new().route("/", any(all)).route("/{id}", any(one)).layer(from_fn(versioned)).layer(from_fn(of_any_origin))
}

async fn all(
    State(state): State<AppState>,
    method: Method,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    match meant(&method, &headers).as_str() {
        "OPTIONS" => Ok(options::options()),
        "POST" => undisturbed(async move { create::create(&state, &headers, body).await }).await,
        _ => Err(NOT_ALLOWED),
    }
}

async fn one(
    State(state): State<AppState>,
    Path(id): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    match meant(&method, &headers).as_str() {
        "OPTIONS" => Ok(options::options()),
        "HEAD" => progress::head(&state, &id, &headers).await,
        "PATCH" => undisturbed(async move { append::append(&state, &id, &headers, body).await }).await,
        "DELETE" => progress::delete(&state, &id, &headers).await,
        _ => Err(NOT_ALLOWED),
    }
}

/// Goes on when the connection is gone and nobody waits any more: a write that ended after the next request measured
/// the file would spoil it. The body ends with the connection, and with it the work.
async fn undisturbed(
    work: impl Future<Output = Result<Response, Problem>> + Send + 'static,
) -> Result<Response, Problem> {
    match tokio::spawn(work).await {
        Ok(answer) => answer,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(PortalError::Busy.into()),
        },
    }
}

fn meant(method: &Method, headers: &HeaderMap) -> Method {
    let other = text(headers, METHOD_OVERRIDE).filter(|_| method == Method::POST);
    other.and_then(|name| name.parse().ok()).unwrap_or_else(|| method.clone())
}

/// Refuses other versions, and names ours in every answer, refusals too.
async fn versioned(request: Request, next: Next) -> Response {
    let fits = request.method() == Method::OPTIONS || text(request.headers(), TUS_RESUMABLE) == Some(VERSION);
    let mut response = if fits { next.run(request).await } else { other_version() };
    response.headers_mut().insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
    response
}

fn other_version() -> Response {
    use axum::response::IntoResponse as _;
    let mut response = Problem::new(StatusCode::PRECONDITION_FAILED, "tus_version").into_response();
    response.headers_mut().insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    response
}
