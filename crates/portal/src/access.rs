//! Who may do what: roles × actions as one table.
//!
//! Here is only the table and the question. Who somebody is comes from a session (`console::officer`); whether a case
//! may go from one status to another is `casework`.
//!
//! **Invariant:** what the table does not grant is refused, and people of a unit reach nothing but their own unit's
//! cases and never learn who reported.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What somebody is to the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Bộ phận trực IOC: takes reports in, sends them to units, publishes.
    DutyOfficer,
    /// Cán bộ đầu mối of a unit: handles and answers.
    UnitOfficer,
    /// Lãnh đạo phụ trách of a unit.
    UnitLeader,
    /// Sets the portal up; may do what the duty desk does, but does not learn who reported.
    Administrator,
}

/// What is not the code of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role (duty_officer, unit_officer, unit_leader, administrator)")]
pub struct ParseRoleError;

impl Role {
    /// Every role, in the order of the table's columns.
    pub const ALL: [Self; 4] = [Self::DutyOfficer, Self::UnitOfficer, Self::UnitLeader, Self::Administrator];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DutyOfficer => "duty_officer",
            Self::UnitOfficer => "unit_officer",
            Self::UnitLeader => "unit_leader",
            Self::Administrator => "administrator",
        }
    }

    /// Whether somebody in this role must belong to a unit.
    #[must_use]
    pub const fn is_of_a_unit(self) -> bool {
        matches!(self, Self::UnitOfficer | Self::UnitLeader)
    }
}

impl FromStr for Role {
    type Err = ParseRoleError;

    fn from_str(text: &str) -> Result<Self, ParseRoleError> {
        Self::ALL.into_iter().find(|role| role.code() == text).ok_or(ParseRoleError)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// What can be done to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See it: text, pictures, place, timeline.
    Read,
    /// See who reported it.
    ReadReporter,
    /// Take it in.
    Accept,
    /// Send it to a unit.
    Dispatch,
    /// Begin handling it.
    Start,
    /// Answer it.
    Answer,
    /// Ask whoever reported something.
    Ask,
    /// End it.
    Close,
    /// Turn it down, with the reason.
    Reject,
    /// Show it to everybody, or no longer.
    Publish,
}

impl Action {
    /// Every action, in the order of the table's rows.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::ReadReporter,
        Self::Accept,
        Self::Dispatch,
        Self::Start,
        Self::Answer,
        Self::Ask,
        Self::Close,
        Self::Reject,
        Self::Publish,
    ];
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nowhere,
    /// The cases that are with one's own unit.
    OwnUnit,
    /// Every case.
    Everywhere,
}

impl Reach {
    /// Whether it reaches a case that is with `case_unit`, for somebody of `own_unit`.
    #[must_use]
    pub fn covers(self, own_unit: Option<&str>, case_unit: Option<&str>) -> bool {
        match self {
            Self::Nowhere => false,
            Self::OwnUnit => own_unit.is_some() && own_unit == case_unit,
            Self::Everywhere => true,
        }
    }
}

/// The table: how far `role` may do `action`.
#[must_use]
pub const fn reach(role: Role, action: Action) -> Reach {
    use Action::{Accept, Answer, Ask, Close, Dispatch, Publish, Read, ReadReporter, Reject, Start};
    use Reach::{Everywhere, Nowhere, OwnUnit};
    // Columns as in Role::ALL: duty desk, officer, leader, administrator.
    let row = match action {
        Read => [Everywhere, OwnUnit, OwnUnit, Everywhere],
        ReadReporter => [Everywhere, Nowhere, Nowhere, Nowhere],
        Accept => [Everywhere, Nowhere, Nowhere, Everywhere],
        Dispatch => [Everywhere, Nowhere, Nowhere, Everywhere],
        Start => [Everywhere, OwnUnit, OwnUnit, Everywhere],
        Answer => [Everywhere, OwnUnit, OwnUnit, Everywhere],
        Ask => [Everywhere, OwnUnit, OwnUnit, Everywhere],
        Close => [Everywhere, Nowhere, Nowhere, Everywhere],
        Reject => [Everywhere, Nowhere, Nowhere, Everywhere],
        Publish => [Everywhere, Nowhere, Nowhere, Everywhere],
    };
    row[role as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_table_is_as_the_province_was_promised() {
        // E everywhere, u own unit, - nowhere; columns as Role::ALL, rows as Action::ALL.
        let promised = [
            "E u u E", "E - - -", "E - - E", "E - - E", "E u u E", "E u u E", "E u u E", "E - - E", "E - - E",
            "E - - E",
        ];
        for (action, row) in Action::ALL.into_iter().zip(promised) {
            let cells: Vec<&str> = Role::ALL.into_iter().map(|role| letter(reach(role, action))).collect();
            assert_eq!(cells.join(" "), row, "{action:?}");
        }
    }

    #[test]
    fn a_units_people_reach_their_units_cases_and_no_other() {
        assert!(Reach::OwnUnit.covers(Some("so-xay-dung"), Some("so-xay-dung")));
        assert!(!Reach::OwnUnit.covers(Some("so-xay-dung"), Some("so-y-te")));
        assert!(!Reach::OwnUnit.covers(Some("so-xay-dung"), None));
        assert!(!Reach::OwnUnit.covers(None, None));
    }

    #[test]
    fn codes_of_roles_read_back() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
        }
        assert_eq!("root".parse::<Role>(), Err(ParseRoleError));
    }

    fn letter(reach: Reach) -> &'static str {
        match reach {
            Reach::Nowhere => "-",
            Reach::OwnUnit => "u",
            Reach::Everywhere => "E",
        }
    }
}
