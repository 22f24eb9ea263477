//! What the duty desk does with a case: verify, dispatch, turn down, merge, reopen, publish, decide how fast it must go.

use report::Status;

use crate::casework::case_file::{spoken, words};
use crate::casework::{Audience, CaseFile, CaseworkError, Event, EventKind, Refusal, Urgency, Why};
use crate::publication::Terms;

impl CaseFile {
    pub(super) fn accept(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.status != Status::Submitted {
            return Err(self.not_from_here(Status::Received));
        }
        self.to(&[Status::Received], now_ms)
    }

    pub(super) fn verify(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.status == Status::AwaitingCitizen && self.unit.is_some() {
            return Err(self.not_from_here(Status::Verifying));
        }
        let mut events = self.received_first(now_ms)?;
        events.extend(self.to(&[Status::Verifying], now_ms)?);
        Ok(events)
    }

    /// A unit that has it already is not sent it again; another begins anew.
    pub(super) fn dispatch(
        &mut self,
        unit: String,
        (why, rule): (Why, Option<String>),
        coordinating: Option<Vec<String>>,
        now_ms: i64,
    ) -> Result<Vec<Event>, CaseworkError> {
        let is_there = matches!(self.status, Status::Dispatched | Status::InProgress | Status::Planned);
        if is_there && self.unit.as_ref() == Some(&unit) {
            return Err(CaseworkError::NothingToChange);
        }
        let mut events = self.received_first(now_ms)?;
        self.move_to(Status::Dispatched)?;
        // Those that worked beside it go on; one that has it now does so no longer.
        let beside = self.coordinating.iter().filter(|beside| **beside != unit).cloned().collect();
        (self.unit, self.planned_on, self.extension) = (Some(unit), None, None);
        events.push(Event { code: Some(why.code().to_owned()), ..self.event(EventKind::Status, now_ms) });
        let named =
            |rule| Event { text: Some(rule), audience: Audience::Desk, ..self.event(EventKind::ByRule, now_ms) };
        events.extend(rule.map(named));
        events.extend(self.work_beside(coordinating.unwrap_or(beside), now_ms)?);
        Ok(events)
    }

    pub(super) fn coordinate(&mut self, units: Vec<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if !self.status.is_open() {
            return Err(CaseworkError::TooLate(self.status));
        }
        let events = self.work_beside(units, now_ms)?;
        if events.is_empty() { Err(CaseworkError::NothingToChange) } else { Ok(events) }
    }

    fn work_beside(&mut self, mut units: Vec<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        units.sort();
        units.dedup();
        if self.unit.as_ref().is_some_and(|lead| units.contains(lead)) {
            return Err(CaseworkError::UnitTwice);
        }
        let before = std::mem::replace(&mut self.coordinating, units);
        let event = |kind, unit: &String| Event {
            unit: Some(unit.clone()),
            audience: Audience::Desk,
            ..self.event(kind, now_ms)
        };
        let ended = before.iter().filter(|unit| !self.coordinating.contains(unit));
        let begun = self.coordinating.iter().filter(|unit| !before.contains(unit));
        let ended = ended.map(|unit| event(EventKind::CoordinationEnded, unit));
        Ok(ended.chain(begun.map(|unit| event(EventKind::Coordinating, unit))).collect())
    }

    fn received_first(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let before: &[Status] = if self.status == Status::Submitted { &[Status::Received] } else { &[] };
        self.to(before, now_ms)
    }

    pub(super) fn ask(&mut self, question: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let asked_from = self.status;
        let events = self.saying(Status::AwaitingCitizen, question, now_ms)?;
        (self.asked_at_ms, self.asked_from) = (Some(now_ms), Some(asked_from));
        Ok(events.into_iter().map(|event| Event { audience: Audience::Reporter, ..event }).collect())
    }

    /// The citizen reads the words of the list first, then the officer's.
    pub(super) fn refuse(
        &mut self,
        status: Status,
        why: Option<Refusal>,
        reason: String,
        now_ms: i64,
    ) -> Result<Vec<Event>, CaseworkError> {
        if why.is_some_and(|why| why.is_out_of_scope() != (status == Status::OutOfScope)) {
            return Err(CaseworkError::ReasonUnfit);
        }
        let said = spoken(Some(reason))?;
        let reason = [why.map(Refusal::words), said].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let code = why.map(|why| why.code().to_owned());
        let events = self.saying(status, reason, now_ms)?;
        Ok(events.into_iter().map(|event| Event { code: code.clone(), ..event }).collect())
    }

    pub(super) fn duplicate(&mut self, of: i64, number: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if of == self.id {
            return Err(CaseworkError::OwnDuplicate);
        }
        if self.has_duplicates {
            return Err(CaseworkError::HasDuplicates);
        }
        self.duplicate_of = Some(of);
        self.saying(Status::Duplicate, number, now_ms)
    }

    /// It begins anew at the desk.
    pub(super) fn unmerge(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.status != Status::Duplicate {
            return Err(self.not_from_here(Status::Received));
        }
        (self.duplicate_of, self.unit) = (None, None);
        self.saying(Status::Received, reason, now_ms)
    }

    pub(super) fn reopen(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.begin_anew(now_ms);
        self.saying(Status::Reopened, reason, now_ms)
    }

    /// What belonged to the handling that is over.
    pub(super) fn begin_anew(&mut self, now_ms: i64) {
        (self.outcome, self.planned_on, self.proposal, self.extension) = (None, None, None, None);
        self.reopened_at_ms = Some(now_ms);
    }

    pub(super) fn publish(
        &mut self,
        public_text: Option<String>,
        terms: Terms,
        now_ms: i64,
    ) -> Result<Vec<Event>, CaseworkError> {
        let public_text = spoken(public_text)?;
        let changes_place = terms.place.is_some();
        if self.published_at_ms.is_some() && self.public_text == public_text && !changes_place {
            return Err(CaseworkError::NothingToChange);
        }
        self.published_at_ms = self.published_at_ms.or(Some(now_ms));
        self.public_text = public_text;
        Ok(vec![self.event(EventKind::Published, now_ms)])
    }

    pub(super) fn unpublish(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.published_at_ms.take().is_none() {
            return Err(CaseworkError::NothingToChange);
        }
        Ok(vec![self.event(EventKind::Unpublished, now_ms)])
    }

    pub(super) fn set_urgency(
        &mut self,
        urgency: Urgency,
        reason: String,
        now_ms: i64,
    ) -> Result<Vec<Event>, CaseworkError> {
        if !self.status.is_open() {
            return Err(CaseworkError::TooLate(self.status));
        }
        if self.urgency == urgency {
            return Err(CaseworkError::NothingToChange);
        }
        let reason = words(reason)?;
        self.urgency = urgency;
        let event = self.internal(EventKind::Urgency, reason, now_ms);
        Ok(vec![Event { code: Some(urgency.code().to_owned()), ..event }])
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::casework::Deed;

    #[test]
    fn verifying_a_new_case_takes_it_in_first() {
        let events = CaseFile::standing(Status::Submitted).apply(Deed::Verify, 1).unwrap();
        assert_eq!(statuses(&events), [Status::Received, Status::Verifying]);
    }

    #[test]
    fn a_dispatch_says_why_and_not_twice_the_same() {
        let dispatch =
            |unit: &str| Deed::Dispatch { unit: unit.into(), why: Why::Boundary, rule: None, coordinating: None };
        let mut case = CaseFile::standing(Status::Received);
        assert_eq!(case.apply(dispatch("ubnd-19333"), 1).unwrap()[0].code.as_deref(), Some("boundary"));
        assert_eq!(case.apply(dispatch("ubnd-19333"), 2), Err(CaseworkError::NothingToChange));
        case.apply(dispatch("ubnd-19351"), 3).unwrap();
        assert_eq!(case.unit.as_deref(), Some("ubnd-19351"));
    }

    #[test]
    fn units_work_beside_the_one_that_has_the_case_and_never_beside_themselves() {
        let mut case = CaseFile::standing(Status::Received);
        let beside = |units: &[&str]| Some(units.iter().map(|unit| (*unit).to_owned()).collect::<Vec<_>>());
        let dispatch =
            |unit: &str, units| Deed::Dispatch { unit: unit.into(), why: Why::ByHand, rule: None, coordinating: units };
        assert_eq!(case.apply(dispatch("a", beside(&["a"])), 1), Err(CaseworkError::UnitTwice));
        let events = case.apply(dispatch("a", beside(&["c", "b", "c"])), 1).unwrap();
        let told: Vec<_> = events.iter().map(|event| (event.kind, event.unit.as_deref().unwrap_or("-"))).collect();
        let (status, joined) = (EventKind::Status, EventKind::Coordinating);
        assert_eq!(told, [(status, "a"), (joined, "b"), (joined, "c")]);
        case.apply(dispatch("b", None), 2).unwrap();
        assert_eq!(case.coordinating, ["c"], "who has it does not work beside itself");
        let coordinate = |units: &[&str]| Deed::Coordinate { units: beside(units).unwrap() };
        assert_eq!(case.apply(coordinate(&["c"]), 3), Err(CaseworkError::NothingToChange));
        let events = case.apply(coordinate(&["d"]), 3).unwrap();
        assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::CoordinationEnded, joined]);
    }

    #[test]
    fn a_case_into_which_others_were_merged_is_not_merged_itself() {
        let mut case = CaseFile { has_duplicates: true, ..CaseFile::standing(Status::Received) };
        let merge = Deed::Duplicate { of: 2, number: "QT-2026-000002".into() };
        assert_eq!(case.apply(merge, 1), Err(CaseworkError::HasDuplicates));
    }

    #[test]
    fn a_refusal_is_read_in_the_words_of_the_list_and_then_the_officers() {
        let refuse = |why, reason: &str| Deed::Reject { why, reason: reason.into() };
        let mut case = CaseFile::standing(Status::Submitted);
        assert_eq!(case.apply(refuse(None, " "), 1), Err(CaseworkError::ReasonMissing));
        let misplaced = refuse(Some(Refusal::Denunciation), "");
        assert_eq!(case.apply(misplaced, 1), Err(CaseworkError::ReasonUnfit));
        let event = case.apply(refuse(Some(Refusal::NoPlace), "Xin gửi lại."), 1).unwrap().remove(0);
        assert_eq!(event.text.as_deref(), Some("Không xác định được nơi xảy ra. Xin gửi lại."));
        assert_eq!(event.code.as_deref(), Some("no_place"));
        let mut other = CaseFile::standing(Status::Submitted);
        let out = Deed::OutOfScope { why: Some(Refusal::InCourt), reason: String::new() };
        assert_eq!(other.apply(out, 1).unwrap()[0].code.as_deref(), Some("in_court"));
    }

    #[test]
    fn what_was_turned_down_or_merged_by_mistake_is_taken_up_again() {
        for status in [Status::Rejected, Status::OutOfScope, Status::Answered, Status::Closed] {
            let mut case = CaseFile::standing(status);
            case.apply(Deed::Reopen { reason: "Nhầm".into() }, 7).unwrap();
            assert_eq!((case.status, case.reopened_at_ms), (Status::Reopened, Some(7)), "{status}");
        }
        let mut merged = CaseFile { duplicate_of: Some(2), ..CaseFile::standing(Status::Duplicate) };
        merged.apply(Deed::Unmerge { reason: "Hai nơi khác nhau".into() }, 1).unwrap();
        assert_eq!((merged.status, merged.duplicate_of), (Status::Received, None));
        assert!(CaseFile::standing(Status::Dispatched).apply(Deed::Unmerge { reason: "x".into() }, 1).is_err());
    }

    #[test]
    fn how_fast_an_open_case_must_go_is_changed_with_a_reason() {
        let set = |urgency| Deed::SetUrgency { urgency, reason: "Sập cống".into() };
        let mut case = CaseFile::standing(Status::Received);
        assert_eq!(case.apply(set(Urgency::Normal), 1), Err(CaseworkError::NothingToChange));
        let event = case.apply(set(Urgency::Urgent), 1).unwrap().remove(0);
        assert_eq!((event.code.as_deref(), event.audience), (Some("urgent"), Audience::Desk));
        let ended = CaseFile::standing(Status::Closed).apply(set(Urgency::Urgent), 1);
        assert_eq!(ended, Err(CaseworkError::TooLate(Status::Closed)));
    }

    fn statuses(events: &[Event]) -> Vec<Status> {
        events.iter().map(|event| event.status).collect()
    }
}
