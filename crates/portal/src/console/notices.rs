//! What somebody was told of by the portal itself, and who was told of a case.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use report::words::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::case::{seen as case_seen, time};
use super::edit::body;
use super::officer::Officer;
use super::shape::{ProblemShape, UnitName};
use crate::escalation::Level;
use crate::escalation::mails::Matter;
use crate::problem::{self, Problem};
use crate::state::AppState;
use crate::store::alarm::{self, MailStanding, NoticeRow, StepTaken};

/// Notices on a page.
const PAGE: usize = 50;

/// Which notices.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct NoticesQuery {
    /// Where the last page ended.
    cursor: Option<i64>,
}

/// A page of somebody's notices.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notices {
    /// The newest first.
    pub notices: Vec<NoticeShown>,
    /// How many were not seen yet.
    pub unseen: i64,
    /// What to ask for the next page with; missing on the last.
    #[schema(required)]
    pub next: Option<i64>,
}

/// Something that somebody was told of.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeShown {
    /// Up to which notices are marked as seen.
    pub id: i64,
    /// How far up it has come.
    pub level: Level,
    /// In one sentence.
    pub text: String,
    /// The number of the case.
    #[schema(required)]
    pub number: Option<String>,
    /// The unit.
    #[schema(required)]
    pub unit: Option<UnitName>,
    /// The step of the clock, or the post that is vacant.
    #[schema(required)]
    pub step: Option<String>,
    /// When it is due, or since when the post has been vacant.
    #[schema(required)]
    pub due_at: Option<String>,
    /// When.
    pub at: String,
    /// When it was seen.
    #[schema(required)]
    pub seen_at: Option<String>,
    /// Whether a mail tells it too.
    pub by_mail: bool,
}

/// Up to which notice somebody has seen theirs.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoticesSeen {
    /// The newest that they saw.
    pub up_to: i64,
}

/// The steps by which more and more people were told of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct Escalation {
    /// The oldest first.
    pub steps: Vec<EscalationStep>,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub struct EscalationStep {
    /// How far up.
    pub level: Level,
    /// The step of the clock.
    #[schema(required)]
    pub step: Option<String>,
    /// When it was due then.
    #[schema(required)]
    pub due_at: Option<String>,
    /// When.
    pub at: String,
    /// Who was told.
    pub told: Vec<Told>,
}

/// Somebody who was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Told {
    /// The user.
    pub user: String,
    /// When they saw it in the console.
    #[schema(required)]
    pub seen_at: Option<String>,
    /// Whether a mail tells them too.
    pub by_mail: bool,
    /// When a mail server took that mail.
    #[schema(required)]
    pub mailed_at: Option<String>,
    /// When the mail was given up: the server does not take it.
    #[schema(required)]
    pub mail_given_up_at: Option<String>,
}

/// My notices
#[utoipa::path(get, path = "/console/api/notices", tag = "notices", operation_id = "notices", params(NoticesQuery),
    responses((status = 200, body = Notices), (status = 401, body = ProblemShape)))]
pub async fn notices(
    State(state): State<AppState>,
    officer: Officer,
    headers: HeaderMap,
    Query(query): Query<NoticesQuery>,
) -> Result<Json<Notices>, Problem> {
    let (books, user) = (state.store().readers(), officer.user.name.as_str());
    let rows = alarm::of_user(books, user, query.cursor, i64::try_from(PAGE).unwrap_or(i64::MAX)).await?;
    let next = rows.last().filter(|_| rows.len() == PAGE).map(|row| row.id);
    let (_, unseen) = alarm::newest(books, user).await?;
    let language = problem::language(&headers);
    let notices = rows.into_iter().map(|row| shown(row, language)).collect();
    Ok(Json(Notices { notices, unseen, next }))
}

/// Say that I have seen mine
#[utoipa::path(post, path = "/console/api/notices/seen", tag = "notices", operation_id = "notices_seen",
    request_body = NoticesSeen,
    responses((status = 200, body = Notices), (status = 400, body = ProblemShape), (status = 401, body = ProblemShape)))]
pub async fn seen(
    State(state): State<AppState>,
    officer: Officer,
    headers: HeaderMap,
    request: Result<Json<NoticesSeen>, JsonRejection>,
) -> Result<Json<Notices>, Problem> {
    let NoticesSeen { up_to } = body(request)?;
    let (user, now_ms) = (officer.user.name.clone(), state.now_ms());
    let write =
        state.store().write(move |books| Box::pin(async move { alarm::seen(books, &user, up_to, now_ms).await }));
    write.await?;
    notices(State(state), officer, headers, Query(NoticesQuery::default())).await
}

/// Who was told of a case, when and by which way
#[utoipa::path(get, path = "/console/api/cases/{number}/escalation", tag = "notices", operation_id = "escalation",
    params(("number" = String, Path, description = "The public number")),
    responses((status = 200, body = Escalation), (status = 401, body = ProblemShape), (status = 404, body = ProblemShape)))]
pub async fn escalation(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
) -> Result<Json<Escalation>, Problem> {
    let case = case_seen(&state, &officer, &number).await?;
    let steps = alarm::of_case(state.store().readers(), case.id).await?;
    Ok(Json(Escalation { steps: steps.into_iter().map(step).collect() }))
}

fn shown(row: NoticeRow, language: Language) -> NoticeShown {
    NoticeShown {
        text: Matter::of_notice(&row).said(language),
        id: row.id,
        level: row.level,
        number: row.number,
        unit: row.unit.zip(row.unit_name).map(|(code, name)| UnitName { code, name }),
        step: row.step,
        due_at: row.due_at_ms.map(time),
        at: time(row.at_ms),
        seen_at: row.seen_at_ms.map(time),
        by_mail: row.by_mail,
    }
}

fn step(taken: StepTaken) -> EscalationStep {
    EscalationStep {
        level: taken.level,
        step: taken.step,
        due_at: taken.due_at_ms.map(time),
        at: time(taken.at_ms),
        told: taken.told.into_iter().map(told).collect(),
    }
}

fn told(row: alarm::Told) -> Told {
    let (mailed_ms, given_up_ms) = match row.mail {
        Some(MailStanding::Sent(at_ms)) => (Some(at_ms), None),
        Some(MailStanding::GivenUp(at_ms)) => (None, Some(at_ms)),
        Some(MailStanding::Waits) | None => (None, None),
    };
    Told {
        user: row.user,
        seen_at: row.seen_at_ms.map(time),
        by_mail: row.mail.is_some(),
        mailed_at: mailed_ms.map(time),
        mail_given_up_at: given_up_ms.map(time),
    }
}
