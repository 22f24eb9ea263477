//! Messages on their way: each tried until its channel takes it, refuses it for good, or a day is over.
//!
//! What the provider answers decides: 2xx took it; 400, 410, 413 and 422 speak of the message, which it will never take. Everything
//! else is tried again, less and less often. A channel that does not take one message is left alone until the next look; the
//! others go on beside it.
//!
//! **Invariant:** that a message is tried is written before it goes, and `sent_at` as soon as the channel took it: books that cannot
//! be written send nothing. A portal that ends between the two sends again under the same token.

use std::time::Duration;

use data_encoding::HEXLOWER;
use futures_util::future::join_all;
use hmac::{Hmac, Mac as _};
use report::Notify;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::form::{Form, Forms, Recipient};
use super::{Channel, queue};
use crate::error::PortalError;
use crate::mail::{Note, Trouble};
use crate::state::AppState;
use crate::store::mail::Try;
use crate::store::message::{self, Chosen, MessageRow};

/// How often `serve` looks for news and messages.
const EVERY: Duration = Duration::from_secs(2);
/// Messages of a channel sent in a row before the books are looked at again.
const AT_ONCE: i64 = 20;
/// How long a provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest answer that is looked into, in bytes.
const ANSWER_BYTES: usize = 64 * 1024;
/// The first pause after a try that failed; it doubles up to [`LONGEST_MS`].
const PAUSE_MS: i64 = 60_000;
const LONGEST_MS: i64 = 2 * 60 * 60 * 1000;
/// For how long a message is tried: news of yesterday are none.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// A message that is older, as the portal or its channel was away, is not tried at all: a day and a night.
const STALE_MS: i64 = 36 * 60 * 60 * 1000;
/// For how long nobody else tries a message that is being tried, ms.
const UNDER_WAY_MS: i64 = 30_000;
/// What one number or mailbox is told in a day; more is nobody's report.
const MOST_A_DAY: i64 = 20;
const AGENT: &str = concat!("phan-anh-portal/", env!("CARGO_PKG_VERSION"));

/// What sends messages.
#[derive(Debug, Clone)]
pub struct Teller {
    client: Client,
}

impl Teller {
    /// A teller that waits for an answer as long as is usual.
    ///
    /// # Errors
    /// [`PortalError::Broken`] when TLS cannot be begun.
    pub fn new() -> Result<Self, PortalError> {
        Self::with_patience(PATIENCE)
    }

    /// One that waits so long.
    ///
    /// # Errors
    /// As [`Teller::new`].
    pub fn with_patience(patience: Duration) -> Result<Self, PortalError> {
        let builder = Client::builder().user_agent(AGENT).redirect(Policy::none()).no_proxy().timeout(patience);
        let client = builder.build().map_err(|_| PortalError::Broken("the HTTP client"))?;
        Ok(Self { client })
    }

    /// Queues what is to be told by now, and tries every message that is due.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn go(&self, state: &AppState) -> Result<(), PortalError> {
        queue::queue_news(state).await?;
        let forms = Forms::read(&state.config().data);
        let open = super::open(state);
        for sent in join_all(open.into_iter().map(|channel| self.send_due(state, channel, &forms))).await {
            sent?;
        }
        Ok(())
    }

    async fn send_due(&self, state: &AppState, channel: Channel, forms: &Forms) -> Result<(), PortalError> {
        let now_ms = state.now_ms();
        if queue::ready_ms(channel, state.config().quiet, now_ms) > now_ms {
            return Ok(());
        }
        for message in message::due(state.store().readers(), channel, now_ms, AT_ONCE).await? {
            if !self.send_one(state, channel, forms, message).await? {
                break;
            }
        }
        Ok(())
    }

    /// Whether the channel goes on.
    async fn send_one(
        &self,
        state: &AppState,
        channel: Channel,
        forms: &Forms,
        message: MessageRow,
    ) -> Result<bool, PortalError> {
        let chosen = message::chosen(state.store().readers(), message.case_id).await?;
        let Some(chosen) = chosen.filter(|chosen| Channel::of(&chosen.notify) == channel) else {
            // Taken back, or erased, since it was queued.
            let case = message.case_id;
            state.store().write(move |books| Box::pin(message::drop_waiting(books, case))).await?;
            return Ok(true);
        };
        let (id, now_ms, recipient) = (message.id, state.now_ms(), mark(state.keys().secret(), &chosen));
        let told = message::sent_to(state.store().readers(), &recipient, now_ms - DAY_MS).await?;
        let why_not = match () {
            () if now_ms - message.first_ms >= STALE_MS => Some("too late"),
            () if told >= MOST_A_DAY => Some("too many in a day"),
            () => None,
        };
        if let Some(trouble) = why_not {
            let how = Try::GivenUp { trouble: trouble.to_owned() };
            state.store().write(move |books| Box::pin(message::tried(books, id, how, now_ms))).await?;
            return Ok(true);
        }
        let until_ms = now_ms + UNDER_WAY_MS;
        state.store().write(move |books| Box::pin(message::trying(books, id, recipient, until_ms))).await?;
        let sent = self.send(state, forms.get(channel), &chosen, &message).await;
        let goes_on = !matches!(sent, Err(Trouble::ForNow(_)));
        let now_ms = state.now_ms();
        let how = went(sent, &message, channel, state);
        state.store().write(move |books| Box::pin(message::tried(books, id, how, now_ms))).await?;
        Ok(goes_on)
    }

    async fn send(
        &self,
        state: &AppState,
        form: Option<&Form>,
        chosen: &Chosen,
        message: &MessageRow,
    ) -> Result<(), Trouble> {
        let closed = || Trouble::ForNow("not set up".to_owned());
        if let Notify::Email(address) = &chosen.notify {
            let way = state.config().mail.as_ref().ok_or_else(closed)?;
            let note = Note { token: &message.token, address, text: &message.text, queued_at_ms: message.queued_at_ms };
            return way.send_note(state.portal_id().as_str(), &note).await;
        }
        let to = Recipient { phone: &chosen.phone, text: &message.text, token: &message.token };
        self.post(form.ok_or_else(closed)?, &to).await
    }

    /// Posts a form once.
    ///
    /// # Errors
    /// What the provider, or the way to it, said. No address of anybody is in it.
    pub(crate) async fn post(&self, form: &Form, to: &Recipient<'_>) -> Result<(), Trouble> {
        let unreadable = || Trouble::ForNow("the form does not read".to_owned());
        let (url, headers) = (form.url().ok_or_else(unreadable)?, form.headers(to).map_err(|_| unreadable())?);
        let request = self.client.post(url).headers(headers.into_iter().collect()).body(form.body(to));
        let answer = request.send().await.map_err(|error| Trouble::ForNow(of_the_way(&error)))?;
        let status = answer.status();
        match status.as_u16() {
            200..=299 => taken(answer, form).await,
            of_the_message @ (400 | 410 | 413 | 422) => Err(Trouble::ForGood(format!("HTTP {of_the_message}"))),
            other => Err(Trouble::ForNow(format!("HTTP {other}"))),
        }
    }
}

/// By what a recipient is known again without being named.
fn mark(secret: &[u8; 32], chosen: &Chosen) -> String {
    let mut mark = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mark.update(b"recipient of messages");
    match &chosen.notify {
        Notify::Email(address) => mark.update(address.to_lowercase().as_bytes()),
        Notify::Sms | Notify::Zalo => mark.update(chosen.phone.as_bytes()),
    }
    HEXLOWER.encode(&mark.finalize().into_bytes())
}

/// Whether an answer of success says what the form wants to hear.
async fn taken(mut answer: Response, form: &Form) -> Result<(), Trouble> {
    let Some(wanted) = form.taken_when() else { return Ok(()) };
    let mut heard = Vec::new();
    while let Some(bytes) = answer.chunk().await.map_err(|error| Trouble::ForNow(of_the_way(&error)))? {
        heard.extend_from_slice(&bytes);
        if heard.len() > ANSWER_BYTES {
            break;
        }
    }
    if String::from_utf8_lossy(&heard).contains(wanted) {
        return Ok(());
    }
    Err(Trouble::ForNow(format!("HTTP {}, but not as agreed", answer.status().as_u16())))
}

/// In few words: an error's own may hold the address, and with it a password.
fn of_the_way(error: &reqwest::Error) -> String {
    let said = match error {
        error if error.is_timeout() => "no answer in time",
        error if error.is_connect() => "no connection",
        _ => "the connection broke",
    };
    said.to_owned()
}

fn went(sent: Result<(), Trouble>, message: &MessageRow, channel: Channel, state: &AppState) -> Try {
    let now_ms = state.now_ms();
    let how = match sent {
        Ok(()) => return Try::Sent,
        Err(Trouble::ForGood(trouble)) => Try::GivenUp { trouble },
        Err(Trouble::ForNow(trouble)) if now_ms - message.first_ms >= DAY_MS => Try::GivenUp { trouble },
        Err(Trouble::ForNow(trouble)) => {
            let next_ms = queue::ready_ms(channel, state.config().quiet, now_ms + pause_ms(message.tries));
            Try::Again { trouble, next_ms }
        }
    };
    tracing::warn!(%channel, token = message.token, ?how, "a citizen could not be told");
    how
}

fn pause_ms(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(0, 20)).unwrap_or_default();
    (PAUSE_MS << doublings).min(LONGEST_MS)
}

/// Tells for ever what is to be told.
pub async fn keep_telling(state: AppState) {
    let teller = match Teller::new() {
        Ok(teller) => teller,
        Err(error) => return tracing::error!(%error, "citizens whose app is closed are told nothing"),
    };
    let mut looks = tokio::time::interval(EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if let Err(error) = teller.go(&state).await {
            tracing::warn!(%error, "citizens could not be told; it is tried again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end_at_two_hours() {
        assert_eq!([0, 1, 2, 9, 100].map(pause_ms), [60_000, 120_000, 240_000, LONGEST_MS, LONGEST_MS]);
    }
}
