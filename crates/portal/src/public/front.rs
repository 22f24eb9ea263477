//! The front page: what this is, the way to one's own report, the numbers for emergencies, the map, the latest cases.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::card::Card;
use super::frame::Frame;
use super::map::{self, Drawn, ProvinceMap};
use super::page::{self, Broken, OrBroken as _};
use crate::state::AppState;
use crate::store::published::{self, PublishedFilter};

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
    map: ProvinceMap,
}

/// `GET /`
pub async fn front(
    State(state): State<AppState>,
    Extension(drawn): Extension<Arc<Drawn>>,
    frame: Frame,
    asked: HeaderMap,
) -> Result<Response, Broken> {
    let everything = PublishedFilter::default();
    let latest = published::page(state.store().readers(), &everything, None, LATEST).await.or_broken(&frame)?;
    let page = FrontPage {
        cases: latest.iter().map(|case| Card::of(case, &frame)).collect(),
        map: map::province(&state, &drawn, &frame, &everything).await.or_broken(&frame)?,
        typed: String::new(),
        complaint: None,
        heading: true,
        frame,
    };
    Ok(page::public(&asked, &page))
}
