//! What every public page shares: its language, its links, the province's name.
//!
//! The language is the one in `?lang=`, else what the browser asks for, else Vietnamese. There is no cookie, so a
//! chosen language travels in the links.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use report::words::Language;

use super::words::{fill, words};
use super::{files, url};
use crate::state::AppState;

/// What a page needs besides its content.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    chosen: bool,
    path: String,
    query: Vec<(String, String)>,
    province: String,
}

/// Numbers to call in an emergency, with the key of their words.
const EMERGENCY: [(&str, &str); 5] = [
    ("113", "emergency.police"),
    ("114", "emergency.fire"),
    ("115", "emergency.ambulance"),
    ("112", "emergency.rescue"),
    ("111", "emergency.children"),
];

impl Frame {
    /// The frame of the page at `uri` in the portal of `province`.
    pub fn new(uri: &Uri, headers: &HeaderMap, province: &str) -> Self {
        let mut query = url::pairs(uri.query().unwrap_or_default());
        let chosen = query.iter().find_map(|(name, value)| (name == "lang").then(|| value.parse().ok())?);
        query.retain(|(name, _)| name != "lang");
        let language = chosen.unwrap_or_else(|| accepted(headers));
        Self { language, chosen: chosen.is_some(), path: uri.path().to_owned(), query, province: province.to_owned() }
    }

    /// The words for `key`.
    pub fn t(&self, key: &str) -> String {
        words(key, self.language)
    }

    /// The site's name.
    pub fn site_name(&self) -> String {
        self.fill("site.name", &[("province", &self.province)])
    }

    /// Who runs the site.
    pub fn operator(&self) -> String {
        self.fill("site.operator", &[("province", &self.province)])
    }

    /// The words for `key` with each `%{name}` replaced.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(key, self.language, values)
    }

    /// Numbers to call in an emergency and whom they reach.
    pub fn emergency_numbers(&self) -> Vec<(&'static str, String)> {
        EMERGENCY.iter().map(|(number, key)| (*number, self.t(key))).collect()
    }

    /// Whether this is the page at `path`.
    pub fn is(&self, path: &str) -> bool {
        self.path == path
    }

    /// The value of a query parameter, `None` when missing or empty.
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A link to `path` that keeps a chosen language.
    pub fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// A link to `path` with a query that keeps a chosen language.
    pub fn link_with(&self, path: &str, query: &[(&str, &str)]) -> String {
        let language = self.chosen.then_some(("lang", self.language.code()));
        url::join(path, query.iter().copied().chain(language))
    }

    /// The language that this page is not in.
    pub fn other_language(&self) -> Language {
        match self.language {
            Language::Vi => Language::En,
            Language::En => Language::Vi,
        }
    }

    /// This very page in the other language.
    pub fn other_language_link(&self) -> String {
        let query = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        url::join(&self.path, query.chain([("lang", self.other_language().code())]))
    }

    /// The page at `path` in the other language.
    pub fn other_language_path(&self, path: &str) -> String {
        url::join(path, [("lang", self.other_language().code())])
    }

    /// Where the style sheet is.
    pub fn stylesheet(&self) -> &'static str {
        files::stylesheet_path()
    }

    /// Where the script is, when it was built.
    pub fn script(&self) -> Option<&'static str> {
        files::script_path()
    }

    /// Where the icon is.
    pub fn icon(&self) -> &'static str {
        files::icon_path()
    }
}

impl FromRequestParts<AppState> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::new(&parts.uri, &parts.headers, &state.config().province))
    }
}

/// The first of our languages that the browser names; the order is its preference nearly everywhere.
fn accepted(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let primary = |tag: &str| tag.trim().get(..2).and_then(|code| code.to_ascii_lowercase().parse().ok());
    wanted.split(',').find_map(primary).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_browsers_language_counts_until_one_is_chosen() {
        assert_eq!(frame("/", "en-GB,en;q=0.9").language, Language::En);
        assert_eq!(frame("/", "fr,vi;q=0.5").language, Language::Vi);
        assert_eq!(frame("/?lang=vi", "en").language, Language::Vi);
        assert_eq!(frame("/?lang=xx", "").language, Language::Vi);
    }

    #[test]
    fn a_chosen_language_travels_in_the_links() {
        assert_eq!(frame("/", "en").link("/phan-anh"), "/phan-anh");
        assert_eq!(frame("/?lang=en", "").link("/phan-anh"), "/phan-anh?lang=en");
        let list = frame("/phan-anh?linh-vuc=khac&lang=en", "");
        assert_eq!(list.other_language_link(), "/phan-anh?linh-vuc=khac&lang=vi");
    }

    fn frame(uri: &str, language: &str) -> Frame {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, language.parse().unwrap());
        Frame::new(&uri.parse().unwrap(), &headers, "Quảng Trị")
    }
}
