//! Who is on call, whom to telephone, and the shifts of the duty desk with their handing over.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::case::time;
use super::edit::{Edit, body};
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::access::Action;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::duty::{self, Contact, OnCall, Shift};
use crate::store::unit;

/// The desk's name where a unit's code would stand in an address.
const DESK: &str = "desk";
/// Shifts that are shown.
const SHIFTS: i64 = 20;
/// The longest note to whoever comes next, in characters.
const NOTE_CHARS: usize = 10_000;

/// Everything about duty that this officer sees.
#[derive(Debug, Serialize, ToSchema)]
pub struct Duty {
    /// Who is on call now or later, by beginning.
    pub on_call: Vec<OnCallShown>,
    /// Whom to telephone, by unit; the desk's first.
    pub trees: Vec<TelephoneTree>,
    /// The shifts of the desk, the running one first; none for people of units.
    pub shifts: Vec<ShiftShown>,
    /// Cases that are open just now.
    pub open: i64,
    /// Of them, urgent.
    pub urgent: i64,
    /// Whether this officer may hand over the running shift.
    pub may_hand_over: bool,
    /// Whether this officer may take the shift now.
    pub may_take: bool,
}

/// Somebody who is on call.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnCallShown {
    /// By which it is taken off.
    pub id: i64,
    /// The unit's code; missing: the duty desk.
    #[schema(required)]
    pub unit: Option<String>,
    /// The user.
    pub user: String,
    /// The name as colleagues say it.
    pub name: String,
    /// Their telephone.
    #[schema(required)]
    pub phone: Option<String>,
    /// From when on.
    pub since: String,
    /// Until when.
    pub until: String,
}

/// Whom to telephone for a unit, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct TelephoneTree {
    /// The unit's code; missing: the duty desk.
    #[schema(required)]
    pub unit: Option<String>,
    /// In order.
    pub contacts: Vec<ContactShape>,
}

/// Somebody to telephone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactShape {
    /// Who.
    pub name: String,
    /// Their number.
    pub phone: String,
    /// What to know before calling.
    pub note: Option<String>,
}

/// A telephone tree that takes the place of the one before.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ContactsNew {
    /// In order, 50 at most.
    pub contacts: Vec<ContactShape>,
}

/// A shift.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftShown {
    /// Who.
    pub user: String,
    /// The name as colleagues say it.
    pub name: String,
    /// Since when.
    pub began_at: String,
    /// When it was handed over; it goes on until somebody takes it.
    #[schema(required)]
    pub handed_at: Option<String>,
    /// What was said to whoever comes next.
    #[schema(required)]
    pub note: Option<String>,
    /// Cases that were open then.
    #[schema(required)]
    pub open: Option<i64>,
    /// Of them, urgent.
    #[schema(required)]
    pub urgent: Option<i64>,
    /// When somebody took it.
    #[schema(required)]
    pub ended_at: Option<String>,
}

/// Somebody is to be on call.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OnCallNew {
    /// The unit's code; missing: the duty desk.
    pub unit: Option<String>,
    /// The user.
    pub user: String,
    /// From when on: RFC 3339.
    #[schema(value_type = String)]
    pub since: Timestamp,
    /// Until when.
    #[schema(value_type = String)]
    pub until: Timestamp,
}

/// The running shift is handed over.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ShiftNote {
    /// What whoever comes next should know.
    pub note: Option<String>,
}

/// Duty as it is now
#[utoipa::path(get, path = "/console/api/duty", tag = "duty", operation_id = "duty",
    responses((status = 200, body = Duty), (status = 401, body = ProblemShape)))]
pub async fn duty(State(state): State<AppState>, officer: Officer) -> Result<Json<Duty>, Problem> {
    let mut books = state.store().readers().acquire().await.map_err(PortalError::from)?;
    let list = duty::on_call(&mut *books, state.now_ms()).await?;
    let sees = |unit: Option<&str>| unit.is_none() || officer.may(Action::Read, unit);
    let on_call = list.into_iter().filter(|one| sees(one.unit.as_deref())).map(called).collect();
    let mut trees = vec![TelephoneTree { unit: None, contacts: shapes(duty::contacts(&mut *books, "").await?) }];
    for unit in unit::list(&mut *books).await?.into_iter().filter(|unit| sees(Some(&unit.code))) {
        let contacts = duty::contacts(&mut *books, &unit.code).await?;
        if !contacts.is_empty() {
            trees.push(TelephoneTree { unit: Some(unit.code), contacts: shapes(contacts) });
        }
    }
    let of_the_desk = officer.may(Action::HandOverShift, None);
    let everywhere = officer.may(Action::Read, None);
    let shifts = if everywhere { duty::shifts(&mut *books, SHIFTS).await? } else { Vec::new() };
    let (open, urgent) = if everywhere { duty::open_cases(&mut *books).await? } else { (0, 0) };
    let running = shifts.first().filter(|shift| shift.ended_at_ms.is_none());
    let own = running.is_some_and(|shift| shift.user == officer.user.name);
    let free = running.is_none_or(|shift| shift.handed_at_ms.is_some());
    Ok(Json(Duty {
        on_call,
        trees,
        may_hand_over: of_the_desk && own,
        may_take: of_the_desk && free && !own,
        shifts: shifts.into_iter().map(shift_shown).collect(),
        open,
        urgent,
    }))
}

/// Put somebody on call
#[utoipa::path(post, path = "/console/api/duty/on-call", tag = "duty", operation_id = "put_on_call",
    request_body = OnCallNew,
    responses((status = 200, body = Duty), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn put_on_call(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<OnCallNew>, JsonRejection>,
) -> Result<Json<Duty>, Problem> {
    let asked = body(request)?;
    let (unit, user, who, now_ms) = (asked.unit.clone(), asked.user.clone(), name(&officer), state.now_ms());
    let times = (asked.since.as_millisecond(), asked.until.as_millisecond());
    edit(&officer, asked.unit.as_deref(), "on_call_added")
        .carry_out(&state, &asked, move |books| {
            Box::pin(async move { duty::put_on_call(books, unit.as_deref(), &user, times, &who, now_ms).await })
        })
        .await?;
    duty(State(state), officer).await
}

/// Take somebody off the list
#[utoipa::path(delete, path = "/console/api/duty/on-call/{id}", tag = "duty", operation_id = "take_off_call",
    params(("id" = i64, Path, description = "The row of the list")),
    responses((status = 200, body = Duty), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn take_off_call(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
) -> Result<Json<Duty>, Problem> {
    let list = duty::on_call(state.store().readers(), i64::MIN).await?;
    let unit = list.into_iter().find(|one| one.id == id).and_then(|one| one.unit);
    let (who, now_ms) = (name(&officer), state.now_ms());
    edit(&officer, unit.as_deref(), "on_call_removed")
        .carry_out(&state, &json!({ "id": id }), move |books| {
            Box::pin(async move { duty::take_off_call(books, id, &who, now_ms).await })
        })
        .await?;
    duty(State(state), officer).await
}

/// Say whom to telephone, in order
#[utoipa::path(put, path = "/console/api/duty/contacts/{unit}", tag = "duty", operation_id = "set_contacts",
    params(("unit" = String, Path, description = "The unit's code, or `desk`")), request_body = ContactsNew,
    responses((status = 200, body = Duty), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn set_contacts(
    State(state): State<AppState>,
    officer: Officer,
    Path(unit): Path<String>,
    request: Result<Json<ContactsNew>, JsonRejection>,
) -> Result<Json<Duty>, Problem> {
    let asked = body(request)?;
    let unit = Some(unit).filter(|unit| unit != DESK);
    let contacts: Vec<Contact> = asked.contacts.iter().cloned().map(contact).collect();
    let (of, who, now_ms) = (unit.clone().unwrap_or_default(), name(&officer), state.now_ms());
    edit(&officer, unit.as_deref(), "contacts_set")
        .carry_out(&state, &asked, move |books| {
            Box::pin(async move {
                if !of.is_empty() {
                    unit::known(&mut *books, &of).await?;
                }
                duty::set_contacts(books, &of, &contacts, &who, now_ms).await
            })
        })
        .await?;
    duty(State(state), officer).await
}

/// Hand the running shift over: «Bàn giao ca»
#[utoipa::path(post, path = "/console/api/duty/shift/hand-over", tag = "duty", operation_id = "hand_over_shift",
    request_body = ShiftNote,
    responses((status = 200, body = Duty), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 409, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn hand_over(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<ShiftNote>, JsonRejection>,
) -> Result<Json<Duty>, Problem> {
    let asked = body(request)?;
    let note = asked.note.as_deref().map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned);
    if note.as_deref().is_some_and(|note| note.chars().count() > NOTE_CHARS) {
        return Err(PortalError::from(crate::casework::CaseworkError::TextTooLong).into());
    }
    let (who, now_ms) = (name(&officer), state.now_ms());
    shift(&officer, "shift_handed_over")
        .carry_out(&state, &asked, move |books| {
            Box::pin(async move { duty::hand_over(books, &who, note.as_deref(), now_ms).await })
        })
        .await?;
    duty(State(state), officer).await
}

/// Take the shift that was handed over, or the first one
#[utoipa::path(post, path = "/console/api/duty/shift/take", tag = "duty", operation_id = "take_shift",
    responses((status = 200, body = Duty), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 409, body = ProblemShape)))]
pub async fn take(State(state): State<AppState>, officer: Officer) -> Result<Json<Duty>, Problem> {
    let (who, now_ms) = (name(&officer), state.now_ms());
    shift(&officer, "shift_taken")
        .carry_out(&state, &json!({}), move |books| Box::pin(async move { duty::take(books, &who, now_ms).await }))
        .await?;
    duty(State(state), officer).await
}

fn edit<'a>(officer: &'a Officer, unit: Option<&'a str>, what: &'static str) -> Edit<'a> {
    Edit { officer, action: Action::EditRoster, unit, what, subject: unit.unwrap_or(DESK) }
}

fn shift<'a>(officer: &'a Officer, what: &'static str) -> Edit<'a> {
    Edit { officer, action: Action::HandOverShift, unit: None, what, subject: &officer.user.name }
}

fn name(officer: &Officer) -> String {
    officer.user.name.clone()
}

fn called(one: OnCall) -> OnCallShown {
    OnCallShown {
        id: one.id,
        unit: one.unit,
        name: one.full_name.unwrap_or_else(|| one.user.clone()),
        user: one.user,
        phone: one.phone,
        since: time(one.since_ms),
        until: time(one.until_ms),
    }
}

fn contact(shape: ContactShape) -> Contact {
    let note = shape.note.filter(|note| !note.trim().is_empty());
    Contact { name: shape.name, phone: shape.phone, note }
}

fn shapes(contacts: Vec<Contact>) -> Vec<ContactShape> {
    contacts.into_iter().map(|one| ContactShape { name: one.name, phone: one.phone, note: one.note }).collect()
}

fn shift_shown(shift: Shift) -> ShiftShown {
    ShiftShown {
        name: shift.full_name.unwrap_or_else(|| shift.user.clone()),
        user: shift.user,
        began_at: time(shift.began_at_ms),
        handed_at: shift.handed_at_ms.map(time),
        note: shift.note,
        open: shift.open,
        urgent: shift.urgent,
        ended_at: shift.ended_at_ms.map(time),
    }
}
