//! From events to messages.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::AnyConnection;

use super::words::Told;
use super::{Channel, Quiet, What};
use crate::casework::clocks;
use crate::clock;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::message::{self, Event, NewMessage, UNTIL};
use crate::store::{changes, clock as case_clock, setting, timetable};

/// Positions that one transaction looks at.
const AT_ONCE: i64 = 5000;

/// Queues what is to be told of what has happened since the last look.
///
/// # Errors
/// Those of the database; what could not be queued is queued at the next look.
pub async fn queue_news(state: &AppState) -> Result<(), PortalError> {
    let open = super::open(state);
    let last = changes::last_position(state.store().readers()).await?;
    let mut until = setting::get(state.store().readers(), &UNTIL).await?.value;
    // Where nobody ever chose to be told, there is nothing to look at.
    if until < last && !message::anybody_chose(state.store().readers()).await? {
        let now_ms = state.now_ms();
        let skip = state.store().write(move |books| {
            Box::pin(async move { setting::set(books, &UNTIL, &last, "portal", false, now_ms).await })
        });
        return skip.await;
    }
    while until < last {
        let (since, to) = (until, last.min(until + AT_ONCE));
        let rules =
            Rules { open: open.clone(), quiet: state.config().quiet, page: page(state), now_ms: state.now_ms() };
        state.store().write(move |books| Box::pin(async move { queue(books, since, to, &rules).await })).await?;
        until = to;
    }
    Ok(())
}

/// By what it is decided who is told what when.
struct Rules {
    open: Vec<Channel>,
    quiet: Option<Quiet>,
    page: Option<String>,
    now_ms: i64,
}

/// The page on which a case is looked up.
fn page(state: &AppState) -> Option<String> {
    state.config().public_url.as_deref().map(|url| format!("{}/tra-cuu", url.trim_end_matches('/')))
}

async fn queue(connection: &mut AnyConnection, since: i64, until: i64, rules: &Rules) -> Result<(), PortalError> {
    // Another program may have looked meanwhile.
    if setting::get(&mut *connection, &UNTIL).await?.value != since {
        return Ok(());
    }
    let mut last = BTreeMap::new();
    for event in message::events(connection, since, until).await? {
        if let Some(what) = What::of(&event.kind, event.status, event.code.as_deref()) {
            last.insert(event.case_id, (what, event));
        } else if event.status == report::Status::Withdrawn {
            last.remove(&event.case_id);
            message::drop_waiting(connection, event.case_id).await?;
        }
    }
    for (what, event) in last.into_values() {
        match tell(connection, what, &event, rules).await {
            // One case that does not read keeps no other from being told.
            Err(PortalError::Broken(what)) => {
                tracing::error!(number = event.number, what, "nobody is told of this case")
            }
            told => told?,
        }
    }
    setting::set(connection, &UNTIL, &until, "portal", false, rules.now_ms).await
}

async fn tell(connection: &mut AnyConnection, what: What, event: &Event, rules: &Rules) -> Result<(), PortalError> {
    let Some(chosen) = message::chosen(&mut *connection, event.case_id).await? else { return Ok(()) };
    let channel = Channel::of(&chosen.notify);
    if !rules.open.contains(&channel) {
        // Nor is what waits for it true any more.
        return message::drop_waiting(connection, event.case_id).await;
    }
    let what = if event.private { What::News } else { what };
    let due = if event.private { None } else { due(connection, event).await? };
    let told = Told { what, number: &event.number, unit: event.unit.as_deref(), due, page: rules.page.as_deref() };
    let new = NewMessage {
        token: token()?,
        case_id: event.case_id,
        position: event.position,
        channel,
        what,
        text: told.said(channel),
        first_ms: ready_ms(channel, rules.quiet, rules.now_ms),
    };
    message::queue(connection, new, rules.now_ms).await
}

/// From when on a message may go that is ready at `at_ms`: a mail wakes nobody.
pub(super) fn ready_ms(channel: Channel, quiet: Option<Quiet>, at_ms: i64) -> i64 {
    match quiet {
        Some(quiet) if channel != Channel::Email => quiet.over_ms(at_ms),
        _ => at_ms,
    }
}

/// By when the answer can be expected, as the public page says it.
async fn due(connection: &mut AnyConnection, event: &Event) -> Result<Option<(Date, bool)>, PortalError> {
    let timetable = timetable::read(connection).await?;
    let (rules, calendar) = (&timetable.rules, &timetable.calendar);
    let history = case_clock::history(connection, event.case_id).await?.of;
    let clocks = clocks::of(&history, rules, calendar);
    let due = clocks::answer_due(&event.category, &clocks, rules, calendar);
    Ok(due.map(|(at, confirmed)| (clock::day(at.as_millisecond()), confirmed)))
}

fn token() -> Result<String, PortalError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(std::io::Error::other)?;
    Ok(data_encoding::HEXLOWER.encode(&random))
}
