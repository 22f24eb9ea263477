//! How a case is looked at, with all that belongs to it: what happened, its pictures. Nothing here changes a case; that is
//! `store::case`. Lists are `store::inbox` and `store::published`.
//!
//! **Invariant:** a function whose name says `published` returns nothing of a case that is not.

use report::words::Language;
use report::{CaseNumber, Outcome, Sha256, Status};
use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, AssertSqlSafe, Row as _};
use worktime::Pace;

use crate::casework::{Audience, ClockStep, EventKind, Subject};
use crate::clock;
use crate::error::PortalError;
use crate::publication::PublicPlace;
use crate::store::publication;
use crate::store::row::Columns as _;

/// The columns of a [`CaseView`].
pub(super) const COLUMNS: &str = "c.id, c.number, c.version, c.status, c.outcome, c.category, c.category_unknown_at, c.commune,
    category.name_vi AS category_vi, category.name_en AS category_en, c.commune_name, c.commune_method, c.lat, c.lon, c.accuracy_m, c.text, c.public_text, c.published_at, c.unit,
    unit.name AS unit_name, c.submitted_at, c.due_at, c.due_step, c.due_pace,
    (SELECT a.sha256 FROM attachment a
     WHERE a.case_id = c.id AND (a.thumbnail IS NOT NULL OR a.stored_at IS NOT NULL)
        AND a.superseded_at IS NULL AND a.media_type = 'image/jpeg'
     ORDER BY a.position LIMIT 1) AS picture,
    c.sealed_at, c.public_place, c.public_lat, c.public_lon,
    (SELECT p.sha256 FROM public_photo p JOIN attachment a ON a.case_id = p.case_id AND a.sha256 = p.photo
     WHERE p.case_id = c.id AND a.superseded_at IS NULL ORDER BY a.position LIMIT 1) AS public_picture
    FROM case_file c LEFT JOIN unit ON unit.code = c.unit LEFT JOIN category ON category.code = c.category";

/// A case as it stands.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// Its row; later cases have greater ones.
    pub id: i64,
    /// The public number.
    pub number: CaseNumber,
    /// Counts the deeds.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The category's code.
    pub category: String,
    /// The category's name in Vietnamese and in English, when the province has it.
    pub category_names: Option<(String, String)>,
    /// Whether the province offered the category when the report came.
    pub category_known: bool,
    /// The commune's code.
    pub commune: Option<String>,
    /// The commune's name.
    pub commune_name: Option<String>,
    /// How the commune was found.
    pub commune_method: Option<String>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: Option<i64>,
    /// What the citizen wrote.
    pub text: Option<String>,
    /// What everybody reads instead.
    pub public_text: Option<String>,
    /// Since when everybody sees it, ms.
    pub published_at_ms: Option<i64>,
    /// The code of the unit that has it.
    pub unit: Option<String>,
    /// The name of that unit.
    pub unit_name: Option<String>,
    /// When the portal took it, ms.
    pub submitted_at_ms: i64,
    /// The first picture that officers can be shown.
    pub picture: Option<Sha256>,
    /// The first picture that everybody may see, once the case is published: a copy.
    pub public_picture: Option<Sha256>,
    /// What everybody is told of the place.
    pub public_place: PublicPlace,
    /// Only whoever may read what is sealed sees it.
    pub sealed: bool,
    /// What has to be done first, and by when; `None`: nothing, or its clocks stand still.
    pub due: Option<Due>,
}

/// What has to be done first with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// By when, ms.
    pub at_ms: i64,
    /// The step.
    pub step: ClockStep,
    /// In which hours its clock runs.
    pub pace: Pace,
}

impl CaseView {
    /// What the category is called; of one that the province does not have, its code.
    #[must_use]
    pub fn category_name(&self, language: Language) -> &str {
        match (&self.category_names, language) {
            (Some((vi, _)), Language::Vi) => vi,
            (Some((_, en)), Language::En) => en,
            (None, _) => &self.category,
        }
    }
}

/// Something that happened to a case.
#[derive(Debug, Clone)]
pub struct EventView {
    /// A code of [`crate::casework::EventKind`].
    pub kind: String,
    /// The status that the case then had.
    pub status: Status,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// When, ms.
    pub at_ms: i64,
    /// The words.
    pub text: Option<String>,
    /// Whether the words are for everybody who may see the case.
    pub for_everybody: bool,
    /// Whether whoever reported did it.
    pub by_citizen: bool,
    /// The name of the unit that then had it.
    pub unit_name: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// What stands behind the words.
    pub code: Option<String>,
    /// How much more time was asked for or given.
    pub minutes: Option<i64>,
    /// The version of the case that it made.
    pub version: Option<i64>,
}

impl EventView {
    /// Whether by it the case went to a unit.
    #[must_use]
    pub fn is_dispatch(&self) -> bool {
        self.status == Status::Dispatched && self.kind == EventKind::Status.code()
    }
}

impl CaseView {
    /// What the rules by which cases go to units are asked about it at that moment.
    #[must_use]
    pub fn subject(&self, at_ms: i64) -> Subject<'_> {
        Subject { category: &self.category, commune: self.commune.as_deref(), at: clock::moment(at_ms) }
    }
}

/// A photo of a case.
#[derive(Debug, Clone)]
pub struct PhotoView {
    /// Its hash.
    pub sha256: Sha256,
    /// Its length in bytes.
    pub bytes: i64,
    /// Whether its thumbnail is there.
    pub has_thumbnail: bool,
    /// Whether the whole is there.
    pub stored: bool,
    /// The copy that everybody may see; without one it is withheld.
    pub copy: Option<Copy>,
}

/// What somebody who looked at a photo made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its hash.
    pub sha256: Sha256,
    /// What was covered (JSON).
    pub areas: String,
    /// When somebody looked, ms.
    pub looked_at_ms: i64,
    /// Who.
    pub looked_by: String,
}

/// A picture in one of the cases that have it.
#[derive(Debug, Clone)]
pub struct PictureView {
    /// The case that it belongs to; the same bytes may belong to several.
    pub case_id: i64,
    /// Its thumbnail, a JPEG.
    pub thumbnail: Option<Vec<u8>>,
    /// Whether the whole is there.
    pub stored: bool,
    /// The code of the unit that has the case.
    pub unit: Option<String>,
    /// Whether the case is sealed.
    pub sealed: bool,
}

/// The published case of a number.
///
/// # Errors
/// When the database fails.
pub async fn published_by_number<'e>(
    executor: impl AnyExecutor<'e>,
    number: &CaseNumber,
) -> Result<Option<CaseView>, PortalError> {
    Ok(by_number(executor, number).await?.filter(|case| case.published_at_ms.is_some()))
}

/// The case of a number, published or not.
///
/// # Errors
/// When the database fails.
pub async fn by_number<'e>(
    executor: impl AnyExecutor<'e>,
    number: &CaseNumber,
) -> Result<Option<CaseView>, PortalError> {
    let sql = format!("SELECT {COLUMNS} WHERE c.number = $1");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(number.as_str().to_owned());
    query.fetch_optional(executor).await?.as_ref().map(case).transpose()
}

/// The case that a tracking code opens, by the hash of the compact code.
///
/// # Errors
/// When the database fails.
pub async fn by_code<'e>(executor: impl AnyExecutor<'e>, code: Sha256) -> Result<Option<CaseView>, PortalError> {
    let sql = format!("SELECT {COLUMNS} WHERE c.code_sha256 = $1");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(code.as_bytes().to_vec());
    query.fetch_optional(executor).await?.as_ref().map(case).transpose()
}

/// What happened to a case, oldest first, with the words of each event whoever they are for.
///
/// # Errors
/// When the database fails.
pub async fn timeline<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<EventView>, PortalError> {
    let sql =
        "SELECT e.kind, e.status, e.outcome, e.at, e.text, e.audience, e.actor, e.act_id, e.code, e.minutes, e.version,
                   unit.name AS unit_name
               FROM event e LEFT JOIN unit ON unit.code = e.unit
               WHERE e.case_id = $1 AND e.kind <> 'told' ORDER BY e.position";
    let rows = sqlx::query(sql).bind(case_id).fetch_all(executor).await?;
    rows.iter().map(event).collect()
}

/// The photos of a case, in their order; not those that an edit took the place of.
///
/// # Errors
/// When the database fails.
pub async fn photos<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<PhotoView>, PortalError> {
    let sql = "SELECT a.sha256, a.length, a.stored_at, CASE WHEN a.thumbnail IS NOT NULL THEN a.length END AS thumbnail_bytes,
                   p.sha256 AS copy, p.areas, p.looked_at, p.looked_by
               FROM attachment a LEFT JOIN public_photo p ON p.case_id = a.case_id AND p.photo = a.sha256
               WHERE a.case_id = $1 AND a.superseded_at IS NULL AND a.media_type = 'image/jpeg' ORDER BY a.position";
    let rows = sqlx::query(sql).bind(case_id).fetch_all(executor).await?;
    rows.iter().map(photo).collect()
}

/// A picture, once for each case that has it; a voice note is none, whoever asks.
///
/// # Errors
/// When the database fails.
pub async fn pictures<'e>(executor: impl AnyExecutor<'e>, sha256: Sha256) -> Result<Vec<PictureView>, PortalError> {
    let sql = "SELECT a.case_id, a.thumbnail, a.stored_at, c.unit, c.sealed_at
               FROM attachment a JOIN case_file c ON c.id = a.case_id
               WHERE a.sha256 = $1 AND a.media_type = 'image/jpeg'";
    let rows = sqlx::query(sql).bind(sha256.as_bytes().to_vec()).fetch_all(executor).await?;
    rows.iter().map(picture).collect()
}

pub(super) fn case(row: &AnyRow) -> Result<CaseView, PortalError> {
    Ok(CaseView {
        id: row.try_get("id")?,
        number: row.parsed("number")?,
        version: row.try_get("version")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        category: row.try_get("category")?,
        category_names: names(row.try_get("category_vi")?, row.try_get("category_en")?),
        category_known: row.try_get::<Option<i64>, _>("category_unknown_at")?.is_none(),
        commune: row.try_get("commune")?,
        commune_name: row.try_get("commune_name")?,
        commune_method: row.try_get("commune_method")?,
        lat: row.try_get("lat")?,
        lon: row.try_get("lon")?,
        accuracy_m: row.try_get("accuracy_m")?,
        text: row.try_get("text")?,
        public_text: row.try_get("public_text")?,
        published_at_ms: row.try_get("published_at")?,
        unit: row.try_get("unit")?,
        unit_name: row.try_get("unit_name")?,
        submitted_at_ms: row.try_get("submitted_at")?,
        picture: row.id_or_none("picture")?,
        public_picture: row.id_or_none("public_picture")?,
        public_place: public_place(row)?,
        sealed: row.try_get::<Option<i64>, _>("sealed_at")?.is_some(),
        due: due(row)?,
    })
}

fn public_place(row: &AnyRow) -> Result<PublicPlace, PortalError> {
    let (lat, lon): (Option<f64>, Option<f64>) = (row.try_get("public_lat")?, row.try_get("public_lon")?);
    Ok(PublicPlace { precision: publication::precision(row)?, point: lat.zip(lon) })
}

fn due(row: &AnyRow) -> Result<Option<Due>, PortalError> {
    let Some(at_ms) = row.try_get("due_at")? else { return Ok(None) };
    Ok(Some(Due { at_ms, step: row.parsed("due_step")?, pace: row.parsed("due_pace")? }))
}

fn names(vi: Option<String>, en: Option<String>) -> Option<(String, String)> {
    vi.zip(en)
}

fn event(row: &AnyRow) -> Result<EventView, PortalError> {
    Ok(EventView {
        kind: row.try_get("kind")?,
        status: row.parsed("status")?,
        outcome: row.parsed_or_none("outcome")?,
        at_ms: row.try_get("at")?,
        text: row.try_get("text")?,
        for_everybody: row.try_get::<String, _>("audience")? == Audience::Everybody.code(),
        by_citizen: row.try_get::<Option<Vec<u8>>, _>("act_id")?.is_some(),
        unit_name: row.try_get("unit_name")?,
        actor: row.try_get("actor")?,
        code: row.try_get("code")?,
        minutes: row.try_get("minutes")?,
        version: row.try_get("version")?,
    })
}

fn photo(row: &AnyRow) -> Result<PhotoView, PortalError> {
    Ok(PhotoView {
        sha256: row.id("sha256")?,
        bytes: row.try_get("length")?,
        has_thumbnail: row.try_get::<Option<i64>, _>("thumbnail_bytes")?.is_some(),
        stored: row.try_get::<Option<i64>, _>("stored_at")?.is_some(),
        copy: copy(row)?,
    })
}

fn copy(row: &AnyRow) -> Result<Option<Copy>, PortalError> {
    let Some(sha256) = row.id_or_none("copy")? else { return Ok(None) };
    Ok(Some(Copy {
        sha256,
        areas: row.try_get("areas")?,
        looked_at_ms: row.try_get("looked_at")?,
        looked_by: row.try_get("looked_by")?,
    }))
}

fn picture(row: &AnyRow) -> Result<PictureView, PortalError> {
    Ok(PictureView {
        case_id: row.try_get("case_id")?,
        thumbnail: row.try_get("thumbnail")?,
        stored: row.try_get::<Option<i64>, _>("stored_at")?.is_some(),
        sealed: row.try_get::<Option<i64>, _>("sealed_at")?.is_some(),
        unit: row.try_get("unit")?,
    })
}
