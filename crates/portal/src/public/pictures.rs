//! Pictures: of published cases for everybody, of others with a [pass](super::pass).
//!
//! **Invariant:** a picture that may not be seen answers exactly as one that is not there.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use report::Sha256;

use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use super::pass;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::case_view::{self, PictureView};
use crate::store::copy;
use crate::store::public_photo::{self, PublicPicture};

/// How long a browser may show a published picture without asking again, s: what is unpublished is gone soon.
const KEPT: &str = "private, max-age=60";
const NOT_KEPT: &str = "no-store";

/// `GET /anh/{sha256}`
pub async fn picture(
    State(state): State<AppState>,
    Path(sha256): Path<String>,
    frame: Frame,
    asked: HeaderMap,
) -> Result<Response, Broken> {
    let Some((sha256, found, kept)) = allowed(&state, &sha256, &frame).await.or_broken(&frame)? else {
        return Ok(page::missing(frame).await);
    };
    if !found.stored {
        return Ok(page::missing(frame).await);
    }
    whole(&state, sha256, &asked, kept).await.or_broken(&frame)
}

/// `GET /thumbnail/{sha256}`: the thumbnail, or the whole where none came.
pub async fn thumbnail(
    State(state): State<AppState>,
    Path(sha256): Path<String>,
    frame: Frame,
    asked: HeaderMap,
) -> Result<Response, Broken> {
    match allowed(&state, &sha256, &frame).await.or_broken(&frame)? {
        Some((_, PictureView { thumbnail: Some(bytes), .. }, kept)) => Ok(small(bytes, kept)),
        Some((sha256, found, kept)) if found.stored => whole(&state, sha256, &asked, kept).await.or_broken(&frame),
        _ => Ok(page::missing(frame).await),
    }
}

/// A thumbnail's answer.
pub fn small(bytes: Vec<u8>, kept: &'static str) -> Response {
    ([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, kept)], bytes).into_response()
}

/// The answer with a whole stored picture, which is the one that was stored or none.
///
/// # Errors
/// [`PortalError::PhotoLost`], and when the file cannot be read.
pub async fn whole(
    state: &AppState,
    sha256: Sha256,
    asked: &HeaderMap,
    kept: &'static str,
) -> Result<Response, PortalError> {
    let tag = HeaderValue::from_str(&format!("\"{sha256}\"")).map_err(|_| PortalError::Broken("sha256"))?;
    let unchanged = asked.get(IF_NONE_MATCH) == Some(&tag);
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { file(state, sha256).await? };
    response.headers_mut().insert(ETAG, tag);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    Ok(response)
}

async fn file(state: &AppState, sha256: Sha256) -> Result<Response, PortalError> {
    let bytes = stored(state, sha256).await?;
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("image/jpeg")), (CONTENT_LENGTH, bytes.len().into())];
    Ok((headers, bytes).into_response())
}

/// The bytes of what is stored under this hash. A file that is gone or holds other bytes is shown to nobody, and its devices are
/// asked for it again.
///
/// # Errors
/// [`PortalError::PhotoLost`], and when the file cannot be read.
pub async fn stored(state: &AppState, sha256: Sha256) -> Result<Vec<u8>, PortalError> {
    let photos = state.photos().clone();
    let read = tokio::task::spawn_blocking(move || photos.read(&sha256)).await.map_err(std::io::Error::other)?;
    let Some(bytes) = read? else {
        tracing::error!(%sha256, "a stored photo is lost; devices that still have it are asked for it");
        state.store().write(move |books| Box::pin(copy::forget_photo(books, sha256))).await?;
        return Err(PortalError::PhotoLost);
    };
    Ok(bytes)
}

/// The picture, when everybody may see it or the request shows a pass for it, and how long it may be kept.
async fn allowed(
    state: &AppState,
    sha256: &str,
    frame: &Frame,
) -> Result<Option<(Sha256, PictureView, &'static str)>, PortalError> {
    let Ok(sha256) = sha256.parse::<Sha256>() else { return Ok(None) };
    let copies = public_photo::find(state.store().readers(), sha256).await?;
    if let Some(public) = copies.iter().find(|copy| copy.published) {
        return Ok(Some((sha256, public.clone().picture(), KEPT)));
    }
    let own = case_view::pictures(state.store().readers(), sha256).await?;
    let found = copies.into_iter().map(PublicPicture::picture).chain(own);
    let shown = frame.asked("pass").unwrap_or_default();
    let passes =
        |picture: &PictureView| pass::opens(state.keys().secret(), shown, sha256, picture.case_id, state.now_ms());
    let mut found = found;
    Ok(found.find(passes).map(|picture| (sha256, picture, NOT_KEPT)))
}
