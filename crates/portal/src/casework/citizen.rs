//! What whoever reported does with their case: a pure function of case, deed and clock.
//!
//! **Invariant:** a citizen's words are never for everybody; only what an officer wrote is.

use report::Status;

use crate::casework::{Audience, CaseFile, CaseworkError, Event, EventKind};

/// Something that whoever reported does with the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CitizenDeed {
    /// Answers what was asked.
    Answer {
        /// The words, when it is not photos alone.
        text: Option<String>,
    },
    /// Says how content they are.
    Rate {
        /// Why.
        text: Option<String>,
    },
    /// Wants what was answered handled again.
    Rework {
        /// Why.
        text: Option<String>,
    },
    /// Takes the report back.
    Withdraw {
        /// Why.
        text: Option<String>,
    },
    /// Puts another report in the place of the first.
    Edit {
        /// What the report said until now.
        before: Option<String>,
    },
    /// Wants what is personal forgotten.
    Erase,
}

impl CaseFile {
    /// Does what whoever reported asks at `now_ms` and returns what happened, in order. Refused, the case is as it was.
    ///
    /// # Errors
    /// [`CaseworkError::TooLate`].
    pub fn heed(&mut self, deed: CitizenDeed, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let mut changed = self.clone();
        let events = changed.heeded(deed, now_ms)?;
        changed.version += i64::from(!events.is_empty());
        *self = changed;
        Ok(events)
    }

    fn heeded(&mut self, deed: CitizenDeed, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if deed == CitizenDeed::Erase {
            return self.erase(now_ms);
        }
        self.only_if(self.erased_at_ms.is_none())?;
        match deed {
            CitizenDeed::Answer { text } => self.take_answer(text, now_ms),
            CitizenDeed::Rate { text } => self.rate(text, now_ms),
            CitizenDeed::Rework { text } => self.rework(text, now_ms),
            CitizenDeed::Withdraw { text } => self.withdraw(text, now_ms),
            CitizenDeed::Edit { before } => self.edit(before, now_ms),
            CitizenDeed::Erase => Ok(Vec::new()),
        }
    }

    /// The first answer leads back; what is added to it later, while the case is open, is kept beside it.
    fn take_answer(&mut self, text: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.only_if(self.asked_at_ms.is_some() && self.status.is_open())?;
        let mut events = vec![self.said(EventKind::Answer, text, now_ms)];
        if let Some(from) = self.asked_from {
            events.extend(self.to(&[from], now_ms)?);
        }
        Ok(events)
    }

    fn rate(&mut self, text: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.only_if(self.is_answered())?;
        Ok(vec![self.said(EventKind::Rate, text, now_ms)])
    }

    /// Once by itself. Again, the desk decides: it reads the reason and can reopen the case.
    fn rework(&mut self, text: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.only_if(self.is_answered())?;
        if self.reworked_at_ms.is_some() {
            return Ok(vec![self.said(EventKind::Rework, text, now_ms)]);
        }
        self.move_to(Status::Reopened)?;
        self.begin_anew(now_ms);
        self.reworked_at_ms = Some(now_ms);
        Ok(vec![self.said(EventKind::Status, text, now_ms)])
    }

    fn withdraw(&mut self, text: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.only_if(self.status.is_open())?;
        self.move_to(Status::Withdrawn)?;
        Ok(vec![self.said(EventKind::Status, text, now_ms)])
    }

    /// What everybody reads stays what was published: nobody has looked at the new words.
    fn edit(&mut self, before: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.only_if(self.status.is_open())?;
        if self.published_at_ms.is_some() && self.public_text.is_none() {
            self.public_text = Some(before.clone().unwrap_or_default());
        }
        Ok(vec![Event { audience: Audience::Desk, ..self.said(EventKind::Edit, before, now_ms) }])
    }

    /// A case that everybody knows goes on without whoever reported it; any other ends.
    fn erase(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.erased_at_ms.is_some() {
            return Ok(Vec::new());
        }
        let mut events = vec![];
        if self.status.is_open() && self.published_at_ms.is_none() {
            events.extend(self.to(&[Status::Withdrawn], now_ms)?);
        }
        self.erased_at_ms = Some(now_ms);
        events.push(Event { audience: Audience::Desk, ..self.event(EventKind::Erase, now_ms) });
        Ok(events)
    }

    fn is_answered(&self) -> bool {
        matches!(self.status, Status::Answered | Status::Closed)
    }

    fn only_if(&self, allowed: bool) -> Result<(), CaseworkError> {
        if allowed { Ok(()) } else { Err(CaseworkError::TooLate(self.status)) }
    }

    fn said(&self, kind: EventKind, text: Option<String>, at_ms: i64) -> Event {
        Event { text, audience: Audience::Reporter, ..self.event(kind, at_ms) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use report::Outcome;

    use super::*;
    use crate::casework::{Deed, Why};

    #[test]
    fn an_answer_leads_back_to_where_the_question_was_asked() {
        for status in [Status::Received, Status::Verifying, Status::Dispatched, Status::InProgress, Status::Planned] {
            let mut case = asked(status);
            let events = case.heed(answer(), 2).unwrap();
            assert_eq!(kinds(&events), [EventKind::Answer, EventKind::Status]);
            assert_eq!((events[0].text.as_deref(), events[1].text.as_deref()), (Some("Trước nhà số 12"), None));
            assert_eq!((case.status, case.asked_from), (status, None));
            assert_eq!(kinds(&case.heed(answer(), 3).unwrap()), [EventKind::Answer], "a second one is only kept");
            assert_eq!(case.status, status);
        }
    }

    #[test]
    fn what_the_status_does_not_allow_comes_too_late_and_changes_nothing() {
        for status in Status::ALL {
            for deed in deeds() {
                let (open, answered) = (status.is_open(), matches!(status, Status::Answered | Status::Closed));
                let allowed = match deed {
                    CitizenDeed::Answer { .. } => false,
                    CitizenDeed::Rate { .. } | CitizenDeed::Rework { .. } => answered,
                    CitizenDeed::Withdraw { .. } | CitizenDeed::Edit { .. } => open,
                    CitizenDeed::Erase => true,
                };
                let mut changed = case(*status);
                let heeded = changed.heed(deed.clone(), 1);
                assert_eq!(heeded.is_ok(), allowed, "{status} {deed:?}");
                if heeded.is_err() {
                    assert_eq!((heeded, changed), (Err(CaseworkError::TooLate(*status)), case(*status)));
                }
            }
        }
    }

    #[test]
    fn a_case_goes_only_where_the_table_leads() {
        for status in Status::ALL {
            for deed in deeds() {
                let mut changed = case(*status);
                let Ok(events) = changed.heed(deed, 1) else { continue };
                let moved = events.iter().filter(|event| event.kind == EventKind::Status);
                let ended = moved.fold(*status, |from, event| {
                    assert!(from.may_become(event.status), "{from} to {}", event.status);
                    event.status
                });
                assert_eq!(ended, changed.status);
            }
        }
    }

    #[test]
    fn a_case_is_handled_again_once_and_then_the_desk_decides() {
        let mut case = CaseFile { outcome: Some(Outcome::Fixed), ..case(Status::Closed) };
        let first = case.heed(rework(), 1).unwrap();
        assert_eq!((first[0].status, first[0].text.as_deref()), (Status::Reopened, Some("Lại hỏng")));
        assert_eq!((case.status, case.outcome), (Status::Reopened, None));
        case.apply(Deed::Dispatch { unit: "so-xay-dung".into(), why: Why::Rule, rule: None, coordinating: None }, 2)
            .unwrap();
        case.apply(Deed::Answer { outcome: Outcome::Fixed, text: "Đã vá.".into(), waiver: Some("x".into()) }, 3)
            .unwrap();
        assert_eq!(kinds(&case.heed(rework(), 4).unwrap()), [EventKind::Rework]);
        assert_eq!(case.status, Status::Answered);
    }

    #[test]
    fn what_was_published_stays_what_everybody_reads_when_the_report_is_edited() {
        let edit = CitizenDeed::Edit { before: Some("Ổ gà".into()) };
        let mut public = CaseFile { published_at_ms: Some(1), ..case(Status::Received) };
        public.heed(edit.clone(), 2).unwrap();
        assert_eq!(public.public_text.as_deref(), Some("Ổ gà"));
        let mut worded =
            CaseFile {
                public_text: Some("Đường hỏng".into()), published_at_ms: Some(1), ..case(Status::Received)
            };
        worded.heed(edit.clone(), 2).unwrap();
        assert_eq!(worded.public_text.as_deref(), Some("Đường hỏng"));
        let mut private = case(Status::Received);
        private.heed(edit, 2).unwrap();
        assert_eq!(private.public_text, None);
    }

    #[test]
    fn an_erased_case_is_withdrawn_unless_everybody_knows_it_and_allows_nothing_more() {
        let mut private = case(Status::Dispatched);
        assert_eq!(kinds(&private.heed(CitizenDeed::Erase, 1).unwrap()), [EventKind::Status, EventKind::Erase]);
        assert_eq!(private.status, Status::Withdrawn);
        let mut public = CaseFile { published_at_ms: Some(1), ..case(Status::Dispatched) };
        assert_eq!(kinds(&public.heed(CitizenDeed::Erase, 2).unwrap()), [EventKind::Erase]);
        assert_eq!(public.status, Status::Dispatched);
        for mut erased in [private, public] {
            let before = erased.clone();
            assert_eq!(erased.heed(CitizenDeed::Erase, 3).unwrap(), []);
            let withdraw = CitizenDeed::Withdraw { text: None };
            assert_eq!(erased.heed(withdraw, 3), Err(CaseworkError::TooLate(before.status)));
            assert_eq!(erased, before);
        }
    }

    #[test]
    fn nothing_that_a_citizen_says_is_for_everybody() {
        for status in Status::ALL {
            for deed in deeds() {
                let mut case = CaseFile { asked_at_ms: Some(1), ..case(*status) };
                let events = case.heed(deed, 2).unwrap_or_default();
                let spoken = events.iter().filter(|event| event.text.is_some());
                assert!(spoken.map(|event| event.audience).all(|audience| audience != Audience::Everybody));
            }
        }
    }

    fn asked(status: Status) -> CaseFile {
        let mut case = case(status);
        case.apply(Deed::Ask { question: "Ở số nhà nào?".into() }, 1).unwrap();
        case
    }

    fn case(status: Status) -> CaseFile {
        CaseFile::standing(status)
    }

    fn deeds() -> Vec<CitizenDeed> {
        let text = Some("Vì sao".to_owned());
        vec![
            answer(),
            CitizenDeed::Rate { text: text.clone() },
            rework(),
            CitizenDeed::Withdraw { text },
            CitizenDeed::Edit { before: Some("Ổ gà".into()) },
            CitizenDeed::Erase,
        ]
    }

    fn answer() -> CitizenDeed {
        CitizenDeed::Answer { text: Some("Trước nhà số 12".into()) }
    }

    fn rework() -> CitizenDeed {
        CitizenDeed::Rework { text: Some("Lại hỏng".into()) }
    }

    fn kinds(events: &[Event]) -> Vec<EventKind> {
        events.iter().map(|event| event.kind).collect()
    }
}
