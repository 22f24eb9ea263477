//! `portal roster`: who leads and who answers for each unit.

use futures_util::future::BoxFuture;
use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use crate::cli::args::{PostArgs, RosterCommand};
use crate::cli::output::Output;
use crate::clock;
use crate::error::PortalError;
use crate::roster::{NewDeputy, NewTerm, Post, owner, vacancies};
use crate::state::AppState;
use crate::store::audit::{self, Attempt};
use crate::store::roster::{self, DeputyRow, Named, Recording, TermRow};
use crate::store::unit;

/// Runs a command about the roster.
pub(crate) async fn run(state: &AppState, command: &RosterCommand, output: &Output) -> Result<(), PortalError> {
    match command {
        RosterCommand::List { on, unit: None } => {
            list(state, on.unwrap_or_else(|| clock::day(state.now_ms())), output).await
        }
        RosterCommand::List { unit: Some(unit), .. } => history(state, unit, output).await,
        RosterCommand::Set { post, until } => set(state, post, *until, output).await,
        RosterCommand::Deputy { post, until, why } => deputy(state, post, *until, why.clone(), output).await,
        RosterCommand::End { unit, term, until } => end(state, unit, *term, *until, output).await,
    }
}

async fn list(state: &AppState, day: Date, output: &Output) -> Result<(), PortalError> {
    let mut books = state.store().readers().acquire().await?;
    let mut named = roster::all(&mut books).await?.by_unit();
    let since = unit::since(&mut *books).await?;
    let units = unit::list(&mut *books).await?.into_iter().map(|unit| {
        let of_unit = named.remove(&unit.code).unwrap_or_default();
        let here = clock::day(since.get(&unit.code).copied().unwrap_or_default());
        let owner = owner(&of_unit.terms(), &of_unit.deputies(), day);
        let vacant = vacancies(&of_unit.terms(), here, day);
        let vacant = vacant.iter().map(|vacancy| json!({ "post": vacancy.post, "since": vacancy.since.to_string() }));
        json!({
            "unit": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "leader": holder(&of_unit, Post::Leader, day),
            "officer": holder(&of_unit, Post::Officer, day),
            "owner": owner.user,
            "standing": owner.standing,
            "vacant": vacant.collect::<Vec<_>>(),
        })
    });
    let units: Vec<Value> = units.collect();
    output.answer(&Value::Array(units.clone()), || units.iter().map(line).collect());
    Ok(())
}

fn holder(named: &Named, post: Post, day: Date) -> Option<String> {
    let term = named.terms.iter().find(|row| row.term.post == post && row.term.holds(day))?;
    Some(term.term.user.clone())
}

fn line(unit: &Value) -> String {
    let text = |name: &str| unit[name].as_str().unwrap_or("—").to_owned();
    format!("{} · {} · {} · {}", text("unit"), text("name"), text("leader"), text("officer"))
}

async fn history(state: &AppState, unit: &str, output: &Output) -> Result<(), PortalError> {
    let mut books = state.store().readers().acquire().await?;
    unit::known(&mut *books, unit).await?;
    let named = roster::of_unit(&mut books, unit).await?;
    let terms: Vec<Value> = named.terms.iter().map(term_shown).collect();
    let deputies: Vec<Value> = named.deputies.iter().map(deputy_shown).collect();
    output.answer(&json!({ "unit": unit, "terms": terms, "deputies": deputies }), || {
        terms.iter().chain(&deputies).map(term_line).collect()
    });
    Ok(())
}

fn term_shown(row: &TermRow) -> Value {
    json!({
        "term": row.term.id,
        "post": row.term.post,
        "user": row.term.user,
        "since": row.term.since.to_string(),
        "until": row.term.until.map(|day| day.to_string()),
        "recorded_by": row.recorded_by,
        "late_days": row.late_days,
        "end_late_days": row.end_late_days,
    })
}

fn deputy_shown(row: &DeputyRow) -> Value {
    json!({
        "deputy": row.deputy.id,
        "post": row.deputy.post,
        "user": row.deputy.user,
        "since": row.deputy.since.to_string(),
        "until": row.deputy.until.to_string(),
        "why": row.why,
        "recorded_by": row.recorded_by,
    })
}

fn term_line(row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap_or("…").to_owned();
    let number = row["term"].as_i64().map_or_else(|| "—".to_owned(), |number| number.to_string());
    format!("{number} · {} · {} · {} – {}", text("post"), text("user"), text("since"), text("until"))
}

async fn set(state: &AppState, post: &PostArgs, until: Option<Date>, output: &Output) -> Result<(), PortalError> {
    let new = NewTerm { post: post.post, user: post.user.clone(), since: post.from, until };
    let asked = json!({ "post": post.post, "user": post.user, "since": post.from.to_string(),
        "until": until.map(|day| day.to_string()) });
    let unit = post.unit.clone();
    change(state, "term_begun", &post.unit, asked, |books, recording| {
        Box::pin(async move { roster::appoint(books, &unit, &new, &recording).await })
    })
    .await?;
    history(state, &post.unit, output).await
}

async fn deputy(
    state: &AppState,
    post: &PostArgs,
    until: Date,
    why: Option<String>,
    output: &Output,
) -> Result<(), PortalError> {
    let new = NewDeputy { post: post.post, user: post.user.clone(), since: post.from, until };
    let asked = json!({ "post": post.post, "user": post.user, "since": post.from.to_string(),
        "until": until.to_string(), "why": why });
    let unit = post.unit.clone();
    change(state, "deputy_named", &post.unit, asked, |books, recording| {
        Box::pin(async move { roster::name_deputy(books, &unit, &new, why.as_deref(), &recording).await })
    })
    .await?;
    history(state, &post.unit, output).await
}

async fn end(state: &AppState, unit: &str, term: i64, until: Date, output: &Output) -> Result<(), PortalError> {
    let (asked, of) = (json!({ "term": term, "until": until.to_string() }), unit.to_owned());
    change(state, "term_ended", unit, asked, move |books, recording| {
        Box::pin(async move { roster::end(books, &of, term, until, &recording).await })
    })
    .await?;
    history(state, unit, output).await
}

async fn change<T, F>(state: &AppState, what: &'static str, unit: &str, asked: Value, job: F) -> Result<T, PortalError>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut AnyConnection, Recording) -> BoxFuture<'c, Result<T, PortalError>> + Send + 'static,
{
    let (who, now_ms) = (super::person(), state.now_ms());
    let attempt = Attempt { who: who.clone(), what, subject: unit.to_owned(), asked };
    let write = audit::carry_out(state.store(), attempt, now_ms, move |books| {
        Box::pin(async move {
            let recording = Recording::now(books, who, now_ms).await?;
            job(books, recording).await
        })
    });
    write.await
}
