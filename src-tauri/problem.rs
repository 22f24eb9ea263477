//! The one exit for errors to the window: a stable code and words in the citizen's language.

use outbox::OutboxError;
use report::words;
use serde::Serialize;
use specta::Type;

use crate::settings::Language;

/// What the window shows: what happened, that nothing is lost, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AppError {
    /// Stable.
    pub code: String,
    /// In the citizen's language.
    pub message: String,
}

impl AppError {
    /// The error of this code, in words.
    #[must_use]
    pub fn of(code: &str, language: Language) -> Self {
        Self { code: code.to_owned(), message: words::error(code, language.into()) }
    }

    /// The words for what went wrong in the outbox.
    #[must_use]
    pub fn from_outbox(error: &OutboxError, language: Language) -> Self {
        tracing::info!(%error, "refused");
        Self::of(error.code(), language)
    }
}
