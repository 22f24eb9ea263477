//! What can be done, to a case and to the portal.

use serde::{Deserialize, Serialize};

/// What can be done. The code is the name in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See a case: text, pictures, place, timeline.
    Read,
    /// See who reported it.
    ReadReporter,
    /// Hear the voice of whoever reported.
    HearVoice,
    /// Hear it where whoever reported agreed that the unit does.
    HearSharedVoice,
    /// Write down what is said in it.
    Transcribe,
    /// See what is sealed: denunciations that came all the same.
    ReadSealed,
    /// Take it in.
    Accept,
    /// Look into what it says before anybody handles it.
    Verify,
    /// Send it to a unit.
    Dispatch,
    /// Give it back to the desk: not this unit's to handle.
    Return,
    /// Begin handling it.
    Start,
    /// Say when it will be handled.
    Plan,
    /// Answer it.
    Answer,
    /// Let an answer go out that waits for it.
    Approve,
    /// Ask whoever reported something.
    Ask,
    /// End it.
    Close,
    /// Turn it down, with the reason.
    Reject,
    /// Say that it is the same as another.
    Merge,
    /// Make two of it.
    Split,
    /// Have it handled again.
    Reopen,
    /// Show it to everybody, or no longer.
    Publish,
    /// Cover faces, plates and words in what everybody sees.
    Cover,
    /// Write a note that only officers read.
    Note,
    /// Put a file of the office to it.
    Attach,
    /// Name the units that work beside the one that has it.
    Coordinate,
    /// Ask for more time.
    AskExtension,
    /// Give more time, or not.
    DecideExtension,
    /// Say how urgent it is.
    SetUrgency,
    /// Enter a report for somebody at the desk or on the telephone.
    Enter,
    /// Call somebody higher to it.
    Escalate,
    /// Say who has a unit's posts, who stands in, who is on call.
    EditRoster,
    /// Change working hours and holidays.
    EditCalendar,
    /// Change what must be done within which time.
    EditDeadlines,
    /// Change categories.
    EditCategories,
    /// Change the templates of answers.
    EditTemplates,
    /// Change to which unit what goes.
    EditRules,
    /// Change boundaries, units and zones.
    EditRegion,
    /// Let people in, or no longer.
    EditUsers,
    /// Change the portal's other settings.
    EditSettings,
    /// See who changed what.
    ReadAudit,
    /// Hand over a shift of the duty desk, and take one over.
    HandOverShift,
}

impl Action {
    /// Every action, in the order of the table's rows.
    pub const ALL: [Self; 41] = [
        Self::Read,
        Self::ReadReporter,
        Self::HearVoice,
        Self::HearSharedVoice,
        Self::Transcribe,
        Self::ReadSealed,
        Self::Accept,
        Self::Verify,
        Self::Dispatch,
        Self::Return,
        Self::Start,
        Self::Plan,
        Self::Answer,
        Self::Approve,
        Self::Ask,
        Self::Close,
        Self::Reject,
        Self::Merge,
        Self::Split,
        Self::Reopen,
        Self::Publish,
        Self::Cover,
        Self::Note,
        Self::Attach,
        Self::Coordinate,
        Self::AskExtension,
        Self::DecideExtension,
        Self::SetUrgency,
        Self::Enter,
        Self::Escalate,
        Self::EditRoster,
        Self::EditCalendar,
        Self::EditDeadlines,
        Self::EditCategories,
        Self::EditTemplates,
        Self::EditRules,
        Self::EditRegion,
        Self::EditUsers,
        Self::EditSettings,
        Self::ReadAudit,
        Self::HandOverShift,
    ];
}
