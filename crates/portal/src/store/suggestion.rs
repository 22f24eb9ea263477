//! The unit to which a case would go by itself, and why: by the first of the province's rules that fits, else by the table of
//! units.

use sqlx::{AnyConnection, Row as _};
use worktime::Calendar;

use crate::casework::{Deed, Subject, Why};
use crate::error::PortalError;
use crate::store::{coordinating, dispatch_rule, timetable, unit};

/// A unit to which a case would go by itself, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The unit's code.
    pub code: String,
    /// The unit's name.
    pub name: String,
    /// Whether a rule says so, or the table for the category; otherwise it is the committee of the commune, or who takes the
    /// rest.
    pub by_rule: bool,
    /// What the rule is called.
    pub rule: Option<String>,
    /// Code and name of the units that work beside it.
    pub beside: Vec<(String, String)>,
}

/// Why a case goes to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Why.
    pub why: Why,
    /// What the rule is called by which it goes.
    pub rule: Option<String>,
    /// The codes of the units that work beside by that rule.
    pub beside: Vec<String>,
}

/// The unit for what is asked about. The calendar is the one that counts.
///
/// # Errors
/// Those of the database.
pub async fn suggest(books: &mut AnyConnection, of: Subject<'_>) -> Result<Option<Suggestion>, PortalError> {
    let calendar = &timetable::read(&mut *books).await?.calendar;
    match by_rule(&mut *books, of, calendar).await? {
        Some(suggestion) => Ok(Some(suggestion)),
        None => by_table(books, of.category, of.commune).await,
    }
}

/// Why a case goes to `unit`: by itself, or because somebody chose it.
///
/// # Errors
/// Those of the database.
pub async fn why(books: &mut AnyConnection, of: Subject<'_>, unit: &str) -> Result<Reason, PortalError> {
    let suggested = suggest(books, of).await?.filter(|suggested| suggested.code == unit);
    let by = |why| Reason { why, rule: None, beside: Vec::new() };
    Ok(match suggested {
        Some(suggested) if suggested.by_rule => Reason {
            rule: suggested.rule,
            beside: suggested.beside.into_iter().map(|(code, _)| code).collect(),
            ..by(Why::Rule)
        },
        Some(_) => by(Why::Boundary),
        None => by(Why::ByHand),
    })
}

/// The deed that sends a case of row `case_id` to `unit`. Where nobody says who works beside it, those of the rule do, and
/// those that did.
///
/// # Errors
/// Those of the database.
pub async fn dispatch(
    books: &mut AnyConnection,
    case_id: i64,
    of: Subject<'_>,
    unit: String,
    asked: Option<Vec<String>>,
) -> Result<Deed, PortalError> {
    let Reason { why, rule, beside } = why(&mut *books, of, &unit).await?;
    let coordinating = match asked {
        None if !beside.is_empty() => {
            let before = coordinating::names(books, case_id).await?.into_iter().map(|(code, _)| code);
            Some(before.chain(beside).filter(|code| *code != unit).collect())
        }
        asked => asked,
    };
    Ok(Deed::Dispatch { unit, why, rule, coordinating })
}

async fn by_rule(
    books: &mut AnyConnection,
    of: Subject<'_>,
    calendar: &Calendar,
) -> Result<Option<Suggestion>, PortalError> {
    let rules = dispatch_rule::about(&mut *books, of.category, of.commune).await?;
    let Some(rule) = rules.into_iter().find(|rule| rule.fits(of, calendar)) else { return Ok(None) };
    let mut beside = Vec::new();
    for code in rule.says.beside {
        // One that retired works on nothing new.
        match unit::known(&mut *books, &code).await {
            Ok(name) => beside.push((code, name)),
            Err(PortalError::UnitUnknown) => {}
            Err(error) => return Err(error),
        }
    }
    let name = unit::known(books, &rule.says.unit).await?;
    Ok(Some(Suggestion { code: rule.says.unit, name, by_rule: true, rule: Some(rule.says.name), beside }))
}

/// The most specific line counts, the category before the commune.
async fn by_table(
    books: &mut AnyConnection,
    category: &str,
    commune: Option<&str>,
) -> Result<Option<Suggestion>, PortalError> {
    let suggest = "SELECT unit.code, unit.name, rule.category FROM rule JOIN unit ON unit.code = rule.unit
        WHERE rule.category IN ($1, '') AND rule.commune IN ($2, '') AND unit.retired_at IS NULL
        ORDER BY CASE WHEN rule.category = '' THEN 1 ELSE 0 END, CASE WHEN rule.commune = '' THEN 1 ELSE 0 END
        LIMIT 1";
    let query = sqlx::query(suggest).bind(category.to_owned()).bind(commune.unwrap_or_default().to_owned());
    let Some(row) = query.fetch_optional(books).await? else { return Ok(None) };
    let category: String = row.try_get("category")?;
    let (code, name) = (row.try_get("code")?, row.try_get("name")?);
    Ok(Some(Suggestion { code, name, by_rule: !category.is_empty(), rule: None, beside: Vec::new() }))
}
