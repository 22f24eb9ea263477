//! Deadlines worked out by hand.

use jiff::SignedDuration;
use worktime::{Allowance, Calendar, Hours, Pace, Pause, Standing, Terms, TooFar, Why};

use super::{at, deadline, due, shown};

const WORKING: Pace = Pace::Working;
const ALWAYS: Pace = Pace::Always;

#[test]
fn a_deadline_keeps_the_hour_and_leaps_over_noon_nights_and_weekends() {
    for (from, allowance, expected) in [
        ("2026-11-25 08:00", Allowance::hours(8), "2026-11-26 08:00"),
        ("2026-11-25 08:00", Allowance::hours(2), "2026-11-25 10:00"),
        ("2026-11-25 11:00", Allowance::hours(1), "2026-11-25 14:00"),
        ("2026-11-25 14:05", Allowance::Days(1), "2026-11-26 14:05"),
        ("2026-11-25 14:05", Allowance::Days(5), "2026-12-02 14:05"),
        ("2026-11-27 16:00", Allowance::hours(2), "2026-11-30 08:00"),
        ("2026-11-25 08:00", Allowance::Minutes(30), "2026-11-25 08:30"),
    ] {
        assert_eq!(due(from, allowance, WORKING), expected, "{allowance} from {from}");
    }
}

#[test]
fn a_step_begun_outside_working_time_begins_with_the_next_stretch() {
    for from in ["2026-11-25 11:30", "2026-11-25 12:15", "2026-11-25 13:30"] {
        assert_eq!(due(from, Allowance::hours(1), WORKING), "2026-11-25 14:30", "{from}");
    }
    for from in ["2026-11-27 17:00", "2026-11-28 10:00", "2026-11-29 23:59", "2026-11-30 06:59", "2026-11-30 07:00"] {
        assert_eq!(due(from, Allowance::hours(1), WORKING), "2026-11-30 08:00", "{from}");
    }
}

#[test]
fn what_is_due_at_the_end_of_a_stretch_is_due_at_that_end() {
    assert_eq!(due("2026-11-25 07:00", Allowance::Minutes(270), WORKING), "2026-11-25 11:30");
    assert_eq!(due("2026-11-25 07:00", Allowance::Days(1), WORKING), "2026-11-25 17:00");
    assert_eq!(due("2026-11-25 17:00", Allowance::Days(1), WORKING), "2026-11-26 17:00");
    assert_eq!(due("2026-11-27 13:30", Allowance::Minutes(210), WORKING), "2026-11-27 17:00");
}

#[test]
fn the_day_of_culture_is_a_holiday_from_2026_on() {
    assert_eq!(due("2026-11-23 09:00", Allowance::Days(1), WORKING), "2026-11-25 09:00");
    assert_eq!(due("2025-11-24 09:00", Allowance::Days(1), WORKING), "2025-11-25 09:00");
}

#[test]
fn tet_and_swapped_saturdays_are_counted_as_they_are_worked() {
    assert_eq!(due("2026-02-13 16:00", Allowance::Days(1), WORKING), "2026-02-23 16:00");
    assert_eq!(due("2026-08-21 16:00", Allowance::hours(2), WORKING), "2026-08-22 08:00");
    assert_eq!(due("2026-08-28 16:00", Allowance::hours(2), WORKING), "2026-09-03 08:00");
    assert_eq!(due("2026-01-01 10:00", Allowance::Days(6), WORKING), "2026-01-10 17:00");
}

#[test]
fn an_urgent_clock_runs_day_and_night() {
    assert_eq!(due("2026-11-23 23:50", Allowance::Minutes(30), ALWAYS), "2026-11-24 00:20");
    assert_eq!(due("2026-02-16 22:00", Allowance::hours(4), ALWAYS), "2026-02-17 02:00");
    assert_eq!(due("2026-11-27 17:00", Allowance::Days(2), ALWAYS), "2026-11-29 17:00");
    assert!(deadline(&Terms::new(at("2026-11-27 17:00"), Allowance::Days(2), ALWAYS)).skipped.is_empty());
}

#[test]
fn every_hour_that_did_not_count_is_explained() {
    let skipped = deadline(&Terms::new(at("2026-11-20 16:00"), Allowance::Days(2), WORKING)).skipped;
    let told: Vec<_> =
        skipped.iter().map(|one| (shown(one.from), shown(one.to.unwrap()), one.why.to_string())).collect();
    let expected = [
        ("2026-11-20 17:00", "2026-11-21 00:00", "outside_hours"),
        ("2026-11-21 00:00", "2026-11-23 00:00", "weekend"),
        ("2026-11-23 00:00", "2026-11-23 07:00", "outside_hours"),
        ("2026-11-23 11:30", "2026-11-23 13:30", "noon_break"),
        ("2026-11-23 17:00", "2026-11-24 00:00", "outside_hours"),
        ("2026-11-24 00:00", "2026-11-25 00:00", "holiday: Ngày Văn hóa Việt Nam"),
        ("2026-11-25 00:00", "2026-11-25 07:00", "outside_hours"),
        ("2026-11-25 11:30", "2026-11-25 13:30", "noon_break"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(from, to, why)| ((*from).into(), (*to).into(), (*why).into())).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_pause_adds_what_it_takes_and_is_told_as_one() {
    let mut terms = Terms::new(at("2026-11-25 08:00"), Allowance::Days(2), WORKING);
    terms.pauses = vec![Pause::closed(at("2026-11-26 10:00"), at("2026-11-30 14:00"))];
    let deadline = deadline(&terms);
    // Thursday 10:00 to Monday 14:00 are 5 + 8 + 5 working hours: 18 hours after Friday 08:00.
    assert_eq!(shown(deadline.due.unwrap()), "2026-12-01 10:00");
    let paused: Vec<_> = deadline.skipped.iter().filter(|one| one.why == Why::Paused).collect();
    assert_eq!(paused.len(), 1);
    assert_eq!(
        (shown(paused[0].from), shown(paused[0].to.unwrap())),
        ("2026-11-26 10:00".into(), "2026-11-30 14:00".into())
    );
}

#[test]
fn while_a_pause_is_open_nothing_falls_due() {
    let calendar = Calendar::builtin();
    for pace in [WORKING, ALWAYS] {
        let mut terms = Terms::new(at("2026-11-25 08:00"), Allowance::hours(5), pace);
        terms.pauses = vec![Pause::open(at("2026-11-25 10:00"))];
        let open = deadline(&terms);
        assert_eq!((open.due, open.left), (None, SignedDuration::from_hours(3)), "{pace:?}");
        assert_eq!(open.skipped.last().unwrap().to, None);
        let standing = terms.standing(&calendar, &open, None, at("2027-01-05 10:00"));
        assert_eq!(standing, Standing::Paused(SignedDuration::from_hours(3)));
    }
    let mut night = Terms::new(at("2026-11-25 16:00"), Allowance::hours(5), WORKING);
    night.pauses = vec![Pause::open(at("2026-11-25 22:00"))];
    assert_eq!(deadline(&night).left, SignedDuration::from_hours(4));
}

#[test]
fn a_question_that_comes_too_late_does_not_move_the_deadline() {
    let mut terms = Terms::new(at("2026-11-25 08:00"), Allowance::hours(2), WORKING);
    terms.pauses = vec![Pause::open(at("2026-11-25 10:00"))];
    let late = deadline(&terms);
    assert_eq!(shown(late.due.unwrap()), "2026-11-25 10:00");
    let standing = terms.standing(&Calendar::builtin(), &late, None, at("2026-11-26 10:00"));
    assert_eq!(standing, Standing::Late(SignedDuration::ZERO), "lateness does not grow while somebody else is awaited");
}

#[test]
fn what_is_granted_is_added() {
    let mut terms = Terms::new(at("2026-11-25 08:00"), Allowance::Days(5), WORKING);
    terms.extensions = vec![Allowance::Days(2), Allowance::hours(1)];
    assert_eq!(shown(deadline(&terms).due.unwrap()), "2026-12-04 09:00");
}

#[test]
fn how_a_deadline_stands_is_counted_in_the_hours_that_count_for_it() {
    let calendar = Calendar::builtin();
    let terms = Terms::new(at("2026-11-25 16:00"), Allowance::Days(1), WORKING);
    let deadline = deadline(&terms);
    let standing = |ended: Option<&str>, now: &str| terms.standing(&calendar, &deadline, ended.map(at), at(now));
    let hours = SignedDuration::from_hours;
    assert_eq!(standing(None, "2026-11-25 20:00"), Standing::Left(hours(7)));
    assert_eq!(standing(None, "2026-11-25 09:00"), Standing::Left(hours(8)), "no more is left than there was");
    assert_eq!(standing(None, "2026-11-26 16:00"), Standing::Left(hours(0)));
    assert_eq!(standing(None, "2026-11-28 12:00"), Standing::Late(hours(9)));
    assert_eq!(standing(Some("2026-11-26 16:00"), "2026-12-24 12:00"), Standing::Kept);
    assert_eq!(standing(Some("2026-11-27 09:00"), "2026-12-24 12:00"), Standing::Missed(hours(3)));
}

#[test]
fn other_hours_make_other_days() {
    let hours: Hours = "08:00-12:00".parse().unwrap();
    let calendar = Calendar::new(hours, Calendar::builtin().days().cloned()).unwrap();
    let terms = Terms::new(at("2026-11-25 10:00"), Allowance::Days(2), WORKING);
    assert_eq!(shown(terms.deadline(&calendar).unwrap().due.unwrap()), "2026-11-27 10:00");
}

#[test]
fn of_years_that_the_calendar_does_not_know_the_answer_says_so() {
    let terms = Terms::new(at("2030-12-30 09:00"), Allowance::Days(5), WORKING);
    let beyond = deadline(&terms);
    assert_eq!((shown(beyond.due.unwrap()).as_str(), beyond.unknown_years), ("2031-01-06 09:00", vec![2031]));
    assert!(deadline(&Terms { pace: ALWAYS, ..terms }).unknown_years.is_empty());
    let long = deadline(&Terms::new(at("2029-06-01 09:00"), Allowance::Days(1000), WORKING));
    assert_eq!(long.unknown_years, [2031, 2032, 2033]);
}

#[test]
fn a_deadline_beyond_a_hundred_years_is_refused() {
    for pace in [WORKING, ALWAYS] {
        for allowance in [Allowance::Days(u32::MAX), Allowance::Minutes(u32::MAX)] {
            let terms = Terms::new(at("2026-11-25 08:00"), allowance, pace);
            assert_eq!(terms.deadline(&Calendar::builtin()), Err(TooFar), "{allowance} {pace:?}");
        }
        let mut terms = Terms::new(at("2026-11-25 08:00"), Allowance::Days(1), pace);
        terms.pauses = vec![Pause::closed(at("2026-11-25 09:00"), at("2990-01-01 00:00"))];
        assert_eq!(terms.deadline(&Calendar::builtin()), Err(TooFar), "{pace:?}");
    }
    let end = Terms::new(jiff::Timestamp::MAX, Allowance::Days(1), WORKING);
    assert_eq!(end.deadline(&Calendar::builtin()), Err(TooFar));
}
