//! What is likely to happen to a report, for the window.

use serde::Serialize;
use specta::Type;

/// What is likely to happen, as the province's rules on this device say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Type)]
pub struct Expected {
    /// The unit that would get it, while nobody has it.
    pub unit: Option<String>,
    /// By when an answer is expected.
    pub answer: Option<ExpectedAnswer>,
}

/// By when an answer is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ExpectedAnswer {
    /// The last moment in time, RFC 3339.
    pub due: String,
    /// «7 ngày làm việc» of a draft, «còn 2 ngày làm việc» of what is on its way.
    pub words: String,
    /// The province confirmed the rules behind it.
    pub confirmed: bool,
    /// What is not known about the way there, in words.
    pub note: Option<String>,
}
