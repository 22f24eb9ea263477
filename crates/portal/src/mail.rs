//! The way out for mails: the province's mail server, over SMTP (RFC 5321) with or without TLS. What is said in a mail is
//! `escalation`, what waits is `store::mail`.
//!
//! A mail that the server takes is done. One that it refuses for good, because there is no such mailbox, is given up and
//! says so in the books. Everything else is tried again, less and less often, without end: a mail server that is down for
//! a week loses nothing.
//!
//! **Invariant:** nothing waits for a mail but the task that sends it.

use std::time::Duration;

use jiff::Timestamp;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::{Message, SmtpTransport, Transport as _};

use crate::error::PortalError;
use crate::state::AppState;
use crate::store::mail::{self, MailRow, Try};

/// How often `serve` looks for mails that wait.
const EVERY: Duration = Duration::from_secs(2);
/// Mails sent in a row before the books are looked at again.
const AT_ONCE: i64 = 20;
/// How long the mail server may take for a command.
const PATIENCE: Duration = Duration::from_secs(30);
/// The first pause after a try that failed; it doubles up to [`LONGEST_MS`].
const PAUSE_MS: i64 = 60_000;
const LONGEST_MS: i64 = 6 * 60 * 60 * 1000;

/// How mails leave.
#[derive(Clone)]
pub struct Way {
    server: SmtpTransport,
    from: Mailbox,
    /// The console's address, for links.
    pub console: Option<String>,
}

impl Way {
    /// By the server at `smtp://…` or `smtps://USER:PASSWORD@…`, `?tls=required` for STARTTLS.
    ///
    /// # Errors
    /// [`PortalError::Config`] with the field that is wrong. What is wrong is not repeated: it may hold a password.
    pub fn new(server: &str, from: &str, console: Option<String>) -> Result<Self, PortalError> {
        let wrong = |field: &str, reason: &str| PortalError::Config { field: field.into(), reason: reason.into() };
        let server = SmtpTransport::from_url(server)
            .map_err(|_| wrong("mail_server", "smtp://HOST:PORT or smtps://USER:PASSWORD@HOST"))?;
        let from = from.parse().map_err(|_| wrong("mail_from", "an address such as «IOC <ioc@example.vn>»"))?;
        Ok(Self { server: server.timeout(Some(PATIENCE)).build(), from, console })
    }

    async fn send(&self, portal: &str, mail: &MailRow) -> Result<(), Trouble> {
        self.deliver(message(&self.from, portal, mail).map_err(Trouble::ForGood)?).await
    }

    /// Sends a few lines to a citizen; the first is the subject too.
    ///
    /// # Errors
    /// What the server, or the way to it, said.
    pub(crate) async fn send_note(&self, portal: &str, note: &Note<'_>) -> Result<(), Trouble> {
        // What a server says of a mailbox may name it.
        let nameless = |trouble| match trouble {
            Trouble::ForNow(_) => Trouble::ForNow("the mail server took it not now".to_owned()),
            Trouble::ForGood(_) => Trouble::ForGood("the mail server refused it".to_owned()),
        };
        let message =
            noted(&self.from, portal, note).map_err(|_| Trouble::ForGood("no mail can be made".to_owned()))?;
        self.deliver(message).await.map_err(nameless)
    }

    /// Talks to the server on a thread of its own.
    async fn deliver(&self, message: Message) -> Result<(), Trouble> {
        let server = self.server.clone();
        let talk = tokio::task::spawn_blocking(move || server.send(&message)).await;
        match talk.map_err(|error| Trouble::ForNow(error.to_string()))? {
            Ok(_) => Ok(()),
            Err(error) if is_for_good(&error) => Err(Trouble::ForGood(error.to_string())),
            Err(error) => Err(Trouble::ForNow(error.to_string())),
        }
    }
}

impl std::fmt::Debug for Way {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Way(from {})", self.from)
    }
}

/// Why something was not taken.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It may be another time.
    ForNow(String),
    /// It never will be.
    ForGood(String),
}

impl Trouble {
    /// In words.
    pub(crate) fn into_said(self) -> String {
        match self {
            Self::ForNow(said) | Self::ForGood(said) => said,
        }
    }
}

/// A few lines to somebody who is no officer.
pub(crate) struct Note<'a> {
    /// Its own, the same for each try.
    pub(crate) token: &'a str,
    pub(crate) address: &'a str,
    pub(crate) text: &'a str,
    pub(crate) queued_at_ms: i64,
}

fn noted(from: &Mailbox, portal: &str, note: &Note<'_>) -> Result<Message, String> {
    let to: Mailbox = note.address.parse().map_err(|error| format!("{error}"))?;
    let date = Timestamp::from_millisecond(note.queued_at_ms).unwrap_or_default();
    let subject = note.text.lines().next().unwrap_or_default();
    let message = Message::builder().from(from.clone()).to(to).subject(subject).date(date.into());
    let message = message.message_id(Some(format!("<{}@{portal}>", note.token)));
    message.singlepart(SinglePart::plain(note.text.to_owned())).map_err(|error| error.to_string())
}

/// The message id is the mail's own, the same for each try.
fn message(from: &Mailbox, portal: &str, mail: &MailRow) -> Result<Message, String> {
    let to: Mailbox = mail.address.parse().map_err(|error| format!("{error}"))?;
    let date = Timestamp::from_millisecond(mail.queued_at_ms).unwrap_or_default();
    let message = Message::builder().from(from.clone()).to(to).subject(mail.subject.clone());
    let message = message.date(date.into()).message_id(Some(format!("<{}@{portal}>", mail.id)));
    let parts = MultiPart::alternative_plain_html(mail.plain.clone(), mail.html.clone());
    message.multipart(parts).map_err(|error| error.to_string())
}

/// Whether the server says that there is no such mailbox (RFC 5321 §4.2.3), or will not take this mail. A refused password
/// is no reason to give a mail up.
fn is_for_good(error: &Error) -> bool {
    let code = error.status().map(u16::from);
    error.is_permanent() && matches!(code, Some(550 | 551 | 553 | 554))
}

/// Tries every mail that waits by now. Without a mail server they wait.
///
/// # Errors
/// Those of the database.
pub async fn send_due(state: &AppState) -> Result<(), PortalError> {
    match &state.config().mail {
        Some(way) => send_all(state, way).await,
        None => Ok(()),
    }
}

/// Tries every mail that waits by now, this way.
///
/// # Errors
/// Those of the database.
pub async fn send_all(state: &AppState, way: &Way) -> Result<(), PortalError> {
    loop {
        let waiting = mail::due(state.store().readers(), state.now_ms(), AT_ONCE).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for mail in waiting {
            let sent = way.send(state.portal_id().as_str(), &mail).await;
            let (id, now_ms) = (mail.id, state.now_ms());
            let how = went(sent, mail.tries, now_ms);
            state.store().write(move |books| Box::pin(mail::tried(books, id, how, now_ms))).await?;
        }
    }
}

fn went(sent: Result<(), Trouble>, tries: i64, now_ms: i64) -> Try {
    match sent {
        Ok(()) => Try::Sent,
        Err(Trouble::ForGood(trouble)) => Try::GivenUp { trouble },
        Err(Trouble::ForNow(trouble)) => Try::Again { trouble, next_ms: now_ms + pause_ms(tries) },
    }
}

fn pause_ms(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(0, 20)).unwrap_or_default();
    (PAUSE_MS << doublings).min(LONGEST_MS)
}

/// Sends for ever what is to be sent.
pub async fn keep_sending(state: AppState) {
    let mut looks = tokio::time::interval(EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if let Err(error) = send_due(&state).await {
            tracing::warn!(%error, "mails could not be sent; they are tried again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end_at_six_hours() {
        assert_eq!([0, 1, 2, 9, 100].map(pause_ms), [60_000, 120_000, 240_000, LONGEST_MS, LONGEST_MS]);
    }

    #[test]
    fn an_address_that_is_none_is_refused_by_its_field_without_its_password() {
        let refused = |server, from| Way::new(server, from, None).map(drop).map_err(|error| error.to_string());
        assert!(refused("smtp://127.0.0.1:2525", "IOC <ioc@example.vn>").is_ok());
        let wrong = refused("ftp://user:secret@host", "ioc@example.vn");
        assert!(wrong.is_err_and(|error| error.contains("mail_server") && !error.contains("secret")));
        assert!(refused("smtp://127.0.0.1:2525", "nobody").is_err_and(|error| error.contains("mail_from")));
    }
}
