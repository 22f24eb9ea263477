//! Recordings for spoken help, edited by those who edit the templates of answers.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use report::Sha256;
use report::spoken::{ARCHIVE_BYTES, RECORDING_BYTES};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::AnyConnection;
use utoipa::ToSchema;

use super::case::time;
use super::edit::{Edit, body};
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::access::Action;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::spoken::{self, Languages, NamedLanguage, SpokenError, Subject};
use crate::state::AppState;
use crate::store::recording::{self, LANGUAGES, NewRecording, RecordingRow};
use crate::store::{audit, category, region, setting, template};

/// The longest request, in bytes: one more than a recording may have, so that a longer one is told from a broken one.
pub const REQUEST_BYTES: usize = RECORDING_BYTES + 1;

/// Recordings for spoken help, and of what there can be some.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recordings {
    /// The languages, in the order in which they are offered.
    pub languages: Vec<NamedLanguage>,
    /// Everything that can be recorded; at the end what is recorded and stands nowhere any more.
    pub subjects: Vec<SubjectShown>,
    /// Bytes of all recordings together, as devices fetch them.
    pub bytes: usize,
    /// So many may they be.
    pub most_bytes: usize,
    /// The longest recording, in bytes.
    pub longest_bytes: usize,
}

/// Something of which there can be a recording.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectShown {
    /// Its name, `category:giao-thong`.
    pub says: String,
    /// The words in Vietnamese.
    pub vi: String,
    /// The words in English, where there are.
    #[schema(required)]
    pub en: Option<String>,
    /// Whether it stands somewhere.
    pub stands: bool,
    /// Its recordings, one of a language at most.
    pub recordings: Vec<RecordingShown>,
}

/// A recording.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordingShown {
    /// The code of its language.
    pub language: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: i64,
    /// Whether the words were other ones when it was recorded.
    pub outdated: bool,
    /// When it was recorded.
    pub updated_at: String,
    /// By whom.
    pub updated_by: String,
}

/// The languages in which is recorded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SpokenLanguages {
    /// In the order in which they are offered.
    pub languages: Vec<NamedLanguage>,
}

/// The recordings
#[utoipa::path(get, path = "/console/api/recordings", tag = "recordings", operation_id = "recordings",
    responses((status = 200, body = Recordings), (status = 401, body = ProblemShape)))]
pub async fn recordings(State(state): State<AppState>, _officer: Officer) -> Result<Json<Recordings>, Problem> {
    let mut books = state.store().readers().acquire().await.map_err(PortalError::from)?;
    Ok(Json(shown(&mut books).await?))
}

/// Keep a recording
///
/// The body is the sound itself (`WebM`, Ogg, MP4, MP3 or WAV), at most 160 KiB. It takes the place of the one before, and goes to
/// the devices with the next pack.
#[utoipa::path(put, path = "/console/api/recordings/{language}/{says}", tag = "recordings", operation_id = "record",
    params(("language" = String, Path, description = "The code of the language"),
        ("says" = String, Path, description = "What it is of, `category:giao-thong`")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Recordings), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape, description = "`recording_subject_unknown`, `spoken_language_unknown`"),
        (status = 413, body = ProblemShape, description = "`recording_too_large`"),
        (status = 422, body = ProblemShape, description = "`recording_not_taken`, `recordings_full`")))]
pub async fn record(
    State(state): State<AppState>,
    officer: Officer,
    Path((language, says)): Path<(String, String)>,
    sound: Result<Bytes, BytesRejection>,
) -> Result<Json<Recordings>, Problem> {
    let sound = sound.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::from(PortalError::from(SpokenError::TooLarge)),
        _ => Problem::new(StatusCode::BAD_REQUEST, "file_cut"),
    })?;
    let (what, subject) = ("recording_saved", format!("{language} {says}"));
    let edit = Edit { officer: &officer, action: Action::EditTemplates, unit: None, what, subject: &subject };
    let asked = json!({ "language": language, "says": says, "bytes": sound.len() });
    let (who, now_ms, subject) = (officer.user.name.clone(), state.now_ms(), subject.clone());
    let kept = edit.carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let new = checked(books, language, says, sound).await?;
            let was = described(books, &new.language, &new.says).await?;
            let became = json!({ "sha256": Sha256::of(&new.sound), "bytes": new.sound.len(), "words": new.words });
            recording::put(books, new, &who, now_ms).await?;
            region::outdate(books, &who, now_ms).await?;
            audit::record(books, &who, what, &subject, was, Some(became), now_ms).await?;
            shown(books).await
        })
    });
    Ok(Json(kept.await?))
}

/// A recording's sound
#[utoipa::path(get, path = "/console/api/recordings/{language}/{says}", tag = "recordings", operation_id = "recording",
    params(("language" = String, Path, description = "The code of the language"),
        ("says" = String, Path, description = "What it is of")),
    responses((status = 200, content_type = "application/octet-stream"), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn recording(
    State(state): State<AppState>,
    _officer: Officer,
    Path((language, says)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = recording::sound(state.store().readers(), &language, &says).await?;
    let (media_type, sound) = found.ok_or(PortalError::from(SpokenError::Unknown))?;
    let media_type = HeaderValue::try_from(media_type).map_err(|_| PortalError::Broken("recording"))?;
    let head = [
        (CONTENT_TYPE, media_type),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, sound).into_response())
}

/// Take a recording away
#[utoipa::path(delete, path = "/console/api/recordings/{language}/{says}", tag = "recordings",
    operation_id = "remove_recording",
    params(("language" = String, Path, description = "The code of the language"),
        ("says" = String, Path, description = "What it is of")),
    responses((status = 200, body = Recordings), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn remove(
    State(state): State<AppState>,
    officer: Officer,
    Path((language, says)): Path<(String, String)>,
) -> Result<Json<Recordings>, Problem> {
    let (what, subject) = ("recording_removed", format!("{language} {says}"));
    let edit = Edit { officer: &officer, action: Action::EditTemplates, unit: None, what, subject: &subject };
    let asked = json!({ "language": language, "says": says });
    let (who, now_ms, subject) = (officer.user.name.clone(), state.now_ms(), subject.clone());
    let removed = edit.carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let was = described(books, &language, &says).await?;
            if !recording::delete(books, &language, &says).await? {
                return Err(SpokenError::Unknown.into());
            }
            region::outdate(books, &who, now_ms).await?;
            audit::record(books, &who, what, &subject, was, None, now_ms).await?;
            shown(books).await
        })
    });
    Ok(Json(removed.await?))
}

/// Say in which languages is recorded
#[utoipa::path(put, path = "/console/api/spoken-languages", tag = "recordings", operation_id = "set_spoken_languages",
    request_body = SpokenLanguages,
    responses((status = 200, body = Recordings), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 409, body = ProblemShape, description = "`spoken_language_in_use`"),
        (status = 422, body = ProblemShape, description = "`spoken_languages_invalid`")))]
pub async fn set_languages(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<SpokenLanguages>, JsonRejection>,
) -> Result<Json<Recordings>, Problem> {
    let asked = body(request)?;
    let (what, subject) = ("spoken_languages_changed", "spoken_languages");
    let edit = Edit { officer: &officer, action: Action::EditTemplates, unit: None, what, subject };
    let (who, now_ms, said) = (officer.user.name.clone(), state.now_ms(), json!(asked));
    let set = edit.carry_out(&state, &said, move |books| {
        Box::pin(async move {
            let languages = Languages::checked(asked.languages)?;
            let recorded = recording::all(&mut *books).await?;
            if recorded.iter().any(|row| !languages.has(&row.language)) {
                return Err(SpokenError::LanguageInUse.into());
            }
            let was = setting::get(&mut *books, &LANGUAGES).await?.value;
            setting::set(books, &LANGUAGES, &languages, &who, true, now_ms).await?;
            region::outdate(books, &who, now_ms).await?;
            audit::record(books, &who, what, subject, Some(json!(was)), Some(json!(languages)), now_ms).await?;
            shown(books).await
        })
    });
    Ok(Json(set.await?))
}

/// A recording that can be kept, with the words that stand there now.
async fn checked(
    books: &mut AnyConnection,
    language: String,
    says: String,
    sound: Bytes,
) -> Result<NewRecording, PortalError> {
    if sound.len() > RECORDING_BYTES {
        return Err(SpokenError::TooLarge.into());
    }
    if !setting::get(&mut *books, &LANGUAGES).await?.value.has(&language) {
        return Err(SpokenError::LanguageUnknown.into());
    }
    let subject = subjects(books).await?.into_iter().find(|subject| subject.says == says);
    let words = subject.ok_or(SpokenError::SubjectUnknown)?.vi;
    let media_type = spoken::media_type(&sound).ok_or(SpokenError::NotTaken)?;
    let mut others = recording::all(&mut *books).await?;
    others.retain(|row| row.language != language || row.says != says);
    if spoken::archive_bytes(&others) + spoken::around_bytes(&words) + sound.len() > ARCHIVE_BYTES {
        return Err(SpokenError::Full.into());
    }
    Ok(NewRecording { language, says, words, media_type, sound: sound.to_vec() })
}

async fn subjects(books: &mut AnyConnection) -> Result<Vec<Subject>, PortalError> {
    let categories = category::all(&mut *books).await?;
    Ok(spoken::subjects(&categories, &template::all(&mut *books).await?))
}

async fn described(books: &mut AnyConnection, language: &str, says: &str) -> Result<Option<Value>, PortalError> {
    let found = recording::sound(&mut *books, language, says).await?;
    Ok(found.map(|(_, sound)| json!({ "sha256": Sha256::of(&sound), "bytes": sound.len() })))
}

async fn shown(books: &mut AnyConnection) -> Result<Recordings, PortalError> {
    let mut rows = recording::all(&mut *books).await?;
    let bytes = spoken::archive_bytes(&rows);
    let mut subjects: Vec<SubjectShown> = Vec::new();
    for Subject { says, vi, en } in self::subjects(books).await? {
        let own = rows.extract_if(.., |row| row.says == says).map(|row| recorded(row, &vi)).collect();
        subjects.push(SubjectShown { says, vi, en, stands: true, recordings: own });
    }
    rows.sort_by(|one, other| one.says.cmp(&other.says));
    for of in rows.chunk_by(|one, other| one.says == other.says) {
        let (says, vi) = (of[0].says.clone(), of[0].words.clone());
        let recordings = of.iter().cloned().map(|row| recorded(row, &vi)).collect();
        subjects.push(SubjectShown { says, vi, en: None, stands: false, recordings });
    }
    let languages = setting::get(&mut *books, &LANGUAGES).await?.value.0;
    Ok(Recordings { languages, subjects, bytes, most_bytes: ARCHIVE_BYTES, longest_bytes: RECORDING_BYTES })
}

fn recorded(row: RecordingRow, words: &str) -> RecordingShown {
    RecordingShown {
        outdated: row.words != words,
        language: row.language,
        media_type: row.media_type,
        bytes: row.length,
        updated_at: time(row.updated_at_ms),
        updated_by: row.updated_by,
    }
}
