//! The way to one's own report by tracking code, without a device's key.
//!
//! The code travels in the body of a POST, never in an address that a server sees (a QR code of the app brings it behind «#»),
//! and the answer is never kept. Guessing is counted per
//! origin, per code and in all; 65 random bits do the rest.

use std::time::Duration;

use askama::Template;
use axum::RequestExt as _;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::Response;
use report::{Sha256, TrackingCode};
use serde::Deserialize;

use super::case_page::{CasePage, Holder};
use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use crate::attempts::origin;
use crate::state::AppState;
use crate::store::case_view;

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
pub async fn look_up(State(state): State<AppState>, frame: Frame, request: Request) -> Result<Response, Broken> {
    let (parts, body) = request.into_parts();
    let (origin, now_ms) = (origin(&parts), state.now_ms());
    let form: Result<Form<Asked>, FormRejection> = Request::from_parts(parts, body).extract().await;
    let typed = form.map(|Form(asked)| asked.code).unwrap_or_default();
    let guesses = state.guesses_at_the_page();
    let Ok(code) = typed.parse::<TrackingCode>() else {
        return Ok(complain(&frame, &typed, "track.malformed", StatusCode::UNPROCESSABLE_ENTITY));
    };
    if let Some(wait) = guesses.wait(&code, &origin, now_ms) {
        return Ok(too_many(&frame, wait));
    }
    let hash = Sha256::of(code.compact().as_bytes());
    let Some(case) = case_view::by_code(state.store().readers(), hash).await.or_broken(&frame)? else {
        guesses.failed(&code, &origin, now_ms);
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
