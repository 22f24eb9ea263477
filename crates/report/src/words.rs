//! The vocabulary in the citizen's language: statuses, outcomes, steps, categories and what every error code means.
//!
//! The catalogues in `locales/` are the only place of these words; the user interfaces read the same files.

use std::borrow::Cow;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::ParseIdError;

/// A language that citizens and officers can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese, the default.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language of a POSIX locale such as `en_GB.UTF-8`; Vietnamese for anything that is not English.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        if locale.starts_with("en") { Self::En } else { Self::Vi }
    }
}

impl FromStr for Language {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        match text {
            "vi" => Ok(Self::Vi),
            "en" => Ok(Self::En),
            _ => Err(ParseIdError::of("language")),
        }
    }
}

/// The word for `code` of `group` (`status`, `outcome`, `step`, `category`), or the code itself when the province
/// uses one that this version does not know.
#[must_use]
pub fn word(group: &str, code: &str, language: Language) -> String {
    let key = format!("{group}.{code}");
    let found = crate::_rust_i18n_try_translate(language.code(), &key);
    found.map_or_else(|| code.to_owned(), Cow::into_owned)
}

/// What happened, that nothing is lost, and what to do, for a stable error code.
#[must_use]
pub fn error(code: &str, language: Language) -> String {
    let key = format!("error.{code}");
    let found = crate::_rust_i18n_try_translate(language.code(), &key);
    let fallback = || crate::_rust_i18n_translate(language.code(), "error.unexpected").into_owned();
    found.map_or_else(fallback, Cow::into_owned)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{Outcome, Status, Step, category};

    #[test]
    fn every_code_has_its_word_in_both_languages() {
        let groups: [(&str, Vec<&str>); 4] = [
            ("status", Status::ALL.iter().map(|status| status.code()).collect()),
            ("outcome", Outcome::ALL.iter().map(|outcome| outcome.code()).collect()),
            ("step", Step::ALL.iter().map(|step| step.code()).collect()),
            ("category", category::DEFAULTS.to_vec()),
        ];
        for (group, codes) in groups {
            for code in codes {
                for language in [Language::Vi, Language::En] {
                    assert_ne!(word(group, code, language), code, "{group}.{code} in {language:?}");
                }
            }
        }
    }

    #[test]
    fn both_catalogues_have_the_same_keys() {
        let keys = |text: &str| {
            let catalogue: serde_json::Value = serde_json::from_str(text).unwrap();
            let mut keys = Vec::new();
            for (group, words) in catalogue.as_object().unwrap() {
                if let Some(words) = words.as_object() {
                    keys.extend(words.keys().map(|key| format!("{group}.{key}")));
                }
            }
            keys.sort();
            keys
        };
        assert_eq!(keys(include_str!("../locales/vi.json")), keys(include_str!("../locales/en.json")));
    }

    #[test]
    fn an_unknown_error_still_says_that_nothing_is_lost() {
        assert_eq!(error("no_such_code", Language::En), error("unexpected", Language::En));
    }
}
