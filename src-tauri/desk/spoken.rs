//! Spoken help in the language that the citizen chose. Which one that is stays in the settings: the outbox is asked for
//! recordings, the engine hears only whether there is to be spoken help at all.

use std::io;

use outbox::{Outbox, OutboxError};

use super::Desk;
use crate::problem::AppError;
use crate::view::{Recording, ReportStory, Spoken, SpokenLanguage, TimelineEntry};

impl Desk {
    /// What can be heard.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn spoken(&self) -> Result<Spoken, AppError> {
        let chosen = self.settings().spoken;
        self.with(|outbox| {
            let languages = outbox.spoken_languages()?;
            let languages =
                languages.into_iter().map(|one| SpokenLanguage { code: one.code, name: one.name }).collect();
            let Some(language) = chosen else { return Ok(Spoken { languages, recordings: Vec::new() }) };
            let here = outbox.recordings()?;
            let view = |one: &report::spoken::Recording| Recording {
                says: one.says.clone(),
                media_type: one.media_type.clone(),
            };
            Ok(Spoken { languages, recordings: here.in_language(&language).map(view).collect() })
        })
    }

    /// The sound of a recording in the language that was chosen.
    ///
    /// # Errors
    /// When there is none.
    pub fn recording(&self, says: &str) -> Result<Vec<u8>, AppError> {
        let chosen = self.settings().spoken;
        self.with(|outbox| {
            let unknown = || OutboxError::FileUnreadable { path: says.into(), source: io::ErrorKind::NotFound.into() };
            let recordings = outbox.recordings()?;
            let found = chosen.as_deref().and_then(|language| recordings.of(language, says));
            Ok(found.ok_or_else(unknown)?.bytes.to_vec())
        })
    }
}

/// Notes in a story what of it can be heard in a language, in the order in which it is played.
pub(super) fn note(story: &mut ReportStory, outbox: &Outbox, language: Option<&str>) -> Result<(), OutboxError> {
    let Some(language) = language else { return Ok(()) };
    let (recordings, region) = (outbox.recordings()?, outbox.region()?);
    for entry in story.timeline.iter_mut().chain(story.question.as_mut()) {
        let standing = standing(entry).into_iter().find_map(|says| recordings.of(language, &says));
        let words = entry.text.as_deref().and_then(|text| recordings.of_words(language, text, &region));
        entry.spoken = standing.into_iter().chain(words).map(|one| one.says.clone()).collect();
    }
    Ok(())
}

/// How a step stands: its outcome says more than its status.
fn standing(entry: &TimelineEntry) -> Vec<String> {
    let outcome = entry.outcome.as_ref().map(|outcome| format!("outcome:{outcome}"));
    outcome.into_iter().chain([format!("status:{}", entry.status)]).collect()
}
