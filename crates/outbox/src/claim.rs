//! Reports of another device, by their tracking code: a second phone, a kiosk's visitor, a neighbour who was asked.
//!
//! A typed code is kept until the portal said what it opens, with or without a network. What it opens is believed as
//! one's own reports are: sealed bytes and receipts, for exactly this code.

use report::{ActId, TrackingCode};

use crate::error::{DeedProblem, OutboxError};
use crate::outbox::Outbox;
use crate::store::claims;

/// A typed code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The code. Secret.
    pub code: TrackingCode,
    /// What came of it.
    pub state: ClaimState,
}

/// What came of a typed code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimState {
    /// Nothing yet: it is sent when there is a network.
    Waiting,
    /// It opened this report.
    Done(ActId),
    /// Refused: the stable code.
    Refused(String),
}

impl ClaimState {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done(_) => "done",
            Self::Refused(_) => "refused",
        }
    }
}

impl Outbox {
    /// Keeps a code, as people type it, until the portal says what it opens. The report, when it is here already.
    ///
    /// # Errors
    /// [`DeedProblem::CodeMistyped`], told by its check character without asking anybody.
    pub fn claim(&self, code: &str) -> Result<Option<ActId>, OutboxError> {
        let code: TrackingCode = code.parse().map_err(|_| DeedProblem::CodeMistyped)?;
        let connection = self.database();
        if let Some(report) = claims::report_of(&connection, &code)? {
            return Ok(Some(report));
        }
        claims::add(&connection, &code, self.now_ms())?;
        Ok(None)
    }

    /// Every typed code, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn claims(&self) -> Result<Vec<Claim>, OutboxError> {
        claims::list(&self.database())
    }

    /// Forgets a typed code; a report that it opened stays.
    ///
    /// # Errors
    /// [`DeedProblem::CodeMistyped`].
    pub fn forget_claim(&self, code: &str) -> Result<(), OutboxError> {
        let code: TrackingCode = code.parse().map_err(|_| DeedProblem::CodeMistyped)?;
        claims::remove(&self.database(), &code)
    }
}
