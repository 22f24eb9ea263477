//! What a portal said, verified, into the database: one transaction, whole or not at all.
//!
//! **Invariant:** nothing is marked as sent, accepted or complete by anything but a receipt whose signature leads to
//! the pinned root key.

use std::cell::RefCell;
use std::collections::BTreeMap;

use report::receipt::{Accepted, Complete};
use report::wire::{ActRef, AnswerHeader, ItemOutcome, ItemResult};
use report::{Act, ActKind, DeviceKey, PortalId, SealedAct, Sha256, TrackingCode, TrustError, TrustedKeys, limits};
use rusqlite::Transaction;

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::phase;
use crate::store::claims::Opened;
use crate::store::portal::Known;
use crate::store::{acts, changes, claims, erasing, portal, queue};
use crate::sync::exchange::Heard;
use crate::sync::planner::Batch;
use crate::sync::problem::LinkProblem;

/// How long a code rests whose answer was not believed.
const CLAIM_AGAIN_MS: i64 = 60 * 60 * 1000;

/// Why what came was not written down.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It is not to be believed.
    Link(LinkProblem),
    /// This device could not write it.
    Own(OutboxError),
}

impl From<OutboxError> for Refused {
    fn from(error: OutboxError) -> Self {
        Self::Own(error)
    }
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Own(error.into())
    }
}

/// How the portal stood to what this device showed and remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Met {
    /// The session token was not taken, or the proof was for another epoch: to be asked again, at once.
    pub(crate) unproven: bool,
    /// This device had nothing to prove itself with, until this answer brought a nonce.
    pub(crate) first: bool,
}

/// Writes down what was heard for `batch`. A cut answer counts as far as it came.
pub(crate) fn apply(outbox: &Outbox, batch: &Batch, heard: &Heard) -> Result<Met, Refused> {
    let Some(header) = &heard.header else { return Ok(Met::default()) };
    let mut connection = outbox.database();
    phase::enter("remember");
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let before = portal::known(&transaction)?;
    let now_ms = outbox.now_ms();
    let (keys, mut known) = match meet(outbox.inner.device.portal(), &before, header, now_ms) {
        Ok(met) => met,
        Err(Stranger(problem, seen)) => {
            if let Some(root) = seen {
                portal::saw_root(&transaction, root)?;
                transaction.commit()?;
            }
            return Err(Refused::Link(problem));
        }
    };
    let forgot = forgot(&before, header, heard.end);
    if forgot {
        queue::new_epoch(&transaction, now_ms)?;
    }
    let writer = Writer { outbox, transaction: &transaction, keys: &keys, now_ms, erased: RefCell::default() };
    if heard.end.is_some() {
        for (report, sha256) in &batch.thumbnails {
            queue::thumbnail_heard(&transaction, *report, sha256, writer.now_ms)?;
        }
    }
    for result in &heard.results {
        match claimed(batch, result) {
            Some(code) => writer.claim(code, result)?,
            None => writer.result(result)?,
        }
    }
    for change in &heard.changes {
        changes::hear(&transaction, change, outbox.inner.device.key())?;
        known.position = known.position.max(change.position);
    }
    if let Some(position) = heard.end {
        // What a portal that forgot has to tell, it tells from its beginning.
        known.position = if forgot { 0 } else { position };
        known.heard_at_ms = Some(writer.now_ms);
    }
    let erased = writer.erased.into_inner();
    portal::remember(&transaction, &known)?;
    transaction.commit()?;
    phase::enter("remembered");
    drop(connection);
    if !erased.is_empty() {
        outbox.remove_erased(&erased)?;
    }
    let refused = before.session_at(now_ms).is_some() && header.session.is_none();
    Ok(Met { unproven: forgot || refused, first: !before.can_prove_at(now_ms) })
}

/// The code that a result is about: claims stand first in a request, behind the header.
fn claimed<'a>(batch: &'a Batch, result: &ItemResult) -> Option<&'a TrackingCode> {
    let place = usize::try_from(result.index).ok()?.checked_sub(1)?;
    batch.claims.get(place)
}

/// Whether the portal is not the one that it was: another epoch, or a position that went back.
fn forgot(before: &Known, header: &AnswerHeader, end: Option<u64>) -> bool {
    let other = before.epoch.is_some_and(|epoch| epoch != header.epoch);
    other || (before.epoch.is_some() && end.is_some_and(|end| end < before.position))
}

/// Why a portal is not met: what is wrong, and the root key that it showed, when that is it.
struct Stranger(LinkProblem, Option<DeviceKey>);

/// Believes the answer's certificates, or not; pins the root key at first contact and follows it when it hands on.
fn meet(
    portal: &PortalId,
    before: &Known,
    header: &AnswerHeader,
    now_ms: i64,
) -> Result<(TrustedKeys, Known), Stranger> {
    let certificates: Vec<Vec<u8>> = header.certificates.iter().map(|bytes| bytes.to_vec()).collect();
    let keys = TrustedKeys::read(&certificates, portal, before.root_key).map_err(|error| match error {
        TrustError::OtherRoot => {
            let seen = TrustedKeys::read(&certificates, portal, None).ok().map(|keys| keys.root());
            Stranger(LinkProblem::KeyChanged, seen)
        }
        _ => Stranger(LinkProblem::ReceiptInvalid, None),
    })?;
    if header.least_version > limits::PROTOCOL_VERSION {
        return Err(Stranger(LinkProblem::AppTooOld, None));
    }
    let mut known = before.clone();
    if known.epoch != Some(header.epoch) {
        known.forget_epoch();
    }
    known.root_key = Some(keys.root());
    known.seen_root = None;
    known.certificates = certificates;
    known.epoch = Some(header.epoch);
    known.nonce = Some((header.nonce, now_ms));
    known.session = header.session.clone().map(|token| (token, now_ms));
    known.region_offered.clone_from(&header.region);
    Ok((keys, known))
}

struct Writer<'a> {
    outbox: &'a Outbox,
    transaction: &'a Transaction<'a>,
    keys: &'a TrustedKeys,
    now_ms: i64,
    /// Photos of what was erased.
    erased: RefCell<Vec<Sha256>>,
}

impl Writer<'_> {
    fn result(&self, result: &ItemResult) -> Result<(), Refused> {
        let Some(ActRef { device, act }) = result.of else { return Ok(()) };
        let Some(bytes) = queue::sealed(self.transaction, act)? else { return Ok(()) };
        if device != self.outbox.inner.device.key() {
            return Ok(());
        }
        match result.outcome {
            ItemOutcome::Created | ItemOutcome::Exists => self.known(&bytes, result),
            ItemOutcome::Conflict => Ok(queue::needs_attention(self.transaction, act, "act_conflict")?),
            ItemOutcome::Rejected => {
                let code = result.code.as_deref().unwrap_or("act_malformed");
                self.erased.borrow_mut().extend(queue::refuse(self.transaction, act, code, self.now_ms)?);
                Ok(())
            }
            ItemOutcome::Retry => Ok(queue::pause(self.transaction, act, self.until_ms(result))?),
            ItemOutcome::Unknown if result.code.as_deref() == Some("proof_needed") => Ok(()),
            ItemOutcome::Unknown => Ok(queue::is_lost(self.transaction, act, self.now_ms)?),
        }
    }

    /// The portal has the act: keeps its receipts, once verified, and what it still lacks.
    fn known(&self, bytes: &[u8], result: &ItemResult) -> Result<(), Refused> {
        let invalid = |_| Refused::Link(LinkProblem::ReceiptInvalid);
        let sealed = SealedAct::open(bytes, self.outbox.inner.device.portal()).map_err(OutboxError::from)?;
        let id = sealed.act().id;
        if let Some(receipt) = &result.accepted {
            let verified = Accepted::verify(receipt, self.keys, &sealed).map_err(invalid)?;
            queue::accept(self.transaction, &sealed, receipt, &verified)?;
            queue::is_known(self.transaction, id)?;
        }
        if queue::held(self.transaction, id)? == report::wire::HeldReceipts::None {
            return Err(Refused::Link(LinkProblem::ReceiptInvalid));
        }
        queue::is_known(self.transaction, id)?;
        let tickets: BTreeMap<_, _> =
            result.tickets.iter().map(|ticket| (ticket.attachment, ticket.ticket.clone())).collect();
        queue::set_missing(self.transaction, id, &tickets, &result.thumbnails, self.now_ms)?;
        if let Some(receipt) = &result.complete {
            let complete = Complete::verify(receipt, self.keys, &sealed).map_err(invalid)?;
            if queue::case_number(self.transaction, id)?.as_deref() != Some(complete.case_number.as_str()) {
                return Err(Refused::Link(LinkProblem::ReceiptInvalid));
            }
            queue::complete(self.transaction, id, receipt, self.now_ms)?;
        }
        self.carry_out(sealed.act())
    }

    /// What a receipt of this act means for this device's own data.
    fn carry_out(&self, act: &Act) -> Result<(), Refused> {
        let Some(report) = acts::report_to_erase(self.transaction, act)? else { return Ok(()) };
        self.erased.borrow_mut().extend(erasing::erase(self.transaction, report, self.now_ms)?);
        Ok(())
    }

    /// What the portal says of a tracking code.
    fn claim(&self, code: &TrackingCode, result: &ItemResult) -> Result<(), Refused> {
        match result.outcome {
            ItemOutcome::Created | ItemOutcome::Exists => self.opened(code, result),
            ItemOutcome::Conflict | ItemOutcome::Rejected => {
                Ok(claims::refuse(self.transaction, code, result.code.as_deref().unwrap_or("code_wrong"))?)
            }
            ItemOutcome::Retry => Ok(claims::pause(self.transaction, code, self.until_ms(result))?),
            ItemOutcome::Unknown => Ok(()),
        }
    }

    /// Keeps the report that a code opened. What is not believed waits an hour alone: it must not stop the rest.
    fn opened(&self, code: &TrackingCode, result: &ItemResult) -> Result<(), Refused> {
        if result.sealed.is_none() {
            // The right code of a report whose bytes the portal forgot, as it was asked to.
            return Ok(claims::refuse(self.transaction, code, "act_erased")?);
        }
        let Some((sealed, receipt)) = self.believed(code, result) else {
            tracing::warn!("what a tracking code opened does not verify");
            return Ok(claims::pause(self.transaction, code, self.now_ms.saturating_add(CLAIM_AGAIN_MS))?);
        };
        let (device, act) = (sealed.device(), sealed.act().id);
        let is_own = device == self.outbox.inner.device.key() && queue::sealed(self.transaction, act)?.is_some();
        let opened = Opened {
            sealed: &sealed,
            accepted: result.accepted.as_deref().unwrap_or_default(),
            receipt: &receipt,
            complete: result.complete.as_deref(),
        };
        if is_own || claims::keep(self.transaction, &opened, self.now_ms)? {
            return Ok(claims::done(self.transaction, code, act)?);
        }
        tracing::warn!(%act, "a claimed report has the id of another act");
        Ok(claims::refuse(self.transaction, code, "act_conflict")?)
    }

    /// A report of another device, believed as one's own is, and only for the code that was typed.
    fn believed(&self, code: &TrackingCode, result: &ItemResult) -> Option<(SealedAct, Accepted)> {
        let sealed = SealedAct::open(result.sealed.as_deref()?, self.outbox.inner.device.portal()).ok()?;
        let receipt = Accepted::verify(result.accepted.as_deref()?, self.keys, &sealed).ok()?;
        let is_named = result.of == Some(ActRef { device: sealed.device(), act: sealed.act().id });
        let begins_the_case = sealed.act().kind == ActKind::Report && receipt.tracking_code.as_ref() == Some(code);
        let complete = result.complete.as_deref().map(|bytes| Complete::verify(bytes, self.keys, &sealed));
        let is_one_case = match complete {
            Some(complete) => complete.ok()?.case_number == receipt.case_number,
            None => true,
        };
        (is_named && begins_the_case && is_one_case).then_some((sealed, receipt))
    }

    fn until_ms(&self, result: &ItemResult) -> i64 {
        let wait_ms = i64::from(result.retry_after_s.unwrap_or(60).min(3600)) * 1000;
        self.now_ms.saturating_add(wait_ms)
    }
}
