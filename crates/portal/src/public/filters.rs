//! The filters of the list and the map: plain links, so that every view has an address.

use place::names;
use report::{Status, Step};

use super::frame::Frame;
use crate::casework::Category;
use crate::store::published::PublishedFilter;

/// The list of published cases.
pub const LIST: &str = "/phan-anh";
/// The map of them.
pub const MAP: &str = "/ban-do";

const CATEGORY: &str = "linh-vuc";
/// The query parameter that names a commune.
pub const COMMUNE: &str = "dia-ban";
const GROUP: &str = "tinh-trang";
/// The query parameter that names where a page of the list begins.
pub const BEFORE: &str = "truoc";

/// Groups of statuses as readers think of them, with the key of their words.
const GROUPS: [(&str, &str); 3] =
    [("dang-xu-ly", "group.open"), ("co-ket-qua", "group.answered"), ("khong-tiep-nhan", "group.refused")];

/// One thing to filter by.
#[derive(Debug)]
pub struct Filter {
    /// What it is about.
    pub title: String,
    /// The word of the current choice.
    pub chosen: String,
    /// What can be chosen.
    pub choices: Vec<Choice>,
}

/// One choice of a filter.
#[derive(Debug)]
pub struct Choice {
    /// In words.
    pub word: String,
    /// The page with it.
    pub link: String,
    /// Whether it is this page.
    pub current: bool,
}

/// What this page asks for.
pub fn wanted(frame: &Frame) -> PublishedFilter {
    let text = |name| frame.asked(name).unwrap_or_default().to_owned();
    let group = frame.asked(GROUP).unwrap_or_default();
    PublishedFilter { category: text(CATEGORY), commune: text(COMMUNE), statuses: statuses(group) }
}

/// Whether anything is filtered at all.
pub fn is_any(frame: &Frame) -> bool {
    [CATEGORY, COMMUNE, GROUP].iter().any(|name| frame.asked(name).is_some())
}

/// The same cases as list and as map: link, key of its words, whether it is this page.
pub fn views(frame: &Frame, current: &str) -> Vec<(String, &'static str, bool)> {
    let view = |path: &'static str, words| (link(frame, path, None, None), words, path == current);
    vec![view(LIST, "list.as_list"), view(MAP, "list.as_map")]
}

/// Every filter of the list.
pub fn with_communes(
    frame: &Frame,
    page: &'static str,
    categories: &[Category],
    mut communes: Vec<(String, String)>,
) -> Vec<Filter> {
    communes.sort_by_cached_key(|(_, name)| names::fold(name));
    let mut filters = without_commune(frame, page, categories);
    filters.push(filter(frame, page, COMMUNE, "list.commune", communes));
    filters
}

/// The filters of the map, which is itself the choice of a commune.
pub fn without_commune(frame: &Frame, page: &'static str, categories: &[Category]) -> Vec<Filter> {
    let shown = categories.iter().filter(|one| one.retired_at_ms.is_none() && !one.sealed);
    let categories = shown.map(|one| (one.code.clone(), one.name(frame.language).to_owned()));
    let groups = GROUPS.iter().map(|(code, key)| ((*code).to_owned(), frame.t(key)));
    vec![
        filter(frame, page, GROUP, "list.status", groups.collect()),
        filter(frame, page, CATEGORY, "list.category", categories.collect()),
    ]
}

/// A page with the filters of this one, one of them changed, at its beginning or at a cursor.
pub fn link(frame: &Frame, page: &str, change: Option<(&str, &str)>, cursor: Option<&str>) -> String {
    let kept = [GROUP, CATEGORY, COMMUNE].into_iter().filter_map(|name| match change {
        Some((changed, value)) if changed == name => Some((name, value)).filter(|(_, value)| !value.is_empty()),
        _ => frame.asked(name).map(|value| (name, value)),
    });
    let query: Vec<(&str, &str)> = kept.chain(cursor.map(|cursor| (BEFORE, cursor))).collect();
    frame.link_with(page, &query)
}

fn filter(
    frame: &Frame,
    page: &'static str,
    name: &'static str,
    title: &str,
    choices: Vec<(String, String)>,
) -> Filter {
    let current = frame.asked(name).unwrap_or_default();
    let any = (String::new(), frame.t("list.all"));
    let choice = |(code, word): (String, String)| Choice {
        word,
        link: link(frame, page, Some((name, &code)), None),
        current: code == current,
    };
    let choices: Vec<Choice> = std::iter::once(any).chain(choices).map(choice).collect();
    let chosen = choices.iter().find(|choice| choice.current).map(|choice| choice.word.clone()).unwrap_or_default();
    Filter { title: frame.t(title), chosen, choices }
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
}
