//! What a portal said, verified, into the database: one transaction, whole or not at all.
//!
//! **Invariant:** nothing is marked as sent, accepted or complete by anything but a receipt whose signature leads to
//! the pinned root key.

use std::collections::BTreeMap;

use report::receipt::{Accepted, Complete};
use report::wire::{ActRef, AnswerHeader, ItemOutcome, ItemResult};
use report::{DeviceKey, PortalId, SealedAct, TrustError, TrustedKeys, limits};
use rusqlite::Transaction;

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::phase;
use crate::store::portal::Known;
use crate::store::{portal, queue};
use crate::sync::exchange::Heard;
use crate::sync::planner::Batch;
use crate::sync::problem::LinkProblem;

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
    let writer = Writer { outbox, transaction: &transaction, keys: &keys, now_ms };
    if heard.end.is_some() {
        for (report, sha256) in &batch.thumbnails {
            queue::thumbnail_heard(&transaction, *report, sha256, writer.now_ms)?;
        }
    }
    for result in &heard.results {
        writer.result(result)?;
    }
    for change in heard.changes.iter().filter(|change| change.of.device == outbox.inner.device.key()) {
        queue::hear(&transaction, change)?;
        known.position = known.position.max(change.position);
    }
    if let Some(position) = heard.end {
        // What a portal that forgot has to tell, it tells from its beginning.
        known.position = if forgot { 0 } else { position };
        known.heard_at_ms = Some(writer.now_ms);
    }
    portal::remember(&transaction, &known)?;
    transaction.commit()?;
    phase::enter("remembered");
    let refused = before.session_at(now_ms).is_some() && header.session.is_none();
    Ok(Met { unproven: forgot || refused, first: !before.can_prove_at(now_ms) })
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
                Ok(queue::needs_attention(self.transaction, act, result.code.as_deref().unwrap_or("act_malformed"))?)
            }
            ItemOutcome::Retry => {
                let wait_ms = i64::from(result.retry_after_s.unwrap_or(60).min(3600)) * 1000;
                Ok(queue::pause(self.transaction, act, self.now_ms.saturating_add(wait_ms))?)
            }
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
            Complete::verify(receipt, self.keys, &sealed).map_err(invalid)?;
            queue::complete(self.transaction, id, receipt, self.now_ms)?;
        }
        Ok(())
    }
}
