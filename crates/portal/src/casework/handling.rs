//! What the unit that has a case does with it, and what is decided about that: give back, plan, answer, approve, more time.

use jiff::civil::Date;
use report::words::{Language, word};
use report::{Outcome, Status};

use crate::casework::case_file::{spoken, words};
use crate::casework::{CaseFile, CaseworkError, Event, EventKind, Extension, Proposal};
use crate::clock;

/// The most time that can be given beyond a deadline, in minutes of the case's clock: 90 working days of eight hours.
pub const MOST_EXTENSION_MINUTES: i64 = 90 * 8 * 60;

impl CaseFile {
    /// The case is the desk's again.
    pub(super) fn give_back(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        self.only_while_with_a_unit(Status::Received)?;
        let returned = self.internal(EventKind::Returned, words(reason)?, now_ms);
        (self.unit, self.planned_on, self.extension) = (None, None, None);
        let mut events = vec![returned];
        events.extend(self.to(&[Status::Received], now_ms)?);
        Ok(events)
    }

    /// An answer that waits for approval waits.
    pub(super) fn start(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.status == Status::AwaitingApproval {
            return Err(self.not_from_here(Status::InProgress));
        }
        self.to(&[Status::InProgress], now_ms)
    }

    pub(super) fn plan(&mut self, on: Date, text: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if on < clock::day(now_ms) {
            return Err(CaseworkError::DayOver);
        }
        let text = spoken(text)?;
        self.only_while_with_a_unit(Status::Planned)?;
        if self.planned_on == Some(on) && text.is_none() {
            return Err(CaseworkError::NothingToChange);
        }
        let mut events = self.at_work_first(now_ms)?;
        self.move_to(Status::Planned)?;
        self.planned_on = Some(on);
        let text = [Some(planned(on)), text].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let event = self.event(EventKind::Status, now_ms);
        events.push(Event { text: Some(text), code: Some(on.to_string()), ..event });
        Ok(events)
    }

    /// Words for the citizen go out with the status `answered` alone: while they wait for approval, they are a proposal.
    pub(super) fn answer(
        &mut self,
        proposal: Proposal,
        waiver: Option<String>,
        now_ms: i64,
    ) -> Result<Vec<Event>, CaseworkError> {
        let proposal = Proposal { text: words(proposal.text)?, ..proposal };
        let needs_photo = proposal.outcome == Outcome::Fixed && !self.has_after_photo;
        let waiver = spoken(waiver)?.filter(|_| needs_photo);
        if needs_photo && waiver.is_none() {
            return Err(CaseworkError::AfterPhotoMissing);
        }
        if self.status == Status::AwaitingApproval {
            return Err(self.not_from_here(Status::Answered));
        }
        let mut events = self.at_work_first(now_ms)?;
        events.extend(waiver.map(|why| self.internal(EventKind::Waived, why, now_ms)));
        if self.needs_approval {
            events.extend(self.propose(proposal, now_ms)?);
        } else {
            events.push(self.answered(proposal, now_ms)?);
        }
        Ok(events)
    }

    fn propose(&mut self, proposal: Proposal, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let (outcome, text) = (Some(proposal.outcome), proposal.text.clone());
        let proposed = Event { outcome, ..self.internal(EventKind::Proposed, text, now_ms) };
        let waiting = self.to(&[Status::AwaitingApproval], now_ms)?;
        self.proposal = Some(proposal);
        Ok([proposed].into_iter().chain(waiting).collect())
    }

    fn answered(&mut self, answer: Proposal, now_ms: i64) -> Result<Event, CaseworkError> {
        self.move_to(Status::Answered)?;
        (self.outcome, self.proposal) = (Some(answer.outcome), None);
        Ok(Event { text: Some(answer.text), ..self.event(EventKind::Status, now_ms) })
    }

    pub(super) fn approve(&mut self, for_whom: Option<String>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let waiting = self.proposal.take().filter(|_| self.status == Status::AwaitingApproval);
        let proposal = waiting.ok_or_else(|| self.not_from_here(Status::Answered))?;
        let delegated = spoken(for_whom)?.map(|whom| self.internal(EventKind::Delegated, whom, now_ms));
        let answered = self.answered(proposal, now_ms)?;
        Ok(delegated.into_iter().chain([answered]).collect())
    }

    pub(super) fn send_back(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let reason = words(reason)?;
        if self.status != Status::AwaitingApproval {
            return Err(self.not_from_here(Status::InProgress));
        }
        let sent_back = self.internal(EventKind::SentBack, reason, now_ms);
        self.proposal = None;
        let again = self.to(&[Status::InProgress], now_ms)?;
        Ok([sent_back].into_iter().chain(again).collect())
    }

    /// Once, and one request at a time.
    pub(super) fn ask_extension(
        &mut self,
        minutes: i64,
        reason: String,
        now_ms: i64,
    ) -> Result<Vec<Event>, CaseworkError> {
        let reason = words(reason)?;
        self.only_while_with_a_unit(Status::InProgress)?;
        if self.extension.is_some() || !is_sensible(minutes) {
            return Err(CaseworkError::ExtensionUnfit);
        }
        self.extension = Some(Extension { minutes, granted_at_ms: None });
        let asked = self.internal(EventKind::ExtensionAsked, reason, now_ms);
        Ok(vec![Event { minutes: Some(minutes), ..asked }])
    }

    pub(super) fn grant_extension(&mut self, minutes: Option<i64>, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let minutes = minutes.unwrap_or(self.asked_extension()?.minutes);
        if !is_sensible(minutes) {
            return Err(CaseworkError::ExtensionUnfit);
        }
        self.extension = Some(Extension { minutes, granted_at_ms: Some(now_ms) });
        Ok(vec![Event { minutes: Some(minutes), ..self.event(EventKind::ExtensionGranted, now_ms) }])
    }

    /// It can be asked for again, with a better reason.
    pub(super) fn refuse_extension(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let reason = words(reason)?;
        let minutes = Some(self.asked_extension()?.minutes);
        self.extension = None;
        Ok(vec![Event { minutes, ..self.internal(EventKind::ExtensionRefused, reason, now_ms) }])
    }

    fn asked_extension(&self) -> Result<Extension, CaseworkError> {
        let asked = self.extension.filter(|extension| extension.granted_at_ms.is_none() && self.status.is_open());
        asked.ok_or(CaseworkError::ExtensionUnfit)
    }

    fn at_work_first(&mut self, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        let before: &[Status] = if self.status == Status::Dispatched { &[Status::InProgress] } else { &[] };
        self.to(before, now_ms)
    }

    fn only_while_with_a_unit(&self, to: Status) -> Result<(), CaseworkError> {
        use Status::{AwaitingCitizen, Dispatched, InProgress, Planned};
        let with_a_unit = matches!(self.status, Dispatched | InProgress | Planned | AwaitingCitizen);
        if with_a_unit && self.unit.is_some() { Ok(()) } else { Err(self.not_from_here(to)) }
    }
}

const fn is_sensible(minutes: i64) -> bool {
    0 < minutes && minutes <= MOST_EXTENSION_MINUTES
}

/// What the citizen reads of a plan: texts of a case are in Vietnamese, whoever writes them.
fn planned(on: Date) -> String {
    word("told", "planned", Language::Vi).replace("%{date}", &on.strftime("%d/%m/%Y").to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::casework::{Audience, Deed, Why};

    /// 23 November 2026, 09:00 in Việt Nam.
    const MORNING_MS: i64 = 1_795_399_200_000;

    #[test]
    fn what_is_not_a_units_to_handle_goes_back_to_the_desk_without_the_citizen_reading_why() {
        let mut case = with_a_unit(Status::InProgress);
        let events = case.apply(Deed::Return { reason: "Đường do Trung ương quản lý".into() }, 1).unwrap();
        assert_eq!(kinds(&events), [EventKind::Returned, EventKind::Status]);
        assert_eq!((events[0].audience, events[0].unit.as_deref()), (Audience::Desk, Some("so-xay-dung")));
        assert_eq!((events[1].status, events[1].text.as_deref()), (Status::Received, None));
        assert_eq!((case.status, case.unit), (Status::Received, None));
        let mut nobodys = CaseFile::standing(Status::AwaitingCitizen);
        assert!(nobodys.apply(Deed::Return { reason: "x".into() }, 1).is_err(), "the desk asked: no unit has it");
    }

    #[test]
    fn a_plan_names_a_day_that_is_not_over_and_can_be_moved() {
        let mut case = with_a_unit(Status::Dispatched);
        let plan = |day: i8, text: Option<&str>| Deed::Plan {
            on: jiff::civil::date(2026, 11, day),
            text: text.map(str::to_owned),
        };
        assert_eq!(case.apply(plan(22, None), MORNING_MS), Err(CaseworkError::DayOver));
        let events = case.apply(plan(23, None), MORNING_MS).unwrap();
        assert_eq!(events.iter().map(|event| event.status).collect::<Vec<_>>(), [Status::InProgress, Status::Planned]);
        assert_eq!(events[1].text.as_deref(), Some("Dự kiến xử lý xong ngày 23/11/2026."));
        assert_eq!(events[1].code.as_deref(), Some("2026-11-23"));
        assert_eq!(case.apply(plan(23, None), MORNING_MS), Err(CaseworkError::NothingToChange));
        let moved = case.apply(plan(30, Some("Chờ vật liệu.")), MORNING_MS).unwrap();
        assert_eq!(moved[0].text.as_deref(), Some("Dự kiến xử lý xong ngày 30/11/2026. Chờ vật liệu."));
        assert_eq!(case.planned_on, Some(jiff::civil::date(2026, 11, 30)));
    }

    #[test]
    fn an_answer_that_waits_for_approval_is_read_by_nobody_until_it_is_approved() {
        let mut case = CaseFile { needs_approval: true, ..with_a_unit(Status::Dispatched) };
        let proposed = case.apply(answer(), 1).unwrap();
        assert_eq!(kinds(&proposed), [EventKind::Status, EventKind::Proposed, EventKind::Status]);
        assert_eq!((proposed[1].audience, proposed[1].outcome), (Audience::Desk, Some(Outcome::Explained)));
        let told = &proposed[2];
        assert_eq!((told.status, told.outcome, told.text.as_deref()), (Status::AwaitingApproval, None, None));
        assert_eq!((case.outcome, case.proposal.is_some()), (None, true));
        for around in [answer(), Deed::Start] {
            assert!(case.apply(around, 2).is_err(), "nothing leads around the approval");
        }
        let approved = case.apply(Deed::Approve { for_whom: Some("unit.leader".into()) }, 3).unwrap();
        assert_eq!(kinds(&approved), [EventKind::Delegated, EventKind::Status]);
        assert_eq!((approved[1].outcome, approved[1].text.as_deref()), (Some(Outcome::Explained), Some("Đã rõ.")));
        assert_eq!((case.status, case.proposal), (Status::Answered, None));
    }

    #[test]
    fn an_answer_that_is_sent_back_is_written_anew() {
        let mut case = CaseFile { needs_approval: true, ..with_a_unit(Status::InProgress) };
        case.apply(answer(), 1).unwrap();
        let back = case.apply(Deed::SendBack { reason: "Chưa rõ".into() }, 2).unwrap();
        assert_eq!((kinds(&back), back[0].audience), (vec![EventKind::SentBack, EventKind::Status], Audience::Desk));
        assert_eq!((case.status, case.proposal.clone()), (Status::InProgress, None));
        assert!(case.apply(Deed::Approve { for_whom: None }, 3).is_err());
        case.apply(answer(), 4).unwrap();
        assert_eq!(case.status, Status::AwaitingApproval);
    }

    #[test]
    fn more_time_is_asked_for_with_a_reason_and_given_once() {
        let mut case = with_a_unit(Status::InProgress);
        let ask = |minutes| Deed::AskExtension { minutes, reason: "Chờ vật liệu".into() };
        for minutes in [0, -1, MOST_EXTENSION_MINUTES + 1] {
            assert_eq!(case.apply(ask(minutes), 1), Err(CaseworkError::ExtensionUnfit));
        }
        let grant = |minutes| Deed::GrantExtension { minutes };
        assert_eq!(case.apply(grant(None), 1), Err(CaseworkError::ExtensionUnfit), "nobody asked");
        assert_eq!(case.apply(ask(960), 1).unwrap()[0].minutes, Some(960));
        assert_eq!(case.apply(ask(960), 2), Err(CaseworkError::ExtensionUnfit), "one request at a time");
        case.apply(Deed::RefuseExtension { reason: "Chưa đủ lý do".into() }, 3).unwrap();
        case.apply(ask(960), 4).unwrap();
        let granted = case.apply(grant(Some(480)), 5).unwrap();
        assert_eq!((granted[0].kind, granted[0].minutes), (EventKind::ExtensionGranted, Some(480)));
        assert_eq!(case.apply(ask(60), 6), Err(CaseworkError::ExtensionUnfit), "once");
        assert_eq!(case.apply(grant(None), 7), Err(CaseworkError::ExtensionUnfit));
        case.apply(Deed::Dispatch { unit: "so-y-te".into(), why: Why::ByHand, rule: None, coordinating: None }, 8)
            .unwrap();
        case.apply(ask(60), 9).unwrap();
    }

    #[test]
    fn what_was_put_right_is_shown_by_a_photo_or_it_is_written_down_why_not() {
        let fixed =
            |waiver: &str| Deed::Answer {
                outcome: Outcome::Fixed, text: "Đã vá.".into(), waiver: Some(waiver.into())
            };
        let events = with_a_unit(Status::InProgress).apply(fixed("Mưa lớn"), 1).unwrap();
        assert_eq!((events[0].kind, events[0].text.as_deref()), (EventKind::Waived, Some("Mưa lớn")));
        let silent = with_a_unit(Status::InProgress).apply(fixed(" "), 1);
        assert_eq!(silent, Err(CaseworkError::AfterPhotoMissing));
        let mut shown = CaseFile { has_after_photo: true, ..with_a_unit(Status::InProgress) };
        assert_eq!(kinds(&shown.apply(fixed("Mưa lớn"), 1).unwrap()), [EventKind::Status], "there is a photo");
    }

    fn with_a_unit(status: Status) -> CaseFile {
        CaseFile { unit: Some("so-xay-dung".into()), ..CaseFile::standing(status) }
    }

    fn answer() -> Deed {
        Deed::Answer { outcome: Outcome::Explained, text: "Đã rõ.".into(), waiver: None }
    }

    fn kinds(events: &[Event]) -> Vec<EventKind> {
        events.iter().map(|event| event.kind).collect()
    }
}
