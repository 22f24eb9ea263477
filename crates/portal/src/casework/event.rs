//! What happened to a case, and who may read the words.

use report::{Outcome, Status};

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The status changed. Citizens hear of it.
    Status,
    /// Everybody sees the case from now on, or its words changed.
    Published,
    /// Nobody outside sees it any more.
    Unpublished,
    /// Whoever reported answered what they were asked.
    Answer,
    /// Whoever reported said how content they are.
    Rate,
    /// Whoever reported wants it handled again, once too often for that to happen by itself.
    Rework,
    /// Whoever reported put another text, place or other photos in the place of the first; the text is the one before.
    Edit,
    /// What was personal is gone.
    Erase,
    /// Only the duty desk sees it from now on.
    Sealed,
    /// It is a case as any other again.
    Unsealed,
    /// The unit gave it back to the desk.
    Returned,
    /// An answer that waits for approval, with its outcome.
    Proposed,
    /// The answer that waited went back to the unit.
    SentBack,
    /// An answer was approved by somebody for somebody else, who is named.
    Delegated,
    /// There is no photo of what was put right, and why.
    Waived,
    /// Words of an officer for officers.
    Note,
    /// It must go faster or may take longer; [`Event::code`] is the [`crate::casework::Urgency`].
    Urgency,
    /// The unit asked for [`Event::minutes`] more.
    ExtensionAsked,
    /// The unit got [`Event::minutes`] more.
    ExtensionGranted,
    /// The unit got no more time.
    ExtensionRefused,
    /// The unit of the event works on it too, beside the one that has it.
    Coordinating,
    /// The unit of the event no longer does.
    CoordinationEnded,
    /// It went to its unit by the rule that the text names.
    ByRule,
    /// Another case was merged into it; [`Event::code`] is its number.
    Merged,
    /// Another case is no longer merged into it; likewise.
    Unmerged,
    /// Another case was split off; likewise.
    Split,
    /// It has to do with an earlier case; likewise.
    Recurrence,
    /// It has nothing to do with the earlier case; likewise.
    NoRecurrence,
    /// It was found not to be the same trouble as the case whose number the text is.
    NotTheSame,
    /// The case that it follows, or that was split off, went a step further. Whoever reported hears of it.
    Linked,
    /// An officer put a file to it; the text is its name, [`Event::code`] its [`crate::casework::FileKind`].
    FileAdded,
    /// The duty desk wrote down what is said in a voice note; [`Event::code`] is its hash.
    Transcribed,
    /// The file goes with the answer.
    FileShown,
    /// It does not.
    FileHidden,
    /// It was taken away.
    FileRemoved,
    /// The desk entered it for somebody; [`Event::code`] says how they reached it.
    Entered,
    /// It was split off from the case whose number is [`Event::code`].
    SplitOff,
    /// What an officer decided was not done: the case changed in the seconds in which it could be undone.
    Lapsed,
    /// Somebody else answers for it from now on; the text says who after whom.
    Handover,
    /// More people were told of it; [`Event::code`] is the [`crate::escalation::Level`], the text says who.
    Escalated,
}

impl EventKind {
    /// The code in the books.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
            Self::Answer => "answer",
            Self::Rate => "rate",
            Self::Rework => "rework",
            Self::Edit => "edit",
            Self::Erase => "erase",
            Self::Sealed => "sealed",
            Self::Unsealed => "unsealed",
            Self::Returned => "returned",
            Self::Proposed => "proposed",
            Self::SentBack => "sent_back",
            Self::Delegated => "delegated",
            Self::Waived => "waived",
            Self::Note => "note",
            Self::Urgency => "urgency",
            Self::ExtensionAsked => "extension_asked",
            Self::ExtensionGranted => "extension_granted",
            Self::ExtensionRefused => "extension_refused",
            Self::Coordinating => "coordinating",
            Self::CoordinationEnded => "coordination_ended",
            Self::ByRule => "by_rule",
            Self::Merged => "merged",
            Self::Unmerged => "unmerged",
            Self::Split => "split",
            Self::Recurrence => "recurrence",
            Self::NoRecurrence => "no_recurrence",
            Self::NotTheSame => "not_the_same",
            Self::Linked => "linked",
            Self::FileAdded => "file_added",
            Self::Transcribed => "transcribed",
            Self::FileShown => "file_shown",
            Self::FileHidden => "file_hidden",
            Self::FileRemoved => "file_removed",
            Self::Entered => "entered",
            Self::SplitOff => "split_off",
            Self::Lapsed => "lapsed",
            Self::Handover => "handover",
            Self::Escalated => "escalated",
        }
    }
}

/// Who may read the words of an event. Officers who see the case read all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who may see the case.
    Everybody,
    /// Whoever reported.
    Reporter,
    /// Officers alone.
    Desk,
}

impl Audience {
    /// The code in the books.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Reporter => "reporter",
            Self::Desk => "desk",
        }
    }
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What kind.
    pub kind: EventKind,
    /// The status that the case then had.
    pub status: Status,
    /// What came of it, with an answer.
    pub outcome: Option<Outcome>,
    /// When, ms.
    pub at_ms: i64,
    /// The words.
    pub text: Option<String>,
    /// Who may read them.
    pub audience: Audience,
    /// The unit that then had it, by code.
    pub unit: Option<String>,
    /// What stands behind the words, for programs: of a dispatch the [`crate::casework::Why`], of a refusal the
    /// [`crate::casework::Refusal`], of a plan the day (`2026-12-05`), of an urgency its code.
    pub code: Option<String>,
    /// How much more time was asked for or granted, in minutes of the case's clock.
    pub minutes: Option<i64>,
}
