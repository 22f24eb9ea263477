//! Why a deed is refused.

use report::Status;

/// What speaks against a deed. The case is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseworkError {
    /// Somebody changed the case since it was looked at.
    #[error("the case was changed meanwhile (version {now}, not {seen})")]
    StaleEdit {
        /// The version that the deed was decided on.
        seen: i64,
        /// The case's version.
        now: i64,
    },
    /// The status does not lead there.
    #[error("a case that is {from} cannot become {to}")]
    NotFromHere {
        /// Where the case stands.
        from: Status,
        /// Where the deed leads.
        to: Status,
    },
    /// A citizen asks for what the case's status does not allow, or no longer.
    #[error("a case that is {0} no longer allows this")]
    TooLate(Status),
    /// An answer or a refusal needs words.
    #[error("a reason is needed")]
    ReasonMissing,
    /// The words are too long.
    #[error("the text is longer than {} characters", report::limits::TEXT_CHARS)]
    TextTooLong,
    /// A case cannot be the duplicate of itself.
    #[error("a case is not its own duplicate")]
    OwnDuplicate,
    /// Other cases are merged into this one.
    #[error("other cases are merged into this one")]
    HasDuplicates,
    /// The case into which it is to be merged was merged itself, withdrawn, erased or sealed.
    #[error("the other case was merged itself, or withdrawn")]
    MergeTarget,
    /// A unit cannot have the case and work beside itself.
    #[error("the unit has the case already")]
    UnitTwice,
    /// What was put right is shown by a photo, or it is said why not.
    #[error("an answer «fixed» needs a photo of what was put right, or a waiver")]
    AfterPhotoMissing,
    /// It is so already.
    #[error("the case is so already")]
    NothingToChange,
    /// Another deed was decided on and can still be undone.
    #[error("another deed is about to be done")]
    Held,
    /// The day of a plan is over.
    #[error("the day is over")]
    DayOver,
    /// The code of the reason belongs to the other kind of refusal.
    #[error("the reason does not fit the deed")]
    ReasonUnfit,
    /// More time is given once, is asked for once at a time, and is a sensible length.
    #[error("no more time can be asked for or given now")]
    ExtensionUnfit,
}

impl CaseworkError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::StaleEdit { .. } => "stale_edit",
            Self::NotFromHere { .. } => "status_not_allowed",
            Self::TooLate(_) => "too_late",
            Self::ReasonMissing => "reason_missing",
            Self::TextTooLong => "text_too_long",
            Self::OwnDuplicate => "own_duplicate",
            Self::HasDuplicates => "has_duplicates",
            Self::MergeTarget => "merge_target_unfit",
            Self::UnitTwice => "unit_twice",
            Self::AfterPhotoMissing => "after_photo_missing",
            Self::NothingToChange => "nothing_to_change",
            Self::Held => "deed_held",
            Self::DayOver => "day_over",
            Self::ReasonUnfit => "reason_unfit",
            Self::ExtensionUnfit => "extension_unfit",
        }
    }
}
