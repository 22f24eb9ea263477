//! News for somebody who does not look: what is told, and when. How it is told is for a [`Teller`].
//!
//! A notice says category, status and number, never an answer's words or a place: others may see the screen too.

use std::time::Duration;

use jiff::Timestamp;
use outbox::News;
use report::words::{Language, word};

use crate::settings::{Notices, Settings};

/// The first hour of the day in which news are told, and the first in which they are not, on the province's clocks.
const DAY: std::ops::Range<i8> = 6..21;
/// As many cases are named in one notice.
const NAMED: usize = 3;

/// What is told at once, however much is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// In a few words.
    pub title: String,
    /// A line for each case.
    pub body: String,
}

/// What carries notices to a citizen.
pub trait Teller {
    /// Whether the citizen looks at the window: then they see for themselves.
    fn is_looked_at(&self) -> bool;
    /// Shows a notice; whether it could be.
    fn tell(&self, notice: &Notice) -> bool;
}

/// What to do with what is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// It is seen, or not wanted.
    Nothing,
    /// It is night.
    Later(Duration),
    /// It is told.
    Tell(Notice),
}

/// What to do with `news` at `now`.
#[must_use]
pub fn choose(
    news: &[News],
    settings: &Settings,
    looked_at: bool,
    now: Timestamp,
    name: impl Fn(&str) -> String,
) -> Choice {
    if news.is_empty() || looked_at || settings.notices == Notices::Never {
        return Choice::Nothing;
    }
    match until_morning(now).filter(|_| settings.notices == Notices::ByDay) {
        Some(wait) => Choice::Later(wait),
        None => Choice::Tell(notice(news, settings.language.into(), name)),
    }
}

/// How long it is until news are told again; nothing by day.
fn until_morning(now: Timestamp) -> Option<Duration> {
    let clock = worktime::local(now);
    if DAY.contains(&clock.hour()) {
        return None;
    }
    let day = if clock.hour() < DAY.start { clock.date() } else { clock.date().tomorrow().ok()? };
    let morning = worktime::moment(day.at(DAY.start, 0, 0, 0))?;
    morning.duration_since(now).try_into().ok()
}

fn notice(news: &[News], language: Language, name: impl Fn(&str) -> String) -> Notice {
    let lines: Vec<String> = news.iter().take(NAMED).map(|one| line(one, language, &name)).collect();
    match news {
        [one] => Notice { title: status(one, language), body: about(one, language, &name) },
        _ => Notice {
            title: word("notice", "many", language).replace("%{count}", &news.len().to_string()),
            body: lines.join("\n"),
        },
    }
}

fn line(one: &News, language: Language, name: impl Fn(&str) -> String) -> String {
    format!("{}: {}", about(one, language, name), status(one, language))
}

fn status(one: &News, language: Language) -> String {
    match (&one.outcome, one.status.as_str()) {
        (_, "awaiting_citizen") if one.own => word("notice", "question", language),
        (Some(outcome), "answered") => word("outcome", outcome, language),
        (_, status) => word("status", status, language),
    }
}

fn about(one: &News, language: Language, name: impl Fn(&str) -> String) -> String {
    let category = one.category.as_deref().filter(|_| one.own).map(name);
    let what = category.unwrap_or_else(|| word("notice", "followed", language));
    one.case_number.as_ref().map_or_else(|| what.clone(), |number| format!("{what} · {number}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn news(status: &str, outcome: Option<&str>, own: bool) -> News {
        News {
            act: report::ActId::new(Timestamp::UNIX_EPOCH),
            case_number: Some("QT-2026-000123".parse().unwrap()),
            category: Some("giao-thong".into()),
            own,
            status: status.into(),
            outcome: outcome.map(Into::into),
        }
    }

    fn at(hour: i8, minute: i8) -> Timestamp {
        worktime::moment(jiff::civil::date(2026, 11, 23).at(hour, minute, 0, 0)).unwrap()
    }

    fn chosen(news: &[News], notices: Notices, looked_at: bool, now: Timestamp) -> Choice {
        let settings = Settings { notices, ..Settings::default() };
        choose(news, &settings, looked_at, now, |code| word("category", code, Language::Vi))
    }

    #[test]
    fn one_case_is_told_by_its_status_and_several_together() {
        let Choice::Tell(one) = chosen(&[news("awaiting_citizen", None, true)], Notices::ByDay, false, at(9, 0)) else {
            panic!("by day it is told")
        };
        assert_eq!((one.title.as_str(), one.body.as_str()), ("Cần trả lời câu hỏi", "Giao thông · QT-2026-000123"));
        let four = [
            news("answered", Some("fixed"), true),
            news("in_progress", None, false),
            news("received", None, true),
            news("received", None, true),
        ];
        let Choice::Tell(all) = chosen(&four, Notices::Always, false, at(23, 0)) else { panic!("at night too") };
        assert_eq!(all.title, "4 phản ánh có tin mới");
        let lines: Vec<&str> = all.body.lines().collect();
        assert_eq!(lines.len(), NAMED);
        assert!(lines[0].starts_with("Giao thông · QT-2026-000123: "), "{all:?}");
        assert_eq!(lines[1], "Phản ánh đang theo dõi · QT-2026-000123: Đang xử lý");
    }

    #[test]
    fn who_looks_or_wants_none_is_told_nothing_and_nobody_is_woken() {
        let news = [news("received", None, true)];
        assert_eq!(chosen(&news, Notices::ByDay, true, at(9, 0)), Choice::Nothing);
        assert_eq!(chosen(&news, Notices::Never, false, at(9, 0)), Choice::Nothing);
        assert_eq!(chosen(&[], Notices::Always, false, at(9, 0)), Choice::Nothing);
        let wait = |now| match chosen(&news, Notices::ByDay, false, now) {
            Choice::Later(wait) => wait.as_secs() / 60,
            other => panic!("{other:?}"),
        };
        assert_eq!((wait(at(21, 0)), wait(at(5, 59)), wait(at(0, 0))), (9 * 60, 1, 6 * 60));
        assert!(matches!(chosen(&news, Notices::ByDay, false, at(20, 59)), Choice::Tell(_)));
        assert!(matches!(chosen(&news, Notices::ByDay, false, at(6, 0)), Choice::Tell(_)));
    }
}
