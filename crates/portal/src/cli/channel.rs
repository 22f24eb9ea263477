//! `portal channel`: on which ways citizens whose app is closed are told.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::channels::{self, Channel, Form, Forms, Recipient, Teller};
use crate::cli::args::{ChannelCommand, ChannelForm};
use crate::cli::output::Output;
use crate::cli::person;
use crate::error::PortalError;
use crate::mail::Note;
use crate::state::AppState;
use crate::store::message::Standing;
use crate::store::{audit, message};

/// Runs a command about the channels. A portal that serves takes what is set at its next look, without a restart.
pub(crate) async fn run(state: &AppState, command: &ChannelCommand, output: &Output) -> Result<(), PortalError> {
    match command {
        ChannelCommand::Set(asked) => set(state, asked, output).await,
        ChannelCommand::List => list(state, output).await,
        ChannelCommand::Remove { channel } => remove(state, *channel, output).await,
        ChannelCommand::Try { channel, to } => trial(state, *channel, to, output).await,
    }
}

async fn set(state: &AppState, asked: &ChannelForm, output: &Output) -> Result<(), PortalError> {
    let channel = by_form(asked.channel)?;
    let form = match (&asked.url, &asked.body) {
        (Some(url), Some(body)) => Form::new(url, &asked.header, body, asked.taken_when.as_deref())?,
        _ => from_stdin()?,
    };
    Forms::set(&state.config().data, channel, &form)?;
    written(state, channel, "channel_set", Some(json!({ "host": form.host() }))).await?;
    output.answer(&shown(channel, Some(&form)), || vec![format!("{} {channel}", output.said("channel_set"))]);
    Ok(())
}

async fn remove(state: &AppState, channel: Channel, output: &Output) -> Result<(), PortalError> {
    let channel = by_form(channel)?;
    if !Forms::remove(&state.config().data, channel)? {
        return Err(PortalError::ChannelClosed);
    }
    written(state, channel, "channel_removed", None).await?;
    output.answer(&shown(channel, None), || vec![format!("{} {channel}", output.said("channel_removed"))]);
    Ok(())
}

async fn list(state: &AppState, output: &Output) -> Result<(), PortalError> {
    let forms = Forms::read(&state.config().data);
    let open = channels::open(state);
    let mut all = Vec::new();
    for channel in Channel::ALL {
        let mut books = state.store().readers().acquire().await?;
        let standing = message::standing(&mut books, channel, state.now_ms()).await?;
        let mut value = shown(channel, forms.get(channel));
        value["open"] = json!(open.contains(&channel));
        value["waiting"] = json!(standing.waiting);
        value["given_up"] = json!(standing.given_up);
        value["trouble"] = json!(standing.trouble);
        all.push((value, line(channel, forms.get(channel), open.contains(&channel), &standing, output)));
    }
    let (values, lines): (Vec<Value>, Vec<String>) = all.into_iter().unzip();
    output.answer(&json!(values), || lines);
    Ok(())
}

fn line(channel: Channel, form: Option<&Form>, open: bool, standing: &Standing, output: &Output) -> String {
    let host = form.map(Form::host).unwrap_or_default();
    let state = if open { host } else { output.said("channel_closed") };
    let Standing { waiting, given_up, trouble, .. } = standing;
    format!("{channel}  {state}  {waiting} / {given_up}  {}", trouble.as_deref().unwrap_or_default())
}

/// Sends one message of no case to somebody who waits for it.
async fn trial(state: &AppState, channel: Channel, to: &str, output: &Output) -> Result<(), PortalError> {
    let text = output.said("channel_trial");
    let token = format!("trial-{}", state.now_ms());
    let sent = if channel == Channel::Email {
        let way = state.config().mail.as_ref().ok_or(PortalError::ChannelClosed)?;
        let note = Note { token: &token, address: to, text: &text, queued_at_ms: state.now_ms() };
        way.send_note(state.portal_id().as_str(), &note).await
    } else {
        let forms = Forms::read(&state.config().data);
        let form = forms.get(channel).ok_or(PortalError::ChannelClosed)?;
        let phone = report::mobile(to).ok_or_else(|| PortalError::Config {
            field: "to".to_owned(),
            reason: "a mobile number such as 0912345678".to_owned(),
        })?;
        Teller::new()?.post(form, &Recipient { phone: &phone, text: &text, token: &token }).await
    };
    sent.map_err(|trouble| PortalError::ChannelRefused(trouble.into_said()))?;
    output.answer(&json!({ "channel": channel.code() }), || vec![output.said("channel_tried")]);
    Ok(())
}

/// Mails go by the portal's mail server, which the configuration names.
fn by_form(channel: Channel) -> Result<Channel, PortalError> {
    if channel == Channel::Email {
        let reason = "mails go by mail_server of the configuration".to_owned();
        return Err(PortalError::Config { field: "channel".to_owned(), reason });
    }
    Ok(channel)
}

fn from_stdin() -> Result<Form, PortalError> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Form::parse(&text)
}

async fn written(
    state: &AppState,
    channel: Channel,
    what: &'static str,
    became: Option<Value>,
) -> Result<(), PortalError> {
    let (who, now_ms) = (person(), state.now_ms());
    let write = state.store().write(move |books| {
        Box::pin(async move {
            if became.is_none() {
                message::drop_channel(books, channel).await?;
            }
            audit::record(books, &who, what, channel.code(), None, became, now_ms).await
        })
    });
    write.await
}

fn shown(channel: Channel, form: Option<&Form>) -> Value {
    json!({
        "channel": channel.code(),
        "host": form.map(Form::host),
        "headers": form.map(|form| form.header_names().collect::<Vec<_>>()),
    })
}
