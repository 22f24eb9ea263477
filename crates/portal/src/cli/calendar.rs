//! `portal calendar`.

use serde_json::json;
use worktime::{Day, table, words};

use crate::calendar_edit;
use crate::cli::args::CalendarCommand;
use crate::cli::output::Output;
use crate::cli::person;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::calendar;

/// Runs a command about the calendar. What is imported is told to the open cases by the portal that serves.
pub(crate) async fn run(state: &AppState, command: &CalendarCommand, output: &Output) -> Result<(), PortalError> {
    match command {
        CalendarCommand::List => list(&calendar::all(state.store().readers()).await?, output),
        CalendarCommand::Export => output.raw(&table::write(&calendar::all(state.store().readers()).await?)),
        CalendarCommand::Import { file } => {
            let (table, who, now_ms) = (std::fs::read(file)?, person(), state.now_ms());
            let import = state
                .store()
                .write(move |books| Box::pin(async move { calendar_edit::import(books, &table, &who, now_ms).await }));
            let (days, years) = import.await?;
            crate::timetables::settle_what_changed(state, usize::MAX).await?;
            let list = years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let said = || vec![format!("{} {days} · {list}", output.said("calendar_imported"))];
            output.answer(&json!({ "days": days, "years": years }), said);
        }
    }
    Ok(())
}

fn list(days: &[Day], output: &Output) {
    let value = |day: &Day| {
        json!({ "date": day.date.to_string(), "kind": day.kind.code(), "name_vi": day.name, "name_en": day.name_en,
            "basis": day.basis })
    };
    let line = |day: &Day| {
        format!("{}  {}  {}", day.date.strftime("%d/%m/%Y"), words::day_kind(day.kind, output.language()), day.name)
    };
    output.answer(&json!(days.iter().map(value).collect::<Vec<_>>()), || days.iter().map(line).collect());
}
