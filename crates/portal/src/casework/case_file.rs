//! A case and what a deed makes of it: a pure function of case, deed and clock.

use report::{Outcome, Status, limits};

use crate::casework::{Audience, CaseworkError, Deed, Event, EventKind};

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
    /// When the citizen was last asked something, ms.
    pub asked_at_ms: Option<i64>,
    /// While the citizen is asked: the status to which an answer leads.
    pub asked_from: Option<Status>,
    /// When the citizen had it handled again, ms.
    pub reworked_at_ms: Option<i64>,
    /// When what was personal was erased, ms.
    pub erased_at_ms: Option<i64>,
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
            Deed::Ask { question } => self.ask(question, now_ms),
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

    fn ask(&mut self, question: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let asked_from = self.status;
        let events = self.saying(Status::AwaitingCitizen, question, now_ms)?;
        (self.asked_at_ms, self.asked_from) = (Some(now_ms), Some(asked_from));
        Ok(events.into_iter().map(|event| Event { audience: Audience::Reporter, ..event }).collect())
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

    pub(super) fn to(&mut self, path: &[Status], now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let step = |status: &Status| {
            self.move_to(*status)?;
            Ok(self.event(EventKind::Status, now_ms))
        };
        path.iter().map(step).collect()
    }

    pub(super) fn move_to(&mut self, to: Status) -> Result<(), CaseworkError> {
        if !self.status.may_become(to) {
            return Err(CaseworkError::NotFromHere { from: self.status, to });
        }
        self.status = to;
        self.asked_from = None;
        Ok(())
    }

    pub(super) fn event(&self, kind: EventKind, at_ms: i64) -> Event {
        let (status, outcome, unit) = (self.status, self.outcome, self.unit.clone());
        Event { kind, status, outcome, at_ms, text: None, audience: Audience::Everybody, unit }
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_case_goes_from_the_desk_to_the_unit_to_the_answer() {
        let mut case = case(Status::Submitted);
        assert_eq!(statuses(&case.apply(dispatch(), 1).unwrap()), [Status::Received, Status::Dispatched]);
        assert_eq!(case.unit.as_deref(), Some("so-xay-dung"));
        let answered = case.apply(answer("Đã vá xong."), 2).unwrap();
        assert_eq!(statuses(&answered), [Status::InProgress, Status::Answered]);
        assert_eq!((answered[0].outcome, answered[1].outcome), (None, Some(Outcome::Fixed)));
        assert_eq!(answered[1].text.as_deref(), Some("Đã vá xong."));
        assert_eq!(statuses(&case.apply(Deed::Close, 3).unwrap()), [Status::Closed]);
        assert_eq!(case.version, 4);
    }

    #[test]
    fn a_received_case_is_not_received_again_when_it_is_dispatched() {
        let events = case(Status::Received).apply(dispatch(), 1).unwrap();
        assert_eq!(statuses(&events), [Status::Dispatched]);
    }

    #[test]
    fn a_refused_deed_leaves_the_case_as_it_was() {
        for status in Status::ALL {
            for deed in deeds() {
                let mut changed = case(*status);
                if changed.apply(deed, 1).is_err() {
                    assert_eq!(changed, case(*status));
                }
            }
        }
    }

    #[test]
    fn a_case_goes_only_where_the_table_leads() {
        for status in Status::ALL {
            for deed in deeds() {
                let mut changed = case(*status);
                let Ok(events) = changed.apply(deed, 1) else { continue };
                let mut from = *status;
                for event in events.iter().filter(|event| event.kind == EventKind::Status) {
                    assert!(from.may_become(event.status), "{from} to {}", event.status);
                    from = event.status;
                }
                assert_eq!(from, changed.status);
            }
        }
    }

    #[test]
    fn answers_and_refusals_need_words() {
        for deed in [answer(" "), Deed::Reject { reason: String::new() }, Deed::OutOfScope { reason: "\n".into() }] {
            let refused = case(Status::Submitted).apply(deed, 1).unwrap_err();
            assert_eq!(refused, CaseworkError::ReasonMissing);
        }
        let long = Deed::Reject { reason: "a".repeat(limits::TEXT_CHARS + 1) };
        assert_eq!(case(Status::Submitted).apply(long, 1), Err(CaseworkError::TextTooLong));
    }

    #[test]
    fn publishing_changes_no_status_and_can_change_the_words() {
        let mut case = case(Status::Submitted);
        let publish = |text: Option<&str>| Deed::Publish { public_text: text.map(str::to_owned) };
        assert_eq!(case.apply(publish(Some("Ổ gà")), 5).unwrap()[0].kind, EventKind::Published);
        assert_eq!(case.apply(publish(Some(" Ổ gà ")), 6), Err(CaseworkError::NothingToChange));
        case.apply(publish(None), 7).unwrap();
        assert_eq!((case.published_at_ms, case.public_text.as_deref()), (Some(5), None));
        assert_eq!(case.apply(Deed::Unpublish, 8).unwrap()[0].kind, EventKind::Unpublished);
        assert_eq!(case.apply(Deed::Unpublish, 9), Err(CaseworkError::NothingToChange));
        assert_eq!((case.published_at_ms, case.status), (None, Status::Submitted));
    }

    #[test]
    fn a_case_is_not_its_own_duplicate() {
        let itself = Deed::Duplicate { of: 1, number: "QT-2026-000001".into() };
        assert_eq!(case(Status::Submitted).apply(itself, 1), Err(CaseworkError::OwnDuplicate));
    }

    #[test]
    fn a_reopened_case_has_no_outcome_and_goes_round_again() {
        let mut case = case(Status::Dispatched);
        case.apply(answer("Đã vá."), 1).unwrap();
        case.apply(Deed::Reopen { reason: "Lại hỏng".into() }, 2).unwrap();
        assert_eq!((case.status, case.outcome), (Status::Reopened, None));
        assert_eq!(statuses(&case.apply(dispatch(), 3).unwrap()), [Status::Dispatched]);
    }

    #[test]
    fn a_question_is_for_whoever_reported_and_can_be_asked_wherever_somebody_has_the_case() {
        use Status::{Dispatched, InProgress, Planned, Received, Verifying};
        for status in Status::ALL {
            let mut case = case(*status);
            let asked = case.apply(Deed::Ask { question: "Ở số nhà nào?".into() }, 5);
            assert_eq!(
                asked.is_ok(),
                [Received, Verifying, Dispatched, InProgress, Planned].contains(status),
                "{status}"
            );
            if let Ok(events) = asked {
                assert_eq!((events[0].status, events[0].audience), (Status::AwaitingCitizen, Audience::Reporter));
                assert_eq!((case.asked_at_ms, case.asked_from), (Some(5), Some(*status)));
            }
        }
    }

    #[test]
    fn whoever_goes_on_without_an_answer_no_longer_waits_for_one() {
        let mut case = case(Status::InProgress);
        case.apply(Deed::Ask { question: "Ở số nhà nào?".into() }, 1).unwrap();
        case.apply(answer("Đã vá."), 2).unwrap();
        assert_eq!((case.status, case.asked_from), (Status::Answered, None));
    }

    fn case(status: Status) -> CaseFile {
        CaseFile {
            id: 1,
            version: 1,
            status,
            outcome: None,
            unit: None,
            duplicate_of: None,
            published_at_ms: None,
            public_text: None,
            asked_at_ms: None,
            asked_from: None,
            reworked_at_ms: None,
            erased_at_ms: None,
        }
    }

    fn deeds() -> Vec<Deed> {
        let reason = || "Vì sao".to_owned();
        vec![
            Deed::Accept,
            dispatch(),
            Deed::Start,
            answer("Đã vá."),
            Deed::Ask { question: reason() },
            Deed::Close,
            Deed::Reject { reason: reason() },
            Deed::OutOfScope { reason: reason() },
            Deed::Duplicate { of: 2, number: "QT-2026-000002".into() },
            Deed::Reopen { reason: reason() },
            Deed::Publish { public_text: None },
            Deed::Unpublish,
        ]
    }

    fn dispatch() -> Deed {
        Deed::Dispatch { unit: "so-xay-dung".into() }
    }

    fn answer(text: &str) -> Deed {
        Deed::Answer { outcome: Outcome::Fixed, text: text.into() }
    }

    fn statuses(events: &[Event]) -> Vec<Status> {
        events.iter().map(|event| event.status).collect()
    }
}
