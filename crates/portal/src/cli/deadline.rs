//! `portal deadline`: when something is due, and which hours did not count on the way.

use jiff::Timestamp;
use serde_json::{Value, json};
use worktime::{Allowance, Calendar, Deadline, Hours, Pace, Pause, Skipped, Terms, local, table, words};

use crate::cli::args::DeadlineArgs;
use crate::cli::output::Output;
use crate::error::PortalError;

/// Answers `portal deadline`.
pub(crate) fn run(args: &DeadlineArgs, calendar: Calendar, output: &Output) -> Result<(), PortalError> {
    let calendar = match &args.holidays {
        Some(file) => read(&std::fs::read(file)?, calendar.hours().clone())?,
        None => calendar,
    };
    let terms = Terms { pauses: args.paused.clone(), ..Terms::new(args.from, args.allowance(), args.pace()) };
    let deadline = terms.deadline(&calendar).map_err(|_| PortalError::DeadlineTooFar)?;
    output.answer(&value(&deadline), || lines(&deadline, &terms, &calendar, output));
    Ok(())
}

/// The calendar of a table alone.
fn read(file: &[u8], hours: Hours) -> Result<Calendar, PortalError> {
    let days = table::read(file).map_err(PortalError::Calendar)?;
    Calendar::new(hours, days).map_err(|_| PortalError::Broken("a table names a day once"))
}

fn value(deadline: &Deadline) -> Value {
    let skipped = |one: &Skipped| json!({ "from": time(one.from), "to": one.to.map(time), "why": one.why.to_string() });
    let mut value = json!({
        "due": deadline.due.map(time),
        "skipped": deadline.skipped.iter().map(skipped).collect::<Vec<_>>(),
    });
    if deadline.due.is_none() {
        value["left_minutes"] = json!(deadline.left.as_mins());
    }
    if !deadline.unknown_years.is_empty() {
        value["unknown_years"] = json!(deadline.unknown_years);
    }
    value
}

/// RFC 3339, by the clock on the wall.
fn time(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

fn lines(deadline: &Deadline, terms: &Terms, calendar: &Calendar, output: &Output) -> Vec<String> {
    let shown = |at: Timestamp| local(at).strftime("%d/%m/%Y %H:%M").to_string();
    let language = output.language();
    let first = match deadline.due {
        Some(due) => format!("{} {}", output.said("deadline_due"), shown(due)),
        None => {
            format!(
                "{} {}",
                output.said("deadline_paused"),
                words::amount(deadline.left, terms.pace, calendar, language)
            )
        }
    };
    let skipped = deadline.skipped.iter().map(|one| {
        let to = one.to.map_or_else(|| "…".to_owned(), shown);
        format!("  {} – {to}  {}", shown(one.from), words::why(&one.why, language))
    });
    let heading = (!deadline.skipped.is_empty()).then(|| output.said("deadline_not_counted"));
    let unknown = deadline.unknown_years.iter().map(|year| words::unknown_year(*year, language));
    [first].into_iter().chain(heading).chain(skipped).chain(unknown).collect()
}

/// A moment: RFC 3339, or by the clock on the wall `2026-11-24 08:00`, `24/11/2026 08:00`.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    let wall = || {
        let formats = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"];
        let read = formats.iter().find_map(|format| jiff::civil::DateTime::strptime(format, text).ok());
        read.and_then(worktime::moment)
    };
    let read = text.parse().ok().or_else(wall);
    read.ok_or_else(|| "not a moment such as 2026-11-24T08:00:00+07:00 or 2026-11-24 08:00".to_owned())
}

/// `FROM..TO`, or `FROM..` for a pause that is not over.
pub(crate) fn pause(text: &str) -> Result<Pause, String> {
    let (from, to) = text.split_once("..").ok_or("not two moments such as FROM..TO")?;
    let to = Some(to).filter(|to| !to.is_empty()).map(moment).transpose()?;
    let pause = Pause { from: moment(from)?, to };
    if pause.to.is_some_and(|to| to < pause.from) { Err("it ends before it begins".to_owned()) } else { Ok(pause) }
}

/// Hours, whole or with a fraction that makes whole minutes.
pub(crate) fn hours(text: &str) -> Result<Allowance, String> {
    let minutes = text.parse::<f64>().map_or(f64::NAN, |hours| (hours * 60.0).round());
    if !(1.0..=f64::from(u32::MAX)).contains(&minutes) {
        return Err("not a number of hours, a minute at least".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the range of u32")]
    Ok(Allowance::Minutes(minutes as u32))
}

/// The pace that `--always` says.
pub(crate) const fn pace(always: bool) -> Pace {
    if always { Pace::Always } else { Pace::Working }
}
