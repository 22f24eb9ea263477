//! Receipts that a device offers back to a portal that lost its memory.
//!
//! They count when one of this portal's own keys, current or retired, signed them for this very act. What is forged,
//! foreign or for something else is as if it had not been offered: the act is then filed as new.

use report::SealedAct;
use report::receipt::{Accepted, Complete};
use report::wire::ActItem;

use crate::state::AppState;
use crate::store::acceptance::{Frozen, Kept};

/// What of the item's receipts counts.
pub fn kept(state: &AppState, sealed: &SealedAct, item: &mut ActItem) -> Option<Kept> {
    let (accepted, complete) = (item.accepted.take()?, item.complete.take());
    let keys = state.keys().trusted();
    let receipt = Accepted::verify(&accepted, keys, sealed).ok()?;
    let is_of_this = |bytes: &Vec<u8>| {
        Complete::verify(bytes, keys, sealed).is_ok_and(|complete| complete.case_number == receipt.case_number)
    };
    Some(Kept {
        number: receipt.case_number.clone(),
        code: receipt.tracking_code.clone(),
        at_ms: receipt.at_ms,
        receipts: Frozen { complete: complete.filter(is_of_this), accepted },
    })
}
