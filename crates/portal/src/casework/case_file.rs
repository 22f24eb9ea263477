//! A case and what a deed makes of it: a pure function of case, deed and clock.

use report::{Outcome, Status, limits};

use crate::casework::{CaseworkError, Deed};

/// The part of a case that deeds change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// Its row.
    pub id: i64,
    /// Counts the deeds.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The unit that has it, by code.
    pub unit: Option<String>,
    /// The row of the case that it is the same as.
    pub duplicate_of: Option<i64>,
    /// Since when everybody sees it, ms.
    pub published_at_ms: Option<i64>,
    /// What everybody reads instead of the citizen's words.
    pub public_text: Option<String>,
}

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The status changed. Citizens hear of it.
    Status,
    /// Everybody sees the case from now on, or its words changed.
    Published,
    /// Nobody outside sees it any more.
    Unpublished,
}

impl EventKind {
    /// The code in the books.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
        }
    }
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What kind.
    pub kind: EventKind,
    /// The status that the case then had.
    pub status: Status,
    /// What came of it, with an answer.
    pub outcome: Option<Outcome>,
    /// When, ms.
    pub at_ms: i64,
    /// What the citizen is told.
    pub text: Option<String>,
    /// The unit that then had it, by code.
    pub unit: Option<String>,
}

impl CaseFile {
    /// Does `deed` at `now_ms` and returns what happened, in order. Refused, the case is as it was.
    ///
    /// Steps that a deed takes for granted are recorded too: dispatching from `submitted` records `received`,
    /// answering from `dispatched` records `in_progress`, so that every timeline reads the same.
    ///
    /// # Errors
    /// What speaks against it.
    pub fn apply(&mut self, deed: Deed, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let mut changed = self.clone();
        let events = changed.done(deed, now_ms)?;
        changed.version += 1;
        *self = changed;
        Ok(events)
    }

    fn done(&mut self, deed: Deed, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        match deed {
            Deed::Accept => self.to(&[Status::Received], now_ms),
            Deed::Dispatch { unit } => self.dispatch(unit, now_ms),
            Deed::Start => self.to(&[Status::InProgress], now_ms),
            Deed::Answer { outcome, text } => self.answer(outcome, text, now_ms),
            Deed::Close => self.to(&[Status::Closed], now_ms),
            Deed::Reject { reason } => self.saying(Status::Rejected, reason, now_ms),
            Deed::OutOfScope { reason } => self.saying(Status::OutOfScope, reason, now_ms),
            Deed::Duplicate { of, number } => self.duplicate(of, number, now_ms),
            Deed::Reopen { reason } => self.reopen(reason, now_ms),
            Deed::Publish { public_text } => self.publish(public_text, now_ms),
            Deed::Unpublish => self.unpublish(now_ms),
        }
    }

    fn dispatch(&mut self, unit: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let before: &[Status] = if self.status == Status::Submitted { &[Status::Received] } else { &[] };
        let mut events = self.to(before, now_ms)?;
        self.unit = Some(unit);
        events.extend(self.to(&[Status::Dispatched], now_ms)?);
        Ok(events)
    }

    fn answer(&mut self, outcome: Outcome, text: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let text = words(text)?;
        let before: &[Status] = if self.status == Status::Dispatched { &[Status::InProgress] } else { &[] };
        let mut events = self.to(before, now_ms)?;
        self.move_to(Status::Answered)?;
        self.outcome = Some(outcome);
        events.push(Event { text: Some(text), ..self.event(EventKind::Status, now_ms) });
        Ok(events)
    }

    fn duplicate(&mut self, of: i64, number: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if of == self.id {
            return Err(CaseworkError::OwnDuplicate);
        }
        self.duplicate_of = Some(of);
        self.saying(Status::Duplicate, number, now_ms)
    }

    fn reopen(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.outcome = None;
        self.saying(Status::Reopened, reason, now_ms)
    }

    fn publish(&mut self, public_text: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let public_text = public_text.filter(|text| !text.trim().is_empty()).map(words).transpose()?;
        if self.published_at_ms.is_some() && self.public_text == public_text {
            return Err(CaseworkError::NothingToChange);
        }
        self.published_at_ms = self.published_at_ms.or(Some(now_ms));
        self.public_text = public_text;
        Ok(vec![self.event(EventKind::Published, now_ms)])
    }

    fn unpublish(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.published_at_ms.take().is_none() {
            return Err(CaseworkError::NothingToChange);
        }
        Ok(vec![self.event(EventKind::Unpublished, now_ms)])
    }

    fn saying(&mut self, status: Status, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let reason = words(reason)?;
        self.move_to(status)?;
        Ok(vec![Event { text: Some(reason), ..self.event(EventKind::Status, now_ms) }])
    }

    fn to(&mut self, path: &[Status], now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let step = |status: &Status| {
            self.move_to(*status)?;
            Ok(self.event(EventKind::Status, now_ms))
        };
        path.iter().map(step).collect()
    }

    fn move_to(&mut self, to: Status) -> Result<(), CaseworkError> {
        if !self.status.may_become(to) {
            return Err(CaseworkError::NotFromHere { from: self.status, to });
        }
        self.status = to;
        Ok(())
    }

    fn event(&self, kind: EventKind, at_ms: i64) -> Event {
        Event { kind, status: self.status, outcome: self.outcome, at_ms, text: None, unit: self.unit.clone() }
    }
}

/// Words that say something and fit.
fn words(text: String) -> Result<String, CaseworkError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(CaseworkError::ReasonMissing);
    }
    if trimmed.chars().count() > limits::TEXT_CHARS {
        return Err(CaseworkError::TextTooLong);
    }
    Ok(trimmed.to_owned())
}
