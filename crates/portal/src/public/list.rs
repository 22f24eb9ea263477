//! The list of published cases. Pages go on by cursor, so that a page never shifts under a reader while new cases are
//! published.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::card::Card;
use super::filters::{self, BEFORE, Filter, LIST};
use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::category;
use crate::store::published::{self, PublishedCursor};

/// Cases on a page.
const PAGE: i64 = 12;

#[derive(Template)]
#[template(path = "public/list.html")]
struct ListPage {
    frame: Frame,
    filters: Vec<Filter>,
    filtered: bool,
    views: Vec<(String, &'static str, bool)>,
    count: String,
    cases: Vec<Card>,
    newest: Option<String>,
    older: Option<String>,
}

/// `GET /phan-anh`
pub async fn list(State(state): State<AppState>, frame: Frame, asked: HeaderMap) -> Result<Response, Broken> {
    let filter = filters::wanted(&frame);
    let cursor = frame.asked(BEFORE).and_then(read_cursor);
    let books = state.store().readers();
    let mut cases = published::page(books, &filter, cursor, PAGE + 1).await.or_broken(&frame)?;
    let count = published::count(books, &filter).await.or_broken(&frame)?;
    let communes = published::communes(books).await.or_broken(&frame)?;
    let categories = category::all(books).await.or_broken(&frame)?;
    let more = cases.len() > PAGE as usize;
    cases.truncate(PAGE as usize);
    let older = cases.last().filter(|_| more).map(|last| filters::link(&frame, LIST, None, Some(&cursor_after(last))));
    let page = ListPage {
        filters: filters::with_communes(&frame, LIST, &categories, communes),
        filtered: filters::is_any(&frame),
        views: filters::views(&frame, LIST),
        count: frame
            .fill(if count == 1 { "list.count_one" } else { "list.count_many" }, &[("count", &count.to_string())]),
        cases: cases.iter().map(|case| Card::of(case, &frame)).collect(),
        newest: cursor.map(|_| filters::link(&frame, LIST, None, None)),
        older,
        frame,
    };
    Ok(page::public(&asked, &page))
}

fn cursor_after(case: &CaseView) -> String {
    format!("{}.{}", case.published_at_ms.unwrap_or_default(), case.id)
}

fn read_cursor(text: &str) -> Option<PublishedCursor> {
    let (at_ms, id) = text.split_once('.')?;
    Some(PublishedCursor { at_ms: at_ms.parse().ok()?, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        assert_eq!(read_cursor("17.4"), Some(PublishedCursor { at_ms: 17, id: 4 }));
        assert_eq!(read_cursor("17"), None);
    }
}
