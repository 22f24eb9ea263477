//! Why a change of the roster is refused.

/// What speaks against a change. The roster is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// Somebody else has the post on one of these days.
    #[error("{field}: somebody else has the post on one of these days")]
    TermOverlap {
        /// Which end of the days lies in another's.
        field: &'static str,
    },
    /// Neither leader nor officer would be left.
    #[error("until: nobody of the unit would be left")]
    UnitEmpty,
    /// The last day is before the first.
    #[error("until: the last day is before the first")]
    DatesReversed,
    /// The person is of another unit, or of none.
    #[error("user: of another unit")]
    UserOfAnotherUnit,
    /// The person has another role than the post needs.
    #[error("user: the role does not fit the post")]
    UserOfAnotherRole,
    /// The person cannot sign in.
    #[error("user: disabled")]
    UserDisabled,
    /// Who has the post cannot stand in for themselves.
    #[error("user: has the post already")]
    OwnDeputy,
    /// The person has a post of their unit, now or later: it ends first.
    #[error("unit: has a post of the unit")]
    UserInOffice,
    /// There is no such term or deputy, or it was withdrawn.
    #[error("no such term")]
    TermUnknown,
    /// What has begun is history: it can be ended, not withdrawn.
    #[error("it has begun")]
    TermBegun,
}

impl RosterError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TermOverlap { .. } => "term_overlap",
            Self::UnitEmpty => "roster_unit_empty",
            Self::DatesReversed => "dates_reversed",
            Self::UserOfAnotherUnit => "user_of_another_unit",
            Self::UserOfAnotherRole => "user_of_another_role",
            Self::UserDisabled => "user_disabled",
            Self::OwnDeputy => "own_deputy",
            Self::UserInOffice => "user_in_office",
            Self::TermUnknown => "term_unknown",
            Self::TermBegun => "term_begun",
        }
    }

    /// The field that is wrong.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::TermOverlap { field } => Some(field),
            Self::UnitEmpty | Self::DatesReversed => Some("until"),
            Self::UserOfAnotherUnit | Self::UserOfAnotherRole | Self::UserDisabled | Self::OwnDeputy => Some("user"),
            Self::UserInOffice => Some("unit"),
            Self::TermUnknown | Self::TermBegun => None,
        }
    }
}
