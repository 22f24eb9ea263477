//! The list of cases that an officer works through.
//!
//! What is due first comes first; then open cases whose clocks stand still, the oldest first; then those that have ended,
//! the newest first. What a search finds (`console::search`) is the newest first.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use report::{Status, Step};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::due::DueShown;
use super::fresh::fresh;
use super::officer::Officer;
use super::owner::Owners;
use super::search::Search;
use super::shape::{CaseRow, Inbox, ProblemShape, UnitName};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::public::excerpt;
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::inbox::{self, InboxFilter};

/// Cases on a page.
pub(super) const PAGE: usize = 50;
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
    let filter = filter(query.status, &officer);
    let cursor = Cursor::read(query.cursor.as_deref());
    let (found, next) = match Search::of(&query.q) {
        Some(search) => search.page(&state, &filter, cursor).await?,
        None => page(&state, &filter, cursor).await?,
    };
    let total = if query.q.is_empty() { Some(inbox::count(state.store().readers(), &filter).await?) } else { None };
    let total = total.and_then(|total| u64::try_from(total).ok());
    let owners = Owners::today(&state).await?;
    let timetable = state.timetable().await?;
    let due = |case: &CaseView| DueShown::of(case, &timetable, state.now_ms(), officer.language);
    let cases = found.iter().map(|case| row(case, &owners, due(case))).collect();
    fresh(&asked, &Inbox { cases, next: next.map(Cursor::text), total })
}

/// A place in the list: in which part, and after which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cursor {
    /// Among those that have to be done by a moment: that moment in ms, and the row.
    Due(Option<(i64, i64)>),
    /// Among the open ones whose clocks stand still: the row.
    Still(Option<i64>),
    /// Among those that have ended, or, when words are searched for, among all: the row.
    Newest(Option<i64>),
}

impl Cursor {
    fn read(text: Option<&str>) -> Option<Self> {
        let (part, after) = text?.split_at_checked(1)?;
        match part {
            "d" => Some(Self::Due(after.split_once('.').and_then(|(due, row)| due.parse().ok().zip(row.parse().ok())))),
            "o" => Some(Self::Still(after.parse().ok())),
            "e" => Some(Self::Newest(after.parse().ok())),
            _ => None,
        }
    }

    fn text(self) -> String {
        let row = |after: Option<i64>| after.map(|row| row.to_string()).unwrap_or_default();
        match self {
            Self::Due(after) => format!("d{}", after.map(|(due, row)| format!("{due}.{row}")).unwrap_or_default()),
            Self::Still(after) => format!("o{}", row(after)),
            Self::Newest(after) => format!("e{}", row(after)),
        }
    }

    /// The same part, after this case.
    fn behind(self, case: &CaseView) -> Self {
        match self {
            Self::Due(_) => Self::Due(case.due.map(|due| (due.at_ms, case.id))),
            Self::Still(_) => Self::Still(Some(case.id)),
            Self::Newest(_) => Self::Newest(Some(case.id)),
        }
    }

    const fn next_part(self) -> Option<Self> {
        match self {
            Self::Due(_) => Some(Self::Still(None)),
            Self::Still(_) => Some(Self::Newest(None)),
            Self::Newest(_) => None,
        }
    }
}

/// A page of the list from `cursor` on, and where the next one begins.
async fn page(
    state: &AppState,
    filter: &InboxFilter,
    cursor: Option<Cursor>,
) -> Result<(Vec<CaseView>, Option<Cursor>), PortalError> {
    let mut found = Vec::new();
    let mut next = Some(cursor.unwrap_or(Cursor::Due(None)));
    while let Some(cursor) = next.filter(|_| found.len() < PAGE) {
        next = read_on(state, filter, cursor, &mut found).await?;
    }
    Ok((found, next))
}

/// Reads on from `cursor`, adds to `found` and says where to read on.
async fn read_on(
    state: &AppState,
    filter: &InboxFilter,
    cursor: Cursor,
    found: &mut Vec<CaseView>,
) -> Result<Option<Cursor>, PortalError> {
    let ended = matches!(cursor, Cursor::Newest(_));
    let statuses = filter.statuses.iter().copied().filter(|status| status.is_open() != ended).collect::<Vec<_>>();
    if statuses.is_empty() {
        return Ok(cursor.next_part());
    }
    let filter = InboxFilter { statuses, ..filter.clone() };
    let most = PAGE - found.len();
    let (books, wanted) = (state.store().readers(), i64::try_from(most).unwrap_or(i64::MAX));
    let cases = match cursor {
        Cursor::Due(after) => inbox::due(books, &filter, after, wanted).await?,
        Cursor::Still(after) => inbox::still(books, &filter, after, wanted).await?,
        Cursor::Newest(before) => inbox::newest(books, &filter, before, wanted).await?,
    };
    let last = cases.last().filter(|_| cases.len() == most).map(|last| cursor.behind(last));
    found.extend(cases);
    Ok(last.or_else(|| cursor.next_part()))
}

fn filter(wanted: InboxStatus, officer: &Officer) -> InboxFilter {
    let of_a_unit = officer.user.role.is_of_a_unit();
    let belongs = |status: &Status| match wanted {
        InboxStatus::All => true,
        InboxStatus::Open => status.is_open(),
        InboxStatus::Ended => !status.is_open(),
        InboxStatus::Mine if of_a_unit => status.step() == Step::Handling && *status != Status::AwaitingCitizen,
        InboxStatus::Mine => matches!(status.step(), Step::Sent | Step::Received) || *status == Status::Reopened,
    };
    InboxFilter {
        statuses: Status::ALL.iter().copied().filter(belongs).collect(),
        unit: officer.limited_to(),
        sealed: officer.may_read_sealed(),
    }
}

fn row(case: &CaseView, owners: &Owners, due: Option<DueShown>) -> CaseRow {
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
        due,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        for cursor in [
            Cursor::Due(None),
            Cursor::Due(Some((1_795_399_200_000, 17))),
            Cursor::Still(Some(17)),
            Cursor::Newest(None),
            Cursor::Newest(Some(3)),
        ] {
            assert_eq!(Cursor::read(Some(&cursor.text())), Some(cursor));
        }
        assert_eq!(Cursor::read(None), None);
    }
}
