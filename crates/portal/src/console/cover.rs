//! Looking at a photo before anybody else sees it: covering faces, plates and whatever else nobody is to see, or saying
//! that there is nothing to cover. Either makes the copy that everybody may see; without one the photo is withheld.
//!
//! A copy is made anew from the photo's pixels, so that nothing of what is covered, and none of what a camera wrote beside
//! the pixels, is in it.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use photo::{Area, Limits, Prepared};
use report::Sha256;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::{details, seen};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{CaseDetails, ProblemShape};
use crate::access::Action;
use crate::error::PortalError;
use crate::problem::{self, Problem};
use crate::state::AppState;
use crate::store::case_view::{self, CaseView};
use crate::store::public_photo::{self, PublicPhoto};

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");
/// The most areas in one photo.
const AREAS: usize = 200;

/// What an officer saw in a photo.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CoverRequest {
    /// What is to be covered; nothing where there is nothing to cover.
    pub areas: Vec<CoverArea>,
    /// The copy that was seen, if there was one: another is left as it is.
    pub copy: Option<String>,
}

/// A rectangle of a photo, in ten-thousandths of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoverArea {
    /// From the left edge.
    pub left: u16,
    /// From the upper edge.
    pub top: u16,
    /// To the right of `left`.
    pub width: u16,
    /// Below `top`.
    pub height: u16,
}

/// Say what is to be covered in a photo, or that nothing is
#[utoipa::path(put, path = "/console/api/cases/{number}/photos/{sha256}/copy", tag = "photos", operation_id = "cover",
    params(("number" = String, Path, description = "The public number"),
        ("sha256" = String, Path, description = "The photo as it came, hexadecimal")),
    request_body = CoverRequest,
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 409, body = ProblemShape),
        (status = 422, body = ProblemShape)))]
pub async fn cover(
    State(state): State<AppState>,
    officer: Officer,
    Path((number, sha256)): Path<(String, String)>,
    request: Result<Json<CoverRequest>, JsonRejection>,
) -> Result<Json<CaseDetails>, Problem> {
    let (case, photo) = covers(&state, &officer, &number, &sha256).await?;
    let Json(request) = request.map_err(|_| MALFORMED)?;
    if request.areas.len() > AREAS {
        return Err(PortalError::CoverRefused("too_many_areas").into());
    }
    let areas: Vec<Area> = request.areas.iter().map(area).collect();
    let made = made(&state, photo, areas).await?;
    let copy = PublicPhoto {
        photo,
        sha256: Sha256::from_bytes(made.sha256),
        areas: serde_json::to_string(&request.areas).map_err(|_| PortalError::Broken("areas"))?,
        looked_at_ms: state.now_ms(),
        looked_by: officer.user.name.clone(),
    };
    let (folder, id) = (state.photos().clone(), case.id);
    let write = state.store().write(move |books| {
        Box::pin(async move {
            public_photo::only_if(&mut *books, id, photo, request.copy.as_deref()).await?;
            let sha256 = copy.sha256;
            let stored = tokio::task::spawn_blocking(move || folder.keep(&sha256, &made.jpeg));
            stored.await.map_err(std::io::Error::other)??;
            public_photo::keep(books, id, &copy, made.thumbnail).await
        })
    });
    write.await?;
    shown(&state, &officer, &number).await
}

/// Withhold a photo from everybody again
#[utoipa::path(delete, path = "/console/api/cases/{number}/photos/{sha256}/copy", tag = "photos",
    operation_id = "withhold",
    params(("number" = String, Path, description = "The public number"),
        ("sha256" = String, Path, description = "The photo as it came, hexadecimal")),
    responses((status = 200, body = CaseDetails), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape)))]
pub async fn withhold(
    State(state): State<AppState>,
    officer: Officer,
    Path((number, sha256)): Path<(String, String)>,
) -> Result<Json<CaseDetails>, Problem> {
    let (case, photo) = covers(&state, &officer, &number, &sha256).await?;
    let now_ms = state.now_ms();
    let write = state
        .store()
        .write(move |books| Box::pin(async move { public_photo::take_away(books, case.id, photo, now_ms).await }));
    write.await?;
    shown(&state, &officer, &number).await
}

/// The case and its photo, when this officer may cover it.
async fn covers(
    state: &AppState,
    officer: &Officer,
    number: &str,
    sha256: &str,
) -> Result<(CaseView, Sha256), Problem> {
    let case = seen(state, officer, number).await?;
    if !officer.may(Action::Cover, case.unit.as_deref()) {
        return Err(NOT_ALLOWED);
    }
    let Ok(sha256) = sha256.parse::<Sha256>() else { return Err(problem::not_found().await) };
    let photos = case_view::photos(state.store().readers(), case.id).await?;
    match photos.iter().find(|photo| photo.sha256 == sha256) {
        Some(photo) if photo.stored => Ok((case, sha256)),
        Some(_) => Err(PortalError::PhotoAwaited.into()),
        None => Err(problem::not_found().await),
    }
}

/// The copy of a photo with these areas covered.
async fn made(state: &AppState, photo: Sha256, areas: Vec<Area>) -> Result<Prepared, PortalError> {
    let folder = state.photos().clone();
    let made = tokio::task::spawn_blocking(move || {
        let bytes = folder.read(&photo)?.ok_or(PortalError::PhotoLost)?;
        photo::cover(&bytes, &areas, &Limits::default()).map_err(|error| PortalError::CoverRefused(error.code()))
    });
    made.await.map_err(std::io::Error::other)?
}

async fn shown(state: &AppState, officer: &Officer, number: &str) -> Result<Json<CaseDetails>, Problem> {
    let case = seen(state, officer, number).await?;
    Ok(Json(details(state, officer, case).await?))
}

fn area(area: &CoverArea) -> Area {
    Area { left: area.left, top: area.top, width: area.width, height: area.height }
}
