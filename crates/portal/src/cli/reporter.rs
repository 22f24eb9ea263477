//! `portal case reporter` and `portal case copy`: who reported, and everything that is held of them. Each look is written
//! down before anything is shown.

use report::{Act, Content, Part, Signed};
use serde_json::{Value, json};

use crate::casework::CaseworkError;
use crate::cli::output::Output;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::act::ActRow;
use crate::store::look::{self, Look};
use crate::store::message::ToldRow;
use crate::store::part::{self, PartRow};
use crate::store::personal::{self, Personal};
use crate::store::{case, case_record};

/// Shows name and telephone of whoever reported, as far as they told.
pub(crate) async fn show(state: &AppState, number: &str, why: &str, output: &Output) -> Result<(), PortalError> {
    let id = looked_at(state, number, why).await?;
    let parts = part::standing(state.store().readers(), id).await?;
    let value = json!({ "id": number, "parts": parts.iter().map(shown).collect::<Vec<_>>() });
    output.answer(&value, || parts.iter().map(|row| format!("{}: {}", row.part.label, value_of(&row.part))).collect());
    Ok(())
}

/// Prints everything personal that the portal holds of a report.
pub(crate) async fn copy(state: &AppState, number: &str, output: &Output) -> Result<(), PortalError> {
    let id = looked_at(state, number, "copy").await?;
    let mut books = state.store().readers().acquire().await?;
    let held = personal::of_case(&mut books, id).await?;
    drop(books);
    let timeline = case_record::timeline(state.store().readers(), id).await?;
    let mut value = copied(number, &held);
    value["timeline"] = timeline.iter().map(super::case::entry).collect();
    output.answer(&value, || vec![format!("{value:#}")]);
    Ok(())
}

/// The row of the case, once it is written down who looks.
async fn looked_at(state: &AppState, number: &str, why: &str) -> Result<i64, PortalError> {
    let why = why.trim().to_owned();
    if why.is_empty() {
        return Err(CaseworkError::ReasonMissing.into());
    }
    let (number, look) =
        (number.to_owned(), Look { who: super::person(), at_ms: state.now_ms(), why: Some(why), voice: None });
    let write = state.store().write(move |books| {
        Box::pin(async move {
            let id = case::id_of(books, &number).await?;
            look::record(books, id, look).await?;
            Ok(id)
        })
    });
    write.await
}

fn shown(row: &PartRow) -> Value {
    json!({ "act_id": row.of.act.to_string(), "label": row.part.label, "value": value_of(&row.part) })
}

/// Text as it is; what else a later version may bind, in hexadecimal.
fn value_of(part: &Part) -> String {
    part.as_text().map_or_else(|| data_encoding::HEXLOWER.encode(&part.value), str::to_owned)
}

fn copied(number: &str, held: &Personal) -> Value {
    let attachment = |one: &personal::Held| {
        json!({
            "sha256": one.sha256.to_string(),
            "length": one.length,
            "media_type": one.media_type,
            "stored_at": one.stored_at_ms.map(time),
        })
    };
    let rating = |one: &personal::RatingRow| json!({ "rating": one.stars, "text": one.text, "at": time(one.at_ms) });
    let look = |one: &Look| json!({ "who": one.who, "at": time(one.at_ms), "why": one.why, "voice": one.voice });
    let told = |one: &ToldRow| {
        json!({ "channel": one.channel.code(), "what": one.what, "at": time(one.queued_at_ms),
            "sent_at": one.sent_at_ms.map(time) })
    };
    json!({
        "id": number,
        "status": held.status,
        "erased_at": held.erased_at_ms.map(time),
        "acts": held.acts.iter().map(act).collect::<Vec<_>>(),
        "parts": held.parts.iter().map(shown).collect::<Vec<_>>(),
        "attachments": held.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "ratings": held.ratings.iter().map(rating).collect::<Vec<_>>(),
        "claims": held.claims,
        "looks": held.looks.iter().map(look).collect::<Vec<_>>(),
        "told": held.told.iter().map(told).collect::<Vec<_>>(),
    })
}

/// An act with what it says, and the sealed bytes that prove it.
fn act(row: &ActRow) -> Value {
    let mut value = json!({
        "act_id": row.of.act.to_string(),
        "device": row.of.device.to_string(),
        "kind": row.kind.code(),
        "received_at": time(row.received_at_ms),
        "erased_at": row.erased_at_ms.map(time),
    });
    let payload = Signed::open(&row.bytes, Content::Act).map(|signed| signed.payload).unwrap_or_default();
    if let Ok(act) = minicbor::decode::<Act>(&payload) {
        value["says"] = said(&act);
        value["sealed"] = json!(data_encoding::BASE64URL_NOPAD.encode(&row.bytes));
    }
    value
}

fn said(act: &Act) -> Value {
    let place = act.place.as_ref().map(|place| {
        json!({
            "lat": place.lat.map(report::Degrees::degrees),
            "lon": place.lon.map(report::Degrees::degrees),
            "accuracy_m": place.accuracy_m,
            "source": crate::placing::source(place.source),
            "commune_code": place.commune,
        })
    });
    json!({
        "captured_at": time(act.captured_at_ms),
        "category": act.category,
        "text": act.text,
        "place": place,
        "attachments": act.attachments.iter().map(|one| one.sha256.to_string()).collect::<Vec<_>>(),
        "replaces": act.replaces.map(|id| id.to_string()),
        "about": act.about.map(|id| id.to_string()),
        "case": act.case.as_ref().map(ToString::to_string),
        "rating": act.rating.map(report::Rating::stars),
        "consent_version": act.consent_version,
    })
}

fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}
