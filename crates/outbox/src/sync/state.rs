//! What a window shows of the engine.

use jiff::Timestamp;

use crate::store::queue::Counts;
use crate::sync::problem::LinkProblem;

/// What the engine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncPhase {
    /// Nothing waits.
    #[default]
    Idle,
    /// Bytes are moving.
    Sending,
    /// Something waits for the network.
    Waiting,
    /// Only a person can help.
    NeedsAttention,
}

/// The engine's state, told anew whenever it changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncState {
    /// What it is doing.
    pub phase: SyncPhase,
    /// The queue.
    pub counts: Counts,
    /// When it tries again by itself.
    pub next_try_at: Option<Timestamp>,
    /// When the portal last answered, whole and verified.
    pub last_contact_at: Option<Timestamp>,
    /// Why the last try failed.
    pub problem: Option<LinkProblem>,
    /// Photos could go, and wait because the citizen wants them to.
    pub photos_held: bool,
    /// Grows whenever something in the folder changed: lists are to be read again.
    pub revision: u64,
}
