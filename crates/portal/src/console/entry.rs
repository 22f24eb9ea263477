//! Reports that the desk enters for somebody, and parts of a case that become cases of their own.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use report::receipt::Accepted;
use report::{Degrees, Notify, Part, Place, PlaceSource};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::{seen, time};
use super::deed::{Refused, stale, unread};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::casework::{CaseworkError, Category, EventKind};
use crate::entry::{self, Told};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::case::Origin;
use crate::store::case_view::CaseView;
use crate::store::category;

/// The consent as the app words it.
const CONSENT_VERSION: u32 = 1;

/// What somebody told the desk.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Entry {
    /// How.
    pub channel: Channel,
    /// The category's code.
    pub category: String,
    /// What they told, at most 10,000 characters.
    pub text: String,
    /// Where.
    pub place: EntryPlace,
    /// Their name. Kept as every citizen's: each look at it is written down.
    pub name: Option<String>,
    /// Their telephone number, kept likewise.
    pub phone: Option<String>,
    /// Whether they want to hear of it by text messages to that number.
    #[serde(default)]
    pub told_by_sms: bool,
    /// Whether they agreed, in words, that name and number are kept. Needed where one is given.
    #[serde(default)]
    pub consent: bool,
}

/// How somebody reached the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By telephone.
    Telephone,
    /// At the counter.
    Counter,
    /// By letter.
    Letter,
}

/// Where something is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EntryPlace {
    /// The commune's code; needed where no position is given.
    pub commune: Option<String>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
}

/// What is printed for whoever told it. The tracking code is told once, here.
#[derive(Debug, Serialize, ToSchema)]
pub struct Slip {
    /// The public number.
    pub number: String,
    /// The secret that opens the case, in groups.
    pub tracking_code: String,
    /// When the portal took it.
    pub accepted_at: String,
    /// The portal's receipt, signed: base64url.
    pub receipt: String,
}

/// A part of a case that is to be handled by itself.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SplitRequest {
    /// The version that the officer saw.
    pub version: i64,
    /// What the part is about.
    pub text: String,
    /// The category's code; missing: the same.
    pub category: Option<String>,
}

/// The case that was split off.
#[derive(Debug, Serialize, ToSchema)]
pub struct SplitOff {
    /// Its public number.
    pub number: String,
}

/// Enter a report for somebody
///
/// On the telephone, at the counter, by letter. It is taken in as every other, with the same receipt and tracking code.
#[utoipa::path(post, path = "/console/api/cases", tag = "cases", operation_id = "enter", request_body = Entry,
    responses((status = 201, body = Slip), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 413, body = ProblemShape),
        (status = 422, body = ProblemShape, description = "`field` says which")))]
pub async fn enter(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<Entry>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(asked) = request.map_err(unread)?;
    if !officer.may(Action::Enter, None) {
        return Err(NOT_ALLOWED);
    }
    let told = told(&state, &asked).await?;
    let origin = Origin {
        kind: EventKind::Entered,
        code: channel(asked.channel).to_owned(),
        split_from: None,
        actor: officer.user.name,
    };
    let (accepted, receipt) = filed(&state, told, origin).await?;
    let slip = slip(&accepted, &receipt)?;
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, "no-store")], Json(slip)).into_response())
}

/// Make a case of its own of a part of a case
///
/// It begins at the desk, at the same place. Whoever reported hears how both go on, and may answer and rate both.
#[utoipa::path(post, path = "/console/api/cases/{number}/split", tag = "cases", operation_id = "split",
    params(("number" = String, Path, description = "The public number")), request_body = SplitRequest,
    responses((status = 201, body = SplitOff), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = super::deed::StaleShape),
        (status = 422, body = ProblemShape)))]
pub async fn split(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
    request: Result<Json<SplitRequest>, JsonRejection>,
) -> Result<Response, Refused> {
    let Json(asked) = request.map_err(unread)?;
    let whole = seen(&state, &officer, &number).await?;
    // What is sealed stays in one place.
    if whole.sealed || !officer.may(Action::Split, whole.unit.as_deref()) {
        return Err(NOT_ALLOWED.into());
    }
    if whole.version != asked.version {
        return Err(stale(&state, whole.id, asked.version).await?);
    }
    if !whole.status.is_open() {
        return Err(PortalError::from(CaseworkError::TooLate(whole.status)).into());
    }
    let code = asked.category.unwrap_or_else(|| whole.category.clone());
    known(&state, &code).await?;
    let told =
        Told { category: code, text: asked.text, place: same_place(&whole), parts: Vec::new(), consent_version: 0 };
    let origin = Origin {
        kind: EventKind::SplitOff,
        code: whole.number.to_string(),
        split_from: Some(whole.id),
        actor: officer.user.name.clone(),
    };
    let (accepted, _) = filed(&state, told, origin).await?;
    let part = SplitOff { number: accepted.case_number.to_string() };
    Ok((StatusCode::CREATED, Json(part)).into_response())
}

async fn filed(state: &AppState, told: Told, origin: Origin) -> Result<(Accepted, Vec<u8>), Problem> {
    let sealed = entry::sealed(state, &told).map_err(|error| match error.code() {
        code @ "text_too_long" => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, code).about(Some("text")),
        _ => invalid("report_incomplete", "text"),
    })?;
    Ok(entry::file(state, sealed, told.parts, origin).await?)
}

/// What was told, if it can be filed.
async fn told(state: &AppState, asked: &Entry) -> Result<Told, Problem> {
    let text = asked.text.trim().to_owned();
    if text.is_empty() {
        return Err(invalid("reason_missing", "text"));
    }
    let category = known(state, &asked.category).await?;
    let (name, phone) = (given(asked.name.as_deref()), given(asked.phone.as_deref()));
    identified(&category, name, phone)?;
    if !asked.consent && (name.is_some() || phone.is_some()) {
        return Err(invalid("consent_missing", "consent"));
    }
    if asked.told_by_sms && phone.and_then(report::mobile).is_none() {
        return Err(invalid("phone_not_mobile", "phone"));
    }
    let sms = Notify::Sms.to_string();
    let notify = asked.told_by_sms.then_some(sms.as_str());
    let mut parts = Vec::new();
    for (label, value) in [(Part::NAME, name), (Part::PHONE, phone), (Part::NOTIFY, notify)] {
        parts.extend(value.map(|value| part(label, value)).transpose()?);
    }
    let consent_version = if asked.consent { CONSENT_VERSION } else { 0 };
    Ok(Told { category: category.code, text, place: place(&asked.place)?, parts, consent_version })
}

/// A category that the province offers.
async fn known(state: &AppState, code: &str) -> Result<Category, Problem> {
    let found = category::find(state.store().readers(), code).await?;
    found.filter(|category| category.retired_at_ms.is_none()).ok_or(invalid("category_unknown", "category"))
}

/// Whether who tells it says as much of themselves as the category asks for.
fn identified(category: &Category, name: Option<&str>, phone: Option<&str>) -> Result<(), Problem> {
    match () {
        () if category.identity.needs_name() && name.is_none() => Err(invalid("identity_missing", "name")),
        () if category.identity.needs_phone() && phone.is_none() => Err(invalid("identity_missing", "phone")),
        () => Ok(()),
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn part(label: &'static str, value: &str) -> Result<Part, Problem> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(|error| PortalError::from(std::io::Error::other(error)))?;
    let part = Part::text(label, salt, value);
    if part.is_within_limits() { Ok(part) } else { Err(invalid("text_too_long", label)) }
}

fn place(asked: &EntryPlace) -> Result<Place, Problem> {
    let commune = given(asked.commune.as_deref()).map(str::to_owned);
    let position = match (asked.lat, asked.lon) {
        (None, None) => None,
        (Some(lat), Some(lon)) => Degrees::from_degrees(lat)
            .zip(Degrees::from_degrees(lon))
            .map(Some)
            .ok_or(())
            .map_err(|()| invalid("position_invalid", "place"))?,
        _ => return Err(invalid("position_invalid", "place")),
    };
    if position.is_none() && commune.is_none() {
        return Err(invalid("place_missing", "place"));
    }
    let (lat, lon) = position.unzip();
    Ok(Place { lat, lon, accuracy_m: None, source: PlaceSource::Chosen, commune })
}

fn same_place(whole: &CaseView) -> Place {
    let position = whole.lat.and_then(Degrees::from_degrees).zip(whole.lon.and_then(Degrees::from_degrees));
    let (lat, lon) = position.unzip();
    // A place without either is no place to the seal; what lies outside every commune has its position.
    let commune = whole.commune.clone().or_else(|| lat.is_none().then(|| "00000".to_owned()));
    let accuracy_m = whole.accuracy_m.and_then(|metres| u32::try_from(metres).ok());
    Place { lat, lon, accuracy_m, source: PlaceSource::Chosen, commune }
}

fn slip(accepted: &Accepted, receipt: &[u8]) -> Result<Slip, PortalError> {
    let code = accepted.tracking_code.as_ref().ok_or(PortalError::Broken("accepted_receipt"))?;
    Ok(Slip {
        number: accepted.case_number.to_string(),
        tracking_code: code.to_string(),
        accepted_at: time(accepted.at_ms),
        receipt: BASE64URL_NOPAD.encode(receipt),
    })
}

const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Telephone => "telephone",
        Channel::Counter => "counter",
        Channel::Letter => "letter",
    }
}

const fn invalid(code: &'static str, field: &'static str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code).about(Some(field))
}
