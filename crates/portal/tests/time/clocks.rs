//! The clocks of a case as a pure function of what happened.

use jiff::Timestamp;
use jiff::civil::DateTime;
use portal::casework::clocks::{self, Happening, History, StepClock, What};
use portal::casework::{ClockStep, DeadlineRule, Rules, Urgency, rules};
use report::Status;
use report::Status::{
    Answered, AwaitingApproval, AwaitingCitizen, Dispatched, Duplicate, InProgress, Planned, Received, Reopened,
    Submitted, Verifying, Withdrawn,
};
use worktime::{Allowance, Calendar, Standing, local, moment};

#[test]
fn each_step_has_its_clock_and_the_holiday_counts_for_none() {
    let clocks = of(&[
        ("23 09:00", became(Submitted)),
        ("23 10:00", became(Received)),
        ("25 08:00", became(Dispatched)),
        ("25 09:00", became(InProgress)),
    ]);
    let expected = [
        "receive 23/11 09:00 due 25/11 09:00 ended 23/11 10:00",
        "dispatch 23/11 10:00 due 25/11 10:00 ended 25/11 08:00",
        "confirm 25/11 08:00 due 26/11 08:00 ended 25/11 09:00",
        "handle 25/11 08:00 due 02/12 08:00",
    ];
    assert_eq!(told(&clocks), expected);
    assert_eq!(clocks::first_due(&clocks).unwrap().0.step, ClockStep::Handle);
}

#[test]
fn steps_that_are_taken_for_granted_in_one_deed_are_no_clocks() {
    let clocks = of(&[
        ("25 08:00", became(Submitted)),
        ("25 09:00", became(Received)),
        ("25 09:00", became(Dispatched)),
        ("25 10:00", became(InProgress)),
        ("25 10:00", became(Answered)),
    ]);
    let expected = [
        "receive 25/11 08:00 due 26/11 08:00 ended 25/11 09:00",
        "confirm 25/11 09:00 due 26/11 09:00 ended 25/11 10:00",
        "handle 25/11 09:00 due 02/12 09:00 ended 25/11 10:00",
    ];
    assert_eq!(told(&clocks), expected);
    assert!(clocks::first_due(&clocks).is_none());
}

#[test]
fn while_the_citizen_is_asked_every_clock_stands_still() {
    let asked = [
        ("25 08:00", became(Submitted)),
        ("25 08:00", became(Received)),
        ("25 08:00", became(Dispatched)),
        ("25 10:00", became(AwaitingCitizen)),
    ];
    let standing = of(&asked);
    assert_eq!(told(&standing)[1..], ["confirm 25/11 08:00 stands still", "handle 25/11 08:00 stands still"]);
    assert!(clocks::first_due(&standing).is_none());
    assert_eq!(clocks::answer_due("khac", &standing, &Rules::default(), &Calendar::builtin()), None);
    let answered = of(&[&asked[..], &[("27 10:00", became(Dispatched))]].concat());
    // Sixteen working hours later than they would have been; the confirm clock is the same one.
    assert_eq!(told(&answered)[1..], ["confirm 25/11 08:00 due 30/11 08:00", "handle 25/11 08:00 due 04/12 08:00"]);
}

#[test]
fn what_is_granted_is_added_to_handling() {
    let clocks =
        of(&[("25 08:00", became(Dispatched)), ("25 09:00", became(InProgress)), ("26 09:00", What::Granted(2 * 480))]);
    assert_eq!(told(&clocks)[1], "handle 25/11 08:00 due 04/12 08:00");
}

#[test]
fn a_unit_that_returns_a_case_does_not_move_the_citizens_date() {
    let clocks = of(&[
        ("25 08:00", became(Dispatched)),
        ("26 08:00", became(Received)),
        ("26 10:00", What::Became(Dispatched, Some("so-y-te".into()))),
    ]);
    let expected = [
        "confirm 25/11 08:00 due 26/11 08:00 ended 26/11 08:00",
        "handle 25/11 08:00 due 02/12 08:00",
        "dispatch 26/11 08:00 due 27/11 08:00 ended 26/11 10:00",
        "confirm 26/11 10:00 due 27/11 10:00",
    ];
    assert_eq!(told(&clocks), expected);
}

#[test]
fn a_case_that_goes_straight_on_to_another_unit_is_to_be_confirmed_by_that() {
    let clocks = of(&[
        ("25 08:00", What::Became(Dispatched, Some("so-xay-dung".into()))),
        ("25 16:00", What::Became(Dispatched, Some("so-y-te".into()))),
    ]);
    let expected = [
        "confirm 25/11 08:00 due 26/11 08:00 ended 25/11 16:00",
        "handle 25/11 08:00 due 02/12 08:00",
        "confirm 25/11 16:00 due 26/11 16:00",
    ];
    assert_eq!(told(&clocks), expected);
}

#[test]
fn the_time_that_an_answer_waits_for_approval_is_not_the_units() {
    let waiting =
        [("25 08:00", became(Dispatched)), ("25 08:00", became(InProgress)), ("30 08:00", became(AwaitingApproval))];
    let clocks = of(&waiting);
    let expected = ["handle 25/11 08:00 due 02/12 08:00 ended 30/11 08:00", "approve 30/11 08:00 due 01/12 08:00"];
    assert_eq!(told(&clocks), expected);
    let back = of(&[&waiting[..], &[("01 08:00", became(InProgress))]].concat());
    let expected = ["handle 25/11 08:00 due 03/12 08:00", "approve 30/11 08:00 due 01/12 08:00 ended 01/12 08:00"];
    assert_eq!(told(&back), expected);
}

#[test]
fn a_reopened_case_begins_another_round() {
    let clocks = of(&[
        ("25 08:00", became(Dispatched)),
        ("25 10:00", became(Answered)),
        ("27 08:00", became(Reopened)),
        ("27 09:00", became(Dispatched)),
    ]);
    let rounds: Vec<_> = clocks.iter().map(|clock| (clock.round, clock.step.code())).collect();
    assert_eq!(rounds, [(1, "confirm"), (1, "handle"), (2, "dispatch"), (2, "confirm"), (2, "handle")]);
    assert_eq!(told(&clocks)[4], "handle 27/11 09:00 due 04/12 09:00");
}

#[test]
fn what_becomes_urgent_gets_its_new_time_from_then_on_and_never_more_than_it_had() {
    let urgent = What::Urgency(Urgency::Urgent);
    let clocks = of(&[("25 08:00", became(Dispatched)), ("27 20:00", urgent.clone())]);
    // The confirm clock was over on the 26th and stays so; handling has four hours, day and night.
    let expected = ["confirm 25/11 08:00 due 26/11 08:00", "handle 25/11 08:00 due 28/11 00:00"];
    assert_eq!(told(&clocks), expected);
    let late = of(&[("25 08:00", became(InProgress)), ("02 10:00", urgent.clone())]);
    assert_eq!(told(&late), ["handle 25/11 08:00 due 02/12 08:00"], "what is late stays late");
    let at_once = of(&[("25 20:00", urgent), ("25 20:00", became(Submitted))]);
    assert_eq!(told(&at_once), ["receive 25/11 20:00 due 25/11 20:30"]);
}

#[test]
fn what_may_take_longer_has_the_longer_time_from_the_beginning() {
    let clocks = of(&[("25 08:00", became(InProgress)), ("26 08:00", What::Urgency(Urgency::Complex))]);
    assert_eq!(told(&clocks), ["handle 25/11 08:00 due 16/12 08:00"]);
}

#[test]
fn an_open_case_never_lacks_a_clock() {
    for status in Status::ALL {
        for before in Status::ALL {
            if !before.may_become(*status) {
                continue;
            }
            let clocks =
                of(&[("25 08:00", became(Submitted)), ("25 09:00", became(*before)), ("25 10:00", became(*status))]);
            let runs = clocks.iter().any(|clock| clock.ended.is_none());
            assert_eq!(runs, status.is_open(), "{before} to {status}");
        }
    }
}

#[test]
fn the_order_in_which_the_history_is_told_does_not_matter() {
    let mut history = history(&[
        ("25 08:00", became(Submitted)),
        ("25 09:00", became(Verifying)),
        ("25 10:00", became(Dispatched)),
        ("25 11:00", became(AwaitingCitizen)),
        ("26 08:00", became(Planned)),
        ("26 09:00", What::Granted(60)),
        ("27 08:00", What::Urgency(Urgency::Complex)),
        ("30 08:00", became(Duplicate)),
    ]);
    let (rules, calendar) = (Rules::default(), Calendar::builtin());
    let straight = clocks::of(&history, &rules, &calendar);
    history.happenings.reverse();
    assert_eq!(clocks::of(&history, &rules, &calendar), straight);
    history.happenings.swap(1, 5);
    assert_eq!(clocks::of(&history, &rules, &calendar), straight);
}

#[test]
fn a_clock_that_was_set_back_does_not_make_time_run_backwards() {
    let clocks =
        of(&[("25 08:00", became(Submitted)), ("25 07:00", became(Received)), ("25 08:30", became(Withdrawn))]);
    let expected = [
        "receive 25/11 08:00 due 26/11 08:00 ended 25/11 08:00",
        "dispatch 25/11 08:00 due 26/11 08:00 ended 25/11 08:30",
    ];
    assert_eq!(told(&clocks), expected);
}

#[test]
fn the_answer_is_expected_after_the_steps_that_are_still_to_come() {
    let (rules, calendar) = (Rules::default(), Calendar::builtin());
    let due = |clocks: &[StepClock], rules: &Rules| {
        let (due, confirmed) = clocks::answer_due("khac", clocks, rules, &calendar).unwrap();
        (shown(due), confirmed)
    };
    // 8 + 8 + 40 working hours.
    let new = of(&[("25 08:00", became(Submitted))]);
    assert_eq!(due(&new, &rules), ("04/12 08:00".into(), false));
    let at_the_unit = of(&[("25 08:00", became(Dispatched))]);
    assert_eq!(due(&at_the_unit, &rules), ("02/12 08:00".into(), false));
    let confirmed = DeadlineRule { confirmed_at_ms: Some(1), ..rules::default(ClockStep::Handle, Urgency::Normal) };
    let rules = Rules::new([confirmed], []);
    let at_the_unit = clocks::of(&history(&[("25 08:00", became(Dispatched))]), &rules, &calendar);
    assert_eq!(due(&at_the_unit, &rules), ("02/12 08:00".into(), true));
    assert_eq!(clocks::answer_due("khac", &of(&[("25 08:00", became(Answered))]), &rules, &calendar), None);
}

#[test]
fn a_rule_of_the_category_and_a_category_of_day_and_night_count() {
    let own = DeadlineRule {
        category: Some("khac".into()),
        allowance: Allowance::Days(10),
        ..rules::default(ClockStep::Handle, Urgency::Normal)
    };
    let of =
        |rules: &Rules| told(&clocks::of(&history(&[("25 08:00", became(InProgress))]), rules, &Calendar::builtin()));
    assert_eq!(of(&Rules::new([own.clone()], [])), ["handle 25/11 08:00 due 09/12 08:00"]);
    assert_eq!(of(&Rules::new([own], ["khac".to_owned()])), ["handle 25/11 08:00 due 05/12 08:00"]);
}

#[test]
fn a_late_step_stays_late_when_it_is_done() {
    let clocks = of(&[("25 08:00", became(Submitted)), ("26 10:00", became(Received))]);
    let standing = clocks[0].standing(&Calendar::builtin(), at("30 08:00"));
    assert_eq!(standing, Standing::Missed(jiff::SignedDuration::from_hours(2)));
}

const fn became(status: Status) -> What {
    What::Became(status, None)
}

fn of(happened: &[(&str, What)]) -> Vec<StepClock> {
    clocks::of(&history(happened), &Rules::default(), &Calendar::builtin())
}

/// Days from the 20th on are of November 2026, others of December.
fn history(happened: &[(&str, What)]) -> History {
    let happenings = (1..).zip(happened).map(|(position, (when, what))| Happening {
        position,
        at_ms: at(when).as_millisecond(),
        what: what.clone(),
    });
    History { category: "khac".into(), happenings: happenings.collect() }
}

fn at(when: &str) -> Timestamp {
    let month = if when < "20" { "12" } else { "11" };
    let (day, time) = when.split_once(' ').unwrap();
    moment(DateTime::strptime("%Y-%m-%d %H:%M", format!("2026-{month}-{day} {time}")).unwrap()).unwrap()
}

fn shown(at: Timestamp) -> String {
    local(at).strftime("%d/%m %H:%M").to_string()
}

fn told(clocks: &[StepClock]) -> Vec<String> {
    let told = |clock: &StepClock| {
        let due = clock.deadline.due.map_or_else(|| "stands still".to_owned(), |due| format!("due {}", shown(due)));
        let ended = clock.ended.map(|ended| format!(" ended {}", shown(ended))).unwrap_or_default();
        format!("{} {} {due}{ended}", clock.step.code(), shown(clock.began))
    };
    clocks.iter().map(told).collect()
}
