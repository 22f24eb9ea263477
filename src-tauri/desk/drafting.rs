//! Writing: a report, or words about one.

use outbox::{Outbox, OutboxError};
use report::{ActId, ActKind};

use super::{Desk, hash, next, report_id};
use crate::problem::AppError;
use crate::settings::Language;
use crate::view::{Area, DeedKind, Draft, DraftChange, Missing, PublicCase};

impl Desk {
    /// The draft of a new report that was last changed, or a new one.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn draft(&self) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.latest_draft()?.map_or_else(|| outbox.new_draft(), Ok))
    }

    /// The draft of words about a report, or of its edit.
    ///
    /// # Errors
    /// When that cannot be done about it.
    pub fn draft_about(&self, report: &str, kind: DeedKind) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.draft_about(report_id(report)?, kind.into()))
    }

    /// Saves a change of a draft.
    ///
    /// # Errors
    /// When it can never be filed so.
    pub fn change_draft(&self, id: &str, change: DraftChange) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.change_draft(draft_id(id)?, change.into()))
    }

    /// Adds a picture to a draft.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn add_photo(&self, id: &str, picture: &[u8]) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.add_photo(draft_id(id)?, picture))
    }

    /// Turns a photo of a draft to the right by a quarter.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn turn_photo(&self, id: &str, sha256: &str) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.turn_photo(draft_id(id)?, &hash(sha256)?))
    }

    /// Covers these areas of a draft's photo, and no others.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn cover_photo(&self, id: &str, sha256: &str, areas: Vec<Area>) -> Result<Draft, AppError> {
        let areas: Vec<photo::Area> = areas.into_iter().map(Into::into).collect();
        self.drafting(|outbox| outbox.cover_photo(draft_id(id)?, &hash(sha256)?, &areas))
    }

    /// Takes a photo out of a draft.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn remove_photo(&self, id: &str, sha256: &str) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.remove_photo(draft_id(id)?, &hash(sha256)?))
    }

    /// Makes a recording a draft's voice note.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn set_voice(&self, id: &str, recording: &[u8]) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.set_voice(draft_id(id)?, recording))
    }

    /// Takes the voice note out of a draft.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn remove_voice(&self, id: &str) -> Result<Draft, AppError> {
        self.drafting(|outbox| outbox.remove_voice(draft_id(id)?))
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn discard_draft(&self, id: &str) -> Result<(), AppError> {
        self.with(|outbox| outbox.discard_draft(draft_id(id)?))
    }

    /// The draft that comes of some work, for the window.
    fn drafting(&self, work: impl FnOnce(&Outbox) -> Result<outbox::Draft, OutboxError>) -> Result<Draft, AppError> {
        let language = self.settings().language;
        let draft = self.with(|outbox| view(outbox, work(outbox)?, language))?;
        self.look_around(&draft);
        Ok(draft)
    }

    /// What is public where a new report is being written is fetched beside the writing, and told when it is here.
    fn look_around(&self, draft: &Draft) {
        let place = draft.place.as_ref().filter(|_| draft.kind == DeedKind::Report && draft.about.is_none());
        let Some(commune) = place.and_then(|place| place.commune.as_ref()) else { return };
        // A hint that cannot be had is none; whatever is wrong with the folder is told by what was asked for.
        let _ = self.around(Some(commune.code.clone()));
    }

    /// Files a draft; the act's id.
    ///
    /// # Errors
    /// When something is missing.
    pub fn file_draft(&self, id: &str) -> Result<String, AppError> {
        Ok(self.file(|outbox| outbox.file(draft_id(id)?))?.to_string())
    }
}

fn draft_id(text: &str) -> Result<ActId, OutboxError> {
    text.parse().map_err(|_| OutboxError::DraftUnknown(text.to_owned()))
}

fn view(outbox: &Outbox, draft: outbox::Draft, language: Language) -> Result<Draft, OutboxError> {
    Ok(Draft {
        id: draft.id.to_string(),
        kind: draft.kind.into(),
        about: draft.about.map(|report| report.to_string()),
        photos: draft.photos.iter().map(Into::into).collect(),
        voice: draft.voice.as_ref().map(Into::into),
        place: outbox.place_of(&draft)?.map(Into::into),
        missing: missing(outbox, &draft)?,
        similar: similar(outbox, &draft)?,
        expected: next::of_draft(outbox, &draft, language.into())?,
        named: draft.named.unwrap_or(true),
        behalf: draft.behalf.map(Into::into),
        category: draft.category,
        text: draft.text,
    })
}

/// Public cases that may be what a new report is about, as far as they are known here.
fn similar(outbox: &Outbox, draft: &outbox::Draft) -> Result<Vec<PublicCase>, OutboxError> {
    let is_new = draft.kind == ActKind::Report && draft.about.is_none();
    let similar = if is_new { outbox.similar(draft)? } else { Vec::new() };
    let now = outbox.now();
    Ok(similar.into_iter().map(|similar| PublicCase::of_similar(similar, now)).collect())
}

/// What the draft lacks in the window: here a suggested commune is chosen by the citizen before it is filed.
fn missing(outbox: &Outbox, draft: &outbox::Draft) -> Result<Vec<Missing>, OutboxError> {
    let mut missing: Vec<Missing> = outbox.missing(draft)?.into_iter().map(Into::into).collect();
    let place = outbox.place_of(draft)?;
    let undecided = place.is_some_and(|place| place.method == place::Method::Suggested);
    if undecided && !missing.contains(&Missing::Place) {
        missing.push(Missing::Place);
    }
    Ok(missing)
}
