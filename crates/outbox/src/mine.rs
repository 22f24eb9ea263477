//! «Mine»: a part of the filed reports, newest first, and of those alone that a citizen searches for.
//!
//! Ten thousand reports are as quick as ten: a part is read by its rows. A search folds the texts of all of them and reads no more
//! of the rest than that.

use std::collections::HashMap;
use std::ops::Range;

use place::names::fold;
use report::words::{Language, word};
use report::{ActId, Status};

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::region::Region;
use crate::reports::Story;
use crate::store::reports::{self, Findable};

/// Which of the reports are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Every one.
    #[default]
    All,
    /// Those that wait for the citizen: the unit asked, or only a person can put right what stops them.
    Asking,
    /// Those without a result.
    Open,
    /// Those with one, and those that were erased.
    Over,
}

impl Which {
    fn takes(self, report: &Findable) -> bool {
        let status: Option<Status> = report.status.as_deref().and_then(|status| status.parse().ok());
        let over = report.erased || status.is_some_and(|status| !status.is_open());
        match self {
            Self::All => true,
            Self::Asking => report.is_asking,
            Self::Open => !over,
            Self::Over => over,
        }
    }
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Mine {
    /// The rows that were asked for, as far as there are any.
    pub reports: Vec<Story>,
    /// How many reports fit what was searched for.
    pub found: usize,
    /// How many there are.
    pub all: usize,
    /// How many of all are [`Which::Asking`].
    pub asking: usize,
}

impl Outbox {
    /// The reports in these `rows` of those that are asked for and fit `query`, newest first. Each word typed begins one of a
    /// report's words, in any order and without diacritics: its text, case number, category, commune or status in `language`. An
    /// empty query fits all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn mine(&self, which: Which, query: &str, rows: Range<usize>, language: Language) -> Result<Mine, OutboxError> {
        let typed = fold(query);
        let (all, asking) = reports::count(&self.database())?;
        let (ids, found) = if typed.is_empty() && which == Which::All {
            (reports::part(&self.database(), &rows)?, all)
        } else {
            let fitting = self.fitting(which, &typed, language)?;
            let found = fitting.len();
            (fitting.into_iter().skip(rows.start).take(rows.len()).collect(), found)
        };
        let reports = ids.into_iter().map(|id| self.story(id)).collect::<Result<_, _>>()?;
        Ok(Mine { reports, found, all, asking })
    }

    fn fitting(&self, which: Which, typed: &str, language: Language) -> Result<Vec<ActId>, OutboxError> {
        let region = self.region()?;
        let mut words = Words { region: &region, language, folded: HashMap::new() };
        let beginnings: Vec<String> = typed.split_whitespace().map(|word| format!(" {word}")).collect();
        let mut fits = |report: &Findable| {
            let words = words.of(report);
            beginnings.iter().all(|beginning| words.contains(beginning))
        };
        let findable = reports::findable(&self.database())?;
        let fitting = findable.iter().filter(|report| which.takes(report) && fits(report));
        Ok(fitting.map(|report| report.id).collect())
    }
}

/// What a report is found by, folded.
struct Words<'a> {
    region: &'a Region,
    language: Language,
    /// The same few stand in thousands of rows: each is looked up and folded once.
    folded: HashMap<(&'static str, String), String>,
}

impl Words<'_> {
    /// Every word of `report` after a space.
    fn of(&mut self, report: &Findable) -> String {
        let (region, language) = (self.region, self.language);
        let own = fold(&format!("{} {}", report.text, report.case_number.as_deref().unwrap_or_default()));
        let category = self.once("category", &report.category, |code| region.category_name(code, language));
        let mut words = format!(" {own} {category}");
        if let Some(commune) = &report.commune {
            let name = |code: &str| region.commune(code).map(|commune| commune.name).unwrap_or_default();
            words = format!("{words} {}", self.once("commune", commune, name));
        }
        match (&report.outcome, report.status.as_deref()) {
            (Some(outcome), Some("answered")) => {
                format!("{words} {}", self.once("outcome", outcome, |code| word("outcome", code, language)))
            }
            (_, Some(status)) => {
                format!("{words} {}", self.once("status", status, |code| word("status", code, language)))
            }
            _ => words,
        }
    }

    fn once(&mut self, group: &'static str, code: &str, name: impl Fn(&str) -> String) -> &str {
        self.folded.entry((group, code.to_owned())).or_insert_with(|| fold(&name(code)))
    }
}
