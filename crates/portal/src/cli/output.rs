//! The one place that prints.
#![expect(clippy::print_stdout, reason = "a command line prints its answer on standard output")]

use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use report::words::Language;
use serde_json::{Value, json};

use crate::error::PortalError;
use crate::problem;
use crate::upkeep::Progress;

/// How often somebody who waits is told.
const TOLD_EVERY: Duration = Duration::from_secs(1);

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

    /// The words for something that was done or found.
    pub(crate) fn said(&self, key: &str) -> String {
        problem::detail(key, self.language)
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

    /// A text as it is, for a file.
    pub(crate) fn raw(&self, text: &str) {
        print!("{text}");
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

/// Tells how far something has come on standard error, once a second at most.
pub(crate) struct Patience<'a> {
    output: &'a Output,
    told: Mutex<Option<Instant>>,
}

impl<'a> Patience<'a> {
    pub(crate) fn new(output: &'a Output) -> Self {
        Self { output, told: Mutex::default() }
    }

    pub(crate) fn tell(&self, progress: Progress) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Progress::Books => eprintln!("{}", self.output.said("progress_books")),
            Progress::Photos { done, of } if done < of && is_early(&told) => {}
            Progress::Rows { .. } if is_early(&told) => {}
            Progress::Rows { table, done } => {
                eprintln!("{} {table} {done}", self.output.said("progress_rows"));
                *told = Some(Instant::now());
            }
            Progress::Photos { done, of } => {
                eprintln!("{} {done}/{of}", self.output.said("progress_files"));
                *told = Some(Instant::now());
            }
        }
    }
}

fn is_early(told: &Option<Instant>) -> bool {
    told.is_some_and(|told| told.elapsed() < TOLD_EVERY)
}
