//! Deadlines in words.

use jiff::SignedDuration;
use report::words::Language::{En, Vi};
use worktime::{Allowance, Calendar, DayKind, Pace, Standing, Why, words};

#[test]
fn what_is_left_and_what_is_late_is_said_in_whole_units() {
    let hours = SignedDuration::from_hours;
    let minutes = SignedDuration::from_mins;
    for (standing, pace, vi, en) in [
        (Standing::Left(hours(23)), Pace::Working, "còn 2 ngày làm việc", "2 working days left"),
        (Standing::Left(hours(8)), Pace::Working, "còn 1 ngày làm việc", "1 working day left"),
        (Standing::Left(hours(7)), Pace::Working, "còn 7 giờ làm việc", "7 working hours left"),
        (Standing::Left(minutes(25)), Pace::Always, "còn 25 phút", "25 minutes left"),
        (Standing::Left(minutes(0)), Pace::Working, "đến hạn", "due now"),
        (Standing::Late(minutes(239)), Pace::Always, "quá hạn 3 giờ", "3 hours overdue"),
        (Standing::Late(minutes(239)), Pace::Working, "quá hạn 3 giờ làm việc", "3 working hours overdue"),
        (Standing::Late(hours(50)), Pace::Always, "quá hạn 2 ngày", "2 days overdue"),
        (Standing::Late(minutes(0)), Pace::Working, "vừa quá hạn", "just overdue"),
        (
            Standing::Paused(hours(16)),
            Pace::Working,
            "tạm dừng tính giờ, còn 2 ngày làm việc khi tiếp tục",
            "paused, 2 working days left when it goes on",
        ),
        (Standing::Kept, Pace::Working, "đúng hạn", "in time"),
        (Standing::Missed(minutes(1)), Pace::Always, "xong, trễ hạn 1 phút", "done, 1 minute late"),
    ] {
        let said = |language| words::standing(standing, pace, &Calendar::builtin(), language);
        assert_eq!((said(Vi).as_str(), said(En).as_str()), (vi, en));
    }
}

#[test]
fn allowances_are_said_as_they_were_given() {
    for (allowance, pace, vi, en) in [
        (Allowance::Days(5), Pace::Working, "5 ngày làm việc", "5 working days"),
        (Allowance::hours(8), Pace::Working, "8 giờ làm việc", "8 working hours"),
        (Allowance::Minutes(30), Pace::Always, "30 phút", "30 minutes"),
        (Allowance::Minutes(90), Pace::Always, "90 phút", "90 minutes"),
        (Allowance::hours(4), Pace::Always, "4 giờ", "4 hours"),
    ] {
        let said = |language| words::allowance(allowance, pace, language);
        assert_eq!((said(Vi).as_str(), said(En).as_str()), (vi, en));
    }
}

#[test]
fn every_reason_has_its_words_in_both_languages() {
    let holiday = Why::Holiday { name: "Quốc khánh".into(), name_en: "National Day".into() };
    assert_eq!(words::why(&holiday, Vi), "ngày nghỉ: Quốc khánh");
    assert_eq!(words::why(&holiday, En), "holiday: National Day");
    let unnamed = Why::Holiday { name: "Quốc khánh".into(), name_en: String::new() };
    assert_eq!(words::why(&unnamed, En), "holiday: Quốc khánh");
    for why in [Why::OutsideHours, Why::NoonBreak, Why::Weekend, Why::Paused] {
        for language in [Vi, En] {
            assert!(!words::why(&why, language).starts_with("why."), "{why}");
        }
    }
    for kind in [DayKind::Holiday, DayKind::WorkingWeekend] {
        assert_ne!(words::day_kind(kind, Vi), words::day_kind(kind, En));
    }
    assert!(words::unknown_year(2031, Vi).contains("2031"));
}

#[test]
fn both_catalogues_have_the_same_keys() {
    let keys = |text: &str| {
        let catalogue: serde_json::Value = serde_json::from_str(text).unwrap();
        let groups = catalogue.as_object().unwrap().iter();
        let words = |(group, words): (&String, &serde_json::Value)| {
            let words: Vec<String> =
                words.as_object().into_iter().flatten().map(|(key, _)| format!("{group}.{key}")).collect();
            words
        };
        let mut keys: Vec<String> = groups.flat_map(words).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(include_str!("../../locales/vi.json")), keys(include_str!("../../locales/en.json")));
}
