//! The list of cases that an officer works through.
//!
//! Open cases come first, the oldest first; then those that have ended, the newest first. Search is without diacritics
//! and reads the cases one batch after the other, so that it needs no index that folds.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use place::names;
use report::words::Language;
use report::{Status, Step};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::fresh::fresh;
use super::officer::Officer;
use super::owner::Owners;
use super::shape::{CaseRow, Inbox, ProblemShape, UnitName};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::public::excerpt;
use crate::state::AppState;
use crate::store::case_view::{self, CaseView, Direction, InboxFilter};

/// Cases on a page.
const PAGE: usize = 50;
/// Cases read at once while searching.
const BATCH: usize = 500;
/// Characters of text in a row.
const EXCERPT_CHARS: usize = 120;

/// Which cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InboxStatus {
    /// Those that wait for somebody in this officer's role.
    Mine,
    /// Those that have not ended.
    Open,
    /// Those that have.
    Ended,
    /// All.
    #[default]
    All,
}

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InboxQuery {
    /// Which cases.
    #[serde(default)]
    status: InboxStatus,
    /// Words to find in number, text, category or commune, without diacritics.
    #[serde(default)]
    q: String,
    /// Where the last page ended.
    cursor: Option<String>,
}

/// The inbox
#[utoipa::path(get, path = "/console/api/cases", tag = "cases", operation_id = "inbox", params(InboxQuery),
    responses((status = 200, body = Inbox), (status = 304), (status = 401, body = ProblemShape)))]
pub async fn inbox(
    State(state): State<AppState>,
    officer: Officer,
    Query(query): Query<InboxQuery>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let statuses = statuses(query.status, &officer);
    let total = total(&state, &officer, &statuses, &query.q).await?;
    let mut found = Vec::new();
    let mut next = Cursor::read(query.cursor.as_deref());
    while let Some(cursor) = next.filter(|_| found.len() < PAGE) {
        next = batch(&state, &officer, &statuses, &query.q, cursor, &mut found).await?;
    }
    let owners = Owners::today(&state).await?;
    let cases = found.iter().map(|case| row(case, &owners)).collect();
    fresh(&asked, &Inbox { cases, next: next.map(Cursor::text), total })
}

/// A place in the list: in which half, and after which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    ended: bool,
    after: Option<i64>,
}

impl Cursor {
    fn read(text: Option<&str>) -> Option<Self> {
        let Some(text) = text else { return Some(Self { ended: false, after: None }) };
        let (half, after) = text.split_at_checked(1)?;
        Some(Self { ended: half == "e", after: after.parse().ok() })
    }

    fn text(self) -> String {
        let half = if self.ended { "e" } else { "o" };
        self.after.map_or_else(|| half.to_owned(), |after| format!("{half}{after}"))
    }
}

/// Reads on from `cursor`, adds what fits to `found` and says where to read on.
async fn batch(
    state: &AppState,
    officer: &Officer,
    statuses: &[Status],
    search: &str,
    cursor: Cursor,
    found: &mut Vec<CaseView>,
) -> Result<Option<Cursor>, PortalError> {
    let of_this_half = statuses.iter().copied().filter(|status| status.is_open() != cursor.ended).collect::<Vec<_>>();
    let other_half = (!cursor.ended).then_some(Cursor { ended: true, after: None });
    if of_this_half.is_empty() {
        return Ok(other_half);
    }
    let filter = InboxFilter { statuses: of_this_half, unit: officer.limited_to(), sealed: officer.may_read_sealed() };
    let direction = if cursor.ended { Direction::NewestFirst } else { Direction::OldestFirst };
    let most = if search.is_empty() { PAGE - found.len() } else { BATCH };
    let wanted = i64::try_from(most).unwrap_or(i64::MAX);
    let cases = case_view::inbox(state.store().readers(), &filter, direction, cursor.after, wanted).await?;
    let full = cases.len() == most;
    let mut last = cursor.after;
    for case in cases {
        if found.len() == PAGE {
            return Ok(Some(Cursor { after: last, ..cursor }));
        }
        last = Some(case.id);
        if matches(&case, search) {
            found.push(case);
        }
    }
    Ok(if full { Some(Cursor { after: last, ..cursor }) } else { other_half })
}

async fn total(
    state: &AppState,
    officer: &Officer,
    statuses: &[Status],
    search: &str,
) -> Result<Option<u64>, PortalError> {
    if !search.is_empty() {
        return Ok(None);
    }
    let filter =
        InboxFilter { statuses: statuses.to_vec(), unit: officer.limited_to(), sealed: officer.may_read_sealed() };
    let total = case_view::inbox_count(state.store().readers(), &filter).await?;
    Ok(u64::try_from(total).ok())
}

fn statuses(wanted: InboxStatus, officer: &Officer) -> Vec<Status> {
    let of_a_unit = officer.user.role.is_of_a_unit();
    let belongs = |status: &Status| match wanted {
        InboxStatus::All => true,
        InboxStatus::Open => status.is_open(),
        InboxStatus::Ended => !status.is_open(),
        InboxStatus::Mine if of_a_unit => status.step() == Step::Handling && *status != Status::AwaitingCitizen,
        InboxStatus::Mine => matches!(status.step(), Step::Sent | Step::Received) || *status == Status::Reopened,
    };
    Status::ALL.iter().copied().filter(belongs).collect()
}

/// Whether every word searched for begins a word of the case, in any order.
fn matches(case: &CaseView, search: &str) -> bool {
    let wanted = names::fold(search);
    if wanted.is_empty() {
        return true;
    }
    let category = case.category_name(Language::Vi);
    let parts = [case.number.as_str(), category, case.commune_name.as_deref().unwrap_or_default()];
    let text = names::fold(&format!("{} {}", parts.join(" "), case.text.as_deref().unwrap_or_default()));
    wanted.split(' ').all(|typed| text.split(' ').any(|word| word.starts_with(typed)))
}

fn row(case: &CaseView, owners: &Owners) -> CaseRow {
    CaseRow {
        number: case.number.to_string(),
        status: case.status,
        outcome: case.outcome,
        category: case.category.clone(),
        commune: case.commune_name.clone(),
        unit: case.unit.clone().zip(case.unit_name.clone()).map(|(code, name)| UnitName { code, name }),
        excerpt: excerpt(case.text.as_deref().unwrap_or_default(), EXCERPT_CHARS),
        submitted_at: super::case::time(case.submitted_at_ms),
        owner: owners.of(case),
        published: case.published_at_ms.is_some(),
        picture: case.picture.map(|sha256| sha256.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        for cursor in [Cursor { ended: false, after: Some(17) }, Cursor { ended: true, after: None }] {
            assert_eq!(Cursor::read(Some(&cursor.text())), Some(cursor));
        }
        assert_eq!(Cursor::read(None), Some(Cursor { ended: false, after: None }));
    }
}
