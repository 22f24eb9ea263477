//! The list «Mine», for the window.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::next::ExpectedAnswer;
use super::report::ReportSummary;

/// Which of the reports are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as outbox::Which")]
pub enum Which {
    All,
    Asking,
    Open,
    Over,
}

impl From<Which> for outbox::Which {
    fn from(which: Which) -> Self {
        match which {
            Which::All => Self::All,
            Which::Asking => Self::Asking,
            Which::Open => Self::Open,
            Which::Over => Self::Over,
        }
    }
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[expect(missing_docs, reason = "as outbox::Mine")]
pub struct Mine {
    pub rows: Vec<MineRow>,
    pub found: usize,
    pub all: usize,
    pub asking: usize,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MineRow {
    /// The report.
    pub report: ReportSummary,
    /// Whom it is for, where somebody else; empty without a name.
    pub for_whom: Option<String>,
    /// By when an answer is expected to what the portal has.
    pub answer: Option<ExpectedAnswer>,
}
