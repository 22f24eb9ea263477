//! `portal case`: looking at cases and doing deeds from the command line, as the portal itself.

use report::words::{Language, word};
use serde_json::{Value, json};

use crate::casework::{Deed, Subject};
use crate::cli::args::{CaseCommand, Number, Reasoned};
use crate::cli::output::Output;
use crate::cli::reporter;
use crate::clock::moment;
use crate::error::PortalError;
use crate::publication::Terms;
use crate::state::AppState;
use crate::store::case_record::{self, CaseRecord, EventRecord};
use crate::store::{case, suggestion};

/// Runs a command about cases.
pub(crate) async fn run(state: &AppState, command: &CaseCommand, output: &Output) -> Result<(), PortalError> {
    match command {
        CaseCommand::List => list(state, output).await,
        CaseCommand::Show(Number { number }) => show(state, number, output).await,
        CaseCommand::Dispatch { case, unit } => dispatch(state, &case.number, unit.as_deref(), output).await,
        CaseCommand::Reporter(Reasoned { number, reason }) => reporter::show(state, number, reason, output).await,
        CaseCommand::Copy(Number { number }) => reporter::copy(state, number, output).await,
        CaseCommand::Duplicate { case, of } => duplicate(state, &case.number, of, output).await,
        other => {
            let (number, deed) = deed(other);
            perform(state, number, deed, output).await
        }
    }
}

/// The deeds that need nothing from the books.
fn deed(command: &CaseCommand) -> (&str, Deed) {
    match command {
        CaseCommand::Accept(Number { number }) => (number, Deed::Accept),
        CaseCommand::Start(Number { number }) => (number, Deed::Start),
        CaseCommand::Close(Number { number }) => (number, Deed::Close),
        CaseCommand::Unpublish(Number { number }) => (number, Deed::Unpublish),
        CaseCommand::Verify(Number { number }) => (number, Deed::Verify),
        CaseCommand::Return(Reasoned { number, reason }) => (number, Deed::Return { reason: reason.clone() }),
        CaseCommand::Plan { case, on, text } => (&case.number, Deed::Plan { on: *on, text: text.clone() }),
        CaseCommand::Approve(Number { number }) => (number, Deed::Approve { for_whom: None }),
        CaseCommand::SendBack(Reasoned { number, reason }) => (number, Deed::SendBack { reason: reason.clone() }),
        CaseCommand::Note { case, text } => (&case.number, Deed::Note { text: text.clone() }),
        CaseCommand::Answer { case, outcome, text, waiver } => {
            let waiver = Some(waiver.clone());
            (&case.number, Deed::Answer { outcome: *outcome, text: text.clone(), waiver })
        }
        CaseCommand::Ask { case, text } => (&case.number, Deed::Ask { question: text.clone() }),
        CaseCommand::Reject(Reasoned { number, reason }) => {
            (number, Deed::Reject { why: None, reason: reason.clone() })
        }
        CaseCommand::OutOfScope(Reasoned { number, reason }) => {
            (number, Deed::OutOfScope { why: None, reason: reason.clone() })
        }
        CaseCommand::Reopen(Reasoned { number, reason }) => (number, Deed::Reopen { reason: reason.clone() }),
        CaseCommand::Publish { case, text, looked, confirm_private } => {
            let terms = Terms { looked: *looked, confirmed_private: *confirm_private, place: None };
            (&case.number, Deed::Publish { public_text: text.clone(), terms })
        }
        CaseCommand::List
        | CaseCommand::Show(_)
        | CaseCommand::Dispatch { .. }
        | CaseCommand::Duplicate { .. }
        | CaseCommand::Reporter(_)
        | CaseCommand::Copy(_) => {
            unreachable!("handled where the books are asked")
        }
    }
}

async fn perform(state: &AppState, number: &str, deed: Deed, output: &Output) -> Result<(), PortalError> {
    let (wanted, now_ms) = (number.to_owned(), state.now_ms());
    let write = state.store().write(move |books| {
        Box::pin(async move {
            let id = case::id_of(books, &wanted).await?;
            case::perform(books, id, None, deed, None, now_ms).await
        })
    });
    let done = write.await?;
    let value = json!({
        "id": number,
        "status": done.status,
        "outcome": done.outcome,
        "unit": done.unit,
        "version": done.version,
        "published": done.published_at_ms.is_some(),
    });
    output.answer(&value, || vec![format!("{number} · {}", word("status", done.status.code(), output.language()))]);
    Ok(())
}

async fn dispatch(state: &AppState, number: &str, named: Option<&str>, output: &Output) -> Result<(), PortalError> {
    let readers = state.store().readers();
    let record = case_record::find(readers, number).await?.ok_or(PortalError::CaseUnknown)?;
    let of = Subject { category: &record.category, commune: record.commune.as_deref(), at: moment(state.now_ms()) };
    let mut books = readers.acquire().await?;
    let unit = match named {
        Some(code) => code.to_owned(),
        None => suggestion::suggest(&mut books, of).await?.ok_or(PortalError::UnitUnknown)?.code,
    };
    let deed = suggestion::dispatch(&mut books, record.id, of, unit, None).await?;
    drop(books);
    perform(state, number, deed, output).await
}

async fn duplicate(state: &AppState, number: &str, of: &str, output: &Output) -> Result<(), PortalError> {
    let other = case_record::find(state.store().readers(), of).await?.ok_or(PortalError::CaseUnknown)?;
    perform(state, number, Deed::Duplicate { of: other.id, number: of.to_owned() }, output).await
}

async fn list(state: &AppState, output: &Output) -> Result<(), PortalError> {
    let mut cases = Vec::new();
    for record in case_record::all(state.store().readers()).await? {
        cases.push(shape(state, &record)?);
    }
    output.answer(&Value::Array(cases.clone()), || cases.iter().map(|case| line(case, output.language())).collect());
    Ok(())
}

async fn show(state: &AppState, number: &str, output: &Output) -> Result<(), PortalError> {
    let readers = state.store().readers();
    let record = case_record::find(readers, number).await?.ok_or(PortalError::CaseUnknown)?;
    let timeline = case_record::timeline(readers, record.id).await?;
    let mut value = shape(state, &record)?;
    value["text"] = json!(record.text);
    value["timeline"] = timeline.iter().map(entry).collect();
    output.answer(&value, || {
        let entries = timeline.iter().map(|event| entry_line(event, output.language()));
        [line(&value, output.language())].into_iter().chain(record.text.clone()).chain(entries).collect()
    });
    Ok(())
}

fn shape(state: &AppState, record: &CaseRecord) -> Result<Value, PortalError> {
    let folder = std::path::absolute(&state.config().data)?;
    let file = |photo: &case_record::PhotoRecord| {
        let sha256 = photo.sha256.to_string();
        json!({
            "path": folder.join("photos").join(&sha256[..2]).join(&sha256),
            "sha256": sha256,
            "complete": photo.stored,
        })
    };
    let files = |voice: bool| record.photos.iter().filter(|one| one.voice == voice).map(file).collect::<Vec<_>>();
    Ok(json!({
        "id": record.number,
        "act_id": record.act.to_string(),
        "tracking_code": record.tracking_code.as_ref().map(ToString::to_string),
        "status": record.status,
        "outcome": record.outcome,
        "category": record.category,
        "commune_code": record.commune,
        "commune_method": record.commune_method,
        "unit": record.unit,
        "published": record.published,
        "followers": record.followers,
        "me_too": record.me_too,
        "photos": files(false),
        "voices": files(true),
    }))
}

pub(super) fn entry(event: &EventRecord) -> Value {
    json!({
        "kind": event.kind,
        "status": event.status,
        "outcome": event.outcome,
        "at": at(event),
        "text": event.text,
        "unit": event.unit,
        "actor": event.actor,
    })
}

fn at(event: &EventRecord) -> String {
    jiff::Timestamp::from_millisecond(event.at_ms).unwrap_or_default().to_string()
}

fn line(case: &Value, language: Language) -> String {
    let text = |name: &str| case[name].as_str().unwrap_or("—").to_owned();
    let (status, category) = (word("status", &text("status"), language), word("category", &text("category"), language));
    format!("{} · {} · {category} · {status}", text("id"), text("commune_code"))
}

fn entry_line(event: &EventRecord, language: Language) -> String {
    let status = word("status", &event.status, language);
    let words = event.text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
    format!("{} · {status}{words}", at(event))
}
