//! From a template to an answer, and the pages for what is not there or does not work.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use report::Sha256;

use super::frame::Frame;
use crate::error::PortalError;

/// A page that cannot be shown.
#[derive(Debug)]
pub struct Broken(Box<(Frame, PortalError)>);

/// Adds the frame to what went wrong, so that the page can say so in the reader's language.
pub trait OrBroken<T> {
    /// The value, or a page that says that the server has a problem.
    fn or_broken(self, frame: &Frame) -> Result<T, Broken>;
}

impl<T, E: Into<PortalError>> OrBroken<T> for Result<T, E> {
    fn or_broken(self, frame: &Frame) -> Result<T, Broken> {
        self.map_err(|cause| Broken(Box::new((frame.clone(), cause.into()))))
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        let (frame, cause) = *self.0;
        if matches!(cause, PortalError::PhotoLost) {
            return absent(StatusCode::GONE, &frame);
        }
        tracing::error!(%cause, "a page could not be made");
        let (title, words) = (frame.t("problem.broken_title"), frame.t("problem.broken"));
        private(StatusCode::INTERNAL_SERVER_ERROR, &ProblemPage { frame: &frame, title, words })
    }
}

#[derive(Template)]
#[template(path = "public/problem.html")]
struct ProblemPage<'a> {
    frame: &'a Frame,
    title: String,
    words: String,
}

/// The page for an address that is not there, or not public: the same, so that nobody can tell which.
pub async fn missing(frame: Frame) -> Response {
    absent(StatusCode::NOT_FOUND, &frame)
}

fn absent(status: StatusCode, frame: &Frame) -> Response {
    let (title, words) = (frame.t("problem.missing_title"), frame.t("problem.missing"));
    private(status, &ProblemPage { frame, title, words })
}

/// A page for everybody. Asked again and unchanged, it costs a few bytes; it is asked again each time, so that what is
/// no longer published is gone at once.
pub fn public(asked: &HeaderMap, page: &impl Template) -> Response {
    let mut response = render(StatusCode::OK, page);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    let unchanged = headers.get(ETAG).is_some_and(|tag| asked.get(IF_NONE_MATCH) == Some(tag));
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = axum::body::Body::empty();
    }
    response
}

/// A page for whoever asked and nobody else: never kept.
pub fn private(status: StatusCode, page: &impl Template) -> Response {
    let mut response = render(status, page);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().remove(ETAG);
    response
}

fn render(status: StatusCode, page: &impl Template) -> Response {
    let Ok(html) = page.render() else {
        tracing::error!("a template failed");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // Weak: the same page compressed is the same page.
    let tag = format!("W/\"{}\"", &Sha256::of(html.as_bytes()).to_string()[..20]);
    let mut response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}
