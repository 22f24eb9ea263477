//! The page of one case: for everybody once it is published, for whoever holds its tracking code at any time.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use report::{CaseNumber, Sha256, Status, Step};

use super::due::{self, Due};
use super::frame::Frame;
use super::office_files::{self, Shown};
use super::page::{self, Broken, OrBroken as _};
use super::pass;
use super::shown::{Chip, Moment, ShownStep, steps};
use crate::error::PortalError;
use crate::publication::{GRID_M, Precision};
use crate::state::AppState;
use crate::store::case_view::{self, CaseView, EventView, PhotoView};

/// The page.
#[derive(Template)]
#[template(path = "public/case.html")]
pub struct CasePage {
    frame: Frame,
    title: String,
    holder: Option<Holder>,
    chip: Chip,
    steps: Vec<ShownStep>,
    answer: Option<Answer>,
    answer_files: Vec<Shown>,
    text: Option<String>,
    photos: Vec<Photo>,
    waiting: Option<String>,
    withheld: bool,
    category: String,
    commune: String,
    place: Option<String>,
    unit: Option<String>,
    sent: Moment,
    due: Option<Due>,
    timeline: Vec<Entry>,
}

/// What only the page for whoever holds the code has.
pub struct Holder {
    /// The code, for showing the same page in the other language.
    pub code: String,
    /// The page for everybody, when there is one.
    pub public_path: Option<String>,
}

struct Answer {
    title: String,
    text: String,
    unit: Option<String>,
    at: Moment,
}

struct Photo {
    shown: String,
    full: Option<String>,
    alt: String,
}

struct Entry {
    chip: Chip,
    unit: Option<String>,
    at: Moment,
}

/// `GET /phan-anh/{number}`
pub async fn published(
    State(state): State<AppState>,
    Path(number): Path<String>,
    frame: Frame,
    asked: HeaderMap,
) -> Result<Response, Broken> {
    let Ok(number) = number.parse::<CaseNumber>() else { return Ok(page::missing(frame).await) };
    let case = case_view::published_by_number(state.store().readers(), &number).await.or_broken(&frame)?;
    let Some(case) = case else { return Ok(page::missing(frame).await) };
    let page = CasePage::of(&state, frame.clone(), case, None).await.or_broken(&frame)?;
    Ok(page::public(&asked, &page))
}

impl CasePage {
    /// The page of `case`: for everybody, or for the `holder` of its code.
    pub async fn of(
        state: &AppState,
        frame: Frame,
        case: CaseView,
        holder: Option<Holder>,
    ) -> Result<Self, PortalError> {
        let books = state.store().readers();
        let due = due::of(state, &case, &frame).await?;
        let mut events = case_view::timeline(books, case.id).await?;
        events.retain(|event| event.kind == "status");
        let mut photos = case_view::photos(books, case.id).await?;
        photos.retain(|photo| holder.is_some() || photo.copy.is_some());
        let waiting = photos.iter().filter(|photo| !photo.stored).count();
        let withheld = photos.is_empty() && case.picture.is_some();
        let pass =
            |sha256| holder.as_ref().map(|_| pass::issue(state.keys().secret(), sha256, case.id, state.now_ms()));
        let photos = photos.iter().filter(|photo| photo.stored || photo.has_thumbnail).enumerate();
        let is_answered = matches!(case.status, Status::Answered | Status::Closed);
        let answer_files = match is_answered {
            true => office_files::of_answer(state, case.id, holder.is_some()).await?,
            false => Vec::new(),
        };
        Ok(Self {
            answer_files,
            title: frame.fill("case.title", &[("number", case.number.as_str())]),
            chip: Chip::of(case.status, case.outcome, frame.language),
            steps: steps(case.status, frame.language),
            answer: answer(&case, &events, &frame)
                .or_else(|| holder.as_ref().and_then(|_| question(&case, &events, &frame))),
            photos: photos
                .map(|(index, photo)| self::photo(&case, photo, index + 1, pass(shown_of(photo)), &frame))
                .collect(),
            waiting: (waiting > 0).then(|| frame.fill("case.photos_waiting", &[("count", &waiting.to_string())])),
            category: case.category_name(frame.language).to_owned(),
            place: place(&case, &frame),
            withheld,
            commune: case.commune_name.unwrap_or_else(|| frame.t("case.place_unknown")),
            sent: Moment::of_ms(case.submitted_at_ms),
            due,
            timeline: events.iter().map(|event| entry(event, &frame)).collect(),
            unit: case.unit_name,
            // Whoever wrote it reads their own words; everybody else reads what was published.
            text: if holder.is_some() { case.text } else { case.public_text.or(case.text) },
            holder,
            frame,
        })
    }
}

fn answer(case: &CaseView, events: &[EventView], frame: &Frame) -> Option<Answer> {
    if case.status.step() != Step::Result {
        return None;
    }
    let event = events
        .iter()
        .rev()
        .find(|event| event.for_everybody && event.text.is_some() && event.status.step() == Step::Result)?;
    let by_unit = event.status == Status::Answered;
    Some(Answer {
        title: frame.t(if by_unit { "case.answer" } else { "case.answer_desk" }),
        text: event.text.clone()?,
        unit: event.unit_name.clone().filter(|_| by_unit),
        at: Moment::of_ms(event.at_ms),
    })
}

/// What whoever holds the code is asked, while the case waits for them.
fn question(case: &CaseView, events: &[EventView], frame: &Frame) -> Option<Answer> {
    let event = events.iter().rev().find(|event| event.status == Status::AwaitingCitizen)?;
    let asked = (case.status == Status::AwaitingCitizen).then(|| event.text.clone()).flatten()?;
    Some(Answer { title: frame.t("case.question"), text: asked, unit: None, at: Moment::of_ms(event.at_ms) })
}

/// What is shown of a photo: the copy, where somebody has made one. Only whoever holds the code sees their own photo before.
fn shown_of(photo: &PhotoView) -> Sha256 {
    photo.copy.as_ref().map_or(photo.sha256, |copy| copy.sha256)
}

/// What everybody is told of the place beyond the commune, in words.
fn place(case: &CaseView, frame: &Frame) -> Option<String> {
    let (lat, lon) = case.public_place.point?;
    let key = if case.public_place.precision == Precision::Grid { "case.place_grid" } else { "case.place_exact" };
    let metres = format!("{GRID_M:.0}");
    Some(frame.fill(key, &[("lat", &format!("{lat:.5}")), ("lon", &format!("{lon:.5}")), ("metres", &metres)]))
}

fn photo(case: &CaseView, photo: &PhotoView, index: usize, pass: Option<String>, frame: &Frame) -> Photo {
    let address = |folder: &str, sha256: Sha256| match &pass {
        Some(pass) => format!("/{folder}/{sha256}?pass={pass}"),
        None => format!("/{folder}/{sha256}"),
    };
    let full = photo.stored.then(|| address("anh", shown_of(photo)));
    let shown = full.clone().unwrap_or_else(|| address("thumbnail", shown_of(photo)));
    let alt = frame.fill("case.photo", &[("index", &index.to_string()), ("number", case.number.as_str())]);
    Photo { shown, full, alt }
}

fn entry(event: &EventView, frame: &Frame) -> Entry {
    let unit = event.unit_name.clone().filter(|_| event.status == Status::Dispatched);
    Entry { chip: Chip::of(event.status, event.outcome, frame.language), unit, at: Moment::of_ms(event.at_ms) }
}
