//! The province's categories: every officer reads them, who may edit them changes them. A changed category counts at the
//! portal at once; devices hear of it with the next pack that is published.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::case::time;
use super::edit::{Edit, body};
use super::officer::Officer;
use super::shape::ProblemShape;
use crate::access::Action;
use crate::casework::{CaseworkError, Category, Identity, Urgency};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{audit, category, publication, region, timetable, words};

/// The longest name, in characters.
const NAME_CHARS: usize = 80;
/// The longest hotline text, in characters.
const HOTLINE_CHARS: usize = 200;
/// The longest code or name of an icon, in bytes.
const CODE_BYTES: usize = 40;

/// The province's categories.
#[derive(Debug, Serialize, ToSchema)]
pub struct Categories {
    /// In the order in which they are offered; retired ones too.
    pub categories: Vec<CategoryShown>,
}

/// A category and what it asks of its cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryShown {
    /// Its code.
    pub code: String,
    /// What can be changed of it.
    #[serde(flatten)]
    pub rules: CategoryRules,
    /// When the province confirmed it; missing: a default.
    #[schema(required)]
    pub confirmed_at: Option<String>,
    /// Since when it is no longer offered.
    #[schema(required)]
    pub retired_at: Option<String>,
    /// Counts the edits; an edit names the one it was decided on.
    pub version: i64,
}

/// What can be changed of a category.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CategoryRules {
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// The name of its picture.
    pub icon: String,
    /// In which order it is offered.
    pub rank: i64,
    /// What whoever reports must tell of themselves.
    pub identity: Identity,
    /// What its cases begin with.
    pub urgency: Urgency,
    /// Whom to call at once, as the citizen reads it.
    #[schema(required)]
    pub hotline: Option<String>,
    /// Private by default: published only on a second confirmation.
    pub private: bool,
    /// In public only the commune is said of the place.
    pub coarse: bool,
    /// Its cases are the sealed queue's, never a unit's.
    pub sealed: bool,
    /// The unit's leader approves the answer.
    pub needs_approval: bool,
    /// Its clocks run day and night.
    pub always: bool,
    /// Whether a photo is asked for.
    pub photo_asked: bool,
}

/// A new state of a category.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub struct CategoryEdit {
    /// The version that was seen; missing: a new category.
    pub version: Option<i64>,
    /// What it is from now on.
    #[serde(flatten)]
    pub rules: CategoryRules,
    /// Whether the province confirms it.
    pub confirmed: bool,
    /// Whether it is no longer offered.
    pub retired: bool,
}

/// The categories
#[utoipa::path(get, path = "/console/api/categories", tag = "categories", operation_id = "categories",
    responses((status = 200, body = Categories), (status = 401, body = ProblemShape)))]
pub async fn categories(State(state): State<AppState>, _officer: Officer) -> Result<Json<Categories>, Problem> {
    let all = category::all(state.store().readers()).await?;
    Ok(Json(Categories { categories: all.into_iter().map(shown).collect() }))
}

/// Add or change a category
#[utoipa::path(put, path = "/console/api/categories/{code}", tag = "categories", operation_id = "edit_category",
    params(("code" = String, Path, description = "Its code")), request_body = CategoryEdit,
    responses((status = 200, body = CategoryShown), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 409, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn edit_category(
    State(state): State<AppState>,
    officer: Officer,
    Path(code): Path<String>,
    request: Result<Json<CategoryEdit>, JsonRejection>,
) -> Result<Json<CategoryShown>, Problem> {
    let edit = body(request)?;
    let (who, now_ms) = (officer.user.name.clone(), state.now_ms());
    let change = Edit {
        officer: &officer,
        action: Action::EditCategories,
        unit: None,
        what: "category_changed",
        subject: &code.clone(),
    };
    let asked = json!(edit);
    let changed = change.carry_out(&state, &asked, move |books| {
        Box::pin(async move {
            let before = category::find(&mut *books, &code).await?;
            let after = edited(before.as_ref(), code, edit, now_ms)?;
            category::put(books, &after, now_ms).await?;
            region::outdate(books, &who, now_ms).await?;
            if before.as_ref().is_some_and(|before| before.name_vi != after.name_vi) {
                words::outdate(books, &after.code).await?;
            }
            if before.as_ref().is_some_and(|before| before.always) != after.always {
                timetable::changed(books, now_ms).await?;
            }
            if after.coarse || after.sealed {
                publication::coarsen(books, &after.code).await?;
            }
            let (was, became) = (before.map(|one| json!(shown(one))), json!(shown(after.clone())));
            audit::record(books, &who, "category_changed", &after.code, was, Some(became), now_ms).await?;
            Ok(after)
        })
    });
    Ok(Json(shown(changed.await?)))
}

/// What `edit` makes of the category, or why it does not.
fn edited(before: Option<&Category>, code: String, edit: CategoryEdit, now_ms: i64) -> Result<Category, PortalError> {
    let (seen, now) = (edit.version.unwrap_or_default(), before.map_or(0, |one| one.version));
    if seen != now {
        return Err(CaseworkError::StaleEdit { seen, now }.into());
    }
    let rules = checked(&code, edit.rules)?;
    let since = |set: bool, before: Option<i64>| set.then_some(before.unwrap_or(now_ms));
    Ok(Category {
        code,
        name_vi: rules.name_vi,
        name_en: rules.name_en,
        icon: rules.icon,
        rank: rules.rank,
        identity: rules.identity,
        urgency: rules.urgency,
        hotline: rules.hotline,
        private: rules.private,
        coarse: rules.coarse,
        sealed: rules.sealed,
        needs_approval: rules.needs_approval,
        always: rules.always,
        photo_asked: rules.photo_asked,
        retired_at_ms: since(edit.retired, before.and_then(|one| one.retired_at_ms)),
        confirmed_at_ms: since(edit.confirmed, before.and_then(|one| one.confirmed_at_ms)),
        version: now + 1,
    })
}

/// The rules without what stands around the words, if they are such as a category can have.
fn checked(code: &str, rules: CategoryRules) -> Result<CategoryRules, PortalError> {
    let refused = |field| Err(PortalError::CategoryInvalid { field });
    let fits = |text: &str| (1..=NAME_CHARS).contains(&text.chars().count());
    let is_code = |text: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=CODE_BYTES).contains(&text.len()) && text.bytes().all(allowed)
    };
    let (name_vi, name_en) = (rules.name_vi.trim().to_owned(), rules.name_en.trim().to_owned());
    let hotline = rules.hotline.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match () {
        () if !is_code(code) => refused("code"),
        () if !fits(&name_vi) => refused("name_vi"),
        () if !fits(&name_en) => refused("name_en"),
        () if !is_code(&rules.icon) => refused("icon"),
        () if hotline.as_ref().is_some_and(|text| text.chars().count() > HOTLINE_CHARS) => refused("hotline"),
        () => Ok(CategoryRules { name_vi, name_en, hotline, ..rules }),
    }
}

fn shown(category: Category) -> CategoryShown {
    CategoryShown {
        confirmed_at: category.confirmed_at_ms.map(time),
        retired_at: category.retired_at_ms.map(time),
        version: category.version,
        rules: CategoryRules {
            name_vi: category.name_vi,
            name_en: category.name_en,
            icon: category.icon,
            rank: category.rank,
            identity: category.identity,
            urgency: category.urgency,
            hotline: category.hotline,
            private: category.private,
            coarse: category.coarse,
            sealed: category.sealed,
            needs_approval: category.needs_approval,
            always: category.always,
            photo_asked: category.photo_asked,
        },
        code: category.code,
    }
}
