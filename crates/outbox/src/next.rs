//! What is likely to happen to a report, told before it is filed and without any network: who gets it, and by when an answer
//! is expected.
//!
//! The portal decides; what is said here is what its rules in the region pack would say now. Of a report on its way the steps
//! that the portal told are reckoned with. That one was judged urgent or was given more time is not told to devices, so
//! that a date from here is an expectation until the answer is there.

use jiff::Timestamp;
use report::Status;
use report::pack::{PackRule, PackUnit};
use report::words::Language;
use worktime::{Calendar, Pace, Pause, Terms, Window, words};

use crate::draft::Draft;
use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::region::Region;
use crate::reports::{Story, TimelineEntry};
use crate::timetable::{Step, Timetable};

/// By when an answer is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedAnswer {
    /// The last moment in time.
    pub due: Timestamp,
    /// The province confirmed every rule behind it.
    pub confirmed: bool,
    /// A year on the way whose holidays nobody entered.
    pub unknown_year: Option<i16>,
    /// Which hours count for the answer.
    pace: Pace,
}

/// A unit to which a report would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectedUnit<'r> {
    /// Its code.
    pub code: &'r str,
    /// Its full name.
    pub name: &'r str,
}

impl Region {
    /// The unit for a category in a commune at that moment, as the portal would suggest: the first rule that fits; where none
    /// does, the most specific line of the table of units, the category before the commune.
    #[must_use]
    pub fn unit(&self, category: &str, commune: Option<&str>, at: Timestamp) -> Option<ExpectedUnit<'_>> {
        let by_rule = self.rules.iter().find(|rule| {
            fits(rule.category.as_deref(), Some(category))
                && fits(rule.commune.as_deref(), commune)
                && self.counts(rule, at)
        });
        let by_rule = by_rule.map(|rule| ExpectedUnit { code: &rule.unit, name: &rule.name });
        by_rule.or_else(|| self.unit_of_the_table(category, commune))
    }

    fn counts(&self, rule: &PackRule, at: Timestamp) -> bool {
        let holds = |calendar: &Calendar| Window::of_pack(rule).is_some_and(|window| window.holds(at, calendar));
        self.time.as_ref().map_or_else(|| holds(&Calendar::builtin()), |time| holds(&time.calendar))
    }

    fn unit_of_the_table(&self, category: &str, commune: Option<&str>) -> Option<ExpectedUnit<'_>> {
        let units = self
            .units
            .iter()
            .filter(|unit| fits(unit.category.as_deref(), Some(category)) && fits(unit.commune.as_deref(), commune));
        let unit: &PackUnit = units.min_by_key(|unit| (unit.category.is_none(), unit.commune.is_none()))?;
        Some(ExpectedUnit { code: &unit.code, name: &unit.name })
    }

    /// By when a report of this category that reaches the portal at `at` is likely to be answered; nothing before a pack came
    /// that says how long each step may take.
    #[must_use]
    pub fn answer_to(&self, category: &str, at: Timestamp) -> Option<ExpectedAnswer> {
        reckon(self.time.as_ref()?, category, at, &[Step::Receive, Step::Dispatch, Step::Handle], &[])
    }

    /// By when a filed report is likely to be answered, seen from `now`. Nothing once there is an answer, while the citizen is
    /// asked, and while somebody has to put something right.
    #[must_use]
    pub fn answer_to_story(&self, story: &Story, now: Timestamp) -> Option<ExpectedAnswer> {
        let (time, summary) = (self.time.as_ref()?, &story.summary);
        let told = story.timeline.last().is_some();
        if summary.erased || (summary.attention.is_some() && !told) {
            return None;
        }
        let (at, steps) = if told { stage(&story.timeline)? } else { (now, WHOLE) };
        reckon(time, &summary.category, at, steps, &asked(&story.timeline))
    }

    /// How long that is for who waits: «7 ngày làm việc».
    #[must_use]
    pub fn wait_words(&self, answer: &ExpectedAnswer, now: Timestamp, language: Language) -> String {
        let Some(time) = &self.time else { return String::new() };
        let counted = time.calendar.counted(now, answer.due, answer.pace, &[]);
        words::amount(counted, answer.pace, &time.calendar, language)
    }

    /// How it stands: «còn 2 ngày làm việc», «quá hạn 3 giờ làm việc».
    #[must_use]
    pub fn standing_words(&self, answer: &ExpectedAnswer, now: Timestamp, language: Language) -> String {
        let Some(time) = &self.time else { return String::new() };
        words::standing(time.calendar.standing(answer.due, answer.pace, now), answer.pace, &time.calendar, language)
    }
}

fn fits(rule: Option<&str>, asked: Option<&str>) -> bool {
    rule.is_none() || rule == asked
}

impl Outbox {
    /// The unit to which a draft would go, once its category and its commune are known.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn expected_unit(&self, draft: &Draft) -> Result<Option<String>, OutboxError> {
        let region = self.region()?;
        let commune = region.place_of(draft).and_then(|place| place.commune);
        let (Some(category), Some(commune)) = (&draft.category, commune) else { return Ok(None) };
        let unit = region.unit(category, Some(commune.code.as_str()), self.inner.clock.now());
        Ok(unit.map(|unit| unit.name.to_owned()))
    }

    /// The time, by the clock that this folder goes by.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }
}

/// All that happens to a report until it is answered.
const WHOLE: &[Step] = &[Step::Receive, Step::Dispatch, Step::Handle];

/// From when which steps are still to be taken, as the last status says. A unit that returns a report does not give itself
/// more time: what counts is when the report was first dispatched in this round.
fn stage(timeline: &[TimelineEntry]) -> Option<(Timestamp, &'static [Step])> {
    let is = |entry: &TimelineEntry, statuses: &[Status]| statuses.iter().any(|status| entry.status == status.code());
    let round = timeline.iter().rposition(|entry| is(entry, &[Status::Reopened])).unwrap_or_default();
    let timeline = &timeline[round..];
    let first = |statuses: &[Status]| timeline.iter().find(|entry| is(entry, statuses)).map(|entry| entry.at);
    let last = timeline.last()?;
    let status: Status = last.status.parse().ok()?;
    if !status.is_open() || status == Status::AwaitingCitizen {
        return None;
    }
    if let Some(at) = first(&[Status::Dispatched, Status::InProgress, Status::Planned]) {
        return Some((at, &[Step::Handle]));
    }
    match first(&[Status::Received, Status::Verifying, Status::Reopened]) {
        Some(at) => Some((at, &[Step::Dispatch, Step::Handle])),
        None => Some((last.at, WHOLE)),
    }
}

/// When the citizen was asked, and the clock stood still.
fn asked(timeline: &[TimelineEntry]) -> Vec<Pause> {
    let asked = timeline.windows(2).filter(|pair| pair[0].status == Status::AwaitingCitizen.code());
    asked.map(|pair| Pause::closed(pair[0].at, pair[1].at)).collect()
}

/// One step after the other, each by its own rule.
fn reckon(
    time: &Timetable,
    category: &str,
    from: Timestamp,
    steps: &[Step],
    pauses: &[Pause],
) -> Option<ExpectedAnswer> {
    let mut answer = ExpectedAnswer { due: from, confirmed: true, unknown_year: None, pace: Pace::Working };
    for step in steps {
        let rule = time.rule(*step, category)?;
        let terms = Terms { pauses: pauses.to_vec(), ..Terms::new(answer.due, rule.allowance, rule.pace) };
        let deadline = terms.deadline(&time.calendar).ok()?;
        answer = ExpectedAnswer {
            due: deadline.due?,
            confirmed: answer.confirmed && rule.confirmed,
            unknown_year: answer.unknown_year.or_else(|| deadline.unknown_years.first().copied()),
            pace: rule.pace,
        };
    }
    Some(answer)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use jiff::civil::date;
    use report::pack::{PackDay, PackDeadline, PackTime};
    use worktime::moment;

    use super::*;

    const MONDAY_MORNING: &str = "2026-11-23T09:00:00+07:00";

    fn found<'r>(region: &'r Region, category: &str, commune: &str, at: &str) -> Option<&'r str> {
        region.unit(category, Some(commune), at.parse().unwrap()).map(|unit| unit.code)
    }

    fn province() -> Region {
        let unit = |code: &str, category: Option<&str>, commune: Option<&str>| PackUnit {
            code: code.into(),
            name: code.into(),
            commune: commune.map(Into::into),
            category: category.map(Into::into),
        };
        let mut region = Region::builtin();
        region.units = vec![
            unit("rest", None, None),
            unit("ward", None, Some("19333")),
            unit("roads", Some("giao-thong"), None),
            unit("roads-here", Some("giao-thong"), Some("19333")),
        ];
        region
    }

    #[test]
    fn the_most_specific_line_of_the_table_counts_the_category_before_the_commune() {
        let region = province();
        let found = |category, commune| found(&region, category, commune, MONDAY_MORNING);
        assert_eq!(found("giao-thong", "19333"), Some("roads-here"));
        assert_eq!(found("giao-thong", "19429"), Some("roads"));
        assert_eq!(found("y-te", "19333"), Some("ward"));
        assert_eq!(found("y-te", "19429"), Some("rest"));
        let at = MONDAY_MORNING.parse().unwrap();
        assert_eq!(Region::builtin().unit("y-te", None, at), None, "before a pack came nothing is promised");
    }

    #[test]
    fn the_first_rule_that_fits_now_goes_before_the_table() {
        let rule = |unit: &str, hours: Option<&str>, category: Option<&str>| {
            let window = Window { hours: hours.unwrap_or("always").parse().unwrap(), ..Window::default() };
            window.packed((unit.into(), unit.into()), category.map(Into::into), Some("19333".into()))
        };
        let strange = PackRule { hours: Some("at_dusk".into()), ..rule("strange", None, None) };
        let mut region = province();
        region.rules =
            vec![strange, rule("night", Some("outside"), None), rule("roads-first", None, Some("giao-thong"))];
        assert_eq!(found(&region, "giao-thong", "19333", MONDAY_MORNING), Some("roads-first"));
        assert_eq!(found(&region, "giao-thong", "19333", "2026-11-23T12:00:00+07:00"), Some("night"));
        assert_eq!(found(&region, "giao-thong", "19333", "2026-11-24T09:00:00+07:00"), Some("night"), "a holiday");
        assert_eq!(found(&region, "y-te", "19333", MONDAY_MORNING), Some("ward"));
        assert_eq!(found(&region, "giao-thong", "19429", MONDAY_MORNING), Some("roads"));
    }

    fn rule(step: &str, allowance: &str, category: Option<&str>) -> PackDeadline {
        PackDeadline {
            step: step.into(),
            urgency: "normal".into(),
            allowance: allowance.into(),
            pace: "working".into(),
            confirmed: 1,
            category: category.map(Into::into),
        }
    }

    /// 24/11/2026, a Tuesday, is a holiday; nothing else is known of the year.
    fn region() -> Region {
        let holiday = PackDay {
            date: "2026-11-24".into(),
            kind: "public".into(),
            vi: "Ngày Văn hóa Việt Nam".into(),
            en: String::new(),
        };
        let unconfirmed = PackDeadline { confirmed: 0, ..rule("handle", "10d", Some("giao-thong")) };
        let time = PackTime {
            hours: "07:00-11:30,13:30-17:00".into(),
            days: vec![holiday],
            deadlines: vec![
                rule("receive", "480m", None),
                rule("dispatch", "480m", None),
                rule("handle", "5d", None),
                unconfirmed,
            ],
            day_and_night: vec!["bom-min-vat-no".into()],
        };
        let mut region = Region::builtin();
        region.time = Some(time.into());
        region
    }

    fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
        moment(date(2026, 11, day).at(hour, minute, 0, 0)).unwrap()
    }

    #[test]
    fn an_answer_is_expected_after_every_step_and_not_on_a_holiday() {
        let region = region();
        // Monday 23 November, 14:05: one day each to receive and to dispatch, five to answer.
        let now = at(23, 14, 5);
        let answer = region.answer_to("moi-truong", now).unwrap();
        assert_eq!(answer.due, moment(date(2026, 12, 3).at(14, 5, 0, 0)).unwrap());
        assert!(answer.confirmed && answer.unknown_year.is_none());
        assert_eq!(region.wait_words(&answer, now, Language::Vi), "7 ngày làm việc");
        assert_eq!(region.standing_words(&answer, now, Language::En), "7 working days left");
        assert!(!region.answer_to("giao-thong", now).unwrap().confirmed, "one rule behind it is a default");
        let ordnance = region.answer_to("bom-min-vat-no", now).unwrap();
        assert_eq!(ordnance.due, at(29, 6, 5), "day and night: sixteen hours and five days");
        assert_eq!(Region::builtin().answer_to("moi-truong", now), None, "before a pack came nothing is promised");
    }

    #[test]
    fn a_year_whose_holidays_nobody_knows_is_named() {
        let answer = region().answer_to("moi-truong", moment(date(2026, 12, 30).at(8, 0, 0, 0)).unwrap()).unwrap();
        assert_eq!(answer.unknown_year, Some(2027));
    }

    fn entry(status: Status, at: Timestamp) -> TimelineEntry {
        TimelineEntry { status: status.code().into(), outcome: None, at, text: None, unit: None }
    }

    #[test]
    fn what_the_portal_told_moves_the_date() {
        use Status::{AwaitingCitizen, Dispatched, InProgress, Received, Reopened, Submitted};
        let region = region();
        let due = |timeline: &[TimelineEntry]| {
            let (from, steps) = stage(timeline)?;
            Some(reckon(region.time.as_ref()?, "moi-truong", from, steps, &asked(timeline))?.due)
        };
        let mut told = vec![entry(Submitted, at(16, 8, 0))];
        assert_eq!(due(&told), Some(at(26, 8, 0)), "seven days and the holiday");
        told.push(entry(Received, at(16, 9, 0)));
        assert_eq!(due(&told), Some(at(25, 9, 0)));
        told.push(entry(Dispatched, at(16, 10, 0)));
        assert_eq!(due(&told), Some(at(23, 10, 0)));
        told.push(entry(AwaitingCitizen, at(17, 10, 0)));
        assert_eq!(due(&told), None, "it is for the citizen");
        told.push(entry(InProgress, at(18, 10, 0)));
        assert_eq!(due(&told), Some(at(25, 10, 0)), "a day of waiting for the citizen, and the holiday");
        told.push(entry(Status::Answered, at(20, 10, 0)));
        assert_eq!(due(&told), None);
        told.push(entry(Reopened, at(23, 10, 0)));
        assert_eq!(due(&told), moment(date(2026, 12, 2).at(10, 0, 0, 0)), "another round: six days and the holiday");
    }
}
