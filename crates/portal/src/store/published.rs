//! The published cases as everybody lists them: a page of them by cursor, and how many there are of each kind.
//!
//! A page costs the same wherever in the list it is: each part of it is read from an index in the order of the list.
//!
//! **Invariant:** nothing here returns anything of a case that is not published.

use report::Status;
use sqlx::{AnyExecutor, AssertSqlSafe, Row as _};

use crate::error::PortalError;
use crate::store::case_view::{COLUMNS, CaseView, case};
use crate::store::tally;

/// What of the published cases to list. An empty code means any.
#[derive(Debug, Clone, Default)]
pub struct PublishedFilter {
    /// A category's code.
    pub category: String,
    /// A commune's code.
    pub commune: String,
    /// Statuses; none means any.
    pub statuses: Vec<Status>,
}

impl PublishedFilter {
    /// A condition on category and commune, for `$1` and `$2`. A column that is not asked for is not mentioned, so that the
    /// index of what is asked for is taken.
    fn kind(&self) -> String {
        let category = if self.category.is_empty() { "$1 = ''" } else { "c.category = $1" };
        let commune = if self.commune.is_empty() { "$2 = ''" } else { "c.commune = $2" };
        format!("{category} AND {commune}")
    }

    /// Conditions that together let through what the filter does, each of which one index has in the order of the list.
    fn parts(&self) -> Vec<String> {
        let statuses = match (self.statuses.as_slice(), self.category.is_empty()) {
            // The indexes by category have the status between.
            ([], false) => Status::ALL,
            (statuses, _) => statuses,
        };
        let of = |status: &Status| format!("{} AND c.status = '{status}'", self.kind());
        if statuses.is_empty() { vec![self.kind()] } else { statuses.iter().map(of).collect() }
    }
}

/// A place in the list of published cases: the last one seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedCursor {
    /// When it was published, ms.
    pub at_ms: i64,
    /// Its row.
    pub id: i64,
}

/// The published cases after `cursor`, the newest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn page<'e>(
    executor: impl AnyExecutor<'e>,
    filter: &PublishedFilter,
    cursor: Option<PublishedCursor>,
    most: i64,
) -> Result<Vec<CaseView>, PortalError> {
    let cursor = cursor.unwrap_or(PublishedCursor { at_ms: i64::MAX, id: i64::MAX });
    let part = |part: String| {
        format!(
            "SELECT id FROM (SELECT c.id FROM case_file c
             WHERE c.published_at IS NOT NULL AND {part} AND (c.published_at, c.id) < ($3, $4)
             ORDER BY c.published_at DESC, c.id DESC LIMIT $5) AS part"
        )
    };
    let parts: Vec<String> = filter.parts().into_iter().map(part).collect();
    let sql = format!(
        "SELECT {COLUMNS} WHERE c.id IN ({}) ORDER BY c.published_at DESC, c.id DESC LIMIT $5",
        parts.join(" UNION ALL ")
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(filter.category.clone()).bind(filter.commune.clone());
    let rows = query.bind(cursor.at_ms).bind(cursor.id).bind(most).fetch_all(executor).await?;
    rows.iter().map(case).collect()
}

/// How many published cases the filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn count<'e>(executor: impl AnyExecutor<'e>, filter: &PublishedFilter) -> Result<i64, PortalError> {
    let sql = format!(
        "SELECT CAST(coalesce(sum(c.cases), 0) AS BIGINT) FROM tally_public c WHERE {} AND {}",
        filter.kind(),
        tally::among(&filter.statuses)
    );
    let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(filter.category.clone()).bind(filter.commune.clone());
    Ok(query.fetch_one(executor).await?)
}

/// Code and name of the communes that have published cases, by code: as the latest of them calls it.
///
/// # Errors
/// When the database fails.
pub async fn communes<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<(String, String)>, PortalError> {
    let everything = PublishedFilter::default();
    let counted = by_commune(executor, &everything).await?;
    Ok(counted.into_iter().map(|(code, name, _)| (code, name)).collect())
}

/// Code, name and how many, of the communes of which the filter lets published cases through, whatever commune it names.
///
/// # Errors
/// When the database fails.
pub async fn by_commune<'e>(
    executor: impl AnyExecutor<'e>,
    filter: &PublishedFilter,
) -> Result<Vec<(String, String, i64)>, PortalError> {
    let kind = PublishedFilter { commune: String::new(), ..filter.clone() }.kind();
    let sql = format!(
        "SELECT t.commune, t.cases, (SELECT n.commune_name FROM case_file n
            WHERE n.commune = t.commune AND n.published_at IS NOT NULL AND n.commune_name IS NOT NULL
            ORDER BY n.published_at DESC, n.id DESC LIMIT 1) AS name
         FROM (SELECT c.commune, CAST(sum(c.cases) AS BIGINT) AS cases FROM tally_public c
            WHERE c.commune <> '' AND {kind} AND {} GROUP BY c.commune) AS t
         WHERE t.cases > 0 ORDER BY t.commune",
        tally::among(&filter.statuses)
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(filter.category.clone()).bind(String::new());
    let mut counted = Vec::new();
    for row in rows.fetch_all(executor).await? {
        let Some(name) = row.try_get("name")? else { continue };
        counted.push((row.try_get("commune")?, name, row.try_get("cases")?));
    }
    Ok(counted)
}
