//! Voice notes: heard by the duty desk, by the unit only where whoever speaks agreed, and never without a trace; what is said
//! in them, as text for the unit.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::{details, seen, time};
use super::edit::body;
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{CaseDetails, ProblemShape};
use crate::access::Action;
use crate::casework::EventKind;
use crate::error::PortalError;
use crate::problem::{self, Problem};
use crate::public::stored;
use crate::state::AppState;
use crate::store::case_view::{CaseView, EventView};
use crate::store::look::{self, Look};
use crate::store::voice::{self, VoiceView};

/// A voice note of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoiceShown {
    /// Its SHA-256, under which it is asked for.
    pub sha256: String,
    /// Whether it has arrived.
    pub stored: bool,
    /// How many bytes it has.
    pub bytes: i64,
    /// Whether whoever reported agreed that the unit that handles the case hears it.
    pub unit_hears: bool,
    /// Whether this officer may hear it.
    pub may_hear: bool,
    /// Whether this officer may write down what is said in it.
    pub may_transcribe: bool,
    /// What is said in it, once somebody wrote it down.
    #[schema(required)]
    pub transcript: Option<Transcript>,
}

/// What is said in a voice note.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transcript {
    /// The words.
    pub text: String,
    /// When they were written down.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// What is said in a voice note.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Transcription {
    /// The words, at most 10,000 characters.
    pub text: String,
}

/// Hear a voice note
///
/// For the duty desk, and for the unit that has the case where whoever reported agreed. That it was heard stands in the case's
/// history from then on.
#[utoipa::path(get, path = "/console/api/cases/{number}/voices/{sha256}", tag = "voices", operation_id = "hear",
    params(("number" = String, Path, description = "The public number"),
        ("sha256" = String, Path, description = "The voice note's SHA-256, hexadecimal")),
    responses((status = 200, content_type = "audio/webm"), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape)))]
pub async fn hear(
    State(state): State<AppState>,
    officer: Officer,
    Path((number, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (case, voice) = of_a_case(&state, &officer, &number, &sha256).await?;
    if !may_hear(&officer, &case, &voice) {
        return Err(NOT_ALLOWED);
    }
    if !voice.stored {
        return Err(problem::not_found().await);
    }
    let sound = stored(&state, voice.sha256).await?;
    let look = Look { who: officer.user.name.clone(), at_ms: state.now_ms(), why: None, voice: Some(voice.sha256) };
    state.store().write(move |books| Box::pin(look::record(books, case.id, look))).await?;
    let head = [
        (CONTENT_TYPE, HeaderValue::try_from(voice.media_type).map_err(|_| PortalError::Broken("media_type"))?),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, sound).into_response())
}

/// Write down what is said in a voice note
///
/// Everybody who sees the case reads it. What was written before stays in the case's history.
#[utoipa::path(put, path = "/console/api/cases/{number}/voices/{sha256}/transcript", tag = "voices",
    operation_id = "transcribe",
    params(("number" = String, Path, description = "The public number"),
        ("sha256" = String, Path, description = "The voice note's SHA-256, hexadecimal")),
    request_body = Transcription,
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape),
        (status = 422, body = ProblemShape, description = "`reason_missing`, `text_too_long`")))]
pub async fn transcribe(
    State(state): State<AppState>,
    officer: Officer,
    Path((number, sha256)): Path<(String, String)>,
    request: Result<Json<Transcription>, JsonRejection>,
) -> Result<Json<CaseDetails>, Problem> {
    let (case, voice) = of_a_case(&state, &officer, &number, &sha256).await?;
    if !officer.may(Action::Transcribe, case.unit.as_deref()) {
        return Err(NOT_ALLOWED);
    }
    let Transcription { text } = body(request)?;
    let (actor, now_ms) = (officer.user.name.clone(), state.now_ms());
    let write = state.store().write(move |books| {
        Box::pin(async move { voice::transcribe(books, case.id, voice.sha256, text, &actor, now_ms).await })
    });
    write.await?;
    let case = seen(&state, &officer, &number).await?;
    Ok(Json(details(&state, &officer, case).await?))
}

/// The voice notes of a case as they are told to this officer.
pub fn shown(officer: &Officer, case: &CaseView, voices: Vec<VoiceView>, events: &[EventView]) -> Vec<VoiceShown> {
    let shape = |voice: VoiceView| VoiceShown {
        sha256: voice.sha256.to_string(),
        stored: voice.stored,
        bytes: voice.bytes,
        unit_hears: voice.unit_hears,
        may_hear: may_hear(officer, case, &voice),
        may_transcribe: officer.may(Action::Transcribe, case.unit.as_deref()),
        transcript: transcript(events, &voice.sha256.to_string()),
    };
    voices.into_iter().map(shape).collect()
}

fn may_hear(officer: &Officer, case: &CaseView, voice: &VoiceView) -> bool {
    let unit = case.unit.as_deref();
    officer.may(Action::HearVoice, unit) || voice.unit_hears && officer.may(Action::HearSharedVoice, unit)
}

/// The last words that were written down.
fn transcript(events: &[EventView], sha256: &str) -> Option<Transcript> {
    let of_it =
        |event: &&EventView| event.kind == EventKind::Transcribed.code() && event.code.as_deref() == Some(sha256);
    let last = events.iter().rfind(of_it)?;
    Some(Transcript { text: last.text.clone()?, at: time(last.at_ms), by: last.actor.clone().unwrap_or_default() })
}

async fn of_a_case(
    state: &AppState,
    officer: &Officer,
    number: &str,
    sha256: &str,
) -> Result<(CaseView, VoiceView), Problem> {
    let case = seen(state, officer, number).await?;
    let voices = voice::of_case(state.store().readers(), case.id).await?;
    match voices.into_iter().find(|voice| voice.sha256.to_string() == sha256) {
        Some(voice) => Ok((case, voice)),
        None => Err(problem::not_found().await),
    }
}
