//! Telling citizens whose app is closed, on the way that they chose: SMS, Zalo or mail.
//!
//! ```text
//! event in the books ──▶ queue ──▶ message in the books ──▶ sending ──▶ form (HTTP) or mail (SMTP)
//! ```
//!
//! The events are themselves what is still to be told: [`queue`](queue::queue_news) reads them from where it stopped, and
//! moves on in the transaction that writes the messages, so that nothing is lost and nothing told of twice, and casework
//! knows nothing of channels. A message says a number and where the case stands, never what anybody wrote. To whom it goes
//! is looked up when it goes: what was erased reaches nobody.
//!
//! SMS and Zalo are each one HTTP form that the province sets up for the provider that it has a contract with.
//!
//! **Invariant:** each try of a message is under the same token and says the same words.

mod form;
mod queue;
mod quiet;
mod sending;
mod words;

use std::fmt;
use std::str::FromStr;

use report::Notify;

use crate::state::AppState;

pub use form::{Form, Forms, Recipient};
pub use quiet::Quiet;
pub use sending::{Teller, keep_telling};
pub use words::What;

/// A way to citizens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Text messages.
    Sms,
    /// Messages of the province's Zalo Official Account.
    Zalo,
    /// Mails.
    Email,
}

impl Channel {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Sms, Self::Zalo, Self::Email];

    /// The code in the books.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Zalo => "zalo",
            Self::Email => "email",
        }
    }

    /// The one that somebody chose.
    #[must_use]
    pub const fn of(chosen: &Notify) -> Self {
        match chosen {
            Notify::Sms => Self::Sms,
            Notify::Zalo => Self::Zalo,
            Notify::Email(_) => Self::Email,
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl FromStr for Channel {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|channel| channel.code() == text).ok_or("sms, zalo or email")
    }
}

/// The channels that are set up.
#[must_use]
pub fn open(state: &AppState) -> Vec<Channel> {
    let forms = Forms::read(&state.config().data);
    let is_open = |channel: &Channel| match channel {
        Channel::Email => state.config().mail.is_some(),
        other => forms.get(*other).is_some(),
    };
    Channel::ALL.into_iter().filter(is_open).collect()
}
