//! The headers that every page carries, whoever asks for it.
//!
//! **Invariant:** only scripts of the portal itself run, nothing is fetched from elsewhere, and no address leaks by referrer.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

/// The policy of the public pages.
pub const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; \
                         base-uri 'none'; frame-ancestors 'none'";

/// The policy of the officers' console.
pub const CONSOLE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                           media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";

/// Adds the headers of a public page.
pub async fn pages(request: Request, next: Next) -> Response {
    guard(next.run(request).await, PAGES, "camera=(), geolocation=(), microphone=(), interest-cohort=()")
}

/// Adds the headers of the console.
pub async fn console(request: Request, next: Next) -> Response {
    // Officers record what devices say to whoever does not read.
    guard(next.run(request).await, CONSOLE, "camera=(), geolocation=(), microphone=(self), interest-cohort=()")
}

fn guard(mut response: Response, policy: &'static str, may: &'static str) -> Response {
    let permissions = HeaderName::from_static("permissions-policy");
    let guards = [
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (permissions, may),
    ];
    for (name, value) in guards {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
