//! The one place that prints.
#![expect(clippy::print_stdout, reason = "a command line prints its answer on standard output")]

use std::io::Write as _;

use report::words::Language;
use serde_json::{Value, json};

use crate::error::PortalError;
use crate::problem;

/// Prints for people in their language, or JSON for programs.
pub(crate) struct Output {
    json: bool,
    language: Language,
}

impl Output {
    pub(crate) fn new(json: bool, language: Language) -> Self {
        Self { json, language }
    }

    /// The language of the terminal.
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

    /// A line that whoever started the program waits for. It leaves at once.
    pub(crate) fn line(&self, line: &str) {
        println!("{line}");
        // Nobody who reads is no reason not to serve.
        drop(std::io::stdout().flush());
    }

    /// What went wrong. The cause is for the person at the terminal, who owns the folder.
    pub(crate) fn error(&self, error: &PortalError) {
        let message = problem::detail(error.code(), self.language);
        if self.json {
            println!("{}", json!({ "code": error.code(), "message": message, "cause": error.to_string() }));
        } else {
            eprintln!("{message} [{}]\n{error}", error.code());
        }
    }
}
