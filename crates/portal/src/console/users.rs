//! Who may sign in: for administrators.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::case::time;
use super::edit::{Edit, body};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::{ProblemShape, UnitName};
use crate::access::{Action, Role};
use crate::error::PortalError;
use crate::password;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::people::{self, Contact, Person, Standing};
use crate::store::user::NewUser;

/// Everybody who may sign in, or might.
#[derive(Debug, Serialize, ToSchema)]
pub struct Users {
    /// By name.
    pub users: Vec<UserShown>,
}

/// Somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserShown {
    /// The name with which they sign in.
    pub name: String,
    /// What they are to the portal.
    pub role: Role,
    /// The unit they belong to.
    #[schema(required)]
    pub unit: Option<UnitName>,
    /// The name as colleagues say it.
    #[schema(required)]
    pub full_name: Option<String>,
    /// Telephone.
    #[schema(required)]
    pub phone: Option<String>,
    /// Where mails go; without one, none are sent.
    #[schema(required)]
    pub email: Option<String>,
    /// The language of the mails: `vi` or `en`.
    pub language: String,
    /// Since when they are here.
    pub created_at: String,
    /// Since when they may not sign in.
    #[schema(required)]
    pub disabled_at: Option<String>,
}

/// Somebody to be let in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct UserNew {
    /// 2 to 40 lower-case letters, digits, `.` and `-`.
    pub name: String,
    /// What they are to be.
    #[serde(flatten)]
    pub standing: UserStanding,
}

/// What somebody is to be from now on; what is left out is none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UserStanding {
    /// What they are to the portal.
    pub role: Role,
    /// The code of their unit, for the roles of a unit.
    pub unit: Option<String>,
    /// The name as colleagues say it.
    pub full_name: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where mails go; without one, none are sent.
    pub email: Option<String>,
    /// The language of the mails: `vi` or `en`.
    #[serde(default = "vietnamese")]
    pub language: String,
}

/// A password that is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasswordMade {
    /// The password.
    pub password: String,
}

fn vietnamese() -> String {
    "vi".to_owned()
}

/// Everybody who may sign in, or might
#[utoipa::path(get, path = "/console/api/users", tag = "users", operation_id = "users",
    responses((status = 200, body = Users), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape)))]
pub async fn users(State(state): State<AppState>, officer: Officer) -> Result<Json<Users>, Problem> {
    if !officer.may(Action::EditUsers, None) {
        return Err(NOT_ALLOWED);
    }
    let known = people::list(state.store().readers()).await?;
    Ok(Json(Users { users: known.into_iter().map(shown).collect() }))
}

/// Let somebody in. The password is made, and told this once.
#[utoipa::path(post, path = "/console/api/users", tag = "users", operation_id = "add_user", request_body = UserNew,
    responses((status = 201, body = PasswordMade), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape), (status = 409, body = ProblemShape),
        (status = 422, body = ProblemShape)))]
pub async fn add(
    State(state): State<AppState>,
    officer: Officer,
    request: Result<Json<UserNew>, JsonRejection>,
) -> Result<(StatusCode, Json<PasswordMade>), Problem> {
    let asked = body(request)?;
    let (made, hash) = new_password().await?;
    let (who, contact) = (officer.user.name.clone(), contact(&asked.standing));
    let new = NewUser {
        name: asked.name.clone(),
        password: hash,
        role: asked.standing.role,
        unit: asked.standing.unit.clone(),
        created_at_ms: state.now_ms(),
    };
    edit(&officer, "user_added", &asked.name)
        .carry_out(&state, &asked, move |books| Box::pin(async move { people::add(books, &new, &contact, &who).await }))
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Change what somebody is and how they are reached
#[utoipa::path(put, path = "/console/api/users/{name}", tag = "users", operation_id = "change_user",
    params(("name" = String, Path, description = "The user's name")), request_body = UserStanding,
    responses((status = 200, body = UserShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape), (status = 422, body = ProblemShape)))]
pub async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path(name): Path<String>,
    request: Result<Json<UserStanding>, JsonRejection>,
) -> Result<Json<UserShown>, Problem> {
    let asked = body(request)?;
    let standing = Standing { role: asked.role, unit: asked.unit.clone(), contact: contact(&asked) };
    let (who, user, now_ms) = (officer.user.name.clone(), name.clone(), state.now_ms());
    edit(&officer, "user_changed", &name)
        .carry_out(&state, &asked, move |books| {
            Box::pin(async move { people::change(books, &user, &standing, &who, now_ms).await })
        })
        .await?;
    Ok(Json(shown(people::find(state.store().readers(), &name).await?)))
}

/// Let somebody in no longer: their sessions end at once
#[utoipa::path(post, path = "/console/api/users/{name}/disable", tag = "users", operation_id = "disable_user",
    params(("name" = String, Path, description = "The user's name")),
    responses((status = 200, body = UserShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn disable(
    State(state): State<AppState>,
    officer: Officer,
    Path(name): Path<String>,
) -> Result<Json<UserShown>, Problem> {
    set_disabled(&state, &officer, &name, true).await
}

/// Let somebody in again
#[utoipa::path(post, path = "/console/api/users/{name}/enable", tag = "users", operation_id = "enable_user",
    params(("name" = String, Path, description = "The user's name")),
    responses((status = 200, body = UserShown), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape)))]
pub async fn enable(
    State(state): State<AppState>,
    officer: Officer,
    Path(name): Path<String>,
) -> Result<Json<UserShown>, Problem> {
    set_disabled(&state, &officer, &name, false).await
}

/// Give somebody another password. It is made, and told this once; their sessions end.
#[utoipa::path(post, path = "/console/api/users/{name}/password", tag = "users", operation_id = "new_password",
    params(("name" = String, Path, description = "The user's name")),
    responses((status = 200, body = PasswordMade), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape), (status = 404, body = ProblemShape)))]
pub async fn password(
    State(state): State<AppState>,
    officer: Officer,
    Path(name): Path<String>,
) -> Result<Json<PasswordMade>, Problem> {
    let (made, hash) = new_password().await?;
    let (who, user, now_ms) = (officer.user.name.clone(), name.clone(), state.now_ms());
    edit(&officer, "password_set", &name)
        .carry_out(&state, &json!({}), move |books| {
            Box::pin(async move { people::set_password(books, &user, &hash, &who, now_ms).await })
        })
        .await?;
    Ok(Json(made))
}

fn edit<'a>(officer: &'a Officer, what: &'static str, name: &'a str) -> Edit<'a> {
    Edit { officer, action: Action::EditUsers, unit: None, what, subject: name }
}

async fn set_disabled(
    state: &AppState,
    officer: &Officer,
    name: &str,
    disabled: bool,
) -> Result<Json<UserShown>, Problem> {
    let (who, user, now_ms) = (officer.user.name.clone(), name.to_owned(), state.now_ms());
    let what = if disabled { "user_disabled" } else { "user_enabled" };
    edit(officer, what, name)
        .carry_out(state, &json!({ "disabled": disabled }), move |books| {
            Box::pin(async move { people::disable(books, &user, disabled, &who, now_ms).await })
        })
        .await?;
    Ok(Json(shown(people::find(state.store().readers(), name).await?)))
}

/// Hashing is work for a thread of its own.
async fn new_password() -> Result<(PasswordMade, String), PortalError> {
    let make = tokio::task::spawn_blocking(|| {
        let password = password::random();
        let hash = password::hash(&password);
        (PasswordMade { password }, hash)
    });
    make.await.map_err(|_| PortalError::Broken("password"))
}

fn contact(standing: &UserStanding) -> Contact {
    let told =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    Contact {
        full_name: told(&standing.full_name),
        phone: told(&standing.phone),
        email: told(&standing.email),
        language: standing.language.clone(),
    }
}

fn shown(person: Person) -> UserShown {
    UserShown {
        name: person.name,
        role: person.role,
        unit: person.unit.zip(person.unit_name).map(|(code, name)| UnitName { code, name }),
        full_name: person.contact.full_name,
        phone: person.contact.phone,
        email: person.contact.email,
        language: person.contact.language,
        created_at: time(person.created_at_ms),
        disabled_at: person.disabled_at_ms.map(time),
    }
}
