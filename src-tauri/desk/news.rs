//! News, told to whoever does not look.

use std::time::Duration;

use outbox::{News, Outbox, OutboxError};
use report::words::{Language as Words, word};

use super::Desk;
use crate::notices::{self, Choice, Teller};
use crate::settings::Language;

impl Desk {
    /// Tells what is new; how long to wait before it is asked again, when it is night. What could not be told is told later.
    pub fn tell_news(&self, teller: &impl Teller) -> Option<Duration> {
        let settings = self.settings();
        let told = self.with(|outbox| {
            let news = outbox.news()?;
            let name = |code: &str| category_name(outbox, code, settings.language);
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

/// What the province calls a category, else the app's own word.
fn category_name(outbox: &Outbox, code: &str, language: Language) -> String {
    let words: Words = language.into();
    let region = outbox.region().ok();
    let told = region.as_ref().and_then(|region| region.category(code)).map(|category| match language {
        Language::Vi => category.vi.clone(),
        Language::En => category.en.clone(),
    });
    told.filter(|name| !name.is_empty()).unwrap_or_else(|| word("category", code, words))
}
