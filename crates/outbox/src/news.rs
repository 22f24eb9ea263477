//! What is new about cases since their citizen last looked or was told.
//!
//! What is told is a status that differs from the one that was told before, so that a portal that tells all of its steps anew
//! is no news. What follows from the citizen's own deed is none either.

use report::{ActId, CaseNumber, Status};

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::store::news;

/// Something new about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The report, or what was said of somebody else's.
    pub act: ActId,
    /// Its number.
    pub case_number: Option<CaseNumber>,
    /// The category's code; of somebody else's case only when it is known here.
    pub category: Option<String>,
    /// One's own report.
    pub own: bool,
    /// Where it stands now, a code of [`report::Status`].
    pub status: String,
    /// What came of it, a code of [`report::Outcome`].
    pub outcome: Option<String>,
}

impl News {
    /// Whether somebody else did it.
    fn is_worth_telling(&self) -> bool {
        let own = [Status::Submitted, Status::Withdrawn, Status::Reopened];
        !own.iter().any(|status| self.status == status.code())
    }
}

impl Outbox {
    /// What is new, the latest filed first, once for each case.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub fn news(&self) -> Result<Vec<News>, OutboxError> {
        let mut news = news::untold(&self.database())?;
        let own_doing: Vec<News> = news.extract_if(.., |one| !one.is_worth_telling()).collect();
        self.heard(&own_doing)?;
        let mut seen = std::collections::BTreeSet::new();
        news.retain(|one| one.case_number.as_ref().is_none_or(|case| seen.insert(case.as_str().to_owned())));
        Ok(news)
    }

    /// Notes that the citizen was told, or has seen it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn heard(&self, heard: &[News]) -> Result<(), OutboxError> {
        let connection = self.database();
        heard.iter().try_for_each(|one| news::tell(&connection, one))
    }
}
