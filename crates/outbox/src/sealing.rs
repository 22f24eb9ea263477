//! From what a citizen wrote to an act, sealed and in the queue.

use photo::Prepared;
use report::{Act, ActId, ActKind, Attachment, Degrees, Part, Place, PlaceSource, Sha256};
use rusqlite::TransactionBehavior;

use crate::draft::{Draft, DraftPhoto, Spot};
use crate::error::{DraftProblem, OutboxError};
use crate::outbox::Outbox;
use crate::person::Person;
use crate::phase;
use crate::region::{DraftPlace, SpotSource};
use crate::store::acts::{self, NewAct};
use crate::store::drafts;

/// The version of the consent text that filing presumes.
const CONSENT_VERSION: u32 = 1;

impl Outbox {
    /// Seals a draft and puts it into the queue: a report, or, when it takes the place of one, its edit.
    pub(crate) fn seal_draft(&self, draft: &Draft) -> Result<ActId, OutboxError> {
        let parts = self.parts(draft)?;
        let act = self.report(draft, &parts)?;
        phase::enter("seal");
        let sealed = self.inner.device.seal(&act)?;
        let now_ms = self.now_ms();
        let mut connection = self.database();
        phase::enter("commit");
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        drafts::take(&transaction, draft)?;
        let voice = draft.voice.as_ref();
        let new = NewAct { sealed: &sealed, about: draft.about, photos: &draft.photos, voice, parts: &parts };
        acts::add(&transaction, &new, now_ms)?;
        transaction.commit()?;
        phase::enter("filed");
        Ok(draft.id)
    }

    /// What says who: the person for whom it is filed and that they agreed, else the citizen as they chose.
    fn parts(&self, draft: &Draft) -> Result<Vec<Part>, OutboxError> {
        match &draft.behalf {
            Some(behalf) if !behalf.agreed => Err(DraftProblem::AgreementMissing.into()),
            Some(behalf) => Person::parse(Some(&behalf.name), Some(&behalf.phone))?.parts_of_another(),
            None if draft.named.unwrap_or(true) => self.person()?.parts(),
            None => Ok(Vec::new()),
        }
    }

    /// An act of `kind` made now, about nothing yet.
    pub(crate) fn new_act(&self, kind: ActKind) -> Act {
        let now = self.inner.clock.now();
        Act {
            id: ActId::new(now),
            kind,
            captured_at_ms: now.as_millisecond(),
            uptime_ms: self.inner.clock.uptime_ms(),
            category: None,
            text: None,
            place: None,
            attachments: Vec::new(),
            replaces: None,
            about: None,
            consent_version: CONSENT_VERSION,
            parts: None,
            case: None,
            rating: None,
        }
    }

    /// Makes a picture upright, clean and small, and puts it on the disk.
    pub(crate) fn prepare(&self, picture: &[u8]) -> Result<DraftPhoto, OutboxError> {
        phase::enter("picture");
        let prepared = photo::prepare(picture, &photo::Limits::default())?;
        let photo = draft_photo(Sha256::from_bytes(prepared.sha256), &prepared);
        self.inner.files.save(&photo.sha256, &prepared.jpeg)?;
        Ok(photo)
    }

    fn report(&self, draft: &Draft, parts: &[Part]) -> Result<Act, OutboxError> {
        let category = draft.category.clone().ok_or(DraftProblem::CategoryMissing)?;
        if !draft.says_something() {
            return Err(DraftProblem::NothingToReport.into());
        }
        self.identified(&category, parts)?;
        Ok(Act {
            id: draft.id,
            category: Some(category),
            text: (!draft.text.trim().is_empty()).then(|| draft.text.clone()),
            place: Some(sealed_place(self.place_of(draft)?)?),
            attachments: attached(draft),
            replaces: draft.about,
            parts: (!parts.is_empty()).then(|| parts.iter().map(Part::bound).collect()),
            ..self.new_act(ActKind::Report)
        })
    }

    /// Whether as much is told of who reports as the province asks for in this category.
    fn identified(&self, category: &str, parts: &[Part]) -> Result<(), OutboxError> {
        let region = self.region()?;
        let Some(category) = region.category(category) else { return Ok(()) };
        let tells = |label| parts.iter().any(|part| part.label == label);
        match () {
            () if category.needs_name() && !tells(Part::NAME) => Err(DraftProblem::NameMissing.into()),
            () if category.needs_phone() && !tells(Part::PHONE) => Err(DraftProblem::PhoneMissing.into()),
            () => Ok(()),
        }
    }
}

fn sealed_place(place: Option<DraftPlace>) -> Result<Place, DraftProblem> {
    let place = place.ok_or(DraftProblem::PlaceMissing)?;
    if place.method == place::Method::Outside {
        return Err(DraftProblem::PlaceOutside);
    }
    Ok(Place {
        lat: place.spot.and_then(|spot| Degrees::from_degrees(spot.lat)),
        lon: place.spot.and_then(|spot| Degrees::from_degrees(spot.lon)),
        // Rounded up: a device never claims to know better than it does. Metres beyond any province say no more.
        accuracy_m: place.spot.and_then(|spot| spot.accuracy_m).map(|metres| metres.ceil().min(1e9) as u32),
        source: match place.source {
            SpotSource::Given => PlaceSource::Gps,
            SpotSource::Map => PlaceSource::Map,
            SpotSource::Photo => PlaceSource::Exif,
            SpotSource::Chosen => PlaceSource::Chosen,
        },
        commune: place.commune.map(|commune| commune.code.to_string()),
    })
}

fn draft_photo(sha256: Sha256, prepared: &Prepared) -> DraftPhoto {
    DraftPhoto {
        sha256,
        length: prepared.jpeg.len() as u64,
        width: prepared.width,
        height: prepared.height,
        thumbnail: prepared.thumbnail.clone(),
        spot: prepared.scene.position.as_ref().map(|position| Spot {
            lat: position.lat,
            lon: position.lon,
            accuracy_m: position.accuracy_m,
        }),
        retouched: None,
    }
}

/// What an act says of what travels after it: the photos of a draft, then its voice note.
pub(crate) fn attached(draft: &Draft) -> Vec<Attachment> {
    let voice = draft.voice.as_ref().map(|voice| Attachment {
        media_type: voice.media_type.clone(),
        sha256: voice.sha256,
        length: voice.length,
        thumbnail: None,
        unit_hears: voice.unit_hears.then_some(true),
    });
    draft.photos.iter().map(attachment).chain(voice).collect()
}

/// What an act says of a photo that travels after it.
pub(crate) fn attachment(photo: &DraftPhoto) -> Attachment {
    Attachment {
        media_type: report::limits::PHOTO_TYPE.into(),
        sha256: photo.sha256,
        length: photo.length,
        thumbnail: Some(Sha256::of(&photo.thumbnail)),
        unit_hears: None,
    }
}
