//! What a citizen does about a report or a public case, after it was filed.
//!
//! What can never be is said before anything is sealed, as far as this device knows; what it cannot know, the portal
//! decides, and its refusal is shown beside the deed. A deed about a report waits in the queue behind it.

use report::{Act, ActId, ActKind, Attachment, CaseNumber, Degrees, PlaceSource, Rating, SealedAct, Sha256, Status};
use rusqlite::TransactionBehavior;

use crate::draft::{Behalf, Draft, DraftPhoto, Spot, checked_text};
use crate::drafting::draft_voice;
use crate::error::{DeedProblem, OutboxError};
use crate::outbox::Outbox;
use crate::phase;
use crate::reports::Followed;
use crate::sealing::{attached, attachment};
use crate::store::acts::{self, NewAct, Subject};
use crate::store::{attachments, drafts, people, reports};

impl Outbox {
    /// Answers what the citizen was asked, in words or pictures.
    ///
    /// # Errors
    /// [`DeedProblem`] when nothing was asked or nothing is said; a picture or a text that cannot be used.
    pub fn answer(&self, report: ActId, text: &str, pictures: &[Vec<u8>]) -> Result<ActId, OutboxError> {
        self.say(report, ActKind::Answer, text, pictures)
    }

    /// Rates how a report was handled.
    ///
    /// # Errors
    /// [`DeedProblem::NotAnswered`] before there is an answer.
    pub fn rate(&self, report: ActId, rating: Rating, text: &str) -> Result<ActId, OutboxError> {
        let act = Act { rating: Some(rating), ..self.worded(ActKind::Rate, text)? };
        self.deed(report, act, &[])
    }

    /// Asks to have an answered report handled again, and says why.
    ///
    /// # Errors
    /// [`DeedProblem`] before there is an answer, or without a reason.
    pub fn rework(&self, report: ActId, text: &str, pictures: &[Vec<u8>]) -> Result<ActId, OutboxError> {
        if text.trim().is_empty() {
            return Err(DeedProblem::NothingSaid.into());
        }
        self.say(report, ActKind::Rework, text, pictures)
    }

    /// Takes a report back.
    ///
    /// # Errors
    /// [`DeedProblem::TooLate`] when the case has ended.
    pub fn withdraw(&self, report: ActId, text: &str) -> Result<ActId, OutboxError> {
        self.deed(report, self.worded(ActKind::Withdraw, text)?, &[])
    }

    /// Asks to erase a report with everything personal in it. It goes from this device when the portal has confirmed.
    ///
    /// # Errors
    /// [`DeedProblem::Erased`] when that was asked before.
    pub fn erase(&self, report: ActId) -> Result<ActId, OutboxError> {
        self.deed(report, self.new_act(ActKind::Erase), &[])
    }

    /// A draft that says what `report` says now, to be changed and filed in its place.
    ///
    /// # Errors
    /// [`DeedProblem`] when the case has ended.
    pub fn revise(&self, report: ActId) -> Result<Draft, OutboxError> {
        self.may(report, ActKind::Report)?;
        let (shown, bytes) = reports::shown(&self.database(), report)?;
        let parts = people::parts(&self.database(), shown)?;
        let sealed = SealedAct::open(&bytes, self.inner.device.portal())?;
        let now = self.inner.clock.now();
        let draft = Draft { behalf: Behalf::of_parts(&parts), ..revised(ActId::new(now), report, sealed.act()) };
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        drafts::add(&transaction, draft.id, ActKind::Report, Some(report), now.as_millisecond())?;
        drafts::save(&transaction, &draft, now.as_millisecond())?;
        for attachment in &sealed.act().attachments {
            if attachment.is_voice() {
                self.voice_again(&transaction, draft.id, attachment)?;
                continue;
            }
            // A photo that is not on this device, of another one or long since swept, cannot be sealed again.
            let Some(photo) = self.photo_again(&transaction, &attachment.sha256)? else { continue };
            drafts::add_photo(&transaction, draft.id, &photo)?;
        }
        transaction.commit()?;
        drafts::get(&connection, draft.id)
    }

    /// Files a draft in the place of `report`. Returns the edit's id; the report keeps its own.
    ///
    /// # Errors
    /// [`DeedProblem`] when the case has ended; what any draft may lack.
    pub fn edit(&self, report: ActId, draft: ActId) -> Result<ActId, OutboxError> {
        self.may(report, ActKind::Report)?;
        {
            let connection = self.database();
            let draft = Draft { about: Some(report), ..drafts::get(&connection, draft)? };
            drafts::save(&connection, &draft, self.now_ms())?;
        }
        self.file(draft)
    }

    /// Gives up a photo whose file is gone or that the portal does not take, so that nobody waits for it any more.
    ///
    /// # Errors
    /// [`DeedProblem::PhotoUnknown`] when the report or deed has no such photo, or the portal has it.
    pub fn drop_photo(&self, act: ActId, sha256: &Sha256) -> Result<(), OutboxError> {
        let dropped = attachments::give_up(&self.database(), act, sha256, self.now_ms())?;
        if dropped { Ok(()) } else { Err(DeedProblem::PhotoUnknown.into()) }
    }

    /// «Tôi cũng gặp tình trạng này» of a public case.
    ///
    /// # Errors
    /// [`DeedProblem::AlreadyDone`].
    pub fn me_too(&self, case: &CaseNumber) -> Result<ActId, OutboxError> {
        if self.last_public(case, &[ActKind::MeToo])?.is_some() {
            return Err(DeedProblem::AlreadyDone.into());
        }
        self.public(ActKind::MeToo, case)
    }

    /// Wants to hear of a public case.
    ///
    /// # Errors
    /// [`DeedProblem::AlreadyDone`].
    pub fn follow(&self, case: &CaseNumber) -> Result<ActId, OutboxError> {
        if self.last_public(case, &[ActKind::Follow, ActKind::Unfollow])? == Some(ActKind::Follow) {
            return Err(DeedProblem::AlreadyDone.into());
        }
        self.public(ActKind::Follow, case)
    }

    /// Wants to hear of it no longer.
    ///
    /// # Errors
    /// [`DeedProblem::NotFollowed`].
    pub fn unfollow(&self, case: &CaseNumber) -> Result<ActId, OutboxError> {
        match self.last_public(case, &[ActKind::MeToo, ActKind::Follow, ActKind::Unfollow])? {
            Some(ActKind::MeToo | ActKind::Follow) => self.public(ActKind::Unfollow, case),
            _ => Err(DeedProblem::NotFollowed.into()),
        }
    }

    /// Public cases that this device takes part in or followed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn followed(&self) -> Result<Vec<Followed>, OutboxError> {
        acts::followed(&self.database(), self.now_ms())
    }

    /// Whether this can be done about `report`, as far as this device knows.
    ///
    /// # Errors
    /// [`DeedProblem`], why not.
    pub fn may(&self, report: ActId, kind: ActKind) -> Result<(), OutboxError> {
        let subject = acts::subject(&self.database(), report)?;
        Ok(check(&subject, kind)?)
    }

    fn say(&self, report: ActId, kind: ActKind, text: &str, pictures: &[Vec<u8>]) -> Result<ActId, OutboxError> {
        let act = self.worded(kind, text)?;
        self.may(report, kind)?;
        if act.text.is_none() && pictures.is_empty() {
            return Err(DeedProblem::NothingSaid.into());
        }
        if pictures.len() > report::limits::PHOTOS {
            return Err(crate::DraftProblem::TooManyPhotos.into());
        }
        let photos = pictures.iter().map(|picture| self.prepare(picture)).collect::<Result<Vec<_>, _>>()?;
        self.deed(report, Act { attachments: photos.iter().map(attachment).collect(), ..act }, &photos)
    }

    /// Seals what a draft says about `report`; the draft ends with it.
    pub(crate) fn say_draft(&self, report: ActId, draft: &Draft) -> Result<ActId, OutboxError> {
        if !self.missing(draft)?.is_empty() {
            return Err(DeedProblem::NothingSaid.into());
        }
        let said = self.worded(draft.kind, &draft.text)?;
        let act = Act { id: draft.id, attachments: attached(draft), ..said };
        self.deed_now(report, act, &draft.photos, Some(draft))
    }

    fn worded(&self, kind: ActKind, text: &str) -> Result<Act, OutboxError> {
        let text = checked_text(text.to_owned())?;
        Ok(Act { text: (!text.trim().is_empty()).then_some(text), ..self.new_act(kind) })
    }

    /// Seals `act` about `report` and puts it into the queue behind it.
    fn deed(&self, report: ActId, act: Act, photos: &[DraftPhoto]) -> Result<ActId, OutboxError> {
        self.with_ballast(|| self.deed_now(report, act.clone(), photos, None))
    }

    fn deed_now(
        &self,
        report: ActId,
        act: Act,
        photos: &[DraftPhoto],
        draft: Option<&Draft>,
    ) -> Result<ActId, OutboxError> {
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(draft) = draft {
            drafts::take(&transaction, draft)?;
        }
        let subject = acts::subject(&transaction, report)?;
        check(&subject, act.kind)?;
        // Another device's report is known to the portal by its number alone.
        let (about, case) = if subject.claimed { (None, subject.case_number) } else { (Some(report), None) };
        phase::enter("seal");
        let sealed = self.inner.device.seal(&Act { about, case, ..act })?;
        phase::enter("commit");
        let voice = draft.and_then(|draft| draft.voice.as_ref());
        let new = NewAct { sealed: &sealed, about: Some(report), photos, voice, parts: &[] };
        acts::add(&transaction, &new, self.now_ms())?;
        transaction.commit()?;
        phase::enter("filed");
        Ok(sealed.act().id)
    }

    fn public(&self, kind: ActKind, case: &CaseNumber) -> Result<ActId, OutboxError> {
        let sealed = self.inner.device.seal(&Act { case: Some(case.clone()), ..self.new_act(kind) })?;
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let new = NewAct { sealed: &sealed, about: None, photos: &[], voice: None, parts: &[] };
        acts::add(&transaction, &new, self.now_ms())?;
        transaction.commit()?;
        Ok(sealed.act().id)
    }

    fn last_public(&self, case: &CaseNumber, kinds: &[ActKind]) -> Result<Option<ActKind>, OutboxError> {
        acts::last_public(&self.database(), case, kinds)
    }

    /// Puts a voice note into the draft again whose file is still here.
    fn voice_again(
        &self,
        connection: &rusqlite::Connection,
        draft: ActId,
        attachment: &Attachment,
    ) -> Result<(), OutboxError> {
        let Ok(recording) = self.inner.files.read(&attachment.sha256) else { return Ok(()) };
        let voice = draft_voice(&recording, attachment.unit_hears == Some(true));
        match voice {
            Ok(voice) if voice.sha256 == attachment.sha256 => drafts::set_voice(connection, draft, &voice),
            _ => Ok(()),
        }
    }

    fn photo_again(
        &self,
        connection: &rusqlite::Connection,
        sha256: &Sha256,
    ) -> Result<Option<DraftPhoto>, OutboxError> {
        let Some((length, thumbnail)) = attachments::known(connection, sha256)? else { return Ok(None) };
        let here = self.inner.files.length(sha256) == Some(length);
        let photo = DraftPhoto { sha256: *sha256, length, width: 0, height: 0, thumbnail, spot: None, retouched: None };
        Ok(here.then_some(photo))
    }
}

/// What the status allows, in the order in which a person would want to hear it.
fn check(subject: &Subject, kind: ActKind) -> Result<(), DeedProblem> {
    let status: Option<Status> = subject.status.as_deref().and_then(|status| status.parse().ok());
    // A status that this version does not know is for the portal to judge.
    let judged_elsewhere = subject.status.is_some() && status.is_none();
    let open = !subject.withdrawn && status.is_none_or(Status::is_open);
    let answered = judged_elsewhere || matches!(status, Some(Status::Answered | Status::Closed));
    match kind {
        _ if subject.erased => Err(DeedProblem::Erased),
        _ if subject.refused => Err(DeedProblem::ReportRefused),
        ActKind::Answer if !subject.asked && !judged_elsewhere => Err(DeedProblem::NotAsked),
        ActKind::Report | ActKind::Answer | ActKind::Withdraw if !open => Err(DeedProblem::TooLate),
        ActKind::Rate | ActKind::Rework if !answered => Err(DeedProblem::NotAnswered),
        _ => Ok(()),
    }
}

fn revised(id: ActId, report: ActId, act: &Act) -> Draft {
    let place = act.place.as_ref();
    let degrees = |degrees: Option<Degrees>| degrees.map(Degrees::degrees);
    let spot = place.and_then(|place| degrees(place.lat).zip(degrees(place.lon))).map(|(lat, lon)| Spot {
        lat,
        lon,
        accuracy_m: place.and_then(|place| place.accuracy_m).map(f64::from),
    });
    Draft {
        id,
        kind: ActKind::Report,
        about: Some(report),
        photos: Vec::new(),
        voice: None,
        category: act.category.clone(),
        text: act.text.clone().unwrap_or_default(),
        by_map: place.is_some_and(|place| place.source == PlaceSource::Map),
        spot,
        commune: place.and_then(|place| place.commune.clone()),
        named: Some(act.parts.is_some()),
        behalf: None,
    }
}
