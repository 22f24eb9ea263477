//! The connection, for the window.

use outbox::sync::{SyncPhase as EnginePhase, SyncState as EngineState};
use serde::Serialize;
use specta::Type;

use crate::problem::AppError;
use crate::settings::Language;

/// What the engine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as outbox::sync::SyncPhase")]
pub enum SyncPhase {
    Idle,
    Sending,
    Waiting,
    NeedsAttention,
}

/// The connection, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::sync::SyncState, and outbox::RootKeys::seen")]
pub struct SyncState {
    pub phase: SyncPhase,
    pub waiting_reports: u64,
    pub bytes_left: u64,
    pub next_try_at: Option<String>,
    pub last_contact_at: Option<String>,
    pub error: Option<AppError>,
    pub photos_held: bool,
    pub seen_root_key: Option<String>,
}

impl SyncState {
    /// The engine's state in the citizen's language.
    #[must_use]
    pub fn new(state: &EngineState, language: Language) -> Self {
        Self {
            phase: match state.phase {
                EnginePhase::Idle => SyncPhase::Idle,
                EnginePhase::Sending => SyncPhase::Sending,
                EnginePhase::Waiting => SyncPhase::Waiting,
                EnginePhase::NeedsAttention => SyncPhase::NeedsAttention,
            },
            waiting_reports: state.counts.waiting,
            bytes_left: state.counts.bytes_left,
            next_try_at: state.next_try_at.map(|at| at.to_string()),
            last_contact_at: state.last_contact_at.map(|at| at.to_string()),
            error: state.problem.map(|problem| AppError::of(problem.code(), language)),
            photos_held: state.photos_held,
            seen_root_key: None,
        }
    }
}
