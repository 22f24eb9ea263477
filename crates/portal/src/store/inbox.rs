//! The cases that an officer works through, a page at a time, and how many there are.
//!
//! A page costs the same wherever in the list it is: each status, and what a unit works on beside its own, is read from an
//! index in the order of the list, no more of each than the page takes.

use report::Status;
use sqlx::{AnyExecutor, AssertSqlSafe};

use crate::error::PortalError;
use crate::store::case_view::{COLUMNS, CaseView, case};
use crate::store::tally;

/// Which cases an officer lists.
#[derive(Debug, Clone)]
pub struct InboxFilter {
    /// Statuses; at least one.
    pub statuses: Vec<Status>,
    /// Only the cases that are with this unit, or on which it works beside another.
    pub unit: Option<String>,
    /// Those too that are sealed.
    pub sealed: bool,
}

impl InboxFilter {
    /// A condition on the seal. The words are the program's own.
    const fn unsealed(&self) -> &'static str {
        if self.sealed { "1 = 1" } else { "c.sealed_at IS NULL" }
    }

    /// A condition on a single case of the filter's unit, `$1`.
    const fn of_the_unit(&self) -> &'static str {
        match self.unit {
            None => "$1 = ''",
            Some(_) => "(c.unit = $1 OR c.id IN (SELECT case_id FROM coordinating WHERE unit = $1))",
        }
    }

    /// Tables and conditions that together have the cases of the filter's unit, `$1`.
    fn whose(&self) -> &'static [(&'static str, &'static str)] {
        match self.unit {
            None => &[("case_file c", "$1 = ''")],
            Some(_) => &[
                ("case_file c", "c.unit = $1"),
                ("coordinating JOIN case_file c ON c.id = coordinating.case_id", "coordinating.unit = $1"),
            ],
        }
    }

    /// A statement that finds the rows of a page: those of the filter that fulfil `condition`, in that `order`, `$2` at most.
    fn rows(&self, condition: &str, order: &str) -> String {
        let mut parts = Vec::new();
        for (tables, whose) in self.whose() {
            for status in &self.statuses {
                parts.push(format!(
                    "SELECT id FROM (SELECT c.id FROM {tables} WHERE {whose} AND c.status = '{status}' AND {} AND {condition}
                     ORDER BY {order} LIMIT $2) AS part",
                    self.unsealed()
                ));
            }
        }
        parts.join(" UNION ALL ")
    }
}

/// The cases of the filter that have to be done by a moment, after the place `after` (that moment in ms, row), what is due
/// first first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn due<'e>(
    executor: impl AnyExecutor<'e>,
    filter: &InboxFilter,
    after: Option<(i64, i64)>,
    most: i64,
) -> Result<Vec<CaseView>, PortalError> {
    let rows = filter.rows("c.due_at IS NOT NULL AND (c.due_at, c.id) > ($3, $4)", "c.due_at, c.id");
    let sql = format!("SELECT {COLUMNS} WHERE c.id IN ({rows}) ORDER BY c.due_at, c.id LIMIT $2");
    let (due, id) = after.unwrap_or((i64::MIN, 0));
    let query = sqlx::query(AssertSqlSafe(sql)).bind(filter.unit.clone().unwrap_or_default()).bind(most);
    query.bind(due).bind(id).fetch_all(executor).await?.iter().map(case).collect()
}

/// The open cases of the filter that nobody has to do anything with by a moment, after the row `after`, the oldest first, at
/// most `most`.
///
/// # Errors
/// When the database fails.
pub async fn still<'e>(
    executor: impl AnyExecutor<'e>,
    filter: &InboxFilter,
    after: Option<i64>,
    most: i64,
) -> Result<Vec<CaseView>, PortalError> {
    // They are few, and the index case_standing_still has them in order.
    let whose = filter.of_the_unit();
    let sql = format!(
        "SELECT {COLUMNS} WHERE {} AND {} AND {whose} AND c.due_at IS NULL AND {STILL} AND c.id > $3
         ORDER BY c.id LIMIT $2",
        tally::among(&filter.statuses),
        filter.unsealed()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(filter.unit.clone().unwrap_or_default()).bind(most);
    query.bind(after.unwrap_or_default()).fetch_all(executor).await?.iter().map(case).collect()
}

/// The cases of the filter before the row `before`, the newest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn newest<'e>(
    executor: impl AnyExecutor<'e>,
    filter: &InboxFilter,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<CaseView>, PortalError> {
    let rows = filter.rows("c.id < $3", "c.id DESC");
    let sql = format!("SELECT {COLUMNS} WHERE c.id IN ({rows}) ORDER BY c.id DESC LIMIT $2");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(filter.unit.clone().unwrap_or_default()).bind(most);
    query.bind(before.unwrap_or(i64::MAX)).fetch_all(executor).await?.iter().map(case).collect()
}

/// Those of the rows `ids` that the filter lets through, the newest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn among<'e>(
    executor: impl AnyExecutor<'e>,
    filter: &InboxFilter,
    ids: &[i64],
    most: i64,
) -> Result<Vec<CaseView>, PortalError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let sql = format!(
        "SELECT {COLUMNS} WHERE c.id IN (SELECT c.id FROM case_file c WHERE c.id IN ({}) AND {} AND {} AND {}
            ORDER BY c.id DESC LIMIT $2)
         ORDER BY c.id DESC",
        ids.join(", "),
        tally::among(&filter.statuses),
        filter.unsealed(),
        filter.of_the_unit()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(filter.unit.clone().unwrap_or_default()).bind(most);
    query.fetch_all(executor).await?.iter().map(case).collect()
}

/// How many cases the filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn count<'e>(executor: impl AnyExecutor<'e>, filter: &InboxFilter) -> Result<i64, PortalError> {
    let (statuses, unsealed) = (tally::among(&filter.statuses), filter.unsealed());
    let counted = if filter.sealed { "1 = 1" } else { "c.sealed = 0" };
    let own = |whose| format!("SELECT c.cases FROM tally_desk c WHERE {whose} AND {statuses} AND {counted}");
    let cases = match filter.unit {
        None => own("$1 = ''"),
        Some(_) => format!(
            "{} UNION ALL SELECT count(*) FROM coordinating JOIN case_file c ON c.id = coordinating.case_id
             WHERE coordinating.unit = $1 AND coalesce(c.unit, '') <> $1 AND {statuses} AND {unsealed}",
            own("c.unit = $1")
        ),
    };
    let sql = format!("SELECT CAST(coalesce(sum(cases), 0) AS BIGINT) FROM ({cases}) AS counted");
    let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(filter.unit.clone().unwrap_or_default());
    Ok(query.fetch_one(executor).await?)
}

/// The condition of the index `case_standing_still`, in its very words.
const STILL: &str = "c.status NOT IN ('answered', 'closed', 'rejected', 'out_of_scope', 'duplicate', 'withdrawn')";
