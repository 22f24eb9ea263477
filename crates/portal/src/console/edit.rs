//! A change of the portal itself: who may, what is changed, and what the audit log says, also of what was refused.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;
use sqlx::AnyConnection;

use super::officer::{NOT_ALLOWED, Officer};
use crate::access::Action;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::audit::{self, Attempt};

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");

/// A change that an officer asks for.
pub struct Edit<'a> {
    /// Who asks.
    pub officer: &'a Officer,
    /// The right that it needs.
    pub action: Action,
    /// The unit that it concerns; `None`: the whole portal.
    pub unit: Option<&'a str>,
    /// What the audit log calls it.
    pub what: &'static str,
    /// What it is done to.
    pub subject: &'a str,
}

/// What is asked where the address says all.
#[derive(Debug, Serialize)]
pub struct Nothing;

impl Edit<'_> {
    /// Does `job`, which records what it changes. Whatever is refused stands in the audit log with what was asked for.
    ///
    /// # Errors
    /// `not_allowed`, and those of the job.
    pub async fn carry_out<T, F>(self, state: &AppState, asked: &impl Serialize, job: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, PortalError>> + Send + 'static,
    {
        let attempt = Attempt {
            who: self.officer.user.name.clone(),
            what: self.what,
            subject: self.subject.to_owned(),
            asked: serde_json::to_value(asked).unwrap_or(Value::Null),
        };
        let (store, now_ms) = (state.store(), state.now_ms());
        if !self.officer.may(self.action, self.unit) {
            audit::refuse(store, attempt, NOT_ALLOWED.code(), now_ms).await?;
            return Err(NOT_ALLOWED);
        }
        Ok(audit::carry_out(store, attempt, now_ms, job).await?)
    }
}

/// The JSON of a request.
///
/// # Errors
/// `request_malformed`.
pub fn body<T>(request: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    request.map(|Json(body)| body).map_err(|_| MALFORMED)
}
