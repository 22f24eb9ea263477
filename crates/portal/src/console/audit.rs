//! Who changed what of the portal, and what was refused.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::case::time;
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::audit::{self, AuditFilter, AuditRow};

/// Rows on a page.
const PAGE: usize = 50;

/// Which changes to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct AuditQuery {
    /// A user's name; `cli:NAME` for the command line; `portal` for what it did by itself.
    who: String,
    /// What was done: `user_added`, `term_begun`, …
    what: String,
    /// What it was done to: a user's name, a unit's code, a date, …
    subject: String,
    /// Not before: RFC 3339.
    since: Option<String>,
    /// Before: RFC 3339.
    until: Option<String>,
    /// Where the last page ended.
    cursor: Option<i64>,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditLog {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// What to ask for the next page with; missing on the last.
    #[schema(required)]
    pub next: Option<i64>,
}

/// A change, or a refusal.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// To what.
    pub subject: String,
    /// How it was before; missing when it was not there.
    #[schema(required)]
    pub was: Option<Value>,
    /// How it was afterwards, or what was asked for; missing when it is gone.
    #[schema(required)]
    pub became: Option<Value>,
    /// The code of the refusal; missing when it was done.
    #[schema(required)]
    pub refused: Option<String>,
}

/// The audit log
#[utoipa::path(get, path = "/console/api/audit", tag = "audit", operation_id = "audit", params(AuditQuery),
    responses((status = 200, body = AuditLog), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape),
        (status = 403, body = ProblemShape)))]
pub async fn log(
    State(state): State<AppState>,
    officer: Officer,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditLog>, Problem> {
    if !officer.may(Action::ReadAudit, None) {
        return Err(NOT_ALLOWED);
    }
    let (since_ms, until_ms) = (moment(query.since.as_deref(), "since")?, moment(query.until.as_deref(), "until")?);
    let filter = AuditFilter { who: query.who, what: query.what, subject: query.subject, since_ms, until_ms };
    let wanted = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let rows = audit::list(state.store().readers(), &filter, query.cursor, wanted).await?;
    let next = rows.last().filter(|_| rows.len() == PAGE).map(|row| row.id);
    Ok(Json(AuditLog { entries: rows.into_iter().map(entry).collect(), next }))
}

fn entry(row: AuditRow) -> AuditEntry {
    let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    AuditEntry {
        at: time(row.at_ms),
        who: row.who,
        what: row.what,
        subject: row.subject,
        was: json(row.was),
        became: json(row.became),
        refused: row.refused,
    }
}

/// A moment from RFC 3339.
fn moment(text: Option<&str>, field: &'static str) -> Result<Option<i64>, Problem> {
    let wrong = |_| Problem::new(StatusCode::BAD_REQUEST, "request_malformed").about(Some(field));
    text.map(|text| text.parse::<Timestamp>().map(Timestamp::as_millisecond)).transpose().map_err(wrong)
}
