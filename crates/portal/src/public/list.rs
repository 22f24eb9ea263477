//! The list of published cases. Filters are plain links and pages go on by cursor, so that a page never shifts under a
//! reader while new cases are published.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use place::names;
use report::words::word;
use report::{Status, Step, category};

use super::card::Card;
use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use crate::state::AppState;
use crate::store::case_view::{self, CaseView, PublishedCursor, PublishedFilter};

/// Cases on a page.
const PAGE: i64 = 12;

const CATEGORY: &str = "linh-vuc";
const COMMUNE: &str = "dia-ban";
const GROUP: &str = "tinh-trang";
const BEFORE: &str = "truoc";

/// Groups of statuses as readers think of them, with the key of their words.
const GROUPS: [(&str, &str); 3] =
    [("dang-xu-ly", "group.open"), ("co-ket-qua", "group.answered"), ("khong-tiep-nhan", "group.refused")];

#[derive(Template)]
#[template(path = "public/list.html")]
struct ListPage {
    frame: Frame,
    filters: Vec<Filter>,
    filtered: bool,
    count: String,
    cases: Vec<Card>,
    newest: Option<String>,
    older: Option<String>,
}

struct Filter {
    title: String,
    chosen: String,
    choices: Vec<Choice>,
}

struct Choice {
    word: String,
    link: String,
    current: bool,
}

/// `GET /phan-anh`
pub async fn list(State(state): State<AppState>, frame: Frame, asked: HeaderMap) -> Result<Response, Broken> {
    let filter = wanted(&frame);
    let cursor = frame.asked(BEFORE).and_then(read_cursor);
    let books = state.store().readers();
    let mut cases = case_view::published(books, &filter, cursor, PAGE + 1).await.or_broken(&frame)?;
    let count = case_view::published_count(books, &filter).await.or_broken(&frame)?;
    let mut communes = case_view::published_communes(books).await.or_broken(&frame)?;
    communes.sort_by_cached_key(|(_, name)| names::fold(name));
    let more = cases.len() > PAGE as usize;
    cases.truncate(PAGE as usize);
    let older = cases.last().filter(|_| more).map(|last| link(&frame, None, Some(&cursor_after(last))));
    let page = ListPage {
        filters: filters(&frame, communes),
        filtered: [CATEGORY, COMMUNE, GROUP].iter().any(|name| frame.asked(name).is_some()),
        count: frame
            .fill(if count == 1 { "list.count_one" } else { "list.count_many" }, &[("count", &count.to_string())]),
        cases: cases.iter().map(|case| Card::of(case, &frame)).collect(),
        newest: cursor.map(|_| link(&frame, None, None)),
        older,
        frame,
    };
    Ok(page::public(&asked, &page))
}

fn wanted(frame: &Frame) -> PublishedFilter {
    let text = |name| frame.asked(name).unwrap_or_default().to_owned();
    let group = frame.asked(GROUP).unwrap_or_default();
    PublishedFilter { category: text(CATEGORY), commune: text(COMMUNE), statuses: statuses(group) }
}

/// The statuses of a group; none for a group that there is not.
fn statuses(group: &str) -> Vec<Status> {
    let refused = [Status::Rejected, Status::OutOfScope, Status::Duplicate, Status::Withdrawn];
    let belongs = |status: &Status| match group {
        "dang-xu-ly" => status.step() != Step::Result,
        "co-ket-qua" => status.step() == Step::Result && !refused.contains(status),
        "khong-tiep-nhan" => refused.contains(status),
        _ => false,
    };
    Status::ALL.iter().copied().filter(belongs).collect()
}

fn filters(frame: &Frame, communes: Vec<(String, String)>) -> Vec<Filter> {
    let categories = category::DEFAULTS.iter().map(|code| ((*code).to_owned(), word("category", code, frame.language)));
    let groups = GROUPS.iter().map(|(code, key)| ((*code).to_owned(), frame.t(key)));
    vec![
        filter(frame, GROUP, "list.status", groups.collect()),
        filter(frame, CATEGORY, "list.category", categories.collect()),
        filter(frame, COMMUNE, "list.commune", communes),
    ]
}

fn filter(frame: &Frame, name: &'static str, title: &str, choices: Vec<(String, String)>) -> Filter {
    let current = frame.asked(name).unwrap_or_default().to_owned();
    let any = (String::new(), frame.t("list.all"));
    let choices: Vec<Choice> =
        std::iter::once(any).chain(choices).map(|(code, word)| choice(frame, name, &code, word, &current)).collect();
    let chosen = choices.iter().find(|choice| choice.current).map(|choice| choice.word.clone()).unwrap_or_default();
    Filter { title: frame.t(title), chosen, choices }
}

fn choice(frame: &Frame, name: &'static str, code: &str, word: String, current: &str) -> Choice {
    Choice { word, link: link(frame, Some((name, code)), None), current: code == current }
}

/// This list with one filter changed, at its beginning or at a cursor.
fn link(frame: &Frame, change: Option<(&str, &str)>, cursor: Option<&str>) -> String {
    let kept = [GROUP, CATEGORY, COMMUNE].into_iter().filter_map(|name| match change {
        Some((changed, value)) if changed == name => Some((name, value)).filter(|(_, value)| !value.is_empty()),
        _ => frame.asked(name).map(|value| (name, value)),
    });
    let query: Vec<(&str, &str)> = kept.chain(cursor.map(|cursor| (BEFORE, cursor))).collect();
    frame.link_with("/phan-anh", &query)
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
    fn every_status_is_in_exactly_one_group() {
        for status in Status::ALL {
            let groups = GROUPS.iter().filter(|(code, _)| statuses(code).contains(status)).count();
            assert_eq!(groups, 1, "{status}");
        }
        assert!(statuses("").is_empty());
    }

    #[test]
    fn a_cursor_reads_back() {
        assert_eq!(read_cursor("17.4"), Some(PublishedCursor { at_ms: 17, id: 4 }));
        assert_eq!(read_cursor("17"), None);
    }
}
