//! From a sealed act to the books: what the portal adds before the act goes into the books.
//!
//! **Invariant:** receipts are signed once, in the transaction that keeps them.

use report::receipt::{Accepted, Complete, Expected};
use report::wire::{ActItem, ActRef};
use report::{Act, ActKind, Content, SealedAct, Signed, TrackingCode};

use crate::clock::year;
use crate::error::PortalError;
use crate::intake::kept::kept;
use crate::intake::token::{self, Claim};
use crate::placing::placed;
use crate::regions::KnownRegion;
use crate::state::AppState;
use crate::store::Pending;
use crate::store::acceptance::{self, Filed, Filing, Freeze, Frozen, ReportFacts};

/// Hands an act in to the books, with what came beside it in its `item`. It is there once the answer says so.
///
/// # Errors
/// When no tracking code can be made; nothing was handed in.
pub async fn offer(
    state: &AppState,
    region: Option<&KnownRegion>,
    sealed: SealedAct,
    item: ActItem,
) -> Result<Pending<Filed>, PortalError> {
    let filing = filing(state, region, sealed, item)?;
    Ok(state.store().offer(move |books| Box::pin(acceptance::file(books, filing))).await)
}

/// The act that a refused envelope holds, when its signature at least is right.
#[must_use]
pub fn reference(bytes: &[u8]) -> Option<ActRef> {
    let signed = Signed::open(bytes, Content::Act).ok()?;
    let OnlyId { id } = minicbor::decode(&signed.payload).ok()?;
    Some(ActRef { device: signed.key, act: id })
}

/// The part of an act that every version has.
#[derive(minicbor::Decode)]
#[cbor(map)]
struct OnlyId {
    #[n(0)]
    id: report::ActId,
}

/// The act with everything that the portal adds to it, ready for the books.
///
/// # Errors
/// When no tracking code can be made.
pub fn filing(
    state: &AppState,
    region: Option<&KnownRegion>,
    sealed: SealedAct,
    mut item: ActItem,
) -> Result<Filing, PortalError> {
    let at_ms = state.now_ms();
    let act = sealed.act();
    let of = acceptance::reference(&sealed);
    let claim = |one: &report::Attachment| Claim { of, sha256: one.sha256, length: one.length };
    let upload_id = |one: &report::Attachment| token::upload_id(state.keys().secret(), &claim(one));
    Ok(Filing {
        parts: item.parts.take().unwrap_or_default(),
        upload_ids: act.attachments.iter().map(upload_id).collect(),
        report: (act.kind == ActKind::Report).then(|| facts(act, region)).flatten(),
        code: tracking_code()?,
        prefix: state.config().case_prefix.clone(),
        year: i64::from(year(at_ms)),
        kept: kept(state, &sealed, &mut item),
        at_ms,
        freeze: freeze(state.clone(), sealed.clone(), at_ms),
        sealed,
    })
}

fn facts(act: &Act, region: Option<&KnownRegion>) -> Option<ReportFacts> {
    Some(ReportFacts { placed: placed(act.place.as_ref()?, region.map(|known| &known.region)) })
}

fn tracking_code() -> Result<TrackingCode, PortalError> {
    let mut random = [0; 13];
    getrandom::fill(&mut random).map_err(std::io::Error::other)?;
    Ok(TrackingCode::from_random(random))
}

/// What signs the receipts once the number is known.
fn freeze(state: AppState, sealed: SealedAct, at_ms: i64) -> Freeze {
    Box::new(move |case_number, tracking_code| {
        let (device, act, digest) = (sealed.device(), sealed.act().id, sealed.digest());
        let attachments = &sealed.act().attachments;
        let expected = attachments.iter().map(|one| Expected { sha256: one.sha256, length: one.length }).collect();
        let nothing_to_wait_for = attachments.is_empty();
        let accepted =
            Accepted { device, act, digest, case_number: case_number.clone(), tracking_code, at_ms, expected };
        let complete = Complete { device, act, digest, case_number, stored: Vec::new(), at_ms };
        let (key, portal) = (state.keys().receipts(), state.portal_id());
        Frozen {
            accepted: accepted.sign(key, portal),
            complete: nothing_to_wait_for.then(|| complete.sign(key, portal)),
        }
    })
}
