//! News, told to whoever does not look.

use std::time::Duration;

use outbox::{News, Outbox, OutboxError};

use super::Desk;
use crate::notices::{self, Choice, Teller};

impl Desk {
    /// Tells what is new; how long to wait before it is asked again, when it is night. What could not be told is told later.
    pub fn tell_news(&self, teller: &impl Teller) -> Option<Duration> {
        let settings = self.settings();
        let told = self.with(|outbox| {
            let news = outbox.news()?;
            let region = outbox.region()?;
            let name = |code: &str| region.category_name(code, settings.language.into());
            match notices::choose(&news, &settings, teller.is_looked_at(), outbox.now(), name) {
                Choice::Later(wait) => return Ok(Some(wait)),
                Choice::Tell(notice) if !teller.tell(&notice) => return Ok(None),
                Choice::Tell(_) | Choice::Nothing => heard(outbox, &news)?,
            }
            Ok(None)
        });
        // A folder that cannot be used is told by every command.
        told.unwrap_or_default()
    }
}

fn heard(outbox: &Outbox, news: &[News]) -> Result<(), OutboxError> {
    if news.is_empty() { Ok(()) } else { outbox.heard(news) }
}
