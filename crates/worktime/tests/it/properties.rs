//! What holds for any start, any allowance, any pauses and any calendar.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use worktime::{Allowance, Calendar, Day, DayKind, Deadline, Hours, Pace, Pause, Terms};

use super::at;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_later_start_never_makes_it_earlier(terms in terms(), calendar in calendar(), later in 0_i64..60 * 24 * 30) {
        let moved = Terms { from: terms.from + SignedDuration::from_mins(later), ..terms.clone() };
        prop_assert!(end(&terms, &calendar) <= end(&moved, &calendar));
    }

    #[test]
    fn a_greater_allowance_never_makes_it_earlier(terms in terms(), calendar in calendar(), more in allowance()) {
        let mut extended = terms.clone();
        extended.extensions.push(more);
        prop_assert!(end(&terms, &calendar) <= end(&extended, &calendar));
    }

    #[test]
    fn a_holiday_never_makes_it_earlier(terms in terms(), calendar in calendar(), extra in holidays()) {
        let mut fuller = calendar.clone();
        extra.into_iter().for_each(|day| fuller.put(day));
        prop_assert!(end(&terms, &calendar) <= end(&terms, &fuller));
    }

    #[test]
    fn a_pause_adds_exactly_what_it_takes(terms in terms(), calendar in calendar(), pause in closed_pause()) {
        let Some(due) = terms.deadline(&calendar).unwrap().due else { return Ok(()) };
        let mut paused = terms.clone();
        paused.pauses.push(pause);
        let later = paused.deadline(&calendar).unwrap().due.unwrap();
        let counted = |from: Timestamp, to: Timestamp, terms: &Terms| calendar.counted(from, to, terms.pace, &terms.pauses);
        // What the pause took, of the hours that counted without it until the new moment …
        let taken = counted(terms.from, later, &terms) - counted(terms.from, later, &paused);
        // … is what lies between the old moment and the new one.
        prop_assert_eq!(counted(due, later, &terms), taken);
    }

    #[test]
    fn exactly_what_was_allowed_counts_until_it_is_due(terms in terms(), calendar in calendar()) {
        let deadline = terms.deadline(&calendar).unwrap();
        let allowed = std::iter::once(&terms.allowance).chain(&terms.extensions);
        let allowed: SignedDuration = allowed.map(|one| one.duration(terms.pace, calendar.hours())).sum();
        let until = deadline.due.unwrap_or_else(|| deadline.skipped.last().unwrap().from);
        prop_assert_eq!(calendar.counted(terms.from, until, terms.pace, &terms.pauses) + deadline.left, allowed);
    }

    #[test]
    fn what_is_skipped_and_what_counts_make_up_the_time(terms in terms(), calendar in calendar()) {
        let deadline = terms.deadline(&calendar).unwrap();
        let Some(due) = deadline.due else { return Ok(()) };
        let long = |from: Timestamp, to: Timestamp| to.duration_since(from);
        let skipped: SignedDuration = deadline.skipped.iter().map(|one| long(one.from, one.to.unwrap())).sum();
        let counted = calendar.counted(terms.from, due, terms.pace, &terms.pauses);
        prop_assert_eq!(skipped + counted, long(terms.from, due));
        prop_assert!(deadline.skipped.iter().is_sorted_by(|before, after| before.to.unwrap() <= after.from));
    }

    #[test]
    fn the_order_in_which_things_were_told_does_not_matter(
        (terms, shuffled) in terms().prop_flat_map(|terms| (Just(terms.clone()), shuffled(terms))),
        days in holidays().prop_flat_map(|days| (Just(days.clone()), Just(days).prop_shuffle())),
    ) {
        let with = |days: Vec<Day>| Calendar::new(Hours::default(), days).unwrap();
        let (calendar, other) = (with(days.0), with(days.1));
        prop_assert_eq!(terms.deadline(&calendar), shuffled.deadline(&other));
    }

    #[test]
    fn a_deadline_is_a_moment_that_counts(terms in terms(), calendar in calendar()) {
        let Deadline { due: Some(due), .. } = terms.deadline(&calendar).unwrap() else { return Ok(()) };
        let before = due - SignedDuration::from_nanos(1);
        let counts = calendar.counted(before, due, terms.pace, &terms.pauses) > SignedDuration::ZERO;
        prop_assert!(counts, "{due}");
    }
}

/// When it ends; what is paused without end never does.
fn end(terms: &Terms, calendar: &Calendar) -> Timestamp {
    terms.deadline(calendar).unwrap().due.unwrap_or(Timestamp::MAX)
}

fn start() -> impl Strategy<Value = Timestamp> {
    (0_i64..6 * 365 * 24 * 3600).prop_map(|seconds| at("2024-01-01 00:00") + SignedDuration::from_secs(seconds))
}

fn allowance() -> impl Strategy<Value = Allowance> {
    prop_oneof![(1_u32..3000).prop_map(Allowance::Minutes), (1_u32..20).prop_map(Allowance::Days)]
}

fn pause() -> impl Strategy<Value = Pause> {
    (start(), option::weighted(0.9, 0_i64..60 * 24 * 20)).prop_map(|(from, minutes)| Pause {
        from,
        to: minutes.map(|minutes| from + SignedDuration::from_mins(minutes)),
    })
}

fn closed_pause() -> impl Strategy<Value = Pause> {
    pause().prop_filter("closed", |pause| pause.to.is_some())
}

/// Terms whose pauses lie where they matter.
fn terms() -> impl Strategy<Value = Terms> {
    let pace = prop_oneof![4 => Just(Pace::Working), 1 => Just(Pace::Always)];
    let pauses = vec((0_i64..60 * 24 * 15, option::weighted(0.9, 0_i64..60 * 24 * 5)), 0..4);
    (start(), allowance(), vec(allowance(), 0..3), pace, pauses).prop_map(
        |(from, allowance, extensions, pace, pauses)| {
            let after = |minutes| from + SignedDuration::from_mins(minutes);
            let pause = |(begin, long): (i64, Option<i64>)| Pause {
                from: after(begin),
                to: long.map(|long| after(begin + long)),
            };
            Terms { from, allowance, extensions, pace, pauses: pauses.into_iter().map(pause).collect() }
        },
    )
}

fn shuffled(terms: Terms) -> impl Strategy<Value = Terms> {
    let (pauses, extensions) =
        (Just(terms.pauses.clone()).prop_shuffle(), Just(terms.extensions.clone()).prop_shuffle());
    (pauses, extensions).prop_map(move |(pauses, extensions)| Terms { pauses, extensions, ..terms.clone() })
}

fn holidays() -> impl Strategy<Value = Vec<Day>> {
    let day = |offset: i32| date(2024, 1, 1).checked_add(offset.days()).unwrap();
    proptest::collection::btree_set((0..7 * 365).prop_map(day), 0..60)
        .prop_map(|days| days.into_iter().map(holiday).collect())
}

fn holiday(date: Date) -> Day {
    Day { date, kind: DayKind::Holiday, name: date.to_string(), name_en: String::new(), basis: String::new() }
}

fn calendar() -> impl Strategy<Value = Calendar> {
    prop_oneof![Just(Calendar::builtin()), holidays().prop_map(|days| Calendar::new(Hours::default(), days).unwrap()),]
}
