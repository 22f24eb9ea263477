//! Files of the office that go with an answer: for everybody while the case is published, for whoever holds its tracking
//! code with a [pass](super::pass).
//!
//! **Invariant:** before a case is answered, nobody but officers sees a file of the office; what may not be seen answers
//! exactly as what is not there.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use super::pass;
use crate::casework::FileKind;
use crate::console::served;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::answer_file::{self, AnswerFile};
use crate::store::office_file::{self, OfficeFile};

const KEPT: &str = "private, max-age=60";
const NOT_KEPT: &str = "no-store";

/// A file as a page names it.
pub struct Shown {
    /// Where it is.
    pub address: String,
    /// What the officer calls it.
    pub name: String,
    /// Whether it is a photo.
    pub is_photo: bool,
}

/// `GET /tep/{id}`
pub async fn file(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    frame: Frame,
    asked: HeaderMap,
) -> Result<Response, Broken> {
    let Some((file, kept)) = allowed(&state, id, &frame).await.or_broken(&frame)? else {
        return Ok(page::missing(frame).await);
    };
    served(&state, &file, &asked, kept).await.or_broken(&frame)
}

async fn allowed(state: &AppState, id: i64, frame: &Frame) -> Result<Option<(OfficeFile, &'static str)>, PortalError> {
    let books = state.store().readers();
    let Some(AnswerFile { published, file }) = answer_file::find(books, id).await? else { return Ok(None) };
    if published {
        return Ok(Some((file, KEPT)));
    }
    let shown = frame.asked("pass").unwrap_or_default();
    let opens = pass::opens(state.keys().secret(), shown, file.sha256, file.case_id, state.now_ms());
    Ok(Some((file, NOT_KEPT)).filter(|_| opens))
}

/// What goes with the answer of a case that is answered. `holder`: for whoever holds the code.
///
/// # Errors
/// Those of the database.
pub async fn of_answer(state: &AppState, case_id: i64, holder: bool) -> Result<Vec<Shown>, PortalError> {
    let files = office_file::of_case(state.store().readers(), case_id).await?;
    let shown = |file: OfficeFile| {
        let pass = || pass::issue(state.keys().secret(), file.sha256, case_id, state.now_ms());
        let pass = if holder { format!("?pass={}", pass()) } else { String::new() };
        Shown { address: format!("/tep/{}{pass}", file.id), is_photo: file.kind != FileKind::Document, name: file.name }
    };
    Ok(files.into_iter().filter(|file| file.shown).map(shown).collect())
}
