//! One case with all that this officer may see of it.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use report::{CaseNumber, Status};

use super::due::DueShown;
use super::fresh::fresh;
use super::officer::Officer;
use super::owner::Owners;
use super::possible::deeds;
use super::shape::{
    CaseDetails, CopyShown, ExtensionShown, HeldShown, PhotoShown, PlaceShown, ProblemShape, ProposalShown,
    RatingShown, SuggestedUnit, SuggestionReason, TimelineEntry, UnitName,
};
use super::{files, links, reporter, voices};
use crate::access::Action;
use crate::casework::{Deed, EventKind, Why};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::publication::{Precision, covered, finds_personal};
use crate::state::AppState;
use crate::store::case_view::{self, CaseView, Copy, EventView, PhotoView};
use crate::store::held::{self, HeldDeed};
use crate::store::look::{self, Look};
use crate::store::suggestion::{self, Suggestion};
use crate::store::{case as case_books, coordinating, follower, message, office_file, personal, publication, voice};

/// A case
#[utoipa::path(get, path = "/console/api/cases/{number}", tag = "cases", operation_id = "case",
    params(("number" = String, Path, description = "The public number")),
    responses((status = 200, body = CaseDetails), (status = 304), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn case(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let case = seen(&state, &officer, &number).await?;
    fresh(&asked, &details(&state, &officer, case).await?)
}

/// The case of a number, if this officer may see it.
///
/// # Errors
/// `case_unknown` otherwise.
pub async fn seen(state: &AppState, officer: &Officer, number: &str) -> Result<CaseView, Problem> {
    let number = number.parse::<CaseNumber>().map_err(|_| PortalError::CaseUnknown)?;
    officer.see(state, case_view::by_number(state.store().readers(), &number).await?).await
}

/// The case as it is told to this officer.
///
/// # Errors
/// Those of the database.
pub async fn details(state: &AppState, officer: &Officer, case: CaseView) -> Result<CaseDetails, PortalError> {
    let books = state.store().readers();
    let events = case_view::timeline(books, case.id).await?;
    let (unit_why, unit_rule) = case.unit.as_ref().map(|_| why_there(&events)).unwrap_or_default();
    let due = DueShown::of(&case, &*state.timetable().await?, state.now_ms(), officer.language);
    let voices = voices::shown(officer, &case, voice::of_case(books, case.id).await?, &events);
    let timeline = timeline(state, &case, events).await?;
    let mut connection = books.acquire().await?;
    let file = case_books::read(&mut connection, case.id).await?;
    drop(connection);
    let held = held::of_case(books, case.id).await?;
    let may_see_reporter = officer.may(Action::ReadReporter, case.unit.as_deref());
    let identity_missing = if may_see_reporter { reporter::identity_missing(books, &case).await? } else { Vec::new() };
    let told = message::of_case(books, case.id).await?.into_iter().map(Into::into).collect();
    let following = follower::of_case(books, case.id).await?;
    let rating = personal::ratings(&mut *books.acquire().await?, case.id).await?.pop();
    let photos = case_view::photos(books, case.id).await?;
    let facts = publication::facts(&mut *books.acquire().await?, case.id).await?;
    let suggested = suggestion::suggest(&mut *books.acquire().await?, case.subject(state.now_ms())).await?;
    Ok(CaseDetails {
        number: case.number.to_string(),
        version: case.version,
        status: case.status,
        outcome: case.outcome,
        deeds: if held.is_some() { Vec::new() } else { deeds(officer, &file, state.now_ms()) },
        held: held.map(|held| self::held(held, officer, state.now_ms())),
        unit_why,
        unit_rule,
        coordinating: coordinating::names(books, case.id).await?.into_iter().map(unit_name).collect(),
        links: links::shown(state, case.id).await?,
        files: files::shown(office_file::of_case(books, case.id).await?),
        urgency: file.urgency,
        planned_on: file.planned_on.map(|day| day.to_string()),
        proposal: file
            .proposal
            .map(|proposal| ProposalShown { outcome: proposal.outcome.to_string(), text: proposal.text }),
        extension: file.extension.map(|extension| ExtensionShown {
            minutes: extension.minutes,
            granted_at: extension.granted_at_ms.map(time),
        }),
        owner: Owners::today(state).await?.of(&case),
        place: place(&case),
        category: case.category,
        category_known: case.category_known,
        covered_text: facts.text.as_deref().filter(|text| finds_personal(text)).map(covered),
        private: facts.private,
        identity_missing,
        sealed: case.sealed,
        may_seal: officer.may_read_sealed(),
        closest_place: Precision::closest(facts.coarse, facts.zone),
        public_place: case.published_at_ms.map(|_| case.public_place.precision),
        text: case.text,
        public_text: case.public_text,
        published_at: case.published_at_ms.map(time),
        submitted_at: time(case.submitted_at_ms),
        photos: photos.iter().map(photo).collect(),
        voices,
        due,
        timeline,
        unit: case.unit.zip(case.unit_name).map(|(code, name)| UnitName { code, name }),
        suggested: suggested.map(self::suggested),
        may_see_reporter,
        told: if may_see_reporter { told } else { Vec::new() },
        rating: rating.map(|rating| RatingShown { rating: rating.stars, text: rating.text }),
        me_too: following.me_too,
        followers: following.followers,
    })
}

/// RFC 3339, UTC, to the second.
pub fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn held(held: HeldDeed, officer: &Officer, now_ms: i64) -> HeldShown {
    HeldShown {
        id: held.id,
        kind: held.deed.as_ref().map(Deed::kind).unwrap_or_default(),
        until: Timestamp::from_millisecond(held.due_at_ms).unwrap_or_default().to_string(),
        left_ms: (held.due_at_ms - now_ms).max(0),
        mine: held.actor == officer.user.name,
        by: held.actor,
    }
}

fn place(case: &CaseView) -> PlaceShown {
    PlaceShown {
        commune_code: case.commune.clone(),
        commune: case.commune_name.clone(),
        method: case.commune_method.clone(),
        lat: case.lat,
        lon: case.lon,
        accuracy_m: case.accuracy_m,
    }
}

fn photo(photo: &PhotoView) -> PhotoShown {
    PhotoShown {
        sha256: photo.sha256.to_string(),
        stored: photo.stored,
        thumbnail: photo.has_thumbnail,
        bytes: photo.bytes,
        copy: photo.copy.as_ref().map(copy),
    }
}

fn copy(copy: &Copy) -> CopyShown {
    CopyShown {
        sha256: copy.sha256.to_string(),
        areas: serde_json::from_str(&copy.areas).unwrap_or_default(),
        looked_at: time(copy.looked_at_ms),
        looked_by: copy.looked_by.clone(),
    }
}

/// What happened, and who looked at who reported or heard them, in the order of time.
async fn timeline(
    state: &AppState,
    case: &CaseView,
    events: Vec<EventView>,
) -> Result<Vec<TimelineEntry>, PortalError> {
    let books = state.store().readers();
    let looks = look::of_case(books, case.id).await?.into_iter().map(|look| (look.at_ms, looked(look, case.status)));
    let events = events.into_iter().map(|event| (event.at_ms, entry(event)));
    let mut all: Vec<_> = events.chain(looks).collect();
    all.sort_by_key(|(at_ms, _)| *at_ms);
    Ok(all.into_iter().map(|(_, entry)| entry).collect())
}

fn looked(look: Look, status: Status) -> TimelineEntry {
    TimelineEntry {
        status: status.to_string(),
        outcome: None,
        at: time(look.at_ms),
        text: look.why,
        unit: None,
        actor: Some(look.who),
        by_citizen: false,
        internal: Some(if look.voice.is_some() { "heard" } else { "looked" }.to_owned()),
        code: None,
        minutes: None,
    }
}

pub(super) fn entry(event: EventView) -> TimelineEntry {
    let names = [EventKind::Returned, EventKind::Coordinating, EventKind::CoordinationEnded].map(EventKind::code);
    let names_a_unit = event.is_dispatch() || names.contains(&event.kind.as_str());
    TimelineEntry {
        status: event.status.to_string(),
        outcome: event.outcome.map(|outcome| outcome.to_string()),
        at: time(event.at_ms),
        text: event.text,
        unit: event.unit_name.filter(|_| names_a_unit),
        actor: event.actor,
        by_citizen: event.by_citizen,
        internal: Some(event.kind).filter(|kind| kind != "status"),
        code: event.code,
        minutes: event.minutes,
    }
}

/// Why it went to its unit, and what the rule is called by which it did.
fn why_there(events: &[EventView]) -> (Option<Why>, Option<String>) {
    let Some(last) = events.iter().rposition(EventView::is_dispatch) else { return (None, None) };
    let rule = events[last..].iter().find(|event| event.kind == EventKind::ByRule.code());
    (events[last].code.as_deref().and_then(|code| code.parse().ok()), rule.and_then(|event| event.text.clone()))
}

fn unit_name((code, name): (String, String)) -> UnitName {
    UnitName { code, name }
}

pub(super) fn suggested(suggested: Suggestion) -> SuggestedUnit {
    SuggestedUnit {
        reason: if suggested.by_rule { SuggestionReason::Rule } else { SuggestionReason::Commune },
        unit: UnitName { code: suggested.code, name: suggested.name },
        rule: suggested.rule,
        beside: suggested.beside.into_iter().map(unit_name).collect(),
    }
}
