//! A case and what a deed makes of it: a pure function of case, deed and clock. What the desk does is in `desk`, what the
//! unit does in `handling`.

use jiff::civil::Date;
use report::{Outcome, Status, limits};

use crate::casework::{Audience, CaseworkError, Deed, Event, EventKind, Urgency};

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
    /// The units that work beside it, by code, in order.
    pub coordinating: Vec<String>,
    /// How fast it must go.
    pub urgency: Urgency,
    /// The day by which the unit means to have put it right.
    pub planned_on: Option<Date>,
    /// The answer that waits for approval.
    pub proposal: Option<Proposal>,
    /// More time that the unit asked for.
    pub extension: Option<Extension>,
    /// The row of the case that it is the same as.
    pub duplicate_of: Option<i64>,
    /// Whether other cases are merged into this one.
    pub has_duplicates: bool,
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
    /// When it last began to be handled again, ms.
    pub reopened_at_ms: Option<i64>,
    /// When what was personal was erased, ms.
    pub erased_at_ms: Option<i64>,
    /// Since when only the duty desk sees it, ms.
    pub sealed_at_ms: Option<i64>,
    /// Whether its category asks that answers be approved. The category's to say; no deed changes it.
    pub needs_approval: bool,
    /// Whether an officer put a photo of what was put right to it since it last began to be handled again. No deed changes it.
    pub has_after_photo: bool,
}

/// An answer that waits for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What came of the case.
    pub outcome: Outcome,
    /// What the citizen is to read.
    pub text: String,
}

/// More time that the unit asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// How much was asked for or, once granted, given, in minutes of the case's clock.
    pub minutes: i64,
    /// When it was granted, ms; missing while it is asked.
    pub granted_at_ms: Option<i64>,
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
        changed.version += i64::from(!deed.decides_nothing());
        let events = changed.done(deed, now_ms)?;
        *self = changed;
        Ok(events)
    }

    fn done(&mut self, deed: Deed, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        match deed {
            Deed::Accept => self.accept(now_ms),
            Deed::Verify => self.verify(now_ms),
            Deed::Dispatch { unit, why, rule, coordinating } => self.dispatch(unit, (why, rule), coordinating, now_ms),
            Deed::Coordinate { units } => self.coordinate(units, now_ms),
            Deed::Return { reason } => self.give_back(reason, now_ms),
            Deed::Start => self.start(now_ms),
            Deed::Plan { on, text } => self.plan(on, text, now_ms),
            Deed::Answer { outcome, text, waiver } => self.answer(Proposal { outcome, text }, waiver, now_ms),
            Deed::Approve { for_whom } => self.approve(for_whom, now_ms),
            Deed::SendBack { reason } => self.send_back(reason, now_ms),
            Deed::Ask { question } => self.ask(question, now_ms),
            Deed::Close => self.to(&[Status::Closed], now_ms),
            Deed::Reject { why, reason } => self.refuse(Status::Rejected, why, reason, now_ms),
            Deed::OutOfScope { why, reason } => self.refuse(Status::OutOfScope, why, reason, now_ms),
            Deed::Duplicate { of, number } => self.duplicate(of, number, now_ms),
            Deed::Unmerge { reason } => self.unmerge(reason, now_ms),
            Deed::Reopen { reason } => self.reopen(reason, now_ms),
            Deed::Publish { public_text, terms } => self.publish(public_text, terms, now_ms),
            Deed::Unpublish => self.unpublish(now_ms),
            Deed::Seal { reason } => self.seal(reason, now_ms),
            Deed::Unseal { reason } => self.unseal(reason, now_ms),
            Deed::Note { text } => Ok(vec![self.internal(EventKind::Note, words(text)?, now_ms)]),
            Deed::SetUrgency { urgency, reason } => self.set_urgency(urgency, reason, now_ms),
            Deed::AskExtension { minutes, reason } => self.ask_extension(minutes, reason, now_ms),
            Deed::GrantExtension { minutes } => self.grant_extension(minutes, now_ms),
            Deed::RefuseExtension { reason } => self.refuse_extension(reason, now_ms),
        }
    }

    /// That it stands where it stands, as a step of its own.
    #[must_use]
    pub fn stands(&self, now_ms: i64) -> Event {
        self.event(EventKind::Status, now_ms)
    }

    /// Something that happened beside the case and leaves it as it is, with what stands behind it.
    #[must_use]
    pub fn beside(&self, kind: EventKind, code: &str, now_ms: i64) -> Event {
        let event = self.event(kind, now_ms);
        Event { audience: Audience::Desk, code: Some(code.to_owned()), ..event }
    }

    /// What is said in the voice note of this hash, as somebody of the desk wrote it down.
    ///
    /// # Errors
    /// [`CaseworkError::ReasonMissing`], [`CaseworkError::TextTooLong`].
    pub fn transcribed(&self, voice: &str, text: String, now_ms: i64) -> Result<Event, CaseworkError> {
        Ok(Event { text: Some(words(text)?), ..self.beside(EventKind::Transcribed, voice, now_ms) })
    }

    pub(super) fn saying(&mut self, status: Status, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
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
            return Err(self.not_from_here(to));
        }
        self.status = to;
        self.asked_from = None;
        Ok(())
    }

    pub(super) fn not_from_here(&self, to: Status) -> CaseworkError {
        CaseworkError::NotFromHere { from: self.status, to }
    }

    pub(super) fn event(&self, kind: EventKind, at_ms: i64) -> Event {
        let (status, outcome, unit) = (self.status, self.outcome, self.unit.clone());
        let (text, code, minutes) = (None, None, None);
        Event { kind, status, outcome, at_ms, text, audience: Audience::Everybody, unit, code, minutes }
    }

    /// Something that officers alone read.
    pub(super) fn internal(&self, kind: EventKind, text: String, at_ms: i64) -> Event {
        Event { text: Some(text), audience: Audience::Desk, ..self.event(kind, at_ms) }
    }
}

/// Words that say something and fit.
pub(super) fn words(text: String) -> Result<String, CaseworkError> {
    spoken(Some(text))?.ok_or(CaseworkError::ReasonMissing)
}

/// Words that may be missing, and fit.
pub(super) fn spoken(text: Option<String>) -> Result<Option<String>, CaseworkError> {
    let Some(text) = text else { return Ok(None) };
    let trimmed = text.trim();
    if trimmed.chars().count() > limits::TEXT_CHARS {
        return Err(CaseworkError::TextTooLong);
    }
    Ok(Some(trimmed).filter(|text| !text.is_empty()).map(str::to_owned))
}

#[cfg(test)]
impl CaseFile {
    /// A case that stands so, and of which nothing else is known.
    pub(super) fn standing(status: Status) -> Self {
        Self {
            id: 1,
            version: 1,
            status,
            outcome: None,
            unit: None,
            coordinating: Vec::new(),
            urgency: Urgency::Normal,
            planned_on: None,
            proposal: None,
            extension: None,
            duplicate_of: None,
            has_duplicates: false,
            published_at_ms: None,
            public_text: None,
            asked_at_ms: None,
            asked_from: None,
            reworked_at_ms: None,
            reopened_at_ms: None,
            erased_at_ms: None,
            sealed_at_ms: None,
            needs_approval: false,
            has_after_photo: false,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::casework::Why;
    use crate::publication::Terms;

    #[test]
    fn a_case_goes_from_the_desk_to_the_unit_to_the_answer() {
        let mut case = case(Status::Submitted);
        assert_eq!(statuses(&case.apply(dispatch(), 1).unwrap()), [Status::Received, Status::Dispatched]);
        assert_eq!(case.unit.as_deref(), Some("so-xay-dung"));
        let mut answered = case.apply(answer("Đã vá xong."), 2).unwrap();
        answered.retain(|event| event.kind == EventKind::Status);
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
                // Whoever reported a case that is sealed is told where it stands, also when it stays there.
                let may_stay = matches!(deed, Deed::Seal { .. });
                let Ok(events) = changed.apply(deed, 1) else { continue };
                let mut from = *status;
                for event in events.iter().filter(|event| event.kind == EventKind::Status) {
                    let stays = may_stay && event.status == from;
                    assert!(stays || from.may_become(event.status), "{from} to {}", event.status);
                    from = event.status;
                }
                assert_eq!(from, changed.status);
            }
        }
    }

    #[test]
    fn answers_and_refusals_need_words() {
        for deed in [
            answer(" "),
            Deed::Reject { why: None, reason: String::new() },
            Deed::OutOfScope { why: None, reason: "\n".into() },
        ] {
            let refused = case(Status::Submitted).apply(deed, 1).unwrap_err();
            assert_eq!(refused, CaseworkError::ReasonMissing);
        }
        let long = Deed::Reject { why: None, reason: "a".repeat(limits::TEXT_CHARS + 1) };
        assert_eq!(case(Status::Submitted).apply(long, 1), Err(CaseworkError::TextTooLong));
    }

    #[test]
    fn publishing_changes_no_status_and_can_change_the_words() {
        let mut case = case(Status::Submitted);
        let publish =
            |text: Option<&str>| Deed::Publish { public_text: text.map(str::to_owned), terms: Terms::looked() };
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
        CaseFile::standing(status)
    }

    /// One of each kind.
    fn deeds() -> Vec<Deed> {
        let reason = || "Vì sao".to_owned();
        vec![
            Deed::Accept,
            Deed::Verify,
            dispatch(),
            Deed::Coordinate { units: vec!["so-y-te".into()] },
            Deed::Return { reason: reason() },
            Deed::Start,
            Deed::Plan { on: jiff::civil::date(2026, 12, 5), text: None },
            answer("Đã vá."),
            Deed::Approve { for_whom: None },
            Deed::SendBack { reason: reason() },
            Deed::Ask { question: reason() },
            Deed::Close,
            Deed::Reject { why: None, reason: reason() },
            Deed::OutOfScope { why: None, reason: reason() },
            Deed::Duplicate { of: 2, number: "QT-2026-000002".into() },
            Deed::Unmerge { reason: reason() },
            Deed::Reopen { reason: reason() },
            Deed::Publish { public_text: None, terms: Terms::looked() },
            Deed::Seal { reason: reason() },
            Deed::Unseal { reason: reason() },
            Deed::Unpublish,
            Deed::Note { text: reason() },
            Deed::SetUrgency { urgency: Urgency::Urgent, reason: reason() },
            Deed::AskExtension { minutes: 60, reason: reason() },
            Deed::GrantExtension { minutes: None },
            Deed::RefuseExtension { reason: reason() },
        ]
    }

    /// A case as it is when it has come to a status by its way.
    fn lived(status: Status) -> CaseFile {
        let with_a_unit = status.step() == report::Step::Handling && status != Status::Reopened;
        CaseFile {
            unit: with_a_unit.then(|| "ubnd-19333".into()),
            proposal: (status == Status::AwaitingApproval)
                .then(|| Proposal { outcome: Outcome::Explained, text: "Đã rõ.".into() }),
            duplicate_of: (status == Status::Duplicate).then_some(2),
            ..case(status)
        }
    }

    /// Every deed × every status: `+` done, `.` refused. The columns are [`Status::ALL`].
    #[test]
    fn every_deed_is_open_to_exactly_the_statuses_of_the_table() {
        let promised = [
            ("accept          ", "+.............."),
            ("verify          ", "++............+"),
            ("dispatch        ", "+++++++.......+"),
            ("coordinate      ", "++++++++......+"),
            ("return          ", "...++++........"),
            ("start           ", "...+.++........"),
            ("plan            ", "...++++........"),
            ("answer          ", "...++++........"),
            ("approve         ", ".......+......."),
            ("send_back       ", ".......+......."),
            ("ask             ", ".+++++........."),
            ("close           ", "........+......"),
            ("reject          ", "+++...+........"),
            ("out_of_scope    ", "+++...+........"),
            ("duplicate       ", "+++++++.......+"),
            ("unmerge         ", "............+.."),
            ("reopen          ", "........++++..."),
            ("publish         ", "+++++++++++++++"),
            ("seal            ", "+++++++++++++++"),
            ("unseal          ", "..............."),
            ("unpublish       ", "..............."),
            ("note            ", "+++++++++++++++"),
            ("set_urgency     ", "++++++++......+"),
            ("ask_extension   ", "...++++........"),
            ("grant_extension ", "..............."),
            ("refuse_extension", "..............."),
        ];
        for (deed, (name, row)) in deeds().into_iter().zip(promised) {
            let tried = Status::ALL.iter().map(|status| lived(*status).apply(deed.clone(), 1).is_ok());
            let found: String = tried.map(|done| if done { '+' } else { '.' }).collect();
            assert_eq!(found, row, "{name}");
        }
        assert_eq!(deeds().len(), promised.len());
    }

    #[test]
    fn what_officers_alone_read_never_stands_in_a_step_of_the_case() {
        for status in Status::ALL {
            for deed in deeds() {
                let mut changed = CaseFile { needs_approval: true, ..lived(*status) };
                for event in changed.apply(deed, 1).unwrap_or_default() {
                    let for_the_desk = event.audience == Audience::Desk;
                    assert!(event.kind != EventKind::Status || !for_the_desk, "{event:?}");
                }
            }
        }
    }

    #[test]
    fn deeds_read_back_as_they_were_kept() {
        for deed in deeds() {
            let kept = serde_json::to_string(&deed).unwrap();
            assert_eq!(serde_json::from_str::<Deed>(&kept).unwrap(), deed, "{kept}");
        }
    }

    #[test]
    fn a_note_needs_no_newest_version_and_makes_none() {
        let mut case = case(Status::Closed);
        assert_eq!(case.apply(Deed::Note { text: " ".into() }, 1), Err(CaseworkError::ReasonMissing));
        let note = case.apply(Deed::Note { text: "Đã gọi điện".into() }, 1).unwrap().remove(0);
        assert_eq!((note.audience, case.version), (Audience::Desk, 1));
    }

    fn dispatch() -> Deed {
        Deed::Dispatch { unit: "so-xay-dung".into(), why: Why::Rule, rule: None, coordinating: None }
    }

    fn answer(text: &str) -> Deed {
        Deed::Answer { outcome: Outcome::Fixed, text: text.into(), waiver: Some("Mưa lớn".into()) }
    }

    fn statuses(events: &[Event]) -> Vec<Status> {
        events.iter().map(|event| event.status).collect()
    }
}
