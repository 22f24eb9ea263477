//! Reports that the desk files for somebody: on the telephone, at the counter, out of a case that says two things.
//!
//! They are acts as every other, sealed by a key that is the desk's own, and go into the books by the same way: receipts,
//! tracking code and everything that is checked are the same.
//!
//! **Invariant:** whoever is told a tracking code finds the case by it after a power cut.

use report::receipt::Accepted;
use report::wire::{ActItem, HeldReceipts};
use report::{Act, ActId, ActKind, Content, Device, Part, Place, SealedAct, Signed};

use crate::error::PortalError;
use crate::intake;
use crate::state::AppState;
use crate::store::acceptance::{self, Filed, reference};
use crate::store::attachment;
use crate::store::case::{self, Origin};

/// What is filed.
#[derive(Debug, Clone)]
pub struct Told {
    /// The category's code.
    pub category: String,
    /// The words.
    pub text: String,
    /// Where it is.
    pub place: Place,
    /// Who told it, as far as they want that kept.
    pub parts: Vec<Part>,
    /// The version of the consent that they gave; 0 without one.
    pub consent_version: u32,
}

/// Seals what was told.
///
/// # Errors
/// What a report must not be.
pub fn sealed(state: &AppState, told: &Told) -> Result<SealedAct, report::SealError> {
    let now_ms = state.now_ms();
    let act = Act {
        id: ActId::new(jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default()),
        kind: ActKind::Report,
        captured_at_ms: now_ms,
        uptime_ms: 0,
        category: Some(told.category.clone()),
        text: Some(told.text.clone()),
        place: Some(told.place.clone()),
        attachments: Vec::new(),
        replaces: None,
        about: None,
        consent_version: told.consent_version,
        parts: Some(told.parts.iter().map(Part::bound).collect()).filter(|_| !told.parts.is_empty()),
        case: None,
        rating: None,
    };
    Device::new(state.keys().desk(), state.portal_id().clone()).seal(&act)
}

/// Files what was sealed, and gives the receipt as it is kept.
///
/// # Errors
/// Those of the database; then nothing was written.
pub async fn file(
    state: &AppState,
    sealed: SealedAct,
    parts: Vec<Part>,
    origin: Origin,
) -> Result<(Accepted, Vec<u8>), PortalError> {
    let of = reference(&sealed);
    let parts = Some(parts).filter(|parts| !parts.is_empty());
    let item = ActItem { parts, ..ActItem::new(sealed.bytes().to_vec(), HeldReceipts::None) };
    let region = state.region().await?;
    let filing = intake::filing(state, region.as_deref(), sealed, item)?;
    let now_ms = state.now_ms();
    let write = state.store().write(move |books| {
        Box::pin(async move {
            let Filed::Created = acceptance::file(books, filing).await? else {
                return Err(PortalError::Broken("an act of the desk"));
            };
            case::came_from(books, of, origin, now_ms).await?;
            attachment::standing(books, of).await?.ok_or(PortalError::Broken("an act of the desk"))
        })
    });
    let bytes = write.await?.accepted;
    let signed = Signed::open(&bytes, Content::Accepted).map_err(|_| PortalError::Broken("accepted_receipt"))?;
    let accepted = minicbor::decode(&signed.payload).map_err(|_| PortalError::Broken("accepted_receipt"))?;
    Ok((accepted, bytes))
}
