//! Answers that are written often: the editor's list, and filled in for a case.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use report::words::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};

use super::case::{seen, time};
use super::edit::{Edit, body};
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::access::Action;
use crate::casework::{TEMPLATE_FIELDS, TemplateError, checked_template, clocks, filled_template};
use crate::clock::day;
use crate::error::PortalError;
use crate::problem::{self, Problem};
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::template::{self, NewTemplate, TemplateRow};
use crate::store::{audit, case, category, clock};

const INVALID: Problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "template_invalid");
/// The longest name, in characters.
const NAME_CHARS: usize = 100;

/// The templates.
#[derive(Debug, Serialize, ToSchema)]
pub struct Templates {
    /// By name.
    pub templates: Vec<TemplateShown>,
    /// The fields that a template can have, `so_phan_anh` for `{so_phan_anh}`.
    pub fields: Vec<String>,
}

/// A template.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateShown {
    /// Its id.
    pub id: i64,
    /// What it says.
    #[serde(flatten)]
    pub template: TemplateText,
    /// Counts the edits.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: String,
    /// By whom.
    pub updated_by: String,
}

/// What a template says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TemplateText {
    /// What officers call it, at most 100 characters.
    pub name: String,
    /// The code of the category for whose cases alone it is; missing: for all.
    #[schema(required)]
    pub category: Option<String>,
    /// The text, with fields in brackets; `\{` and `\}` are the signs themselves.
    pub text: String,
}

/// A new state of a template.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateChange {
    /// The version that was seen.
    pub version: i64,
    /// What it says from now on.
    #[serde(flatten)]
    pub template: TemplateText,
}

/// Which state of a template.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SeenVersion {
    /// The version that was seen.
    pub version: i64,
}

/// Templates as a case fills them in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilledTemplates {
    /// Those of its category, then those for all, each by name.
    pub templates: Vec<FilledTemplate>,
}

/// A template as a case fills it in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilledTemplate {
    /// Its id.
    pub id: i64,
    /// What officers call it.
    pub name: String,
    /// The text; `…` where the case has nothing for a field.
    pub text: String,
}

/// The templates
#[utoipa::path(get, path = "/console/api/templates", tag = "templates", operation_id = "templates",
    responses((status = 200, body = Templates), (status = 401, body = ProblemShape)))]
pub async fn templates(State(state): State<AppState>, _officer: Officer) -> Result<Json<Templates>, Problem> {
    let all = template::all(state.store().readers()).await?;
    let fields = TEMPLATE_FIELDS.map(str::to_owned).to_vec();
    Ok(Json(Templates { templates: all.into_iter().map(shown).collect(), fields }))
}

/// Add a template
#[utoipa::path(post, path = "/console/api/templates", tag = "templates", operation_id = "add_template",
    request_body = TemplateText,
    responses((status = 200, body = TemplateShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 422, body = ProblemShape, description = "`template_invalid`; `field` says where, `fields` which do not exist")))]
pub async fn add(
    State(state): State<AppState>,
    officer: Officer,
    headers: HeaderMap,
    request: Result<Json<TemplateText>, JsonRejection>,
) -> Result<Json<TemplateShown>, Response> {
    let asked = body(request).map_err(IntoResponse::into_response)?;
    let new = checked(&state, asked.clone(), &headers).await?;
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let what = "template_added";
    let edit = Edit { officer: &officer, action: Action::EditTemplates, unit: None, what, subject: &asked.name };
    let added = edit.carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let row = template::add(books, &new, &who, now_ms).await?;
            audit::record(books, &who, what, &row.template.name, None, Some(json!(shown(row.clone()))), now_ms).await?;
            Ok(row)
        })
    });
    Ok(Json(shown(added.await.map_err(IntoResponse::into_response)?)))
}

/// Change a template
#[utoipa::path(put, path = "/console/api/templates/{id}", tag = "templates", operation_id = "change_template",
    params(("id" = i64, Path, description = "Its id")), request_body = TemplateChange,
    responses((status = 200, body = TemplateShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape),
        (status = 422, body = ProblemShape, description = "`template_invalid`; `field` says where, `fields` which do not exist")))]
pub async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
    headers: HeaderMap,
    request: Result<Json<TemplateChange>, JsonRejection>,
) -> Result<Json<TemplateShown>, Response> {
    let asked = body(request).map_err(IntoResponse::into_response)?;
    let new = checked(&state, asked.template.clone(), &headers).await?;
    let (who, now_ms, version) = (officer.user.name.clone(), state.now_ms(), asked.version);
    let what = "template_changed";
    let edit =
        Edit { officer: &officer, action: Action::EditTemplates, unit: None, what, subject: &asked.template.name };
    let changed = edit.carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let (was, is) = template::change(books, id, version, &new, &who, now_ms).await?;
            let (before, after) = (json!(shown(was)), json!(shown(is.clone())));
            audit::record(books, &who, what, &is.template.name, Some(before), Some(after), now_ms).await?;
            Ok(is)
        })
    });
    Ok(Json(shown(changed.await.map_err(IntoResponse::into_response)?)))
}

/// Offer a template no longer
#[utoipa::path(delete, path = "/console/api/templates/{id}", tag = "templates", operation_id = "retire_template",
    params(("id" = i64, Path, description = "Its id"), SeenVersion),
    responses((status = 204), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn retire(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<i64>,
    Query(SeenVersion { version }): Query<SeenVersion>,
) -> Result<StatusCode, Problem> {
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let (what, subject) = ("template_retired", id.to_string());
    let edit = Edit { officer: &officer, action: Action::EditTemplates, unit: None, what, subject: &subject };
    let asked = json!({ "id": id, "version": version });
    let retired = edit.carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let was = template::retire(books, id, version, &who, now_ms).await?;
            audit::record(books, &who, what, &was.template.name, Some(json!(shown(was.clone()))), None, now_ms).await
        })
    });
    retired.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The templates that fit a case, filled in
#[utoipa::path(get, path = "/console/api/cases/{number}/templates", tag = "templates", operation_id = "filled_templates",
    params(("number" = String, Path, description = "The public number")),
    responses((status = 200, body = FilledTemplates), (status = 401, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn for_a_case(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
) -> Result<Json<FilledTemplates>, Problem> {
    let found = seen(&state, &officer, &number).await?;
    let values = values(&state, &found).await?;
    let mut fitting = template::all(state.store().readers()).await?;
    fitting.retain(|row| row.template.category.as_ref().is_none_or(|code| *code == found.category));
    fitting.sort_by_key(|row| row.template.category.is_none());
    let filled = |row: TemplateRow| FilledTemplate {
        id: row.id,
        text: filled_template(&row.template.text, &values),
        name: row.template.name,
    };
    Ok(Json(FilledTemplates { templates: fitting.into_iter().map(filled).collect() }))
}

/// What the case has for each field.
async fn values(state: &AppState, found: &CaseView) -> Result<HashMap<&'static str, String>, PortalError> {
    let books = state.store().readers();
    let file = case::read(&mut *books.acquire().await?, found.id).await?;
    let category = category::find(books, &found.category).await?.map(|known| known.name_vi);
    let date = |day: jiff::civil::Date| day.strftime("%d/%m/%Y").to_string();
    let mut values = HashMap::from([
        ("so_phan_anh", found.number.to_string()),
        ("linh_vuc", category.unwrap_or_else(|| found.category.clone())),
        ("ngay_gui", date(day(found.submitted_at_ms))),
        ("hom_nay", date(day(state.now_ms()))),
    ]);
    let known = [
        ("xa_phuong", found.commune_name.clone()),
        ("don_vi", found.unit_name.clone()),
        ("han_tra_loi", answer_due(state, found).await?.map(date)),
        ("ngay_du_kien", file.planned_on.map(date)),
    ];
    values.extend(known.into_iter().filter_map(|(field, value)| Some((field, value?))));
    Ok(values)
}

/// The day by which the citizen can expect an answer, as they are told.
async fn answer_due(state: &AppState, found: &CaseView) -> Result<Option<jiff::civil::Date>, PortalError> {
    let timetable = state.timetable().await?;
    let history = clock::history(&mut *state.store().readers().acquire().await?, found.id).await?.of;
    let clocks = clocks::of(&history, &timetable.rules, &timetable.calendar);
    let due = clocks::answer_due(&found.category, &clocks, &timetable.rules, &timetable.calendar);
    Ok(due.map(|(due, _)| day(due.as_millisecond())))
}

/// The template, if it is one; else what is wrong, in the asker's words.
async fn checked(state: &AppState, asked: TemplateText, headers: &HeaderMap) -> Result<NewTemplate, Response> {
    let name = asked.name.trim().to_owned();
    if !(1..=NAME_CHARS).contains(&name.chars().count()) {
        return Err(INVALID.about(Some("name")).into_response());
    }
    if let Some(code) = &asked.category {
        let known = category::find(state.store().readers(), code).await;
        match known {
            Ok(Some(_)) => {}
            Ok(None) => return Err(INVALID.about(Some("category")).into_response()),
            Err(error) => return Err(Problem::from(error).into_response()),
        }
    }
    match checked_template(asked.text) {
        Ok(text) => Ok(NewTemplate { name, category: asked.category, text }),
        Err(TemplateError::UnknownFields(fields)) => Err(unknown(&fields, problem::language(headers))),
        Err(TemplateError::Brackets) => Err(INVALID.about(Some("text")).into_response()),
        Err(TemplateError::Text(error)) => {
            Err(Problem::from(PortalError::from(error)).about(Some("text")).into_response())
        }
    }
}

fn unknown(fields: &[String], language: Language) -> Response {
    let detail = problem::detail("template_field_unknown", language).replace("%{fields}", &fields.join(", "));
    let facts: [(String, Value); 2] = [("detail".into(), json!(detail)), ("fields".into(), json!(fields))];
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "template_field_unknown")
        .about(Some("text"))
        .with(Map::from_iter(facts))
}

fn shown(row: TemplateRow) -> TemplateShown {
    let NewTemplate { name, category, text } = row.template;
    TemplateShown {
        id: row.id,
        template: TemplateText { name, category, text },
        version: row.version,
        updated_at: time(row.updated_at_ms),
        updated_by: row.updated_by,
    }
}
