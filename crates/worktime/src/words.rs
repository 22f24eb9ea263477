//! Deadlines in the reader's language: «còn 2 ngày làm việc», «quá hạn 3 giờ».
//!
//! Whole units are said and never more than there are: what is left is rounded down, so is lateness. The catalogues in
//! `locales/` are the only place of these words.

use jiff::SignedDuration;
use report::words::Language;

use crate::table::{Fault, weekday};
use crate::{Allowance, Calendar, Pace, Standing, Why};

/// How a deadline stands. Days are as long as the calendar's working days, or 24 hours where every hour counts.
#[must_use]
pub fn standing(standing: Standing, pace: Pace, calendar: &Calendar, language: Language) -> String {
    let amount = |duration| amount(duration, pace, calendar, language);
    let about = |key: &str, duration| said(key, &[("amount", amount(duration))], language);
    let moment = SignedDuration::from_mins(1);
    match standing {
        Standing::Left(left) if left < moment => said("standing.now", &[], language),
        Standing::Left(left) => about("standing.left", left),
        Standing::Paused(left) => about("standing.paused", left),
        Standing::Late(late) if late < moment => said("standing.just_late", &[], language),
        Standing::Late(late) => about("standing.late", late),
        Standing::Kept => said("standing.kept", &[], language),
        Standing::Missed(late) if late < moment => said("standing.just_missed", &[], language),
        Standing::Missed(late) => about("standing.missed", late),
    }
}

/// An allowance: «5 ngày làm việc», «30 phút».
#[must_use]
pub fn allowance(allowance: Allowance, pace: Pace, language: Language) -> String {
    match allowance {
        Allowance::Days(days) => counted("day", i64::from(days), pace, language),
        Allowance::Minutes(minutes) if minutes >= 60 && minutes % 60 == 0 => {
            counted("hour", i64::from(minutes / 60), pace, language)
        }
        Allowance::Minutes(minutes) => counted("minute", i64::from(minutes), pace, language),
    }
}

/// A time that counts, in the greatest whole unit that fits.
#[must_use]
pub fn amount(duration: SignedDuration, pace: Pace, calendar: &Calendar, language: Language) -> String {
    let minutes = duration.as_mins();
    let day = match pace {
        Pace::Working => calendar.hours().minutes(),
        Pace::Always => 24 * 60,
    };
    match minutes {
        _ if minutes >= day => counted("day", minutes / day, pace, language),
        60.. => counted("hour", minutes / 60, pace, language),
        _ => counted("minute", minutes, pace, language),
    }
}

/// Why time did not count.
#[must_use]
pub fn why(why: &Why, language: Language) -> String {
    let key = format!("why.{}", why.code());
    let Why::Holiday { name, name_en } = why else { return said(&key, &[], language) };
    let name = if language == Language::En && !name_en.is_empty() { name_en } else { name };
    said(&key, &[("name", name.clone())], language)
}

/// That holidays of a year are not known.
#[must_use]
pub fn unknown_year(year: i16, language: Language) -> String {
    said("calendar.unknown_year", &[("year", year.to_string())], language)
}

/// What a kind of day is called.
#[must_use]
pub fn day_kind(kind: crate::DayKind, language: Language) -> String {
    said(&format!("kind.{}", kind.code()), &[], language)
}

/// What is wrong with a cell of a table.
#[must_use]
pub fn fault(fault: &Fault, language: Language) -> String {
    let vietnamese = language == Language::Vi;
    let said = |code: &str, values: &[(&str, String)]| said(&format!("fault.{code}"), values, language);
    match fault {
        Fault::ColumnMissing => said("column_missing", &[]),
        Fault::Unreadable(cause) => said("unreadable", &[("cause", cause.clone())]),
        Fault::NotADate(text) => said("not_a_date", &[("text", text.clone())]),
        Fault::Twice { date, first } => said("twice", &[("date", date.to_string()), ("first", first.to_string())]),
        Fault::Weekday { date, said: text, .. } => {
            let (vi, en) = weekday(date.weekday());
            let is = if vietnamese { vi } else { en };
            said("weekday", &[("date", date.to_string()), ("is", is.to_owned()), ("text", text.clone())])
        }
        Fault::KindUnknown(text) => said("kind_unknown", &[("text", text.clone())]),
        Fault::Day(error) => said(error.code(), &[]),
        Fault::TooLong => said("too_long", &[]),
    }
}

fn counted(unit: &str, count: i64, pace: Pace, language: Language) -> String {
    let number = if count == 1 { "one" } else { "many" };
    said(&format!("{}.{unit}_{number}", pace.code()), &[("count", count.to_string())], language)
}

fn said(key: &str, values: &[(&str, String)], language: Language) -> String {
    let text = crate::_rust_i18n_translate(language.code(), key).into_owned();
    values.iter().fold(text, |text, (name, value)| text.replace(&format!("%{{{name}}}"), value))
}
