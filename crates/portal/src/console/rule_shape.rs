//! The rules by which cases go to units, as they cross to the console.

use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use worktime::{Weekdays, Window};

use super::case::time;
use super::shape::SuggestedUnit;
use crate::casework::{DispatchRule, DispatchSays};
use crate::error::PortalError;
use crate::problem::Problem;

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");
/// The longest name, in characters.
const NAME_CHARS: usize = 100;

/// The rules, and what counts where none fits.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispatchRules {
    /// In the order in which they are asked: the first that fits counts.
    pub rules: Vec<DispatchRuleShown>,
    /// The table of units: asked where no rule fits; the most specific line counts, the category before the commune.
    pub table: Vec<TableLine>,
}

/// A line of the table of units.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableLine {
    /// A category's code; missing: any.
    #[schema(required)]
    pub category: Option<String>,
    /// A commune's code; missing: any.
    #[schema(required)]
    pub commune: Option<String>,
    /// The unit's code.
    pub unit: String,
}

/// A rule by which a case goes to a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispatchRuleShown {
    /// Its id.
    pub id: i64,
    /// What it says.
    #[serde(flatten)]
    pub says: DispatchRuleSays,
    /// Since when it does not count.
    #[schema(required)]
    pub switched_off_at: Option<String>,
    /// Counts the edits.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: String,
    /// By whom.
    pub updated_by: String,
}

/// What a rule says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DispatchRuleSays {
    /// What officers call it: 1 to 100 characters.
    pub name: String,
    /// A category's code; missing: any.
    #[schema(required)]
    pub category: Option<String>,
    /// A commune's code; missing: any.
    #[schema(required)]
    pub commune: Option<String>,
    /// On which weekdays it counts, Monday being 1; none: on any.
    pub weekdays: Vec<u8>,
    /// At which hours: `always`, `working`, `outside` of working time, or from one time until another, `18:00-06:00`, over
    /// midnight where that is not later.
    pub hours: String,
    /// The first day on which it counts, `2026-11-24`.
    #[schema(value_type = Option<String>, required)]
    pub first_day: Option<Date>,
    /// The last day.
    #[schema(value_type = Option<String>, required)]
    pub last_day: Option<Date>,
    /// The code of the unit that gets the case.
    pub unit: String,
    /// The codes of the units that work on it beside that one.
    pub beside: Vec<String>,
}

/// A change of a rule.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DispatchRuleChange {
    /// The version that was seen.
    pub version: i64,
    /// Whether it counts; otherwise it is switched off.
    pub counts: bool,
    /// What it says from now on.
    #[serde(flatten)]
    pub says: DispatchRuleSays,
}

/// An order of the rules.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RuleOrder {
    /// The ids of all of them.
    pub ids: Vec<i64>,
}

/// What the rules are asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RuleQuestion {
    /// A category's code.
    pub category: String,
    /// A commune's code.
    pub commune: Option<String>,
    /// When: RFC 3339; missing: now.
    pub at: Option<String>,
}

/// To which unit something would go.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleTried {
    /// The unit, and why.
    #[schema(required)]
    pub suggested: Option<SuggestedUnit>,
    /// Whether that moment is working time.
    pub working: bool,
    /// The ids of all rules that fit, in their order: the first counts.
    pub fitting: Vec<i64>,
}

impl RuleQuestion {
    /// The moment that is asked about.
    ///
    /// # Errors
    /// `request_malformed`.
    pub fn moment(&self, now: Timestamp) -> Result<Timestamp, Problem> {
        self.at.as_deref().map_or(Ok(now), |at| at.parse().map_err(|_| MALFORMED.about(Some("at"))))
    }
}

/// What is asked for, if a rule can say so.
///
/// # Errors
/// [`PortalError::RuleInvalid`] names the field.
pub fn says(asked: DispatchRuleSays) -> Result<DispatchSays, PortalError> {
    let invalid = |field| PortalError::RuleInvalid { field };
    let name = asked.name.trim().to_owned();
    if !(1..=NAME_CHARS).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(invalid("name"));
    }
    let window = Window {
        weekdays: Weekdays::of_numbers(&asked.weekdays).ok_or(invalid("weekdays"))?,
        hours: asked.hours.parse().map_err(|_| invalid("hours"))?,
        first: asked.first_day,
        last: asked.last_day,
    };
    if !window.is_some_day() {
        return Err(invalid("last_day"));
    }
    let mut beside = asked.beside;
    beside.sort();
    beside.dedup();
    if beside.contains(&asked.unit) {
        return Err(invalid("beside"));
    }
    Ok(DispatchSays { name, category: asked.category, commune: asked.commune, window, unit: asked.unit, beside })
}

/// A rule as it is shown.
#[must_use]
pub fn shown(rule: DispatchRule) -> DispatchRuleShown {
    let DispatchSays { name, category, commune, window, unit, beside } = rule.says;
    DispatchRuleShown {
        id: rule.id,
        says: DispatchRuleSays {
            name,
            category,
            commune,
            weekdays: window.weekdays.numbers(),
            hours: window.hours.to_string(),
            first_day: window.first,
            last_day: window.last,
            unit,
            beside,
        },
        switched_off_at: rule.switched_off_at_ms.map(time),
        version: rule.version,
        updated_at: time(rule.updated_at_ms),
        updated_by: rule.updated_by,
    }
}
