//! The front page: what this is, the way to one's own report, the numbers for emergencies, the latest cases.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::card::Card;
use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use crate::state::AppState;
use crate::store::case_view::{self, PublishedFilter};

/// Cases on the front page.
const LATEST: i64 = 6;

#[derive(Template)]
#[template(path = "public/front.html")]
struct FrontPage {
    frame: Frame,
    cases: Vec<Card>,
    typed: String,
    complaint: Option<String>,
    heading: bool,
}

/// `GET /`
pub async fn front(State(state): State<AppState>, frame: Frame, asked: HeaderMap) -> Result<Response, Broken> {
    let latest = case_view::published(state.store().readers(), &PublishedFilter::default(), None, LATEST).await;
    let cases = latest.or_broken(&frame)?.iter().map(|case| Card::of(case, &frame)).collect();
    Ok(page::public(&asked, &FrontPage { frame, cases, typed: String::new(), complaint: None, heading: true }))
}
