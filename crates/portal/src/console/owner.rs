//! Who answers for a case today, as it is told to officers.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock;
use crate::error::PortalError;
use crate::roster::{Owner, Standing};
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::{handover, roster};

/// Who answers for a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnerShown {
    /// The user; missing when it is whoever is on duty at the desk.
    #[schema(required)]
    pub user: Option<String>,
    /// The name as colleagues say it; missing with the user.
    #[schema(required)]
    pub name: Option<String>,
    /// As what they answer.
    pub standing: Standing,
}

/// The owners of this day, by unit.
#[derive(Debug)]
pub struct Owners(HashMap<String, (Owner, String)>);

impl Owners {
    /// As the roster has it now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn today(state: &AppState) -> Result<Self, PortalError> {
        Self::on(state, clock::day(state.now_ms())).await
    }

    /// As the roster has it for a day.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn on(state: &AppState, day: Date) -> Result<Self, PortalError> {
        let named = roster::on(state.store().readers(), day).await?;
        Ok(Self(handover::owners(named, day)))
    }

    /// Who answers for what is with `unit`: nobody's is the desk's.
    #[must_use]
    pub fn of_unit(&self, unit: Option<&str>) -> OwnerShown {
        match unit.and_then(|unit| self.0.get(unit)) {
            Some((owner, name)) => OwnerShown {
                user: owner.user.clone(),
                name: owner.user.as_ref().map(|_| name.clone()),
                standing: owner.standing,
            },
            None => OwnerShown { user: None, name: None, standing: Standing::Desk },
        }
    }

    /// Who answers for a case; nobody does once it has ended.
    #[must_use]
    pub fn of(&self, case: &CaseView) -> Option<OwnerShown> {
        case.status.is_open().then(|| self.of_unit(case.unit.as_deref()))
    }
}
