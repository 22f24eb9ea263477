//! What somebody is to the portal.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What somebody is to the portal. Citizens sign in nowhere and have no role: [`super::citizen_may`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Bộ phận trực IOC: takes reports in, sends them to units, publishes.
    DutyOfficer,
    /// Trưởng ca trực: what the duty desk does, and what it must not decide alone: extensions, approvals, the roster.
    DutySupervisor,
    /// Cán bộ đầu mối of a unit: handles and answers.
    UnitOfficer,
    /// Lãnh đạo phụ trách of a unit: approves, and says who is its officer.
    UnitLeader,
    /// Lãnh đạo tỉnh: reads everything but who reported, and escalates.
    ProvinceLeader,
    /// Sets the portal up; may do what the duty desk does, but learns neither who reported nor what is sealed.
    Administrator,
}

/// What is not the code of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role (duty_officer, duty_supervisor, unit_officer, unit_leader, province_leader, administrator)")]
pub struct ParseRoleError;

impl Role {
    /// Every role, in the order of the table's columns.
    pub const ALL: [Self; 6] = [
        Self::DutyOfficer,
        Self::DutySupervisor,
        Self::UnitOfficer,
        Self::UnitLeader,
        Self::ProvinceLeader,
        Self::Administrator,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DutyOfficer => "duty_officer",
            Self::DutySupervisor => "duty_supervisor",
            Self::UnitOfficer => "unit_officer",
            Self::UnitLeader => "unit_leader",
            Self::ProvinceLeader => "province_leader",
            Self::Administrator => "administrator",
        }
    }

    /// Whether somebody in this role must belong to a unit.
    #[must_use]
    pub const fn is_of_a_unit(self) -> bool {
        matches!(self, Self::UnitOfficer | Self::UnitLeader)
    }

    /// Whether somebody in this role is of the duty desk.
    #[must_use]
    pub const fn is_of_the_desk(self) -> bool {
        matches!(self, Self::DutyOfficer | Self::DutySupervisor)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_roles_read_back() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
            assert_eq!(serde_json::json!(role), role.code());
        }
        assert_eq!("root".parse::<Role>(), Err(ParseRoleError));
    }
}
