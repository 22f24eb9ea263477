//! The way to one's own report by tracking code, without a device's key.
//!
//! The code travels in the body of a POST, never in an address, and the answer is never kept. Guessing is counted per
//! origin and in all; 65 random bits do the rest.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::Response;
use axum::{Extension, RequestExt as _};
use report::{Sha256, TrackingCode};
use serde::Deserialize;

use super::case_page::{CasePage, Holder};
use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use crate::attempts::{Attempts, origin};
use crate::state::AppState;
use crate::store::case_view;

const WINDOW: Duration = Duration::from_secs(10 * 60);
/// Wrong codes from one origin within the window.
const MOST_PER_ORIGIN: u32 = 10;
/// Wrong codes from everybody within the window.
const MOST_IN_ALL: u32 = 2_000;
const EVERYBODY: &str = "everybody";

/// Wrong codes, counted.
#[derive(Debug)]
pub struct Guesses {
    per_origin: Attempts,
    in_all: Attempts,
}

impl Guesses {
    /// None yet.
    pub fn new() -> Self {
        Self { per_origin: Attempts::new(MOST_PER_ORIGIN, WINDOW), in_all: Attempts::new(MOST_IN_ALL, WINDOW) }
    }

    fn wait(&self, origin: &str, now_ms: i64) -> Option<Duration> {
        self.per_origin.wait(origin, now_ms).or_else(|| self.in_all.wait(EVERYBODY, now_ms))
    }

    fn failed(&self, origin: &str, now_ms: i64) {
        self.per_origin.failed(origin, now_ms);
        self.in_all.failed(EVERYBODY, now_ms);
    }
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Asked {
    code: String,
}

#[derive(Template)]
#[template(path = "public/track.html")]
struct TrackPage<'a> {
    frame: &'a Frame,
    typed: &'a str,
    complaint: Option<String>,
    heading: bool,
}

/// `GET /tra-cuu`
pub async fn form(frame: Frame) -> Response {
    page::private(StatusCode::OK, &TrackPage { frame: &frame, typed: "", complaint: None, heading: false })
}

/// `POST /tra-cuu`
pub async fn look_up(
    State(state): State<AppState>,
    Extension(guesses): Extension<Arc<Guesses>>,
    frame: Frame,
    request: Request,
) -> Result<Response, Broken> {
    let (parts, body) = request.into_parts();
    let (origin, now_ms) = (origin(&parts), state.now_ms());
    let form: Result<Form<Asked>, FormRejection> = Request::from_parts(parts, body).extract().await;
    let typed = form.map(|Form(asked)| asked.code).unwrap_or_default();
    if let Some(wait) = guesses.wait(&origin, now_ms) {
        return Ok(too_many(&frame, wait));
    }
    let Ok(code) = typed.parse::<TrackingCode>() else {
        return Ok(complain(&frame, &typed, "track.malformed", StatusCode::UNPROCESSABLE_ENTITY));
    };
    let hash = Sha256::of(code.compact().as_bytes());
    let Some(case) = case_view::by_code(state.store().readers(), hash).await.or_broken(&frame)? else {
        guesses.failed(&origin, now_ms);
        return Ok(complain(&frame, &typed, "track.unknown", StatusCode::NOT_FOUND));
    };
    let public_path = case.published_at_ms.map(|_| format!("/phan-anh/{}", case.number));
    let holder = Some(Holder { code: code.to_string(), public_path });
    let page = CasePage::of(&state, frame.clone(), case, holder).await.or_broken(&frame)?;
    Ok(page::private(StatusCode::OK, &page))
}

fn complain(frame: &Frame, typed: &str, key: &str, status: StatusCode) -> Response {
    page::private(status, &TrackPage { frame, typed, complaint: Some(frame.t(key)), heading: false })
}

fn too_many(frame: &Frame, wait: Duration) -> Response {
    let minutes = wait.as_secs().div_ceil(60).to_string();
    let complaint = Some(frame.fill("track.too_many", &[("minutes", &minutes)]));
    let page = TrackPage { frame, typed: "", complaint, heading: false };
    let mut response = page::private(StatusCode::TOO_MANY_REQUESTS, &page);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    response
}
