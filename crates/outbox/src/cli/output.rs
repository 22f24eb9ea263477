//! The one place that prints.
#![expect(clippy::print_stdout, reason = "a command line prints its answer on standard output")]

use report::words::{self, Language};
use serde_json::{Value, json};

/// Prints for people in their language, or JSON for programs.
pub(crate) struct Output {
    json: bool,
    language: Language,
}

impl Output {
    pub(crate) fn new(json: bool, language: Language) -> Self {
        Self { json, language }
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The answer: `value` for programs, `lines` for people.
    pub(crate) fn answer(&self, value: &Value, lines: impl FnOnce() -> Vec<String>) {
        if self.json {
            println!("{value}");
        } else {
            for line in lines() {
                println!("{line}");
            }
        }
    }

    /// What went wrong, for people on standard error; with the id of the draft that is kept.
    pub(crate) fn error(&self, code: &str, draft: Option<&str>) {
        let message = words::error(code, self.language);
        if self.json {
            println!("{}", json!({ "code": code, "message": message, "id": draft }));
        } else {
            eprintln!("{message} [{code}]");
            if let Some(id) = draft {
                eprintln!("{}", self.say("draft_kept", &[("id", id)]));
            }
        }
    }

    /// A line of the catalogue beside the answer, on standard error.
    pub(crate) fn note(&self, key: &str, values: &[(&str, &str)]) {
        eprintln!("{}", self.say(key, values));
    }

    /// A line of the catalogue.
    pub(crate) fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut line = rust_i18n::t!(key, locale = self.language.code()).into_owned();
        for (name, value) in values {
            line = line.replace(&format!("%{{{name}}}"), value);
        }
        line
    }
}
