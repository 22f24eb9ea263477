//! The door: sign in, sign out, who am I.
//!
//! **Invariants:** a wrong name and a wrong password take the same time and answer the same; the token is nowhere but
//! in the cookie.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::{Extension, Json, RequestExt as _};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use data_encoding::BASE64URL_NOPAD;
use report::Sha256;
use tokio::sync::Semaphore;

use super::officer::{COOKIE, Officer};
use super::shape::{Credentials, Me, ProblemShape, UnitName};
use crate::access::{Action, Reach, reach};
use crate::attempts::{Attempts, origin};
use crate::error::PortalError;
use crate::password;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::user::User;
use crate::store::{session, user};

const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Wrong passwords for one name within the window.
const MOST_PER_NAME: u32 = 5;
/// Wrong passwords from one origin within the window: an office behind one address has several officers.
const MOST_PER_ORIGIN: u32 = 30;

const SIGN_IN_FAILED: Problem = Problem::new(StatusCode::UNAUTHORIZED, "sign_in_failed");
const TOO_MANY_TRIES: Problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries");
const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");

/// Wrong passwords, counted.
#[derive(Debug)]
pub struct Failures {
    per_name: Attempts,
    per_origin: Attempts,
}

impl Failures {
    /// None yet.
    pub fn new() -> Self {
        Self { per_name: Attempts::new(MOST_PER_NAME, WINDOW), per_origin: Attempts::new(MOST_PER_ORIGIN, WINDOW) }
    }

    fn wait(&self, name: &str, origin: &str, now_ms: i64) -> Result<(), Problem> {
        let wait = self.per_name.wait(name, now_ms).or_else(|| self.per_origin.wait(origin, now_ms));
        let Some(wait) = wait else { return Ok(()) };
        Err(TOO_MANY_TRIES.retry_after(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1)))
    }

    fn failed(&self, name: &str, origin: &str, now_ms: i64) {
        self.per_name.failed(name, now_ms);
        self.per_origin.failed(origin, now_ms);
    }
}

/// Who is signed in
#[utoipa::path(get, path = "/console/api/session", tag = "session", operation_id = "me",
    responses((status = 200, body = Me), (status = 401, body = ProblemShape)))]
pub async fn me(State(state): State<AppState>, officer: Officer) -> Json<Me> {
    Json(shape(officer.user, &state))
}

/// Passwords that are hashed at a time; each takes 19 MiB and some tens of milliseconds.
static HASHING: Semaphore = Semaphore::const_new(1);
/// The longest name that is looked up, in bytes.
const NAME_BYTES: usize = 64;
/// The longest password that is hashed, in bytes.
const PASSWORD_BYTES: usize = 1024;

/// Sign in
#[utoipa::path(post, path = "/console/api/session", tag = "session", operation_id = "sign_in",
    request_body = Credentials,
    responses((status = 200, body = Me), (status = 401, body = ProblemShape), (status = 429, body = ProblemShape)))]
pub async fn sign_in(
    State(state): State<AppState>,
    Extension(failures): Extension<Arc<Failures>>,
    request: Request,
) -> Result<(CookieJar, Json<Me>), Problem> {
    let (parts, body) = request.into_parts();
    let (origin, secure, now_ms) = (origin(&parts), is_https(&parts), state.now_ms());
    let credentials = Request::from_parts(parts, body).extract::<Json<Credentials>, _>().await;
    let Json(credentials) = credentials.map_err(|_| MALFORMED)?;
    let name = credentials.username.trim().to_lowercase();
    if name.len() > NAME_BYTES || credentials.password.len() > PASSWORD_BYTES {
        return Err(SIGN_IN_FAILED);
    }
    // One after the other: the limit on tries cannot be outrun, and hashing never takes more than its memory.
    let turn = HASHING.acquire().await.map_err(|_| PortalError::Broken("sign in"))?;
    failures.wait(&name, &origin, now_ms)?;
    let Some(user) = check(&state, &name, credentials.password).await? else {
        failures.failed(&name, &origin, now_ms);
        return Err(SIGN_IN_FAILED);
    };
    drop(turn);
    failures.per_name.succeeded(&name);
    let token = begin(&state, &user.name, now_ms).await?;
    Ok((CookieJar::new().add(cookie(token, secure)), Json(shape(user, &state))))
}

/// Sign out
#[utoipa::path(delete, path = "/console/api/session", tag = "session", operation_id = "sign_out",
    responses((status = 204), (status = 401, body = ProblemShape)))]
pub async fn sign_out(State(state): State<AppState>, officer: Officer) -> Result<(CookieJar, StatusCode), Problem> {
    state.store().write(move |books| Box::pin(session::end(books, officer.token))).await?;
    let gone = Cookie::build((COOKIE, "")).path("/console").max_age(Default::default());
    Ok((CookieJar::new().add(gone), StatusCode::NO_CONTENT))
}

/// The user, when the password is theirs. Hashing is work for a thread of its own.
async fn check(state: &AppState, name: &str, password: String) -> Result<Option<User>, PortalError> {
    let found = user::find(state.store().readers(), name).await?;
    let (user, stored) = found.map_or((None, None), |(user, stored)| (Some(user), Some(stored)));
    let check = tokio::task::spawn_blocking(move || password::is_right(&password, stored.as_deref()));
    let right = check.await.map_err(|_| PortalError::Broken("password"))?;
    Ok(user.filter(|_| right))
}

async fn begin(state: &AppState, name: &str, now_ms: i64) -> Result<String, PortalError> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(std::io::Error::other)?;
    let token = BASE64URL_NOPAD.encode(&random);
    let (hash, name) = (Sha256::of(token.as_bytes()), name.to_owned());
    state.store().write(move |books| Box::pin(async move { session::begin(books, hash, &name, now_ms).await })).await?;
    Ok(token)
}

fn cookie(token: String, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, token)).path("/console").http_only(true).same_site(SameSite::Strict).secure(secure).build()
}

/// Whether the browser speaks https: a proxy on this very machine says so.
fn is_https(parts: &Parts) -> bool {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let local = peer.is_none_or(|connection| connection.0.ip().is_loopback());
    let told = parts.headers.get("x-forwarded-proto").is_some_and(|value| value == "https");
    let origin = parts.headers.get(header::ORIGIN).is_some_and(|value| value.as_bytes().starts_with(b"https:"));
    (local && told) || origin
}

fn shape(user: User, state: &AppState) -> Me {
    let unit = user.unit.zip(user.unit_name).map(|(code, name)| UnitName { code, name });
    let may = Action::ALL.into_iter().filter(|action| reach(user.role, *action) != Reach::Nowhere).collect();
    Me { username: user.name, role: user.role, unit, province: state.config().province.clone(), may }
}
