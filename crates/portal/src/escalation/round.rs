//! Going round: what has come far enough, whom to tell, and the digests of the morning.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use sqlx::AnyConnection;

use super::Level;
use super::mails::{self, Matter};
use crate::access::Role;
use crate::channels::{self, Channel, Forms};
use crate::clock;
use crate::error::PortalError;
use crate::roster::{self as posts, Post, vacancies};
use crate::state::AppState;
use crate::store::alarm::{self, Alarm};
use crate::store::people::{self, Person};
use crate::store::setting::{self, DELAYS_URGENT, DELAYS_USUAL};
use crate::store::{duty, mail, message, roster, unit};

/// How long after a look the next one is taken, ms: looking costs a walk over what is overdue.
const PAUSE_MS: i64 = 15_000;
/// The hour of the day, in Việt Nam, from which on digests go out.
const DIGEST_HOUR: i8 = 7;

/// Raises the alarms that are due by now, and queues the digests of the day.
///
/// # Errors
/// Those of the database, when not even what is late can be read.
pub async fn go(state: &AppState) -> Result<(), PortalError> {
    let (now_ms, last_ms) = (state.now_ms(), state.escalated_ms().load(Ordering::Relaxed));
    if (0..PAUSE_MS).contains(&(now_ms - last_ms)) {
        return Ok(());
    }
    let usual = setting::get(state.store().readers(), &DELAYS_USUAL).await?.value;
    let urgent = setting::get(state.store().readers(), &DELAYS_URGENT).await?.value;
    for level in [Level::Urgent].into_iter().chain(Level::OF_A_CLOCK) {
        let reached = alarm::reached(state.store().readers(), level, (&usual, &urgent), now_ms).await?;
        raise_all(state, reached, now_ms).await?;
    }
    raise_all(state, vacant(state, now_ms).await?, now_ms).await?;
    raise_all(state, failing(state, now_ms).await?, now_ms).await?;
    queue_digests(state, now_ms).await?;
    state.escalated_ms().store(now_ms, Ordering::Relaxed);
    Ok(())
}

/// One commit for many; each alarm with its notices whole or not at all.
async fn raise_all(state: &AppState, alarms: Vec<Alarm>, now_ms: i64) -> Result<(), PortalError> {
    let mut pending = Vec::new();
    for alarm in alarms {
        let console = state.config().mail.as_ref().and_then(|way| way.console.clone());
        let job = state
            .store()
            .offer(move |books| Box::pin(async move { raise(books, &alarm, console.as_deref(), now_ms).await }));
        pending.push(job.await);
    }
    for one in pending {
        if let Err(error) = one.committed().await {
            tracing::warn!(%error, "an alarm could not be raised; it is tried again");
        }
    }
    Ok(())
}

async fn raise(
    connection: &mut AnyConnection,
    alarm: &Alarm,
    console: Option<&str>,
    now_ms: i64,
) -> Result<(), PortalError> {
    let Some(id) = alarm::raise(connection, alarm, now_ms).await? else { return Ok(()) };
    let told = told_of(connection, alarm, now_ms).await?;
    for user in &told {
        let notice = alarm::tell(connection, id, user, now_ms).await?;
        if alarm.urgent {
            let to = people::find(&mut *connection, user).await?;
            mail_at_once(connection, notice, &to, alarm, console, now_ms).await?;
        }
    }
    alarm::note(connection, alarm, &told.join(", "), now_ms).await
}

async fn mail_at_once(
    connection: &mut AnyConnection,
    notice: i64,
    to: &Person,
    alarm: &Alarm,
    console: Option<&str>,
    now_ms: i64,
) -> Result<(), PortalError> {
    let mail = mails::at_once(to, format!("notice:{notice}"), &Matter::of_alarm(alarm), console)?;
    let Some(mail) = mail else { return Ok(()) };
    let Some(queued) = mail::queue(connection, mail, now_ms).await? else { return Ok(()) };
    alarm::mailed(connection, notice, queued).await
}

/// Whom an alarm is told. Where nobody is named for it, the duty desk, and at last the administrators.
async fn told_of(connection: &mut AnyConnection, alarm: &Alarm, now_ms: i64) -> Result<Vec<String>, PortalError> {
    let mut told = match alarm.level {
        Level::Urgent => called(connection, alarm.unit.as_deref(), now_ms).await?,
        Level::DueSoon => owners(connection, alarm.unit.as_deref(), now_ms).await?,
        Level::Leader => leaders(connection, alarm.unit.as_deref(), now_ms).await?,
        Level::Desk => desk(connection, alarm.urgent, now_ms).await?,
        Level::Province => people::of_role(&mut *connection, Role::ProvinceLeader).await?,
        Level::Vacancy => supervisors(connection).await?,
        Level::Channel => people::of_role(&mut *connection, Role::Administrator).await?,
    };
    if alarm.level == Level::Urgent && told.is_empty() {
        told = owners(connection, alarm.unit.as_deref(), now_ms).await?;
    }
    if told.is_empty() {
        told = desk(connection, false, now_ms).await?;
    }
    if told.is_empty() {
        told = people::of_role(&mut *connection, Role::Administrator).await?;
    }
    told.sort();
    told.dedup();
    Ok(told)
}

/// Who is on call just now, for a unit or for the desk.
async fn called(connection: &mut AnyConnection, unit: Option<&str>, now_ms: i64) -> Result<Vec<String>, PortalError> {
    let list = duty::on_call(&mut *connection, now_ms).await?.into_iter();
    let now = list.filter(|one| one.since_ms <= now_ms && one.unit.as_deref() == unit);
    Ok(now.map(|one| one.user).collect())
}

async fn owners(connection: &mut AnyConnection, unit: Option<&str>, now_ms: i64) -> Result<Vec<String>, PortalError> {
    let Some(unit) = unit else { return on_shift(connection).await };
    let named = roster::of_unit(connection, unit).await?;
    let owner = posts::owner(&named.terms(), &named.deputies(), clock::day(now_ms));
    Ok(owner.user.into_iter().collect())
}

/// The leader, and whoever answers for it: both hear that it is overdue. What no unit has is the supervisors'.
async fn leaders(connection: &mut AnyConnection, unit: Option<&str>, now_ms: i64) -> Result<Vec<String>, PortalError> {
    let Some(of) = unit else { return people::of_role(&mut *connection, Role::DutySupervisor).await };
    let named = roster::of_unit(connection, of).await?;
    let leader = posts::at_the_post(&named.terms(), &named.deputies(), Post::Leader, clock::day(now_ms));
    let mut told = owners(connection, unit, now_ms).await?;
    told.extend(leader.and_then(|leader| leader.user));
    Ok(told)
}

/// Who is on, and the supervisors; of what is urgent, who is on call too.
async fn desk(connection: &mut AnyConnection, urgent: bool, now_ms: i64) -> Result<Vec<String>, PortalError> {
    let mut told = on_shift(connection).await?;
    told.extend(people::of_role(&mut *connection, Role::DutySupervisor).await?);
    if urgent {
        told.extend(called(connection, None, now_ms).await?);
    }
    Ok(told)
}

/// Who is on at the desk; where no shift was begun, everybody of it.
async fn on_shift(connection: &mut AnyConnection) -> Result<Vec<String>, PortalError> {
    let running = duty::shifts(&mut *connection, 1).await?.into_iter().find(|shift| shift.ended_at_ms.is_none());
    match running {
        Some(shift) => Ok(vec![shift.user]),
        None => people::of_role(connection, Role::DutyOfficer).await,
    }
}

async fn supervisors(connection: &mut AnyConnection) -> Result<Vec<String>, PortalError> {
    let mut told = people::of_role(&mut *connection, Role::DutySupervisor).await?;
    told.extend(people::of_role(connection, Role::Administrator).await?);
    Ok(told)
}

/// The posts that nobody has had for as long as a change may go unrecorded, and of which nobody was told.
async fn vacant(state: &AppState, now_ms: i64) -> Result<Vec<Alarm>, PortalError> {
    let mut books = state.store().readers().acquire().await?;
    let (day, notice) = (clock::day(now_ms), roster::notice(&mut books).await?);
    let mut named = roster::all(&mut books).await?.by_unit();
    let since = unit::since(&mut *books).await?;
    let mut alarms = Vec::new();
    for unit in unit::list(&mut *books).await? {
        let terms = named.remove(&unit.code).unwrap_or_default().terms();
        let here = clock::day(since.get(&unit.code).copied().unwrap_or_default());
        for vacancy in vacancies(&terms, here, day) {
            let subject = format!("vacancy:{}:{}:{}", unit.code, vacancy.post, vacancy.since);
            let due = notice.alarms(vacancy.since, day);
            if due && !alarm::is_raised(&mut *books, &subject, Level::Vacancy).await? {
                let from = vacancy.since.to_zoned(TimeZone::fixed(offset(7))).ok();
                alarms.push(Alarm {
                    subject,
                    level: Level::Vacancy,
                    case_id: None,
                    number: None,
                    unit: Some(unit.code.clone()),
                    step: Some(vacancy.post.to_string()),
                    due_at_ms: from.map(|from| from.timestamp().as_millisecond()),
                    urgent: false,
                });
            }
        }
    }
    Ok(alarms)
}

/// The ways to citizens that take nothing, each told once a day.
async fn failing(state: &AppState, now_ms: i64) -> Result<Vec<Alarm>, PortalError> {
    let mut books = state.store().readers().acquire().await?;
    let mut alarms = Vec::new();
    let (forms, open) = (Forms::read(&state.config().data), channels::open(state));
    for channel in Channel::ALL {
        let subject = format!("channel:{channel}:{}", clock::day(now_ms));
        let fails = forms.is_unreadable(channel)
            || open.contains(&channel) && message::is_failing(&mut books, channel, now_ms).await?;
        if fails && !alarm::is_raised(&mut *books, &subject, Level::Channel).await? {
            alarms.push(Alarm {
                subject,
                level: Level::Channel,
                case_id: None,
                number: None,
                unit: None,
                step: Some(channel.code().to_owned()),
                due_at_ms: None,
                urgent: false,
            });
        }
    }
    Ok(alarms)
}

/// One mail a day for each person who has notices that they have neither seen nor been sent.
async fn queue_digests(state: &AppState, now_ms: i64) -> Result<(), PortalError> {
    let now = Timestamp::from_millisecond(now_ms).unwrap_or_default().to_zoned(TimeZone::fixed(offset(7)));
    if now.hour() < DIGEST_HOUR {
        return Ok(());
    }
    let today = now.date();
    for person in people::to_be_mailed(state.store().readers()).await? {
        let key = format!("digest:{}:{today}", person.name);
        let console = state.config().mail.as_ref().and_then(|way| way.console.clone());
        let queue = state.store().write(move |books| {
            Box::pin(async move { queue_digest(books, &person, key, console.as_deref(), now_ms).await })
        });
        queue.await?;
    }
    Ok(())
}

async fn queue_digest(
    connection: &mut AnyConnection,
    to: &Person,
    key: String,
    console: Option<&str>,
    now_ms: i64,
) -> Result<(), PortalError> {
    let notices = alarm::unmailed(connection, &to.name).await?;
    let matters: Vec<Matter<'_>> = notices.iter().map(Matter::of_notice).collect();
    let Some(mail) = mails::digest(to, key, &matters, console)? else { return Ok(()) };
    // Once a day: what comes later is in tomorrow's.
    let Some(queued) = mail::queue(connection, mail, now_ms).await? else { return Ok(()) };
    for notice in &notices {
        alarm::mailed(connection, notice.id, queued).await?;
    }
    Ok(())
}
