//! What a citizen is writing, saved at every step: a report, an edit of one, an answer, a wish to have one handled again.
//!
//! **Invariant:** the photo as the camera saw it stays on this device, and only while the draft does: what is sealed are the
//! photos as they are seen, covered and turned.

use photo::{Area, Limits, Prepared};
use report::{ActId, ActKind, Sha256};
use rusqlite::TransactionBehavior;

use crate::draft::{Draft, DraftChange, DraftPhoto, DraftVoice, Missing, Retouched};
use crate::error::{DeedProblem, OutboxError};
use crate::outbox::Outbox;
use crate::phase;
use crate::region::DraftPlace;
use crate::store::drafts;
use crate::voice;

impl Outbox {
    /// A new, empty draft of a report.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn new_draft(&self) -> Result<Draft, OutboxError> {
        self.begin(ActKind::Report, None)
    }

    /// The draft of a new report that was changed last, when there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn latest_draft(&self) -> Result<Option<Draft>, OutboxError> {
        let connection = self.database();
        drafts::latest(&connection)?.map(|id| drafts::get(&connection, id)).transpose()
    }

    /// The draft of an answer, of a wish to have `report` handled again, or of its edit: the one that was begun, else a new one.
    ///
    /// # Errors
    /// [`DeedProblem`] when that cannot be done about the report; a draft that was begun stays.
    pub fn draft_about(&self, report: ActId, kind: ActKind) -> Result<Draft, OutboxError> {
        self.may(report, kind)?;
        let begun = drafts::about(&self.database(), report, kind)?;
        match (begun, kind) {
            (Some(id), _) => self.draft(id),
            (None, ActKind::Report) => self.revise(report),
            (None, ActKind::Answer | ActKind::Rework) => self.begin(kind, Some(report)),
            (None, _) => Err(DeedProblem::NothingSaid.into()),
        }
    }

    /// The draft of this id.
    ///
    /// # Errors
    /// [`OutboxError::DraftUnknown`].
    pub fn draft(&self, id: ActId) -> Result<Draft, OutboxError> {
        drafts::get(&self.database(), id)
    }

    /// Saves a change of a draft.
    ///
    /// # Errors
    /// When it can never be filed so; the draft is as before.
    pub fn change_draft(&self, id: ActId, change: DraftChange) -> Result<Draft, OutboxError> {
        self.region()?.check(change.category.as_deref(), change.commune.as_deref())?;
        self.with_ballast(|| {
            let connection = self.database();
            let draft = drafts::get(&connection, id)?.with(change.clone())?;
            drafts::save(&connection, &draft, self.now_ms())?;
            Ok(draft)
        })
    }

    /// Makes a photo upright, clean and small, and saves it with the draft.
    ///
    /// # Errors
    /// When the picture cannot be used; the draft is as before.
    pub fn add_photo(&self, id: ActId, picture: &[u8]) -> Result<Draft, OutboxError> {
        self.draft(id)?.check_room()?;
        let photo = self.prepare(picture)?;
        phase::enter("commit");
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        drafts::get(&transaction, id)?.check_room()?;
        drafts::add_photo(&transaction, id, &photo)?;
        transaction.commit()?;
        drafts::get(&connection, id)
    }

    /// Turns a photo of a draft to the right by a quarter; what is covered stays covered.
    ///
    /// # Errors
    /// As [`Outbox::cover_photo`].
    pub fn turn_photo(&self, id: ActId, sha256: &Sha256) -> Result<Draft, OutboxError> {
        self.retouch(id, sha256, |before| {
            let areas = before.retouched.as_ref().map(|retouched| retouched.areas.clone()).unwrap_or_default();
            ((before.turns() + 1) % 4, areas)
        })
    }

    /// Covers these areas of a draft's photo as it is seen, in place of those that were covered before.
    ///
    /// # Errors
    /// [`DeedProblem::PhotoUnknown`]; when the original cannot be read any more. The draft is as before.
    pub fn cover_photo(&self, id: ActId, sha256: &Sha256, areas: &[Area]) -> Result<Draft, OutboxError> {
        self.retouch(id, sha256, |before| {
            let back = 4 - before.turns();
            (before.turns(), areas.iter().map(|area| area.turned(back)).collect())
        })
    }

    /// Makes a photo anew of its original, turned and covered as `how` says: the areas in the original's coordinates.
    fn retouch(
        &self,
        id: ActId,
        sha256: &Sha256,
        how: impl Fn(&DraftPhoto) -> (u8, Vec<Area>),
    ) -> Result<Draft, OutboxError> {
        let draft = self.draft(id)?;
        let before = draft.photos.into_iter().find(|photo| photo.sha256 == *sha256).ok_or(DeedProblem::PhotoUnknown)?;
        let (turns, areas) = how(&before);
        let after = self.retouched(&before, turns, areas)?;
        phase::enter("commit");
        drafts::exchange_photo(&self.database(), id, sha256, &after)?;
        self.remove_erased(&[*sha256])?;
        self.draft(id)
    }

    fn retouched(&self, before: &DraftPhoto, turns: u8, areas: Vec<Area>) -> Result<DraftPhoto, OutboxError> {
        let original = before.original();
        let unreadable = |source| OutboxError::FileUnreadable { path: self.inner.files.path(&original), source };
        let bytes = self.inner.files.read(&original).map_err(unreadable)?;
        phase::enter("picture");
        let made = photo::retouch(&bytes, turns, &areas, &Limits::default())?;
        let Prepared { jpeg, width, height, thumbnail, sha256, .. } = made;
        let seen = DraftPhoto { width, height, thumbnail, ..before.clone() };
        if turns == 0 && areas.is_empty() {
            // The original itself again, not one that was encoded once more.
            return Ok(DraftPhoto { sha256: original, length: bytes.len() as u64, retouched: None, ..seen });
        }
        let sha256 = Sha256::from_bytes(sha256);
        self.inner.files.save(&sha256, &jpeg)?;
        let retouched = Some(Retouched { original, turns, areas });
        Ok(DraftPhoto { sha256, length: jpeg.len() as u64, retouched, ..seen })
    }

    /// Takes a photo out of a draft.
    ///
    /// # Errors
    /// When there is no such draft.
    pub fn remove_photo(&self, id: ActId, sha256: &Sha256) -> Result<Draft, OutboxError> {
        let draft = self.draft(id)?;
        drafts::remove_photo(&self.database(), id, sha256)?;
        self.remove_files(draft.photos.iter().filter(|photo| photo.sha256 == *sha256))?;
        self.draft(id)
    }

    /// Saves a recording as the draft's voice note, in the place of the one before; who hears it stays as it was said.
    ///
    /// # Errors
    /// [`voice::VoiceProblem`]; the draft is as before.
    pub fn set_voice(&self, id: ActId, recording: &[u8]) -> Result<Draft, OutboxError> {
        let before = self.draft(id)?.voice;
        let unit_hears = before.as_ref().is_some_and(|voice| voice.unit_hears);
        let voice = draft_voice(recording, unit_hears)?;
        self.inner.files.save(&voice.sha256, recording)?;
        phase::enter("commit");
        drafts::set_voice(&self.database(), id, &voice)?;
        self.remove_voice_files(before)?;
        self.draft(id)
    }

    /// Takes the voice note out of a draft.
    ///
    /// # Errors
    /// When there is no such draft.
    pub fn remove_voice(&self, id: ActId) -> Result<Draft, OutboxError> {
        let before = self.draft(id)?.voice;
        drafts::remove_voice(&self.database(), id)?;
        self.remove_voice_files(before)?;
        self.draft(id)
    }

    fn remove_voice_files(&self, voice: Option<DraftVoice>) -> Result<(), OutboxError> {
        voice.map_or(Ok(()), |voice| self.remove_erased(&[voice.sha256]))
    }

    /// Throws a draft away, its photos and its voice note with it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn discard_draft(&self, id: ActId) -> Result<(), OutboxError> {
        let draft = self.draft(id)?;
        drafts::remove(&self.database(), id)?;
        self.remove_voice_files(draft.voice)?;
        self.remove_files(draft.photos.iter())
    }

    /// What a draft lacks to be filed; empty when it can be.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn missing(&self, draft: &Draft) -> Result<Vec<Missing>, OutboxError> {
        let lacks = match draft.kind {
            ActKind::Report => {
                let place = self.place_of(draft)?;
                let (no_name, no_phone) = self.untold(draft)?;
                let somewhere = place.is_some_and(|place| place.method != place::Method::Outside);
                vec![
                    (!draft.says_something(), Missing::PhotoOrText),
                    (draft.category.is_none(), Missing::Category),
                    (!somewhere, Missing::Place),
                    (draft.behalf.as_ref().is_some_and(|behalf| !behalf.agreed), Missing::Agreement),
                    (no_name, Missing::Name),
                    (no_phone, Missing::Phone),
                ]
            }
            ActKind::Rework => vec![(draft.text.trim().is_empty(), Missing::Text)],
            _ => vec![(!draft.says_something(), Missing::PhotoOrText)],
        };
        Ok(lacks.into_iter().filter_map(|(lacks, what)| lacks.then_some(what)).collect())
    }

    /// Whether the draft does not tell the name, and the telephone number, that its category asks for.
    fn untold(&self, draft: &Draft) -> Result<(bool, bool), OutboxError> {
        let region = self.region()?;
        let Some(category) = draft.category.as_deref().and_then(|code| region.category(code)) else {
            return Ok((false, false));
        };
        let (name, phone) = match &draft.behalf {
            Some(behalf) => (!behalf.name.trim().is_empty(), !behalf.phone.trim().is_empty()),
            None if draft.named.unwrap_or(true) => {
                let person = self.person()?;
                (person.name.is_some(), person.phone.is_some())
            }
            None => (false, false),
        };
        Ok((category.needs_name() && !name, category.needs_phone() && !phone))
    }

    /// Where a draft is, as far as this device knows the province.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn place_of(&self, draft: &Draft) -> Result<Option<DraftPlace>, OutboxError> {
        Ok(self.region()?.place_of(draft))
    }

    /// Seals a draft and puts it into the queue. What it returns is the act's id for ever.
    ///
    /// # Errors
    /// When something is missing or a limit is broken; the draft is as before.
    pub fn file(&self, id: ActId) -> Result<ActId, OutboxError> {
        let draft = self.draft(id)?;
        let filed = self.with_ballast(|| self.seal(&draft))?;
        // What the camera saw goes, what was sealed stays: the queue names it. A file that cannot be removed now is swept later.
        let _ = self.remove_files(draft.photos.iter());
        Ok(filed)
    }

    fn seal(&self, draft: &Draft) -> Result<ActId, OutboxError> {
        match (draft.kind, draft.about) {
            (ActKind::Report, report) => {
                report.map_or(Ok(()), |report| self.may(report, ActKind::Report))?;
                self.seal_draft(draft)
            }
            (_, Some(report)) => self.say_draft(report, draft),
            (_, None) => Err(OutboxError::DraftUnknown(draft.id.to_string())),
        }
    }

    fn begin(&self, kind: ActKind, about: Option<ActId>) -> Result<Draft, OutboxError> {
        let now = self.inner.clock.now();
        let id = ActId::new(now);
        self.with_ballast(|| drafts::add(&self.database(), id, kind, about, now.as_millisecond()))?;
        self.draft(id)
    }

    /// Removes the files of a draft's photos that nothing names any more.
    fn remove_files<'a>(&self, photos: impl Iterator<Item = &'a DraftPhoto>) -> Result<(), OutboxError> {
        let files: Vec<Sha256> = photos.flat_map(|photo| [photo.sha256, photo.original()]).collect();
        if files.is_empty() { Ok(()) } else { self.remove_erased(&files) }
    }
}

/// What a draft says of a recording.
pub(crate) fn draft_voice(recording: &[u8], unit_hears: bool) -> Result<DraftVoice, OutboxError> {
    let voice::Voice { media_type, duration } = voice::look(recording)?;
    let (sha256, length) = (Sha256::of(recording), recording.len() as u64);
    Ok(DraftVoice { sha256, length, media_type: media_type.to_owned(), duration, unit_hears })
}
