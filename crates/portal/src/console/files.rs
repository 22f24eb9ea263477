//! Files that officers put to a case: photos of what was put right, documents.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::case::{details, seen, time};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{CaseDetails, ProblemShape};
use crate::access::Action;
use crate::casework::FileKind;
use crate::error::PortalError;
use crate::office_files::{self, NotTaken};
use crate::problem::{self, Problem};
use crate::public::small;
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::office_file::OfficeFile;
use crate::store::{case, office_file};

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");
const KEPT: &str = "private, max-age=600";
/// The longest name of a file, in characters.
const NAME_CHARS: usize = 120;

/// A file of the office.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileShown {
    /// Its id: `GET`, `PUT` and `DELETE /console/api/files/{id}`.
    pub id: i64,
    /// What it shows.
    pub kind: FileKind,
    /// What the officer calls it.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: i64,
    /// When it was put there.
    pub added_at: String,
    /// By whom.
    pub added_by: String,
    /// Whether it goes with the answer.
    pub shown: bool,
}

/// What a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// `after`: what was put right; `before`: how it was; `document`: a PDF, Word, Excel, `OpenDocument`, CSV or text file.
    kind: FileKind,
    /// What to call it, with its ending; at most 120 characters.
    name: String,
    /// Whether it goes with the answer; missing: photos of what was put right do, others do not.
    shown: Option<bool>,
}

/// Put a file to a case
///
/// The body is the file itself, at most 25 MiB. Photos (JPEG, PNG, WebP, HEIC) are kept upright, small and without metadata. A
/// file that goes with the answer is seen by whoever reported once the case is answered, and by everybody while the case is
/// published; until then, and all other files always, by officers alone.
#[utoipa::path(post, path = "/console/api/cases/{number}/files", tag = "files", operation_id = "add_file",
    params(("number" = String, Path, description = "The public number"), FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = CaseDetails), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 413, body = ProblemShape),
        (status = 422, body = ProblemShape, description = "`photo_…`: no photo that can be read; `file_not_taken`"),
        (status = 507, body = ProblemShape)))]
pub async fn add(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    query: Result<Query<FileQuery>, QueryRejection>,
    body: Body,
) -> Result<Json<CaseDetails>, Problem> {
    let Query(FileQuery { kind, name, shown }) = query.map_err(|_| MALFORMED)?;
    let found = seen(&state, &officer, &number).await?;
    let name = named(&name)?;
    may_attach(&officer, &found)?;
    let shown = shown.unwrap_or(kind == FileKind::After);
    let new = office_files::take(state.photos(), body, kind, name, shown).await.map_err(not_taken)?;
    let (id, actor, now_ms) = (found.id, officer.user.name.clone(), state.now_ms());
    state.store().write(move |books| case::attach(books, id, new, actor, now_ms)).await?;
    again(&state, &officer, &number).await
}

/// Whether a file goes with the answer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FileChange {
    /// Whether it does.
    pub shown: bool,
}

/// Say whether a file goes with the answer
#[utoipa::path(put, path = "/console/api/files/{id}", tag = "files", operation_id = "show_file",
    params(("id" = i64, Path, description = "The file's id")), request_body = FileChange,
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn show(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
    Json(FileChange { shown }): Json<FileChange>,
) -> Result<Json<CaseDetails>, Problem> {
    let (file, found) = of_a_case(&state, &officer, id).await?;
    may_attach(&officer, &found)?;
    let (actor, now_ms) = (officer.user.name.clone(), state.now_ms());
    state.store().write(move |books| case::show_file(books, file, shown, actor, now_ms)).await?;
    again(&state, &officer, found.number.as_str()).await
}

/// Take a file away
///
/// Its name stays in the case's history.
#[utoipa::path(delete, path = "/console/api/files/{id}", tag = "files", operation_id = "remove_file",
    params(("id" = i64, Path, description = "The file's id")),
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn remove(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
) -> Result<Json<CaseDetails>, Problem> {
    let (file, found) = of_a_case(&state, &officer, id).await?;
    may_attach(&officer, &found)?;
    let (actor, now_ms) = (officer.user.name.clone(), state.now_ms());
    state.store().write(move |books| case::detach(books, file, actor, now_ms)).await?;
    crate::intake::forget::files(&state).await;
    again(&state, &officer, found.number.as_str()).await
}

/// A file of the office
#[utoipa::path(get, path = "/console/api/files/{id}", tag = "files", operation_id = "file",
    params(("id" = i64, Path, description = "The file's id")),
    responses((status = 200, content_type = "application/octet-stream"), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn file(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let (file, _) = of_a_case(&state, &officer, id).await?;
    Ok(served(&state, &file, &asked, KEPT).await?)
}

/// The small picture of a photo of the office
#[utoipa::path(get, path = "/console/api/files/{id}/thumbnail", tag = "files", operation_id = "file_thumbnail",
    params(("id" = i64, Path, description = "The file's id")),
    responses((status = 200, content_type = "image/jpeg"), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn thumbnail(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    of_a_case(&state, &officer, id).await?;
    match office_file::thumbnail(state.store().readers(), id).await? {
        Some(bytes) => Ok(small(bytes, KEPT)),
        None => Err(problem::not_found().await),
    }
}

/// The file's bytes: photos to be looked at, documents to be kept.
///
/// # Errors
/// [`PortalError::PhotoLost`], and when the file cannot be read.
pub async fn served(
    state: &AppState,
    file: &OfficeFile,
    asked: &HeaderMap,
    kept: &'static str,
) -> Result<Response, PortalError> {
    if file.kind != FileKind::Document {
        return crate::public::whole(state, file.sha256, asked, kept).await;
    }
    let (photos, sha256) = (state.photos().clone(), file.sha256);
    let read = tokio::task::spawn_blocking(move || photos.read(&sha256)).await.map_err(std::io::Error::other)?;
    let bytes = read?.ok_or(PortalError::PhotoLost)?;
    let name = form_urlencoded::byte_serialize(file.name.as_bytes()).collect::<String>().replace('+', "%20");
    let disposition = HeaderValue::try_from(format!("attachment; filename*=UTF-8''{name}"));
    let media = HeaderValue::try_from(&file.media_type);
    let (Ok(disposition), Ok(media)) = (disposition, media) else { return Err(PortalError::Broken("office_file")) };
    let headers = [
        (CONTENT_TYPE, media),
        (CONTENT_DISPOSITION, disposition),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CACHE_CONTROL, HeaderValue::from_static(kept)),
    ];
    Ok((headers, bytes).into_response())
}

/// The files of a case as they are told to officers.
pub fn shown(files: Vec<OfficeFile>) -> Vec<FileShown> {
    let shape = |file: OfficeFile| FileShown {
        id: file.id,
        kind: file.kind,
        name: file.name,
        media_type: file.media_type,
        bytes: file.length,
        added_at: time(file.added_at_ms),
        added_by: file.added_by,
        shown: file.shown,
    };
    files.into_iter().map(shape).collect()
}

async fn of_a_case(state: &AppState, officer: &Officer, id: i64) -> Result<(OfficeFile, CaseView), Problem> {
    let Some(file) = office_file::find(state.store().readers(), id).await? else {
        return Err(problem::not_found().await);
    };
    let number = case::number_of(state.store().readers(), file.case_id).await?;
    let found = seen(state, officer, number.as_str()).await?;
    Ok((file, found))
}

async fn again(state: &AppState, officer: &Officer, number: &str) -> Result<Json<CaseDetails>, Problem> {
    let found = seen(state, officer, number).await?;
    Ok(Json(details(state, officer, found).await?))
}

fn may_attach(officer: &Officer, case: &CaseView) -> Result<(), Problem> {
    if officer.may(Action::Attach, case.unit.as_deref()) { Ok(()) } else { Err(NOT_ALLOWED) }
}

/// A name without anything that a path or a header could take for its own.
fn named(name: &str) -> Result<String, Problem> {
    let name: String = name.trim().chars().filter(|one| !one.is_control() && !matches!(one, '/' | '\\')).collect();
    let fits = (1..=NAME_CHARS).contains(&name.chars().count());
    if fits { Ok(name) } else { Err(MALFORMED.about(Some("name"))) }
}

fn not_taken(error: NotTaken) -> Problem {
    let refused = |code| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    match error {
        NotTaken::Cut => Problem::new(StatusCode::BAD_REQUEST, "file_cut"),
        NotTaken::TooLarge => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large"),
        NotTaken::OtherKind => refused("file_not_taken"),
        NotTaken::Photo(error) => refused(error.code()),
        NotTaken::Own(error) => error.into(),
    }
}
