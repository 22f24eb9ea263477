//! `portal user`.

use std::io::Read as _;

use serde_json::json;

use crate::cli::args::UserCommand;
use crate::cli::output::Output;
use crate::error::PortalError;
use crate::password;
use crate::state::AppState;
use crate::store::audit::{self, Attempt};
use crate::store::people::{self, Contact};
use crate::store::user::NewUser;

/// Runs a command about users.
pub(crate) async fn run(state: &AppState, command: &UserCommand, output: &Output) -> Result<(), PortalError> {
    let UserCommand::Add { name, role, unit, password_stdin } = command;
    let (password, is_made) = if *password_stdin { (read()?, false) } else { (password::random(), true) };
    let new = NewUser {
        name: name.clone(),
        role: *role,
        unit: unit.clone(),
        password: password::hash(&password),
        created_at_ms: state.now_ms(),
    };
    let who = super::person();
    let asked = json!({ "role": role, "unit": unit });
    let attempt = Attempt { who: who.clone(), what: "user_added", subject: name.clone(), asked };
    let add = audit::carry_out(state.store(), attempt, state.now_ms(), move |books| {
        Box::pin(async move { people::add(books, &new, &Contact::default(), &who).await })
    });
    add.await?;
    let shown = is_made.then_some(password);
    output.answer(&json!({ "name": name, "role": role, "unit": unit, "password": shown }), || {
        shown.iter().map(|password| format!("password: {password}")).collect()
    });
    Ok(())
}

fn read() -> Result<String, PortalError> {
    let mut password = String::new();
    std::io::stdin().take(password::MOST_BYTES as u64 + 2).read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    let fits = password.chars().count() >= password::LEAST_CHARS && password.len() <= password::MOST_BYTES;
    if fits { Ok(password.to_owned()) } else { Err(PortalError::PasswordInvalid) }
}
