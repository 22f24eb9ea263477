//! Pictures of the cases that an officer may see.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use report::Sha256;

use super::officer::Officer;
use super::shape::ProblemShape;
use crate::error::PortalError;
use crate::problem::{self, Problem};
use crate::public::{small, whole};
use crate::state::AppState;
use crate::store::case_view::{self, PictureView};
use crate::store::public_photo;

/// A picture's bytes never change; whether one may see it does.
const KEPT: &str = "private, max-age=60";

/// A whole picture
#[utoipa::path(get, path = "/console/api/pictures/{sha256}", tag = "pictures", operation_id = "picture",
    params(("sha256" = String, Path, description = "Its SHA-256, hexadecimal")),
    responses((status = 200, content_type = "image/jpeg"), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn picture(
    State(state): State<AppState>,
    officer: Officer,
    Path(sha256): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    match seen(&state, &officer, &sha256).await? {
        Some((sha256, PictureView { stored: true, .. })) => Ok(whole(&state, sha256, &asked, KEPT).await?),
        _ => Err(problem::not_found().await),
    }
}

/// A thumbnail, or the whole where none came
#[utoipa::path(get, path = "/console/api/thumbnails/{sha256}", tag = "pictures", operation_id = "thumbnail",
    params(("sha256" = String, Path, description = "The SHA-256 of the whole, hexadecimal")),
    responses((status = 200, content_type = "image/jpeg"), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn thumbnail(
    State(state): State<AppState>,
    officer: Officer,
    Path(sha256): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    match seen(&state, &officer, &sha256).await? {
        Some((_, PictureView { thumbnail: Some(bytes), .. })) => Ok(small(bytes, KEPT)),
        Some((sha256, PictureView { stored: true, .. })) => Ok(whole(&state, sha256, &asked, KEPT).await?),
        _ => Err(problem::not_found().await),
    }
}

/// The picture, when it belongs to a case that this officer may see.
async fn seen(state: &AppState, officer: &Officer, sha256: &str) -> Result<Option<(Sha256, PictureView)>, PortalError> {
    let Ok(sha256) = sha256.parse::<Sha256>() else { return Ok(None) };
    let found = case_view::pictures(state.store().readers(), sha256).await?;
    for picture in found {
        if officer.sees(state, picture.case_id, picture.unit.as_deref(), picture.sealed).await? {
            return Ok(Some((sha256, picture)));
        }
    }
    let copies = public_photo::find(state.store().readers(), sha256).await?;
    let copy = copies.into_iter().find(|copy| officer.reads(copy.unit.as_deref(), copy.sealed));
    Ok(copy.map(|copy| (sha256, copy.picture())))
}
