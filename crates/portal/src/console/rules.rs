//! The rules by which cases go to units: read and tried by whoever sends cases to units, changed by administrators.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use serde_json::json;

use super::case::suggested;
use super::edit::{Edit, body};
use super::officer::{NOT_ALLOWED, Officer};
use super::rule_shape::{
    DispatchRuleChange, DispatchRuleSays, DispatchRuleShown, DispatchRules, RuleOrder, RuleQuestion, RuleTried,
    TableLine, says, shown,
};
use super::shape::ProblemShape;
use super::templates::SeenVersion;
use crate::access::Action;
use crate::casework::{DispatchRule, Subject};
use crate::clock::moment;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::dispatch_rule::{self, Editor};
use crate::store::{audit, category, suggestion, unit};

/// The rules
#[utoipa::path(get, path = "/console/api/rules", tag = "rules", operation_id = "rules",
    responses((status = 200, body = DispatchRules), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape)))]
pub async fn rules(State(state): State<AppState>, officer: Officer) -> Result<Json<DispatchRules>, Problem> {
    if !may_read(&officer) {
        return Err(NOT_ALLOWED);
    }
    let books = state.store().readers();
    let line = |rule: unit::Rule| {
        let any = |text: String| Some(text).filter(|text| !text.is_empty());
        TableLine { category: any(rule.category), commune: any(rule.commune), unit: rule.unit }
    };
    Ok(Json(DispatchRules {
        rules: dispatch_rule::all(books).await?.into_iter().map(shown).collect(),
        table: unit::rules(books).await?.into_iter().map(line).collect(),
    }))
}

/// To which unit something would go, and by which rule
#[utoipa::path(get, path = "/console/api/rules/trial", tag = "rules", operation_id = "try_rules", params(RuleQuestion),
    responses((status = 200, body = RuleTried), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape)))]
pub async fn trial(
    State(state): State<AppState>,
    officer: Officer,
    Query(asked): Query<RuleQuestion>,
) -> Result<Json<RuleTried>, Problem> {
    if !may_read(&officer) {
        return Err(NOT_ALLOWED);
    }
    let commune = asked.commune.as_deref().filter(|code| !code.is_empty());
    let of = Subject { category: &asked.category, commune, at: asked.moment(moment(state.now_ms()))? };
    let mut books = state.store().readers().acquire().await.map_err(PortalError::from)?;
    let found = suggestion::suggest(&mut books, of).await?;
    let calendar = &state.timetable().await?.calendar;
    let fitting = dispatch_rule::about(&mut *books, of.category, of.commune).await?;
    let fitting = fitting.into_iter().filter(|rule| rule.fits(of, calendar)).map(|rule| rule.id).collect();
    Ok(Json(RuleTried { suggested: found.map(suggested), working: calendar.is_working(of.at), fitting }))
}

/// Add a rule
///
/// It stands before the first that would leave it nothing. What would leave another nothing is refused; both are named.
#[utoipa::path(post, path = "/console/api/rules", tag = "rules", operation_id = "add_rule",
    request_body = DispatchRuleSays,
    responses((status = 200, body = DispatchRuleShown), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 409, body = ProblemShape),
        (status = 422, body = ProblemShape)))]
pub async fn add_rule(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<DispatchRuleSays>, JsonRejection>,
) -> Result<Json<DispatchRuleShown>, Problem> {
    let asked = body(request)?;
    let (by, communes, name) = (editor(&officer, &state), communes(&state).await?, asked.name.clone());
    let wanted = asked.clone();
    let added = edit_of(&officer, "rule_added", &name).carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let says = checked(books, wanted, &communes).await?;
            let added = dispatch_rule::add(books, says, &by).await?;
            let became = Some(json!(shown(added.clone())));
            audit::record(books, &by.who, "rule_added", &added.says.name, None, became, by.now_ms).await?;
            Ok(added)
        })
    });
    Ok(Json(shown(added.await?)))
}

/// Change a rule, switch it off or on
#[utoipa::path(put, path = "/console/api/rules/{id}", tag = "rules", operation_id = "change_rule",
    params(("id" = i64, Path, description = "Its id")), request_body = DispatchRuleChange,
    responses((status = 200, body = DispatchRuleShown), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 409, body = ProblemShape),
        (status = 422, body = ProblemShape)))]
pub async fn change_rule(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
    request: Result<Json<DispatchRuleChange>, JsonRejection>,
) -> Result<Json<DispatchRuleShown>, Problem> {
    let asked = body(request)?;
    let (by, communes, name) = (editor(&officer, &state), communes(&state).await?, asked.says.name.clone());
    let DispatchRuleChange { version, counts, says: wanted } = asked.clone();
    let changed = edit_of(&officer, "rule_changed", &name).carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let says = checked(books, wanted, &communes).await?;
            let (was, is) = dispatch_rule::change(books, id, version, says, counts, &by).await?;
            record(books, "rule_changed", was, Some(is.clone()), &by).await?;
            Ok(is)
        })
    });
    Ok(Json(shown(changed.await?)))
}

/// Take a rule away
#[utoipa::path(delete, path = "/console/api/rules/{id}", tag = "rules", operation_id = "remove_rule",
    params(("id" = i64, Path, description = "Its id"), SeenVersion),
    responses((status = 200, body = DispatchRules), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn remove_rule(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
    Query(SeenVersion { version }): Query<SeenVersion>,
) -> Result<Json<DispatchRules>, Problem> {
    let (by, subject) = (editor(&officer, &state), id.to_string());
    let asked = json!({ "id": id, "version": version });
    let removed = edit_of(&officer, "rule_removed", &subject).carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let was = dispatch_rule::remove(books, id, version, &by).await?;
            record(books, "rule_removed", was, None, &by).await
        })
    });
    removed.await?;
    rules(State(state), officer).await
}

/// Put the rules in another order
#[utoipa::path(put, path = "/console/api/rules/order", tag = "rules", operation_id = "order_rules",
    request_body = RuleOrder,
    responses((status = 200, body = DispatchRules), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn order_rules(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<RuleOrder>, JsonRejection>,
) -> Result<Json<DispatchRules>, Problem> {
    let (asked, by) = (body(request)?, editor(&officer, &state));
    let ids = asked.ids.clone();
    let ordered = edit_of(&officer, "rules_changed", "rules").carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let names = |rules: &[DispatchRule]| json!(rules.iter().map(|rule| &rule.says.name).collect::<Vec<_>>());
            let was = Some(names(&dispatch_rule::all(&mut *books).await?));
            let became = Some(names(&dispatch_rule::order(books, &ids, &by).await?));
            audit::record(books, &by.who, "rules_changed", "rules", was, became, by.now_ms).await
        })
    });
    ordered.await?;
    rules(State(state), officer).await
}

fn may_read(officer: &Officer) -> bool {
    officer.may(Action::Dispatch, None) || officer.may(Action::EditRules, None)
}

fn editor(officer: &Officer, state: &AppState) -> Editor {
    Editor { who: officer.user.name.clone(), now_ms: state.now_ms() }
}

const fn edit_of<'a>(officer: &'a Officer, what: &'static str, subject: &'a str) -> Edit<'a> {
    Edit { officer, action: Action::EditRules, unit: None, what, subject }
}

async fn record(
    books: &mut sqlx::AnyConnection,
    what: &'static str,
    was: DispatchRule,
    is: Option<DispatchRule>,
    by: &Editor,
) -> Result<(), PortalError> {
    let (name, became) = (was.says.name.clone(), is.map(|is| json!(shown(is))));
    audit::record(books, &by.who, what, &name, Some(json!(shown(was))), became, by.now_ms).await
}

/// The codes of the communes of today.
async fn communes(state: &AppState) -> Result<Vec<String>, PortalError> {
    Ok(match state.region().await? {
        Some(known) => known.region.communes().map(|commune| commune.code.to_string()).collect(),
        None => place::builtin().iter().map(|unit| unit.commune.code.to_string()).collect(),
    })
}

async fn checked(
    books: &mut sqlx::AnyConnection,
    asked: DispatchRuleSays,
    communes: &[String],
) -> Result<crate::casework::DispatchSays, PortalError> {
    let says = says(asked)?;
    if let Some(code) = &says.category
        && category::find(&mut *books, code).await?.is_none()
    {
        return Err(PortalError::RuleInvalid { field: "category" });
    }
    if says.commune.as_ref().is_some_and(|code| !communes.contains(code)) {
        return Err(PortalError::RuleInvalid { field: "commune" });
    }
    Ok(says)
}
