//! Who asks: the officer of a session, and what they may see.

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use report::Sha256;
use report::words::Language;

use crate::access::{Action, Reach, Role, beside, reach};
use crate::clock;
use crate::error::PortalError;
use crate::problem::{self, Problem};
use crate::roster::Post;
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::user::User;
use crate::store::{coordinating, roster, session};

/// The cookie's name.
pub const COOKIE: &str = "console_session";

/// Nobody is signed in.
pub const SIGN_IN_NEEDED: Problem = Problem::new(StatusCode::UNAUTHORIZED, "sign_in_needed");
/// Somebody is, but may not do this.
pub const NOT_ALLOWED: Problem = Problem::new(StatusCode::FORBIDDEN, "not_allowed");
/// Not from the console's own page.
const NOT_FROM_THE_CONSOLE: Problem = Problem::new(StatusCode::FORBIDDEN, "not_from_the_console");

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Who.
    pub user: User,
    /// The role of whoever they stand in for today, when it is another than their own.
    pub acting: Option<Role>,
    /// The hash of the session's token.
    pub token: Sha256,
    /// In which language they are answered.
    pub language: Language,
}

impl Officer {
    /// Whether they may do `action` to a case that is with the unit `unit`.
    #[must_use]
    pub fn may(&self, action: Action, unit: Option<&str>) -> bool {
        self.reach(action).covers(self.user.unit.as_deref(), unit)
    }

    /// How far they may do `action`: by their own role, or by that of whoever they stand in for.
    #[must_use]
    pub fn reach(&self, action: Action) -> Reach {
        let acting = self.acting.map_or(Reach::Nowhere, |role| reach(role, action));
        reach(self.user.role, action).max(acting)
    }

    /// The same for a case of row `case_id`, on which their unit may work beside the one that has it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn may_do(
        &self,
        state: &AppState,
        action: Action,
        case_id: i64,
        unit: Option<&str>,
    ) -> Result<bool, PortalError> {
        if self.may(action, unit) || !self.works_beside(action) {
            return Ok(self.may(action, unit));
        }
        let Some(own) = &self.user.unit else { return Ok(false) };
        coordinating::works_on(state.store().readers(), case_id, own).await
    }

    /// Whether they see a case of row `case_id`: what is sealed is the desk's alone, whoever worked on it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sees(
        &self,
        state: &AppState,
        case_id: i64,
        unit: Option<&str>,
        sealed: bool,
    ) -> Result<bool, PortalError> {
        if sealed { Ok(self.reads(unit, sealed)) } else { self.may_do(state, Action::Read, case_id, unit).await }
    }

    /// Whether their role, or that of whoever they stand in for, may do `action` to cases on which their unit works beside.
    #[must_use]
    pub fn works_beside(&self, action: Action) -> bool {
        beside(self.user.role, action) || self.acting.is_some_and(|role| beside(role, action))
    }

    /// For whom they may do `action` to a case of `unit` that their own role does not grant: whoever they stand in for.
    #[must_use]
    pub fn stands_in(&self, action: Action, unit: Option<&str>) -> Option<Role> {
        let own = reach(self.user.role, action).covers(self.user.unit.as_deref(), unit);
        self.acting.filter(|_| !own && self.may(action, unit))
    }

    /// The case, if they may see it at all.
    ///
    /// # Errors
    /// As if it were not there.
    pub async fn see(&self, state: &AppState, case: Option<CaseView>) -> Result<CaseView, Problem> {
        let case = case.ok_or(PortalError::CaseUnknown)?;
        let sees = self.sees(state, case.id, case.unit.as_deref(), case.sealed).await?;
        if sees { Ok(case) } else { Err(PortalError::CaseUnknown.into()) }
    }

    /// Whether they see what is sealed.
    #[must_use]
    pub fn may_read_sealed(&self) -> bool {
        self.may(Action::ReadSealed, None)
    }

    /// Whether they see a case that is with `unit`.
    #[must_use]
    pub fn reads(&self, unit: Option<&str>, sealed: bool) -> bool {
        self.may(Action::Read, unit) && (!sealed || self.may_read_sealed())
    }

    /// The unit to whose cases their sight is limited.
    #[must_use]
    pub fn limited_to(&self) -> Option<String> {
        match self.reach(Action::Read) {
            Reach::Everywhere => None,
            // No unit has the empty-looking code, so somebody without a unit sees nothing.
            Reach::OwnUnit | Reach::Nowhere => Some(self.user.unit.clone().unwrap_or_else(|| "-".to_owned())),
        }
    }
}

impl FromRequestParts<AppState> for Officer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(COOKIE).map(|cookie| Sha256::of(cookie.value().as_bytes())).ok_or(SIGN_IN_NEEDED)?;
        let now_ms = state.now_ms();
        let session = session::find(state.store().readers(), token, now_ms).await?.ok_or(SIGN_IN_NEEDED)?;
        if session.stale {
            let touch = state.store().write(move |books| Box::pin(session::touch(books, token, now_ms)));
            touch.await?;
        }
        let acting = acting(state, &session.user).await?;
        Ok(Self { user: session.user, acting, token, language: problem::language(&parts.headers) })
    }
}

/// A unit's officer who stands in for its leader has the leader's rights meanwhile.
async fn acting(state: &AppState, user: &User) -> Result<Option<Role>, PortalError> {
    if !user.role.is_of_a_unit() {
        return Ok(None);
    }
    let posts = roster::stands_in(state.store().readers(), &user.name, clock::day(state.now_ms())).await?;
    Ok(posts.into_iter().map(Post::role).find(|role| *role != user.role))
}

/// Lets a change through only with a header that a page of another site cannot add without being asked first
/// (CORS), beside the cookie's `SameSite=Strict`.
pub async fn only_from_the_console(request: Request, next: Next) -> Response {
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    let ours = request.headers().get("x-requested-with").is_some_and(|value| value == "console");
    if reads || ours { next.run(request).await } else { NOT_FROM_THE_CONSOLE.into_response() }
}
